// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The composition checker: entry, and each instance's own arguments.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/canonical.h"
#include "checker/check.h"
#include "checker/events.h"
#include "checker/evidence.h"
#include "checker/floor.h"
#include "checker/metas.h"
#include "checker/name.h"
#include "checker/positions.h"
#include "checker/properties.h"
#include "checker/slots.h"
#include "checker/valid.h"
#include "checker/work.h"

/* The remedies of the findings. */
static const char stack_empty[] =
	"Write at least one micro-protocol; NullSecurity() does nothing.";
static const char stack_size[] =
	"Use at most %d instances and %d slot declarations.";
static const char instance_size[] =
	"Give instance %u at most %d events a list and %d options.";
static const char type_unnamed[] =
	"Give instance %u the name of a type: letters and digits.";
static const char type_lacking[] =
	"Use a type that exists in place of %s (instance %u); `type show` lists them.";
static const char type_malformed[] =
	"Mend the descriptor of type %s (instance %u) in its module or catalog.";
static const char event_name[] =
	"Name each event of instance %u by 1 to %d letters, digits, '_' or '.'.";
static const char events_unknown[] =
	"Drop what instance %u holds: %s contains no others.";
static const char events_empty[] =
	"Give instance %u (%s) the events or micro-protocols that it holds.";
static const char events_unequal[] =
	"Give instance %u (%s) as many events upward as downward, not %u and %u.";
static const char slots_unknown[] =
	"Give instance %u (%s) %u key slots, not %u.";
static const char argument_missing[] =
	"Give instance %u (%s) a key slot as its last plain argument.";
static const char option_unnamed[] =
	"Name the options of instance %u (%s) by letters and digits.";
static const char option_lacking[] =
	"Drop the option %s of instance %u: %s does not take it.";
static const char option_value[] =
	"Give %s of instance %u (%s) a value that it takes, such as %u; %u is none.";
static const char option_range[] =
	"Give %s of instance %u (%s) a value from %u to %u; %u is outside.";
static const char option_number[] =
	"Give %s of instance %u (%s) a number, such as %u.";
static const char option_text[] =
	"Give %s of instance %u (%s) a text: 1 to %d letters, digits or '_-.:/', no number.";
static const char option_both[] =
	"Give instance %u (%s) either %s or %s: one stands in the place of the other.";
static const char option_duplicate[] =
	"Give the option %s of instance %u (%s) once.";

/*
 * The rules, in the order in which they are looked at. A step that finds an
 * error is the last one, so that one mistake does not show as ten.
 * Documentation/composition.md has an example and a remedy for each.
 *
 * arguments (check.c)
 *   stack-empty		no instance at all
 *   argument-range		more of something than there may be
 *   type-unknown		no such type
 *   event-name			name of an event is malformed
 *   argument-unknown		slot or event lists where the type takes none
 *   argument-missing		no slot where the type takes one
 *   events-empty		meta without events
 *   events-unequal		meta with unlike numbers of events down and up
 *   option-unknown		no such option
 *   option-value		value or text that the option does not take
 *   option-duplicate		option given twice
 *   option-both		option given beside the one that it stands in place of
 * slots (checker/slots.c)
 *   slot-range			index over 31
 *   slot-duplicate		declared twice
 *   slot-undeclared		used but not declared
 *   raw-refused		raw derivation where it is unsafe
 *   raw-swapped		raw slot used as it is and swapped
 *   pk-slot			slot of another kind or algorithm than the type takes
 *   pk-shared			key pairs that both sign and decrypt
 *   handshake-length		methods' items do not fit into a list or a message
 *   session-of-none		derived from the session secret where there is none
 *   handshake-unauthenticated	no session secret, and no method that authenticates
 *   slot-unused		warning: declared but not used
 *   slot-session		warning: derived from the session secret
 *   anonymous			warning: Diffie-Hellman that nothing authenticates
 *   no-forward-secrecy		warning: methods, but a slot that can be read later
 *   method-shared		warning: two methods of a slot fall together
 * events (checker/events.c)
 *   event-reserved		meta raises an event that the stack itself needs
 *   event-cycle		event that leads to itself
 *   event-direction		event or instance that mixes down and up
 *   event-shared		raised twice
 *   event-unhandled		raised, but nothing is bound to it
 *   event-unknown		bound to, but nothing raises it
 *   swap-bijection		swapped, but no length-preserving bijection
 *   order-clash		two handlers at one order of one event
 *   depth			nested too deep; also checker/metas.c
 * positions (checker/positions.c)
 *   order-inverse		upward path does not undo the downward one
 * metas (checker/metas.c)
 *   members-count		choice or split without the members that it needs
 *   nested-fresh		freshness inside a meta that is no sequence
 *   raw-shared			raw slot in two members of a choice or a split
 *   alt-growth			keyed choice whose members grow unlike
 *   alt-id-forgeable		warning: id of a choice that nothing verifies
 * evidence (checker/evidence.c)
 *   evidence-missing		nothing that is signed to be kept
 *   evidence-hidden		what is kept was signed as ciphertext
 * properties (checker/properties.c, canonical.c)
 *   growth-limit		no room for a body
 *   freshness-unverified	replay state committed before integrity was verified
 *   padding-unverified		padding looked at before integrity was verified
 *   rsa-unverified		message decrypted by RSA before integrity was verified
 *   prefix-outside-privacy	what is to be hidden stands in the open
 *   canonical-length		canonical form too long
 *   no-integrity		warning: nothing provides integrity
 *   mac-then-encrypt		warning: integrity stands only inside privacy
 *   weak-alone			warning: nothing modern provides a property
 *   redundancy-shared		warning: redundant layers fall together
 *   signature-exposed		warning: signature verified of messages from anybody
 */

static void check_counts(struct seccomm_work *w)
{
	const struct seccomm_composition *in = w->in;
	unsigned int i;

	if (!in->n_instances) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "stack-empty",
			       stack_empty);
		return;
	}
	if (in->n_instances > SECCOMM_MAX_INSTANCES ||
	    in->n_slots > SECCOMM_MAX_SLOTS) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "argument-range",
			       stack_size, SECCOMM_MAX_INSTANCES,
			       SECCOMM_MAX_SLOTS);
		return;
	}
	for (i = 0; i < in->n_instances; i++) {
		const struct seccomm_instance *inst = &in->instances[i];

		if (inst->n_down > SECCOMM_MAX_RAISED ||
		    inst->n_up > SECCOMM_MAX_RAISED ||
		    inst->n_options > SECCOMM_MAX_OPTIONS)
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i,
				       "argument-range", instance_size, i + 1,
				       SECCOMM_MAX_RAISED, SECCOMM_MAX_OPTIONS);
	}
}

static void check_type(struct seccomm_work *w, unsigned int i,
		       seccomm_lookup_t lookup, void *ctx)
{
	const char *name = w->in->instances[i].type;
	const struct seccomm_type_desc *type;

	if (!seccomm_name_valid(name)) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "type-unknown",
			       type_unnamed, i + 1);
		return;
	}
	type = lookup(name, ctx);
	if (!type)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "type-unknown",
			       type_lacking, name, i + 1);
	else if (!seccomm_type_valid(type))
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "type-unknown",
			       type_malformed, name, i + 1);
	else
		w->type[i] = type;
}

static void check_event_names(struct seccomm_work *w, unsigned int i)
{
	const struct seccomm_instance *inst = &w->in->instances[i];
	bool valid = seccomm_name_valid(inst->d_event) &&
		     seccomm_name_valid(inst->u_event);
	unsigned int k;

	for (k = 0; k < inst->n_down; k++)
		valid = valid && seccomm_name_valid(inst->down[k]);
	for (k = 0; k < inst->n_up; k++)
		valid = valid && seccomm_name_valid(inst->up[k]);
	if (!valid)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "event-name",
			       event_name, i + 1, SECCOMM_NAME_LEN - 1);
}

static void check_arguments(struct seccomm_work *w, unsigned int i)
{
	const struct seccomm_instance *inst = &w->in->instances[i];
	const struct seccomm_type_desc *type = w->type[i];
	const unsigned int slots = seccomm_slots_taken(w, i);

	if (!(type->flags & SECCOMM_TYPE_META)) {
		if (inst->n_down || inst->n_up)
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i,
				       "argument-unknown", events_unknown,
				       i + 1, type->name);
	} else if (!inst->n_down && !inst->n_up) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "events-empty",
			       events_empty, i + 1, type->name);
	} else if (inst->n_down != inst->n_up) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "events-unequal",
			       events_unequal, i + 1, type->name, inst->n_up,
			       inst->n_down);
	}

	if (type->flags & SECCOMM_TYPE_META)
		seccomm_check_members(w, i);

	if (inst->n_slots > slots)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "argument-unknown",
			       slots_unknown, i + 1, type->name, slots,
			       inst->n_slots);
	else if (inst->n_slots < slots)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "argument-missing",
			       argument_missing, i + 1, type->name);
}

static void check_text(struct seccomm_work *w, unsigned int i,
		       const struct seccomm_option_desc *desc, const char *text)
{
	if (!seccomm_text_valid(text))
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "option-value",
			       option_text, desc->name, i + 1, w->type[i]->name,
			       SECCOMM_NAME_LEN - 1);
}

static void check_value(struct seccomm_work *w, unsigned int i,
			const struct seccomm_option_desc *desc, __u32 value)
{
	const char *type = w->type[i]->name;

	if (seccomm_option_takes(desc, value))
		return;
	if (desc->kind == SECCOMM_OPTION_RANGE)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "option-value",
			       option_range, desc->name, i + 1, type, desc->min,
			       desc->max, value);
	else
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "option-value",
			       option_value, desc->name, i + 1, type,
			       desc->preset, value);
}

static void check_option(struct seccomm_work *w, unsigned int i,
			 unsigned int nth)
{
	const struct seccomm_instance *inst = &w->in->instances[i];
	const struct seccomm_type_desc *type = w->type[i];
	const struct seccomm_option *option = &inst->options[nth];
	const struct seccomm_option_desc *desc = NULL;
	unsigned int k;

	if (!seccomm_name_valid(option->name)) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "option-unknown",
			       option_unnamed, i + 1, type->name);
		return;
	}
	for (k = 0; k < type->n_options; k++)
		if (!strcmp(type->options[k].name, option->name))
			desc = &type->options[k];
	if (!desc) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "option-unknown",
			       option_lacking, option->name, i + 1, type->name);
		return;
	}
	if (desc->kind == SECCOMM_OPTION_TEXT)
		check_text(w, i, desc, option->text);
	else if (option->text[0])
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "option-value",
			       option_number, desc->name, i + 1, type->name,
			       desc->preset);
	else
		check_value(w, i, desc, option->value);
	for (k = 0; desc->instead && k < inst->n_options; k++)
		if (!strcmp(inst->options[k].name, desc->instead))
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i,
				       "option-both", option_both, i + 1,
				       type->name, desc->instead, desc->name);
	for (k = 0; k < nth; k++)
		if (!strcmp(inst->options[k].name, option->name))
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i,
				       "option-duplicate", option_duplicate,
				       option->name, i + 1, type->name);
}

static void check_instances(struct seccomm_work *w, seccomm_lookup_t lookup,
			    void *ctx)
{
	unsigned int i, k;

	for (i = 0; i < w->in->n_instances; i++) {
		check_type(w, i, lookup, ctx);
		check_event_names(w, i);
		if (!w->type[i])
			continue;
		check_arguments(w, i);
		for (k = 0; k < w->in->instances[i].n_options; k++)
			check_option(w, i, k);
	}
}

void seccomm_check(const struct seccomm_composition *in,
		   seccomm_lookup_t lookup, void *ctx,
		   struct seccomm_checked *out)
{
	struct seccomm_work w = { .in = in, .out = out };

	memset(out, 0, sizeof(*out));
	out->sessionless = in->sessionless;
	check_counts(&w);
	if (w.n_errors)
		return;
	check_instances(&w, lookup, ctx);
	seccomm_check_slots(&w);
	if (!w.n_errors)
		seccomm_check_events(&w);
	if (!w.n_errors)
		seccomm_check_raw_swaps(&w);
	if (!w.n_errors)
		seccomm_check_positions(&w);
	if (!w.n_errors)
		seccomm_check_metas(&w);
	if (!w.n_errors)
		seccomm_check_evidence(&w);
	if (!w.n_errors)
		seccomm_check_properties(&w);
	if (!w.n_errors)
		seccomm_write_canonical(&w);

	out->accepted = !w.n_errors;
	if (out->accepted) {
		seccomm_find_floors(out);
	} else {
		out->n_layers = 0;
		out->canonical[0] = '\0';
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_check);
