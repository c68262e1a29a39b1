// SPDX-License-Identifier: GPL-2.0
/*
 * Compositions as netlink attributes, put into requests and read from replies.
 */
#include <linux/genetlink.h>
#include <stdio.h>
#include <string.h>

#include "nl.h"

static void put_instance(struct nlmsghdr *nlh,
			 const struct seccomm_instance *inst)
{
	struct nlattr *nest =
		mnl_attr_nest_start(nlh, SECCOMM_A_STACK_INSTANCE);
	struct nlattr *option;
	int i;

	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_TYPE, inst->type);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_D_EVENT, inst->d_event);
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_D_ORDER, inst->d_order);
	mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_U_EVENT, inst->u_event);
	mnl_attr_put_u32(nlh, SECCOMM_A_INSTANCE_U_ORDER, inst->u_order);
	for (i = 0; i < inst->n_down; i++)
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_DOWN_EVENT,
				  inst->down[i]);
	for (i = 0; i < inst->n_up; i++)
		mnl_attr_put_strz(nlh, SECCOMM_A_INSTANCE_UP_EVENT,
				  inst->up[i]);
	if (inst->n_slots)
		mnl_attr_put_u8(nlh, SECCOMM_A_INSTANCE_SLOT, inst->slot);
	for (i = 0; i < inst->n_options; i++) {
		option = mnl_attr_nest_start(nlh, SECCOMM_A_INSTANCE_OPTION);
		mnl_attr_put_strz(nlh, SECCOMM_A_OPTION_NAME,
				  inst->options[i].name);
		if (inst->options[i].text[0])
			mnl_attr_put_strz(nlh, SECCOMM_A_OPTION_TEXT,
					  inst->options[i].text);
		else
			mnl_attr_put_u32(nlh, SECCOMM_A_OPTION_VALUE,
					 inst->options[i].value);
		mnl_attr_nest_end(nlh, option);
	}
	mnl_attr_nest_end(nlh, nest);
}

static void put_method(struct nlmsghdr *nlh,
		       const struct seccomm_method *method)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_SLOT_METHOD);

	mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_KIND, method->kind);
	if (method->kind == SECCOMM_METHOD_DH) {
		mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_AUTH, method->auth);
		mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_GROUP, method->group);
		if (method->auth == SECCOMM_AUTH_SIG)
			mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_SIG, method->sig);
	}
	if (method->kind == SECCOMM_METHOD_RSA) {
		mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_SIG, method->sig);
		mnl_attr_put_u16(nlh, SECCOMM_A_METHOD_BITS, method->bits);
	}
	if (method->kind == SECCOMM_METHOD_EXT)
		mnl_attr_put_u8(nlh, SECCOMM_A_METHOD_EXT, method->ext);
	mnl_attr_nest_end(nlh, nest);
}

static void put_slot(struct nlmsghdr *nlh, const struct seccomm_slot *slot)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SECCOMM_A_STACK_SLOT);
	int i;

	mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_INDEX, slot->index);
	mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_DERIVE, slot->derive);
	mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_PROVIDER, slot->source);
	if (slot->source == SECCOMM_SOURCE_PK)
		mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_PK, slot->pk);
	for (i = 0; i < slot->n_methods; i++)
		put_method(nlh, &slot->methods[i]);
	if (slot->threshold)
		mnl_attr_put_u8(nlh, SECCOMM_A_SLOT_THRESHOLD, slot->threshold);
	mnl_attr_nest_end(nlh, nest);
}

void put_composition(struct nlmsghdr *nlh, const struct seccomm_composition *c)
{
	int i;

	for (i = 0; i < c->n_instances; i++)
		put_instance(nlh, &c->instances[i]);
	for (i = 0; i < c->n_slots; i++)
		put_slot(nlh, &c->slots[i]);
	if (c->sessionless)
		mnl_attr_put(nlh, SECCOMM_A_STACK_SESSIONLESS, 0, NULL);
}

static void get_name(char *name, const struct nlattr *attr)
{
	snprintf(name, SECCOMM_NAME_LEN, "%s", attr_str(attr));
}

static void get_option(const struct nlattr *nest, struct seccomm_instance *inst)
{
	const struct nlattr *tb[SECCOMM_A_OPTION_MAX + 1];
	struct seccomm_option *o;

	if (inst->n_options == SECCOMM_MAX_OPTIONS)
		return;
	o = &inst->options[inst->n_options++];
	attr_parse_nested(nest, tb, SECCOMM_A_OPTION_MAX);
	get_name(o->name, tb[SECCOMM_A_OPTION_NAME]);
	get_name(o->text, tb[SECCOMM_A_OPTION_TEXT]);
	o->value = attr_u32(tb[SECCOMM_A_OPTION_VALUE]);
}

/* What an instance may have several of. */
static void get_list(const struct nlattr *attr, void *arg)
{
	struct seccomm_instance *inst = arg;

	switch (mnl_attr_get_type(attr)) {
	case SECCOMM_A_INSTANCE_DOWN_EVENT:
		if (inst->n_down < SECCOMM_MAX_RAISED)
			get_name(inst->down[inst->n_down++], attr);
		break;
	case SECCOMM_A_INSTANCE_UP_EVENT:
		if (inst->n_up < SECCOMM_MAX_RAISED)
			get_name(inst->up[inst->n_up++], attr);
		break;
	case SECCOMM_A_INSTANCE_OPTION:
		get_option(attr, inst);
		break;
	}
}

static void get_instance(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_INSTANCE_MAX + 1];
	struct seccomm_composition *c = arg;
	struct seccomm_instance *inst;

	if (c->n_instances == SECCOMM_MAX_INSTANCES)
		return;
	inst = &c->instances[c->n_instances++];
	attr_parse_nested(nest, tb, SECCOMM_A_INSTANCE_MAX);
	get_name(inst->type, tb[SECCOMM_A_INSTANCE_TYPE]);
	get_name(inst->d_event, tb[SECCOMM_A_INSTANCE_D_EVENT]);
	inst->d_order = attr_u32(tb[SECCOMM_A_INSTANCE_D_ORDER]);
	get_name(inst->u_event, tb[SECCOMM_A_INSTANCE_U_EVENT]);
	inst->u_order = attr_u32(tb[SECCOMM_A_INSTANCE_U_ORDER]);
	inst->n_slots = tb[SECCOMM_A_INSTANCE_SLOT] ? 1 : 0;
	inst->slot = SECCOMM_NO_SLOT;
	if (inst->n_slots)
		inst->slot = attr_u8(tb[SECCOMM_A_INSTANCE_SLOT]);
	attr_each_nested(nest, ATTR_ANY, get_list, inst);
}

static void get_method(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_METHOD_MAX + 1];
	struct seccomm_slot *slot = arg;
	struct seccomm_method *method;

	if (slot->n_methods == SECCOMM_MAX_METHODS)
		return;
	method = &slot->methods[slot->n_methods++];
	attr_parse_nested(nest, tb, SECCOMM_A_METHOD_MAX);
	method->kind = attr_u8(tb[SECCOMM_A_METHOD_KIND]);
	method->auth = attr_u8(tb[SECCOMM_A_METHOD_AUTH]);
	method->group = attr_u8(tb[SECCOMM_A_METHOD_GROUP]);
	method->sig = attr_u8(tb[SECCOMM_A_METHOD_SIG]);
	method->ext = attr_u8(tb[SECCOMM_A_METHOD_EXT]);
	method->bits = attr_u16(tb[SECCOMM_A_METHOD_BITS]);
}

static void get_slot(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_SLOT_MAX + 1];
	struct seccomm_composition *c = arg;
	struct seccomm_slot *slot;

	if (c->n_slots == SECCOMM_MAX_SLOTS)
		return;
	slot = &c->slots[c->n_slots++];
	attr_parse_nested(nest, tb, SECCOMM_A_SLOT_MAX);
	slot->index = attr_u8(tb[SECCOMM_A_SLOT_INDEX]);
	slot->derive = attr_u8(tb[SECCOMM_A_SLOT_DERIVE]);
	slot->source = attr_u8(tb[SECCOMM_A_SLOT_PROVIDER]);
	slot->pk = attr_u8(tb[SECCOMM_A_SLOT_PK]);
	slot->threshold = attr_u8(tb[SECCOMM_A_SLOT_THRESHOLD]);
	attr_each_nested(nest, SECCOMM_A_SLOT_METHOD, get_method, slot);
}

static void get_sessionless(const struct nlattr *attr, void *arg)
{
	struct seccomm_composition *c = arg;

	c->sessionless = true;
}

void get_composition(const struct nlmsghdr *nlh, struct seccomm_composition *c)
{
	memset(c, 0, sizeof(*c));
	attr_each(nlh, SECCOMM_A_STACK_INSTANCE, get_instance, c);
	attr_each(nlh, SECCOMM_A_STACK_SLOT, get_slot, c);
	attr_each(nlh, SECCOMM_A_STACK_SESSIONLESS, get_sessionless, c);
}

static void get_atom(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_ATOM_MAX + 1];
	struct seccomm_floor *floor = arg;
	struct seccomm_atom *atom;

	if (floor->least == SECCOMM_MAX_WITNESS)
		return;
	atom = &floor->witness[floor->least++];
	attr_parse_nested(nest, tb, SECCOMM_A_ATOM_MAX);
	atom->kind = attr_u8(tb[SECCOMM_A_ATOM_KIND]);
	snprintf(atom->family, sizeof(atom->family), "%s",
		 attr_str(tb[SECCOMM_A_ATOM_FAMILY]));
	atom->slot = attr_u8(tb[SECCOMM_A_ATOM_SLOT]);
}

static void get_floor(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_FLOOR_MAX + 1];
	struct seccomm_floor *floors = arg, *floor;

	attr_parse_nested(nest, tb, SECCOMM_A_FLOOR_MAX);
	if (attr_u8(tb[SECCOMM_A_FLOOR_PROPERTY]) >= SECCOMM_N_FLOORS)
		return;
	floor = &floors[attr_u8(tb[SECCOMM_A_FLOOR_PROPERTY])];
	/* As many as there are atoms, unless they are too many to be told. */
	attr_each_nested(nest, SECCOMM_A_FLOOR_ATOM, get_atom, floor);
	if (attr_u8(tb[SECCOMM_A_FLOOR_LEAST]) > SECCOMM_MAX_WITNESS)
		floor->least = SECCOMM_MAX_WITNESS + 1;
}

void get_floors(const struct nlmsghdr *nlh, struct seccomm_floor *floors)
{
	memset(floors, 0, SECCOMM_N_FLOORS * sizeof(*floors));
	attr_each(nlh, SECCOMM_A_STACK_FLOOR, get_floor, floors);
}
