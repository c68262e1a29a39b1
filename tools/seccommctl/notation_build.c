// SPDX-License-Identifier: GPL-2.0
/*
 * From the notation's syntax tree to a composition: flat instances as they are
 * written, nested ones with events and orders of our own making.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "notation_key.h"
#include "notation_tree.h"

static const char mixed_forms[] =
	"%s is in %s form, %s in line %u is not: use one form in a stack";
static const char out_of_place[] =
	"out of place: what %s holds comes first, then one key slot, then options";
static const char no_binding[] =
	"%s begins with two events, an order behind each: (EVENT, ORDER, EVENT, ORDER";
static const char flat_swap[] =
	"the flat form has no ~: write the two events the other way round";

/**
 * struct builder - a composition in the making
 * @n: the reading
 * @out: the composition
 * @places: where its instances are written
 * @form: the first instance, whose form the others must share
 */
struct builder {
	struct notation *n;
	struct seccomm_composition *out;
	struct notation_places *places;
	const struct notation_node *form;
};

/**
 * struct spot - where a nested instance stands
 * @down: event on the way down
 * @down_order: order there
 * @up: event on the way up
 * @up_order: order there
 * @path: its path as the end of event names: ".0.1"
 */
struct spot {
	const char *down;
	int down_order;
	const char *up;
	int up_order;
	char path[SECCOMM_NAME_LEN];
};

static bool is_flat(const struct notation_node *call)
{
	return call->first && call->first->kind == NOTATION_WORD;
}

/* Takes an instance and notes its type and place. */
static struct seccomm_instance *add_instance(struct builder *b,
					     const struct notation_node *call)
{
	unsigned int i = b->out->n_instances;
	struct seccomm_instance *inst = &b->out->instances[i];

	if (i == SECCOMM_MAX_INSTANCES) {
		notation_fail(b->n, call->at, "more than %d micro-protocols",
			      SECCOMM_MAX_INSTANCES);
		return NULL;
	}
	if (!b->form)
		b->form = call;
	if (is_flat(call) != is_flat(b->form)) {
		notation_fail(b->n, call->at, mixed_forms, call->name,
			      is_flat(call) ? "flat" : "nested", b->form->name,
			      b->form->at.line);
		return NULL;
	}
	memcpy(inst->type, call->name, sizeof(inst->type));
	b->places->line[i] = call->at.line;
	b->places->column[i] = call->at.column;
	b->out->n_instances++;
	return inst;
}

/* The arguments that both forms have: slot, then options. */
static bool build_rest(struct builder *b, struct seccomm_instance *inst,
		       const struct notation_node *arg)
{
	if (arg && arg->kind == NOTATION_NUMBER) {
		if (arg->number < 0 || arg->number > UCHAR_MAX) {
			notation_fail(b->n, arg->at,
				      "key slot %lld is not from 0 to %d",
				      arg->number, SECCOMM_MAX_SLOTS - 1);
			return false;
		}
		inst->n_slots = 1;
		inst->slot = arg->number;
		arg = arg->next;
	}
	for (; arg && arg->kind == NOTATION_OPTION; arg = arg->next) {
		struct seccomm_option *option = &inst->options[inst->n_options];

		if (inst->n_options == SECCOMM_MAX_OPTIONS) {
			notation_fail(b->n, arg->at, "more than %d options",
				      SECCOMM_MAX_OPTIONS);
			return false;
		}
		if (arg->number < 0 || arg->number > UINT_MAX) {
			notation_fail(b->n, arg->at,
				      "%s=%lld is not from 0 to %u", arg->name,
				      arg->number, UINT_MAX);
			return false;
		}
		memcpy(option->name, arg->name, sizeof(option->name));
		memcpy(option->text, arg->text, sizeof(option->text));
		option->value = arg->number;
		inst->n_options++;
	}
	if (!arg)
		return true;
	notation_fail(b->n, arg->at, out_of_place, inst->type);
	return false;
}

static const struct notation_node *
build_binding(struct builder *b, const struct notation_node *call,
	      const struct notation_node *event, char *name, __s32 *order)
{
	const struct notation_node *number = event ? event->next : NULL;

	if (!number || event->kind != NOTATION_WORD ||
	    number->kind != NOTATION_NUMBER) {
		notation_fail(b->n, event ? event->at : call->at, no_binding,
			      call->name);
		return NULL;
	}
	if (number->number < INT_MIN || number->number > INT_MAX) {
		notation_fail(b->n, number->at, "order %lld is too large",
			      number->number);
		return NULL;
	}
	memcpy(name, event->name, SECCOMM_NAME_LEN);
	*order = number->number;
	return number;
}

static bool build_list(struct builder *b, const struct notation_node *list,
		       char (*names)[SECCOMM_NAME_LEN], __u8 *n_names)
{
	const struct notation_node *event;

	for (event = list->first; event; event = event->next) {
		if (*n_names == SECCOMM_MAX_RAISED) {
			notation_fail(b->n, event->at,
				      "more than %d events in a list",
				      SECCOMM_MAX_RAISED);
			return false;
		}
		memcpy(names[(*n_names)++], event->name, SECCOMM_NAME_LEN);
	}
	return true;
}

static bool build_flat(struct builder *b, const struct notation_node *call)
{
	struct seccomm_instance *inst = add_instance(b, call);
	const struct notation_node *arg = call->first;

	if (!inst)
		return false;
	if (call->swapped) {
		notation_fail(b->n, call->at, flat_swap);
		return false;
	}
	arg = build_binding(b, call, arg, inst->d_event, &inst->d_order);
	if (!arg)
		return false;
	arg = build_binding(b, call, arg->next, inst->u_event, &inst->u_order);
	if (!arg)
		return false;
	arg = arg->next;
	if (arg && arg->kind == NOTATION_LIST) {
		if (!build_list(b, arg, inst->down, &inst->n_down))
			return false;
		arg = arg->next;
		if (arg && arg->kind == NOTATION_LIST) {
			if (!build_list(b, arg, inst->up, &inst->n_up))
				return false;
			arg = arg->next;
		}
	}
	return build_rest(b, inst, arg);
}

static unsigned int count_calls(const struct notation_node *node)
{
	unsigned int n = 0;

	for (; node; node = node->next)
		n += node->kind == NOTATION_CALL;
	return n;
}

static void bind(struct seccomm_instance *inst, const struct spot *spot,
		 bool swapped)
{
	const char *d_event = swapped ? spot->up : spot->down;
	const char *u_event = swapped ? spot->down : spot->up;

	snprintf(inst->d_event, sizeof(inst->d_event), "%s", d_event);
	snprintf(inst->u_event, sizeof(inst->u_event), "%s", u_event);
	inst->d_order = swapped ? spot->up_order : spot->down_order;
	inst->u_order = swapped ? spot->down_order : spot->up_order;
}

/* Is it a call with several slots, and nothing but options behind them? */
static bool has_turns(const struct notation_node *call)
{
	const struct notation_node *arg = call->first;
	unsigned int n = 0;

	for (; arg && arg->kind == NOTATION_NUMBER; arg = arg->next)
		n++;
	while (arg && arg->kind == NOTATION_OPTION)
		arg = arg->next;
	return n > 1 && !arg;
}

/* @call with the slot @slot alone. NULL: too many nodes. */
static struct notation_node *build_turn(struct builder *b,
					const struct notation_node *call,
					const struct notation_node *slot)
{
	struct notation_node *turn, *copy;
	const struct notation_node *arg;

	turn = notation_node(b->n, NOTATION_CALL, call->at, call->name, 0);
	turn->swapped = call->swapped;
	for (arg = call->first; arg && !b->n->failed; arg = arg->next) {
		if (arg->kind == NOTATION_NUMBER && arg != slot)
			continue;
		copy = notation_node(b->n, arg->kind, arg->at, arg->name,
				     arg->number);
		memcpy(copy->text, arg->text, sizeof(copy->text));
		notation_append(turn, copy);
	}
	return b->n->failed ? NULL : turn;
}

/* Several slots take turns: an AltSecurity of the same call with one slot each. NULL: too many
 * nodes.
 */
static const struct notation_node *build_turns(struct builder *b,
					       const struct notation_node *call)
{
	struct notation_node *alt, *turn;
	const struct notation_node *slot;

	alt = notation_node(b->n, NOTATION_CALL, call->at, "AltSecurity", 0);
	for (slot = call->first; slot && slot->kind == NOTATION_NUMBER;
	     slot = slot->next) {
		turn = build_turn(b, call, slot);
		if (!turn)
			return NULL;
		notation_append(alt, turn);
	}
	return alt;
}

/*
 * Each micro-protocol that a meta holds gets a pair of events of its own.
 * The depth of this recursion is that of the text, bounded by the instances.
 */
static bool build_nested(struct builder *b, const struct notation_node *call,
			 const struct spot *spot)
{
	struct seccomm_instance *inst;
	const struct notation_node *arg;
	unsigned int i = 0;

	if (has_turns(call))
		call = build_turns(b, call);
	inst = call ? add_instance(b, call) : NULL;
	if (!inst)
		return false;
	bind(inst, spot, call->swapped);
	if (count_calls(call->first) > SECCOMM_MAX_RAISED) {
		notation_fail(b->n, call->at,
			      "%s holds more than %d micro-protocols",
			      call->name, SECCOMM_MAX_RAISED);
		return false;
	}
	for (arg = call->first; arg && arg->kind == NOTATION_CALL;
	     arg = arg->next, i++) {
		struct spot below = {
			.down = inst->down[i],
			.down_order = 1,
			.up = inst->up[i],
			.up_order = 1,
		};
		int len = snprintf(below.path, sizeof(below.path), "%s.%u",
				   spot->path, i);

		if (len + 1 >= SECCOMM_NAME_LEN) {
			notation_fail(b->n, arg->at, "nested too deep");
			return false;
		}
		inst->down[i][0] = 'd';
		memcpy(inst->down[i] + 1, below.path, len + 1);
		inst->up[i][0] = 'u';
		memcpy(inst->up[i] + 1, below.path, len + 1);
		inst->n_down++;
		inst->n_up++;
		if (!build_nested(b, arg, &below))
			return false;
	}
	return build_rest(b, inst, arg);
}

int notation_build(struct notation *n, struct seccomm_composition *out,
		   struct notation_places *places)
{
	struct builder b = { .n = n, .out = out, .places = places };
	int n_calls = count_calls(n->top.first), rank = 0;
	const struct notation_node *node;

	for (node = n->top.first; node; node = node->next) {
		struct spot spot = {
			.down = "msgFromAbove",
			.down_order = rank + 1,
			.up = "dataMsgFromBelow",
			.up_order = n_calls - rank,
		};
		bool good;

		if (node->kind == NOTATION_KEY) {
			good = notation_key(n, node, out);
		} else if (is_flat(node)) {
			good = build_flat(&b, node);
		} else {
			snprintf(spot.path, sizeof(spot.path), ".%d", rank++);
			good = build_nested(&b, node, &spot);
		}
		if (!good)
			return -EINVAL;
	}
	return 0;
}
