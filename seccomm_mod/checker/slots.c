// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The checker's rules on key slots: declared, used, derived.
 * Raw derivation is refused wherever key bytes as given would be unsafe.
 */
#include "checker/slots.h"
#include "checker/work.h"

#define LIST_LEN 96 /* a list of slots in words: "0, 1, 31" */

/* The remedies of the findings. */
static const char declared_range[] =
	"Declare a slot from 0 to %d in place of %u.";
static const char declared_value[] =
	"Declare slot %u as hkdf or raw, and psk or session.";
static const char slot_duplicate[] = "Declare slot %u once.";
static const char raw_type[] =
	"Give instance %u a slot of its own: instance %u uses raw slot %u for another algorithm.";
static const char raw_swapped[] =
	"Give instance %u a slot of its own or hkdf: instance %u uses raw slot %u swapped.";
static const char use_range[] =
	"Give instance %u (%s) a slot from 0 to %d in place of %u.";
static const char slot_undeclared[] =
	"Declare slot %u of instance %u (%s): add `key %u` to the stack.";
static const char raw_shared[] =
	"Declare slot %u as hkdf: instance %u (%s) takes no raw key.";
static const char raw_session[] =
	"Declare slot %s as hkdf or psk: the session secret yields no raw key.";
static const char slot_session[] =
	"Give slot %s a psk: who has the session secret has it.";
static const char slot_unused[] =
	"Drop the declaration of slot %s: nothing uses it.";

/* Bitmaps of the slots that are declared, and declared session; @raw_slots of struct
 * seccomm_work has those that are declared raw.
 */
struct declared {
	__u32 all;
	__u32 session;
};

/* Put the slots of a bitmap in words, as far as they fit. */
static void slots_list(char *text, size_t size, __u32 slots)
{
	size_t used = 0;
	unsigned int i;

	text[0] = '\0';
	for (i = 0; i < SECCOMM_MAX_SLOTS && used < size; i++)
		if (slots >> i & 1)
			used += snprintf(text + used, size - used, "%s%u",
					 used ? ", " : "", i);
}

static void slots_check_declared(struct seccomm_work *w,
				 struct declared *declared)
{
	unsigned int i;

	for (i = 0; i < w->in->n_slots; i++) {
		const struct seccomm_slot *slot = &w->in->slots[i];

		if (slot->index >= SECCOMM_MAX_SLOTS) {
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
				       "slot-range", declared_range,
				       SECCOMM_MAX_SLOTS - 1, slot->index);
			continue;
		}
		if (slot->derive > SECCOMM_DERIVE_RAW ||
		    slot->source > SECCOMM_SOURCE_SESSION) {
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
				       "argument-range", declared_value,
				       slot->index);
			continue;
		}
		if (declared->all >> slot->index & 1)
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
				       "slot-duplicate", slot_duplicate,
				       slot->index);
		declared->all |= 1U << slot->index;
		if (slot->derive == SECCOMM_DERIVE_RAW)
			w->raw_slots |= 1U << slot->index;
		if (slot->source == SECCOMM_SOURCE_SESSION)
			declared->session |= 1U << slot->index;
	}
}

/* Refuse another algorithm on the same raw slot: it would get the very same key. */
static void slots_check_raw(struct seccomm_work *w, unsigned int i)
{
	const struct seccomm_instance *inst = &w->in->instances[i];
	unsigned int k;

	for (k = 0; k < i; k++) {
		const struct seccomm_instance *other = &w->in->instances[k];

		if (!w->type[k] || !other->n_slots || other->slot != inst->slot)
			continue;
		if (!strcmp(w->type[k]->algorithm, w->type[i]->algorithm))
			continue;
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "raw-refused",
			       raw_type, i + 1, k + 1, inst->slot);
		return;
	}
}

static void slots_check_use(struct seccomm_work *w, unsigned int i,
			    const struct declared *declared)
{
	const struct seccomm_instance *inst = &w->in->instances[i];
	const char *type = w->type[i]->name;

	if (inst->slot >= SECCOMM_MAX_SLOTS) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "slot-range",
			       use_range, i + 1, type, SECCOMM_MAX_SLOTS - 1,
			       inst->slot);
		return;
	}
	w->out->slots_used |= 1U << inst->slot;
	if (!(declared->all >> inst->slot & 1)) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "slot-undeclared",
			       slot_undeclared, inst->slot, i + 1, type,
			       inst->slot);
		return;
	}
	if (!(w->raw_slots >> inst->slot & 1))
		return;
	if (!(w->type[i]->flags & SECCOMM_TYPE_RAW_KEY))
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "raw-refused",
			       raw_shared, inst->slot, i + 1, type);
	else
		slots_check_raw(w, i);
}

/**
 * seccomm_check_slots() - the rules on key slots
 * @w: the run; instances of unknown type are passed over
 */
void seccomm_check_slots(struct seccomm_work *w)
{
	struct declared declared = { 0 };
	char list[LIST_LEN];
	__u32 slots, named = 0;
	unsigned int i;

	slots_check_declared(w, &declared);
	for (i = 0; i < w->in->n_instances; i++) {
		const struct seccomm_instance *inst = &w->in->instances[i];

		if (!inst->n_slots)
			continue;
		if (inst->slot < SECCOMM_MAX_SLOTS)
			named |= 1U << inst->slot;
		if (w->type[i] && seccomm_slots_taken(w, i))
			slots_check_use(w, i, &declared);
	}

	slots = w->raw_slots & declared.session;
	slots_list(list, sizeof(list), slots);
	if (slots)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "raw-refused",
			       raw_session, list);

	slots = declared.session & w->out->slots_used;
	slots_list(list, sizeof(list), slots);
	if (slots)
		seccomm_report(w, SECCOMM_SEVERITY_WARNING, -1, "slot-session",
			       slot_session, list);

	slots = declared.all & ~named;
	slots_list(list, sizeof(list), slots);
	if (slots)
		seccomm_report(w, SECCOMM_SEVERITY_WARNING, -1, "slot-unused",
			       slot_unused, list);
}

/**
 * seccomm_check_raw_swaps() - no raw slot is used both as is and swapped
 * @w: the run, swaps known, slots checked
 *
 * Cipher feedback that encrypts and then decrypts under one key changes nothing
 * from the second block on, whatever the initialization vectors are, also with
 * layers between the two that change nothing either. Layers of an hkdf slot have
 * a key each.
 */
void seccomm_check_raw_swaps(struct seccomm_work *w)
{
	unsigned int i, k;

	for (i = 0; i < w->in->n_instances; i++) {
		const struct seccomm_instance *inst = &w->in->instances[i];

		if (!inst->n_slots || !(w->raw_slots >> inst->slot & 1))
			continue;
		for (k = 0; k < i; k++) {
			const struct seccomm_instance *other =
				&w->in->instances[k];

			if (!other->n_slots || other->slot != inst->slot ||
			    seccomm_is_swapped(w, k) ==
				    seccomm_is_swapped(w, i))
				continue;
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i,
				       "raw-swapped", raw_swapped, i + 1, k + 1,
				       inst->slot);
			break;
		}
	}
}
