// SPDX-License-Identifier: GPL-2.0
/*
 * Compositions as netlink attributes: taken from requests, put into replies.
 */
#include "checker/name.h"
#include "netlink/composition.h"
#include "netlink/family.h"

/* Why a request is refused that exceeds a limit. */
static const char many_instances[] =
	"a stack has" AT_MOST(SECCOMM_MAX_INSTANCES) "instances";
static const char many_slots[] =
	"a stack declares" AT_MOST(SECCOMM_MAX_SLOTS) "slots";
static const char many_methods[] =
	"a slot has" AT_MOST(SECCOMM_MAX_METHODS) "methods";
static const char many_events[] =
	"an instance raises" AT_MOST(SECCOMM_MAX_RAISED) "events";
static const char many_options[] =
	"an instance takes" AT_MOST(SECCOMM_MAX_OPTIONS) "options";
static const char no_text[] =
	"a text has" AT_MOST(SECCOMM_NAME_MAX) "of A-Za-z0-9_-.:/, no number";

static int composition_get_text(char *dst, const struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	ssize_t len = nla_strscpy(dst, attr, SECCOMM_NAME_LEN);

	/* An end in the middle would leave the rest out. */
	if (len == (ssize_t)strlen(dst) && seccomm_text_valid(dst))
		return 0;
	return nl_deny(extack, attr, -EINVAL, no_text);
}

static int composition_get_option(struct seccomm_instance *inst,
				  const struct nlattr *nest,
				  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SECCOMM_A_OPTION_TEXT + 1];
	struct seccomm_option *o;
	int err;

	if (inst->n_options == SECCOMM_MAX_OPTIONS)
		return nl_deny(extack, nest, -E2BIG, many_options);
	o = &inst->options[inst->n_options];
	err = nla_parse_nested(tb, SECCOMM_A_OPTION_TEXT, nest,
			       seccomm_option_nl_policy, extack);
	if (!err)
		err = seccomm_nl_needed_name(o->name, tb, SECCOMM_A_OPTION_NAME,
					     nest, extack);
	if (err)
		return err;
	if (!tb[SECCOMM_A_OPTION_VALUE] && !tb[SECCOMM_A_OPTION_TEXT])
		return nl_missing(extack, nest, SECCOMM_A_OPTION_VALUE,
				  "an option needs a value: name=value");
	if (tb[SECCOMM_A_OPTION_VALUE] && tb[SECCOMM_A_OPTION_TEXT])
		return nl_deny(extack, tb[SECCOMM_A_OPTION_TEXT], -EINVAL,
			       "an option has a value or a text, not both");
	if (tb[SECCOMM_A_OPTION_VALUE])
		o->value = nla_get_u32(tb[SECCOMM_A_OPTION_VALUE]);
	else
		err = composition_get_text(o->text, tb[SECCOMM_A_OPTION_TEXT],
					   extack);
	if (!err)
		inst->n_options++;
	return err;
}

static int composition_get_event(char (*names)[SECCOMM_NAME_LEN], u8 *n,
				 const struct nlattr *attr,
				 struct netlink_ext_ack *extack)
{
	int err;

	if (*n == SECCOMM_MAX_RAISED)
		return nl_deny(extack, attr, -E2BIG, many_events);
	err = seccomm_nl_name(names[*n], attr, extack);
	if (!err)
		(*n)++;
	return err;
}

/* Take the attributes that an instance may have several of. */
static int composition_get_lists(struct seccomm_instance *inst,
				 const struct nlattr *nest,
				 struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int err, rem;

	nla_for_each_nested(attr, nest, rem) {
		err = 0;
		switch (nla_type(attr)) {
		case SECCOMM_A_INSTANCE_DOWN_EVENT:
			err = composition_get_event(inst->down, &inst->n_down,
						    attr, extack);
			break;
		case SECCOMM_A_INSTANCE_UP_EVENT:
			err = composition_get_event(inst->up, &inst->n_up, attr,
						    extack);
			break;
		case SECCOMM_A_INSTANCE_OPTION:
			err = composition_get_option(inst, attr, extack);
			break;
		}
		if (err)
			return err;
	}
	return 0;
}

static int composition_get_names(struct seccomm_instance *inst,
				 struct nlattr **tb, const struct nlattr *nest,
				 struct netlink_ext_ack *extack)
{
	int err;

	err = seccomm_nl_needed_name(inst->type, tb, SECCOMM_A_INSTANCE_TYPE,
				     nest, extack);
	if (!err)
		err = seccomm_nl_needed_name(inst->d_event, tb,
					     SECCOMM_A_INSTANCE_D_EVENT, nest,
					     extack);
	if (!err)
		err = seccomm_nl_needed_name(inst->u_event, tb,
					     SECCOMM_A_INSTANCE_U_EVENT, nest,
					     extack);
	return err;
}

static int composition_get_instance(struct seccomm_composition *c,
				    const struct nlattr *nest,
				    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SECCOMM_A_INSTANCE_OPTION + 1];
	struct seccomm_instance *inst;
	int err;

	if (c->n_instances == SECCOMM_MAX_INSTANCES)
		return nl_deny(extack, nest, -E2BIG, many_instances);
	inst = &c->instances[c->n_instances];
	err = nla_parse_nested(tb, SECCOMM_A_INSTANCE_OPTION, nest,
			       seccomm_instance_nl_policy, extack);
	if (!err)
		err = composition_get_names(inst, tb, nest, extack);
	if (err)
		return err;
	if (!tb[SECCOMM_A_INSTANCE_D_ORDER])
		return nl_missing(extack, nest, SECCOMM_A_INSTANCE_D_ORDER,
				  "an instance needs d-order and u-order");
	if (!tb[SECCOMM_A_INSTANCE_U_ORDER])
		return nl_missing(extack, nest, SECCOMM_A_INSTANCE_U_ORDER,
				  "an instance needs d-order and u-order");
	inst->d_order = nla_get_s32(tb[SECCOMM_A_INSTANCE_D_ORDER]);
	inst->u_order = nla_get_s32(tb[SECCOMM_A_INSTANCE_U_ORDER]);
	inst->slot = SECCOMM_NO_SLOT;
	if (tb[SECCOMM_A_INSTANCE_SLOT]) {
		inst->slot = nla_get_u8(tb[SECCOMM_A_INSTANCE_SLOT]);
		inst->n_slots = 1;
	}
	err = composition_get_lists(inst, nest, extack);
	if (!err)
		c->n_instances++;
	return err;
}

static int composition_get_method(struct seccomm_slot *slot,
				  const struct nlattr *nest,
				  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SECCOMM_A_METHOD_BITS + 1];
	struct seccomm_method *method;
	int err;

	if (slot->n_methods == SECCOMM_MAX_METHODS)
		return nl_deny(extack, nest, -E2BIG, many_methods);
	method = &slot->methods[slot->n_methods];
	err = nla_parse_nested(tb, SECCOMM_A_METHOD_BITS, nest,
			       seccomm_method_nl_policy, extack);
	if (err)
		return err;
	if (!tb[SECCOMM_A_METHOD_KIND])
		return nl_missing(extack, nest, SECCOMM_A_METHOD_KIND,
				  "a method needs its kind");
	method->kind = nla_get_u8(tb[SECCOMM_A_METHOD_KIND]);
	if (tb[SECCOMM_A_METHOD_AUTH])
		method->auth = nla_get_u8(tb[SECCOMM_A_METHOD_AUTH]);
	if (tb[SECCOMM_A_METHOD_GROUP])
		method->group = nla_get_u8(tb[SECCOMM_A_METHOD_GROUP]);
	if (tb[SECCOMM_A_METHOD_SIG])
		method->sig = nla_get_u8(tb[SECCOMM_A_METHOD_SIG]);
	if (tb[SECCOMM_A_METHOD_EXT])
		method->ext = nla_get_u8(tb[SECCOMM_A_METHOD_EXT]);
	if (tb[SECCOMM_A_METHOD_BITS])
		method->bits = nla_get_u16(tb[SECCOMM_A_METHOD_BITS]);
	slot->n_methods++;
	return 0;
}

/* Take the methods of a slot. */
static int composition_get_methods(struct seccomm_slot *slot,
				   const struct nlattr *nest,
				   struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int err, rem;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != SECCOMM_A_SLOT_METHOD)
			continue;
		err = composition_get_method(slot, attr, extack);
		if (err)
			return err;
	}
	return 0;
}

static int composition_get_slot(struct seccomm_composition *c,
				const struct nlattr *nest,
				struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SECCOMM_A_SLOT_THRESHOLD + 1];
	struct seccomm_slot *slot;
	int err;

	if (c->n_slots == SECCOMM_MAX_SLOTS)
		return nl_deny(extack, nest, -E2BIG, many_slots);
	slot = &c->slots[c->n_slots];
	err = nla_parse_nested(tb, SECCOMM_A_SLOT_THRESHOLD, nest,
			       seccomm_slot_nl_policy, extack);
	if (err)
		return err;
	if (!tb[SECCOMM_A_SLOT_INDEX])
		return nl_missing(extack, nest, SECCOMM_A_SLOT_INDEX,
				  "a slot's declaration needs its index");
	slot->index = nla_get_u8(tb[SECCOMM_A_SLOT_INDEX]);
	slot->derive = SECCOMM_DERIVE_HKDF;
	if (tb[SECCOMM_A_SLOT_DERIVE])
		slot->derive = nla_get_u8(tb[SECCOMM_A_SLOT_DERIVE]);
	slot->source = SECCOMM_SOURCE_PSK;
	if (tb[SECCOMM_A_SLOT_PROVIDER])
		slot->source = nla_get_u8(tb[SECCOMM_A_SLOT_PROVIDER]);
	if (slot->source == SECCOMM_SOURCE_PK && !tb[SECCOMM_A_SLOT_PK])
		return nl_missing(extack, nest, SECCOMM_A_SLOT_PK,
				  "a slot of kind pk needs an algorithm");
	if (slot->source != SECCOMM_SOURCE_PK && tb[SECCOMM_A_SLOT_PK])
		return nl_deny(extack, tb[SECCOMM_A_SLOT_PK], -EINVAL,
			       "an algorithm of key pairs is for provider pk");
	if (tb[SECCOMM_A_SLOT_PK])
		slot->pk = nla_get_u8(tb[SECCOMM_A_SLOT_PK]);
	if (slot->source != SECCOMM_SOURCE_ALL && tb[SECCOMM_A_SLOT_THRESHOLD])
		return nl_deny(extack, tb[SECCOMM_A_SLOT_THRESHOLD], -EINVAL,
			       "a threshold is for provider all");
	if (tb[SECCOMM_A_SLOT_THRESHOLD])
		slot->threshold = nla_get_u8(tb[SECCOMM_A_SLOT_THRESHOLD]);
	err = composition_get_methods(slot, nest, extack);
	if (!err)
		c->n_slots++;
	return err;
}

int seccomm_nl_get_composition(struct genl_info *info,
			       struct seccomm_composition *c)
{
	const struct nlattr *attr;
	int err = 0, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) == SECCOMM_A_STACK_INSTANCE)
			err = composition_get_instance(c, attr, info->extack);
		else if (nla_type(attr) == SECCOMM_A_STACK_SLOT)
			err = composition_get_slot(c, attr, info->extack);
		else if (nla_type(attr) == SECCOMM_A_STACK_SESSIONLESS)
			c->sessionless = true;
		if (err)
			return err;
	}
	if (!c->n_instances)
		return nl_missing(info->extack, NULL, SECCOMM_A_STACK_INSTANCE,
				  "needs an instance, if NullSecurity()");
	return 0;
}

static int composition_put_option(struct sk_buff *skb,
				  const struct seccomm_option *o)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_INSTANCE_OPTION);

	if (!nest || nla_put_string(skb, SECCOMM_A_OPTION_NAME, o->name))
		return -EMSGSIZE;
	if (o->text[0] ? nla_put_string(skb, SECCOMM_A_OPTION_TEXT, o->text) :
			 nla_put_u32(skb, SECCOMM_A_OPTION_VALUE, o->value))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int composition_put_instance(struct sk_buff *skb,
				    const struct seccomm_instance *inst)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_STACK_INSTANCE);
	int i;

	if (!nest || nla_put_string(skb, SECCOMM_A_INSTANCE_TYPE, inst->type) ||
	    nla_put_string(skb, SECCOMM_A_INSTANCE_D_EVENT, inst->d_event) ||
	    nla_put_s32(skb, SECCOMM_A_INSTANCE_D_ORDER, inst->d_order) ||
	    nla_put_string(skb, SECCOMM_A_INSTANCE_U_EVENT, inst->u_event) ||
	    nla_put_s32(skb, SECCOMM_A_INSTANCE_U_ORDER, inst->u_order))
		return -EMSGSIZE;
	for (i = 0; i < inst->n_down; i++)
		if (nla_put_string(skb, SECCOMM_A_INSTANCE_DOWN_EVENT,
				   inst->down[i]))
			return -EMSGSIZE;
	for (i = 0; i < inst->n_up; i++)
		if (nla_put_string(skb, SECCOMM_A_INSTANCE_UP_EVENT,
				   inst->up[i]))
			return -EMSGSIZE;
	if (inst->n_slots &&
	    nla_put_u8(skb, SECCOMM_A_INSTANCE_SLOT, inst->slot))
		return -EMSGSIZE;
	for (i = 0; i < inst->n_options; i++)
		if (composition_put_option(skb, &inst->options[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int composition_put_method(struct sk_buff *skb,
				  const struct seccomm_method *method)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_SLOT_METHOD);

	if (!nest || nla_put_u8(skb, SECCOMM_A_METHOD_KIND, method->kind))
		return -EMSGSIZE;
	if (method->kind == SECCOMM_METHOD_DH &&
	    (nla_put_u8(skb, SECCOMM_A_METHOD_AUTH, method->auth) ||
	     nla_put_u8(skb, SECCOMM_A_METHOD_GROUP, method->group)))
		return -EMSGSIZE;
	if ((method->auth == SECCOMM_AUTH_SIG ||
	     method->kind == SECCOMM_METHOD_RSA) &&
	    nla_put_u8(skb, SECCOMM_A_METHOD_SIG, method->sig))
		return -EMSGSIZE;
	if (method->kind == SECCOMM_METHOD_RSA &&
	    nla_put_u16(skb, SECCOMM_A_METHOD_BITS, method->bits))
		return -EMSGSIZE;
	if (method->kind == SECCOMM_METHOD_EXT &&
	    nla_put_u8(skb, SECCOMM_A_METHOD_EXT, method->ext))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int composition_put_slot(struct sk_buff *skb,
				const struct seccomm_slot *slot)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_STACK_SLOT);
	int i;

	if (!nest || nla_put_u8(skb, SECCOMM_A_SLOT_INDEX, slot->index) ||
	    nla_put_u8(skb, SECCOMM_A_SLOT_DERIVE, slot->derive) ||
	    nla_put_u8(skb, SECCOMM_A_SLOT_PROVIDER, slot->source) ||
	    (slot->source == SECCOMM_SOURCE_PK &&
	     nla_put_u8(skb, SECCOMM_A_SLOT_PK, slot->pk)) ||
	    (slot->threshold &&
	     nla_put_u8(skb, SECCOMM_A_SLOT_THRESHOLD, slot->threshold)))
		return -EMSGSIZE;
	for (i = 0; i < slot->n_methods; i++)
		if (composition_put_method(skb, &slot->methods[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int seccomm_nl_put_composition(struct sk_buff *skb,
			       const struct seccomm_composition *c)
{
	int i;

	for (i = 0; i < c->n_instances; i++)
		if (composition_put_instance(skb, &c->instances[i]))
			return -EMSGSIZE;
	for (i = 0; i < c->n_slots; i++)
		if (composition_put_slot(skb, &c->slots[i]))
			return -EMSGSIZE;
	return c->sessionless ? nla_put_flag(skb, SECCOMM_A_STACK_SESSIONLESS) :
				0;
}
