// SPDX-License-Identifier: GPL-2.0
/*
 * From the notation's syntax tree to a composition: flat instances as they are
 * written, nested ones with events and orders of our own making.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "checker/method.h"
#include "checker/pk.h"
#include "notation_tree.h"

static const char no_key_word[] =
	"'%s' is none of hkdf, raw, psk, session, pk, dh(...), ext(...) and all(...)";
static const char no_session[] =
	"key wants a slot's number behind it, or is `key session none`";
static const char no_algorithm[] =
	"pk wants one of dsa2048, rsa2048, rsa3072 and rsa4096 behind it";
static const char pk_alone[] = "pk and its algorithm go with no other word";
static const char no_method[] =
	"'%s' is no method: all(...) takes psk, dh(...) and ext(...), up to %d of them";
static const char dh_options[] =
	"dh takes auth=psk, static, none or sig (sig=dsa2048, rsa2048 or rsa3072), and group=%s";
static const char dh_static[] = "dh with auth=static has group=x25519 alone";
static const char ext_options[] = "ext takes kind=file or kind=exec";
static const char same_meaning[] = "'%s' follows a word of the same meaning";
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

/* Key pairs: the word pk, an algorithm behind it, and nothing else. */
static bool build_pk(struct builder *b, const struct notation_node *word,
		     struct seccomm_slot *slot)
{
	const struct notation_node *name = word->next;
	enum seccomm_pk_alg alg = name ? seccomm_pk_named(name->name) :
					 SECCOMM_PK_ALGS;

	if (alg > SECCOMM_PK_RSA4096) {
		notation_fail(b->n, name ? name->at : word->at, no_algorithm);
		return false;
	}
	if (name->next) {
		notation_fail(b->n, name->next->at, pk_alone);
		return false;
	}
	slot->derive = SECCOMM_DERIVE_PK;
	slot->source = SECCOMM_SOURCE_PK;
	slot->pk = alg;
	return true;
}

/* One option of a Diffie-Hellman; @given has those that were. */
static bool build_dh_option(const struct notation_node *option,
			    struct seccomm_method *method, unsigned int *given)
{
	static const char *const names[] = { "auth", "group", "sig" };
	unsigned int i;

	for (i = 0; i < 3 && strcmp(option->name, names[i]); i++)
		;
	if (i == 3 || option->kind != NOTATION_OPTION || (*given >> i & 1))
		return false;
	*given |= 1U << i;
	if (i == 2) {
		if (!strcmp(option->text, "none"))
			return true;
		method->sig = seccomm_pk_named(option->text);
		return method->sig <= SECCOMM_PK_RSA4096;
	}
	if (i)
		method->group = seccomm_group_named(option->text);
	else
		method->auth = seccomm_auth_named(option->text);
	return method->auth < SECCOMM_AUTHS && method->group < SECCOMM_GROUPS;
}

/* Do the options that were given go together? What signs is needed with auth=sig, and is none
 * with any other; a method without has 0 for it.
 */
static bool build_dh_whole(struct seccomm_method *method, unsigned int given)
{
	const bool signs = method->sig < SECCOMM_PK_ALGS;

	if (!signs)
		method->sig = 0;
	return (given & 3) == 3 && signs == (method->auth == SECCOMM_AUTH_SIG);
}

/* dh(auth=AUTH, group=GROUP, sig=ALGORITHM): what authenticates it and its group are both
 * needed.
 */
static bool build_dh(struct builder *b, const struct notation_node *call,
		     struct seccomm_method *method)
{
	const struct notation_node *arg;
	char groups[96] = "";
	unsigned int given = 0, g, used = 0;

	method->kind = SECCOMM_METHOD_DH;
	method->sig = SECCOMM_PK_ALGS;
	for (arg = call->first; arg && build_dh_option(arg, method, &given);
	     arg = arg->next)
		;
	if (!arg && build_dh_whole(method, given)) {
		if (seccomm_method_valid(method))
			return true;
		notation_fail(b->n, call->at, dh_static);
		return false;
	}
	for (g = 0; g < SECCOMM_GROUPS; g++)
		used += snprintf(groups + used, sizeof(groups) - used, "%s%s",
				 g ? " or group=" : "", seccomm_group_name(g));
	notation_fail(b->n, arg ? arg->at : call->at, dh_options, groups);
	return false;
}

/* ext(kind=KIND): what the key agents get keys from. */
static bool build_ext(struct builder *b, const struct notation_node *call,
		      struct seccomm_method *method)
{
	const struct notation_node *arg = call->first;

	method->kind = SECCOMM_METHOD_EXT;
	method->ext = SECCOMM_EXT_KINDS;
	if (arg && arg->kind == NOTATION_OPTION && !arg->next &&
	    !strcmp(arg->name, "kind"))
		method->ext = seccomm_ext_named(arg->text);
	if (method->ext < SECCOMM_EXT_KINDS)
		return true;
	notation_fail(b->n, arg ? arg->at : call->at, ext_options);
	return false;
}

/* A method: dh(...), ext(...), or psk if it is one of several. */
static bool build_method(struct builder *b, const struct notation_node *node,
			 struct seccomm_slot *slot, bool several)
{
	struct seccomm_method *method = &slot->methods[slot->n_methods];

	if (slot->n_methods < SECCOMM_MAX_METHODS) {
		slot->n_methods++;
		if (node->kind == NOTATION_CALL && !node->swapped &&
		    !strcmp(node->name, "dh"))
			return build_dh(b, node, method);
		if (node->kind == NOTATION_CALL && !node->swapped &&
		    !strcmp(node->name, "ext"))
			return build_ext(b, node, method);
		if (several && node->kind == NOTATION_WORD &&
		    !strcmp(node->name, "psk")) {
			method->kind = SECCOMM_METHOD_PSK;
			return true;
		}
	}
	notation_fail(b->n, node->at, several ? no_method : no_key_word,
		      node->name, SECCOMM_MAX_METHODS);
	return false;
}

/* The methods of a slot: one, or all(...) of some. */
static bool build_methods(struct builder *b, const struct notation_node *call,
			  struct seccomm_slot *slot)
{
	const struct notation_node *arg;

	if (call->swapped || strcmp(call->name, "all")) {
		slot->source = SECCOMM_SOURCE_METHOD;
		return build_method(b, call, slot, false);
	}
	slot->source = SECCOMM_SOURCE_ALL;
	for (arg = call->first; arg; arg = arg->next)
		if (!build_method(b, arg, slot, true))
			return false;
	if (!slot->n_methods)
		notation_fail(b->n, call->at, no_method, "",
			      SECCOMM_MAX_METHODS);
	return slot->n_methods;
}

/* A secret: how keys are derived from it, and where it comes from. */
static bool build_secret(struct builder *b, const struct notation_node *word,
			 struct seccomm_slot *slot)
{
	bool derive = false, provider = false;

	for (; word; word = word->next) {
		bool *given = &derive;

		if (word->kind == NOTATION_CALL) {
			if (!build_methods(b, word, slot))
				return false;
			given = &provider;
		} else if (!strcmp(word->name, "raw")) {
			slot->derive = SECCOMM_DERIVE_RAW;
		} else if (!strcmp(word->name, "session")) {
			slot->source = SECCOMM_SOURCE_SESSION;
			given = &provider;
		} else if (!strcmp(word->name, "psk")) {
			given = &provider;
		} else if (!strcmp(word->name, "pk")) {
			notation_fail(b->n, word->at, pk_alone);
			return false;
		} else if (strcmp(word->name, "hkdf")) {
			notation_fail(b->n, word->at, no_key_word, word->name);
			return false;
		}
		if (*given) {
			notation_fail(b->n, word->at, same_meaning, word->name);
			return false;
		}
		*given = true;
	}
	return true;
}

/* key session none: the one word that there is without a slot. */
static bool build_session(struct builder *b, const struct notation_node *key)
{
	const struct notation_node *word = key->first;

	if (strcmp(key->name, "session") || !word || word->next ||
	    word->kind != NOTATION_WORD || strcmp(word->name, "none")) {
		notation_fail(b->n, key->at, no_session);
		return false;
	}
	b->out->sessionless = true;
	return true;
}

static bool build_key(struct builder *b, const struct notation_node *key)
{
	struct seccomm_slot *slot = &b->out->slots[b->out->n_slots];
	const struct notation_node *word = key->first;
	bool pairs = word && word->kind == NOTATION_WORD &&
		     !strcmp(word->name, "pk");

	if (key->name[0])
		return build_session(b, key);
	if (b->out->n_slots == SECCOMM_MAX_SLOTS) {
		notation_fail(b->n, key->at, "more than %d keys",
			      SECCOMM_MAX_SLOTS);
		return false;
	}
	if (key->number < 0 || key->number > UCHAR_MAX) {
		notation_fail(b->n, key->at, "key %lld is not from 0 to %d",
			      key->number, SECCOMM_MAX_SLOTS - 1);
		return false;
	}
	slot->index = key->number;
	if (!(pairs ? build_pk(b, word, slot) : build_secret(b, word, slot)))
		return false;
	b->out->n_slots++;
	return true;
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
			good = build_key(&b, node);
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
