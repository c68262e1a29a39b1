// SPDX-License-Identifier: GPL-2.0
/*
 * Random compositions: as somebody would write them who knows the notation and the types, but
 * not the rules; and the same with mistakes.
 */
#include <stdio.h>
#include <string.h>

#include "checker/builtin.h"
#include "throw.h"

#define MAX_DEPTH 5
#define MAX_LIST 4 /* layers of the stack's own list */
#define MAX_MEMBERS 3 /* of a meta */
#define CHANCE (-1) /* metas stand inside each other as it happens */
#define ENOUGH 12 /* layers, from where on no meta is thrown */
#define N_SLOTS 4 /* of secrets; two follow of key pairs, for DSA and RSA */
#define DSA_SLOT N_SLOTS
#define RSA_SLOT (N_SLOTS + 1)

static __u64 state;
static unsigned int n_events;

static unsigned int any(unsigned int n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % n;
}

static void set_name(char name[SECCOMM_NAME_LEN], const char *to)
{
	/* It may be the name of the same place. */
	memmove(name, to, strlen(to) + 1);
}

static const struct seccomm_type_desc *any_type(void)
{
	return seccomm_types[any(seccomm_n_types)];
}

/* One that is a meta, or is none. */
static const struct seccomm_type_desc *any_type_of(bool meta)
{
	const struct seccomm_type_desc *type;

	do
		type = any_type();
	while (meta != !!(type->flags & SECCOMM_TYPE_META));
	return type;
}

static void throw_option(struct seccomm_instance *inst,
			 const struct seccomm_option_desc *desc)
{
	struct seccomm_option *option = &inst->options[inst->n_options++];

	set_name(option->name, desc->name);
	if (desc->kind == SECCOMM_OPTION_VALUE)
		option->value = desc->values[any(desc->n_values)];
	else if (any(2))
		option->value = desc->min + any(desc->max - desc->min + 1);
	else
		option->value = any(2) ? desc->min : desc->max;
}

/* What stands in the brackets, but for the members. */
static void throw_arguments(struct seccomm_instance *inst,
			    const struct seccomm_type_desc *type)
{
	bool keyed = false;
	unsigned int i;

	for (i = 0; i < type->n_options; i++) {
		if (any(3))
			continue;
		throw_option(inst, &type->options[i]);
		if (!strcmp(type->options[i].name, "keyed"))
			keyed = inst->options[inst->n_options - 1].value;
	}
	if (type->slots && (!(type->flags & SECCOMM_TYPE_KEYED) || keyed)) {
		inst->n_slots = 1;
		inst->slot = any(N_SLOTS);
	}
	if (type->pk && any(8))
		inst->slot = strcmp(type->pk, "dsa") ? RSA_SLOT : DSA_SLOT;
}

static void throw_list(struct seccomm_composition *c, const char *down,
		       const char *up, unsigned int n, unsigned int depth,
		       int nest);

/* The events that a meta raises, and what is bound to them: one instance each, or seldom
 * two. @nest: see throw_list().
 */
static void throw_members(struct seccomm_composition *c,
			  struct seccomm_instance *inst,
			  const struct seccomm_type_desc *type,
			  unsigned int depth, int nest)
{
	unsigned int n = 1 + any(MAX_MEMBERS), i, inner;

	if ((type->flags & SECCOMM_TYPE_SPLIT) && any(8))
		n = 2;
	inner = any(n);
	for (i = 0; i < n; i++) {
		sprintf(inst->down[i], "d%u", n_events);
		sprintf(inst->up[i], "u%u", n_events++);
	}
	inst->n_down = n;
	inst->n_up = n;
	for (i = 0; i < n; i++)
		throw_list(c, inst->down[i], inst->up[i], 1 + !any(6), depth,
			   nest == CHANCE || i == inner ? nest : 0);
}

/* The @n layers that are bound to two events, and those below them. @nest: so many metas
 * stand inside each other here, and no others, or CHANCE.
 */
static void throw_list(struct seccomm_composition *c, const char *down,
		       const char *up, unsigned int n, unsigned int depth,
		       int nest)
{
	unsigned int outer = nest > 0 ? any(n) : n, i;
	const struct seccomm_type_desc *type;
	struct seccomm_instance *inst;

	for (i = 0; i < n && c->n_instances < SECCOMM_MAX_INSTANCES; i++) {
		inst = &c->instances[c->n_instances++];
		if (nest == CHANCE && depth < MAX_DEPTH &&
		    c->n_instances <= ENOUGH)
			type = any_type();
		else
			type = any_type_of(i == outer);
		set_name(inst->type, type->name);
		set_name(inst->d_event, down);
		set_name(inst->u_event, up);
		inst->d_order = i;
		inst->u_order = n - i;
		inst->slot = SECCOMM_NO_SLOT;
		throw_arguments(inst, type);
		if (type->flags & SECCOMM_TYPE_META)
			throw_members(c, inst, type, depth + 1,
				      nest == CHANCE ? CHANCE : nest - 1);
	}
}

static void throw_slots(struct seccomm_composition *c)
{
	unsigned int i;

	for (i = 0; i <= RSA_SLOT; i++) {
		struct seccomm_slot *slot = &c->slots[c->n_slots];
		bool used = false;
		unsigned int k;

		for (k = 0; k < c->n_instances; k++)
			used = used || (c->instances[k].n_slots &&
					c->instances[k].slot == i);
		/* One that is not used is declared now and then. */
		if (!used && any(8))
			continue;
		slot->index = i;
		slot->derive = any(6) ? SECCOMM_DERIVE_HKDF :
					SECCOMM_DERIVE_RAW;
		slot->source = any(6) ? SECCOMM_SOURCE_PSK :
					SECCOMM_SOURCE_SESSION;
		if (i >= DSA_SLOT) {
			slot->derive = SECCOMM_DERIVE_PK;
			slot->source = SECCOMM_SOURCE_PK;
			slot->pk = SECCOMM_PK_DSA2048;
		}
		if (i == RSA_SLOT)
			slot->pk = any(3) ? SECCOMM_PK_RSA2048 :
					    SECCOMM_PK_RSA4096;
		c->n_slots++;
	}
}

static void throw_method(struct seccomm_method *method)
{
	method->kind = SECCOMM_METHOD_PSK + any(4);
	switch (method->kind) {
	case SECCOMM_METHOD_DH:
		method->auth = any(SECCOMM_AUTHS);
		if (any(2))
			method->group = any(SECCOMM_GROUPS);
		if (method->auth == SECCOMM_AUTH_SIG)
			method->sig = any(SECCOMM_PK_X25519);
		break;
	case SECCOMM_METHOD_RSA:
		method->sig = any(SECCOMM_PK_X25519);
		method->bits = 2048 + 1024 * any(3);
		break;
	case SECCOMM_METHOD_EXT:
		method->ext = SECCOMM_EXT_FILE +
			      any(SECCOMM_EXT_KINDS - SECCOMM_EXT_FILE);
		break;
	}
}

/* Have methods make some of the secrets: one, all of several, or so many of them, which are
 * seldom too many.
 */
static void throw_methods(struct seccomm_composition *c)
{
	struct seccomm_slot *slot;
	unsigned int i;

	c->sessionless = !any(6);
	for (slot = c->slots; slot < c->slots + c->n_slots; slot++) {
		if (slot->source == SECCOMM_SOURCE_PK || any(3))
			continue;
		slot->source = SECCOMM_SOURCE_METHOD;
		slot->n_methods = 1;
		if (any(3)) {
			slot->source = SECCOMM_SOURCE_ALL;
			slot->n_methods += any(4);
		}
		if (slot->n_methods > 1 && any(2))
			slot->threshold = 2 + any(slot->n_methods - !!any(8));
		for (i = 0; i < slot->n_methods; i++)
			throw_method(&slot->methods[i]);
	}
}

static void swap_events(struct seccomm_instance *inst)
{
	char event[SECCOMM_NAME_LEN];
	__s32 order = inst->d_order;

	memcpy(event, inst->d_event, sizeof(event));
	memcpy(inst->d_event, inst->u_event, sizeof(event));
	memcpy(inst->u_event, event, sizeof(event));
	inst->d_order = inst->u_order;
	inst->u_order = order;
}

static void spoil_slots(struct seccomm_composition *c)
{
	if (!c->n_slots)
		return;
	if (any(2)) {
		c->n_slots--;
	} else if (c->n_slots < SECCOMM_MAX_SLOTS) {
		c->slots[c->n_slots] = c->slots[any(c->n_slots)];
		c->n_slots++;
	}
}

static void spoil_option(struct seccomm_instance *inst)
{
	struct seccomm_option *option;

	if (inst->n_options == SECCOMM_MAX_OPTIONS)
		return;
	option = &inst->options[inst->n_options++];
	set_name(option->name, any(2) ? "bits" : "keyed");
	option->value = any(3);
	if (!any(4)) {
		set_name(option->text, "text");
		option->value = 0;
	}
}

static void spoil_events(struct seccomm_composition *c,
			 struct seccomm_instance *inst)
{
	const struct seccomm_instance *other =
		&c->instances[any(c->n_instances)];
	unsigned int n = inst->n_down;

	switch (any(5)) {
	case 0:
		set_name(inst->d_event, other->d_event);
		break;
	case 1:
		set_name(inst->u_event, other->u_event);
		break;
	case 2:
		set_name(inst->d_event, "gone");
		break;
	case 3:
		if (n && n < SECCOMM_MAX_RAISED) {
			set_name(inst->down[inst->n_down++], "more");
			set_name(inst->up[inst->n_up++], "less");
		}
		break;
	default:
		if (n)
			set_name(inst->down[any(n)], other->d_event);
	}
}

/* One mistake. */
static void spoil(struct seccomm_composition *c)
{
	struct seccomm_instance *inst = &c->instances[any(c->n_instances)];

	switch (any(8)) {
	case 0:
		swap_events(inst);
		break;
	case 1:
		inst->d_order = any(4);
		break;
	case 2:
		inst->u_order = any(4);
		break;
	case 3:
		inst->slot = any(N_SLOTS + 1);
		inst->n_slots = 1;
		break;
	case 4:
		set_name(inst->type, any(8) ? any_type()->name : "Nothing");
		break;
	case 5:
		spoil_slots(c);
		break;
	case 6:
		spoil_option(inst);
		break;
	default:
		spoil_events(c, inst);
	}
}

static void throw_start(struct seccomm_composition *c, __u64 seed)
{
	memset(c, 0, sizeof(*c));
	state = seed * 0x9e3779b97f4a7c15ULL + 1;
	n_events = 0;
}

void throw_composition(struct seccomm_composition *c, __u64 seed)
{
	unsigned int mistakes;

	throw_start(c, seed);
	throw_list(c, "msgFromAbove", "dataMsgFromBelow", 1 + any(MAX_LIST), 1,
		   CHANCE);
	throw_slots(c);
	throw_methods(c);
	for (mistakes = any(2) ? 0 : 1 + any(2); mistakes; mistakes--)
		spoil(c);
}

/* Of two numbers of metas the larger, since the checker refuses more of those with many. */
void throw_nesting(struct seccomm_composition *c, __u64 seed)
{
	unsigned int nest, other;

	throw_start(c, seed);
	nest = 1 + any(MAX_DEPTH - 1);
	other = 1 + any(MAX_DEPTH - 1);
	throw_list(c, "msgFromAbove", "dataMsgFromBelow", 1 + any(MAX_LIST), 1,
		   nest > other ? nest : other);
	throw_slots(c);
}
