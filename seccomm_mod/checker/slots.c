// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The checker's rules on key slots: declared, used, derived, of secrets, of key pairs or of
 * methods of key distribution.
 * Raw derivation is refused wherever key bytes as given would be unsafe.
 */
#include "checker/length.h"
#include "checker/method.h"
#include "checker/pk.h"
#include "checker/slots.h"
#include "checker/work.h"

#define LIST_LEN 96 /* a list of slots in words: "0, 1, 31" */

/* The remedies of the findings. */
static const char declared_range[] =
	"Declare a slot from 0 to %d in place of %u.";
static const char declared_value[] =
	"Declare slot %u as hkdf or raw, and psk, session or methods, or as pk and an algorithm.";
static const char declared_threshold[] =
	"Let the kofn of slot %u need 2 or more of its methods, not %u, and no more than it has.";
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
static const char raw_method[] =
	"Declare slot %s as hkdf or psk: methods of key distribution yield no raw key.";
static const char pk_needed[] =
	"Give instance %u (%s) a slot of its own kind: declare one by `key NUMBER pk %s`.";
static const char pk_unfit[] =
	"Give instance %u (%s) a slot that holds a secret: slot %u holds key pairs.";
static const char pk_unlike[] =
	"Let the methods of slot %u take key pairs of one algorithm: a slot has one of each end.";
static const char pk_shared[] =
	"Give instance %u (%s) a slot of its own: instance %u uses slot %u to %s.";
static const char slot_session[] =
	"Give slot %s a psk: who has the session secret has it.";
static const char handshake_length[] =
	"Use fewer methods, or shorter keys: their items have %u bytes, and %d is the most.";
static const char unauthenticated[] =
	"Give a slot an ext, rsa or authenticated dh, a kofn more of them, or the stack a secret.";
static const char session_of_none[] =
	"Give slot %s a psk or a method, or the stack a session secret to derive it of.";
static const char anonymous[] =
	"Let slot %s be authenticated by psk, static or sig: alone it agrees with whoever answers.";
static const char no_forward_secrecy[] =
	"Give slot %s a dh or mlkem768, a kofn more: its secret, learned later, opens recordings.";
static const char method_shared[] =
	"Let methods of slot %s rest on different things: one break undoes two of them.";
static const char slot_unused[] =
	"Drop the declaration of slot %s: nothing uses it.";

/* Bitmaps of the slots that are declared, and declared session, and of methods; @raw_slots of
 * struct seccomm_work has those that are declared raw.
 */
struct declared {
	__u32 all;
	__u32 session;
	__u32 methods;
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

/* Has a slot as many methods as its source wants, and are there all of them? One that is only
 * pre-shared is no method's.
 */
static bool slots_has_methods(const struct seccomm_slot *slot)
{
	unsigned int i;

	if (slot->source == SECCOMM_SOURCE_METHOD)
		return slot->n_methods == 1 &&
		       slot->methods[0].kind != SECCOMM_METHOD_PSK &&
		       seccomm_method_valid(&slot->methods[0]);
	if (slot->source != SECCOMM_SOURCE_ALL)
		return !slot->n_methods;
	if (!slot->n_methods || slot->n_methods > SECCOMM_MAX_METHODS)
		return false;
	for (i = 0; i < slot->n_methods; i++)
		if (!seccomm_method_valid(&slot->methods[i]))
			return false;
	return true;
}

/* Only of several methods some may be enough, and one alone is no quorum of them. */
static bool slots_has_quorum(const struct seccomm_slot *slot)
{
	return !slot->threshold ||
	       (slot->source == SECCOMM_SOURCE_ALL && slot->threshold > 1 &&
		slot->threshold <= slot->n_methods);
}

/* Key pairs come from nowhere else, and nothing else from them. */
static bool slots_is_declaration(const struct seccomm_slot *slot)
{
	const bool pairs = slot->derive == SECCOMM_DERIVE_PK;
	const bool given = slot->source == SECCOMM_SOURCE_PK;

	if (slot->derive > SECCOMM_DERIVE_PK ||
	    slot->source > SECCOMM_SOURCE_ALL || !slots_has_methods(slot))
		return false;
	if (pairs != given)
		return false;
	return pairs ? slot->pk <= SECCOMM_PK_RSA4096 : !slot->pk;
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
		if (!slots_is_declaration(slot)) {
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
				       "argument-range", declared_value,
				       slot->index);
			continue;
		}
		if (!slots_has_quorum(slot)) {
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
				       "argument-range", declared_threshold,
				       slot->index, slot->threshold);
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
		if (slot->n_methods)
			declared->methods |= 1U << slot->index;
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

/* The algorithm of the key pairs that an instance takes; SECCOMM_PK_ALGS: of none that
 * there is.
 */
static unsigned int slots_pk_taken(const struct seccomm_work *w, unsigned int i)
{
	const struct seccomm_type_desc *type = w->type[i];
	char name[SECCOMM_NAME_LEN];
	__u32 bits = 2048;
	unsigned int k;

	for (k = 0; k < type->n_options; k++)
		if (!strcmp(type->options[k].name, "bits"))
			bits = seccomm_option_value(w, i, k);
	snprintf(name, sizeof(name), "%s%u", type->pk, bits);
	return seccomm_pk_named(name);
}

/* Refuse to sign by key pairs that others are encrypted to, and the reverse. */
static void slots_check_pk_shared(struct seccomm_work *w, unsigned int i)
{
	const struct seccomm_instance *inst = &w->in->instances[i];
	const bool signs = w->type[i]->provides & SECCOMM_AUTHENTICITY;
	unsigned int k;

	for (k = 0; k < i; k++) {
		const struct seccomm_instance *other = &w->in->instances[k];

		if (!w->type[k] || !w->type[k]->pk || !other->n_slots ||
		    other->slot != inst->slot ||
		    !(w->type[k]->provides & SECCOMM_AUTHENTICITY) == !signs)
			continue;
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "pk-shared",
			       pk_shared, i + 1, w->type[i]->name, k + 1,
			       inst->slot, signs ? "decrypt" : "sign");
		return;
	}
}

/* Key pairs and types that take them go together. @slot: the declaration of @i's slot. */
static void slots_check_pk(struct seccomm_work *w, unsigned int i,
			   const struct seccomm_slot *slot)
{
	const struct seccomm_type_desc *type = w->type[i];
	const bool pairs = slot->source == SECCOMM_SOURCE_PK;
	unsigned int taken;

	if (!type->pk) {
		if (pairs)
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "pk-slot",
				       pk_unfit, i + 1, type->name,
				       slot->index);
		return;
	}
	taken = slots_pk_taken(w, i);
	if (!pairs || slot->pk != taken)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "pk-slot",
			       pk_needed, i + 1, type->name,
			       taken < SECCOMM_PK_ALGS ?
				       seccomm_pk_name(taken) :
				       "ALGORITHM");
	else
		slots_check_pk_shared(w, i);
}

/* The declaration of a slot that is declared. */
static const struct seccomm_slot *slots_find(const struct seccomm_work *w,
					     unsigned int index)
{
	const struct seccomm_slot *slot = w->in->slots;

	while (slot->index != index)
		slot++;
	return slot;
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
	slots_check_pk(w, i, slots_find(w, inst->slot));
	if (!(w->raw_slots >> inst->slot & 1))
		return;
	if (!(w->type[i]->flags & SECCOMM_TYPE_RAW_KEY))
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "raw-refused",
			       raw_shared, inst->slot, i + 1, type);
	else
		slots_check_raw(w, i);
}

/* Warn of a rule that the slots of the bitmap @slots break, with their numbers in @remedy. */
static void slots_warn(struct seccomm_work *w, __u32 slots, const char *rule,
		       const char *remedy)
{
	char list[LIST_LEN];

	if (!slots)
		return;
	slots_list(list, sizeof(list), slots);
	seccomm_report(w, SECCOMM_SEVERITY_WARNING, -1, rule, remedy, list);
}

/* Is there a Diffie-Hellman among the slot's methods that nothing authenticates? */
static bool slots_is_anonymous(const struct seccomm_slot *slot)
{
	unsigned int i;

	for (i = 0; i < slot->n_methods; i++)
		if (slot->methods[i].kind == SECCOMM_METHOD_DH &&
		    slot->methods[i].auth == SECCOMM_AUTH_NONE)
			return true;
	return false;
}

/* Does the slot's secret take one that is gone with the session? */
static bool slots_forgets(const struct seccomm_slot *slot)
{
	unsigned int i, others = 0;

	for (i = 0; i < slot->n_methods; i++)
		others += !seccomm_method_forgets(&slot->methods[i]);
	return others < seccomm_slot_quorum(slot);
}

/* What a method falls with, beside what its slot was given: a group, agents of a kind, or
 * ML-KEM.
 */
static __u32 slots_rests_on(const struct seccomm_method *method)
{
	switch (method->kind) {
	case SECCOMM_METHOD_DH:
		return 1U << method->group;
	case SECCOMM_METHOD_EXT:
	case SECCOMM_METHOD_MLKEM768:
		return 1U << (SECCOMM_GROUPS + seccomm_method_agent(method));
	default:
		return 0;
	}
}

/* Do two methods fall with the slot's pre-shared secret, with a key pair, with a group, with
 * ML-KEM, or with the agents of a kind?
 */
static bool slots_shares(const struct seccomm_slot *slot)
{
	bool psk = false, pair = false;
	__u32 bases = 0;
	unsigned int i;

	for (i = 0; i < slot->n_methods; i++) {
		const struct seccomm_method *method = &slot->methods[i];
		const bool takes = seccomm_method_takes_psk(method);
		const bool pairs = seccomm_method_pk(method) < SECCOMM_PK_ALGS;
		const __u32 base = slots_rests_on(method);

		if ((takes && psk) || (pairs && pair) || (base & bases))
			return true;
		psk |= takes;
		pair |= pairs;
		bases |= base;
	}
	return false;
}

/* Is a key pair of @alg another one than that of @slot_alg which the slot has? */
static bool slots_pair_unlike(unsigned int alg, unsigned int slot_alg)
{
	return alg != SECCOMM_PK_ALGS && alg != slot_alg;
}

/* Refuse methods that take unlike key pairs, since a slot has one of each end by which they sign
 * or agree, and one to which they encrypt.
 */
static void slots_check_pairs(struct seccomm_work *w,
			      const struct seccomm_slot *slot)
{
	const unsigned int alg = seccomm_slot_pk(slot);
	const unsigned int enc = seccomm_slot_enc_pk(slot);
	unsigned int i;

	for (i = 0; i < slot->n_methods; i++) {
		const struct seccomm_method *method = &slot->methods[i];

		if (!slots_pair_unlike(seccomm_method_pk(method), alg) &&
		    !slots_pair_unlike(seccomm_method_enc_pk(method), enc))
			continue;
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "pk-slot",
			       pk_unlike, slot->index);
		return;
	}
}

/* Refuse lists that are too long, and two that together are too long for the message that both
 * travel in. @len: bytes of all items in each.
 */
static void slots_check_lengths(struct seccomm_work *w,
				const unsigned int len[SECCOMM_LISTS])
{
	const unsigned int both = len[SECCOMM_LIST_M2] + len[SECCOMM_LIST_B_R] +
				  SECCOMM_SEAL_MORE;
	unsigned int list, most = 0;

	for (list = 0; list < SECCOMM_LISTS; list++)
		most = len[list] > most ? len[list] : most;
	if (most > SECCOMM_ITEMS_MAX)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
			       "handshake-length", handshake_length, most,
			       SECCOMM_ITEMS_MAX);
	else if (both > SECCOMM_ACCEPT_LISTS_MAX)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
			       "handshake-length", handshake_length, both,
			       SECCOMM_ACCEPT_LISTS_MAX);
}

/* Without a session secret methods authenticate the handshake, and no slot is derived of it. */
static void slots_check_session(struct seccomm_work *w, __u32 derived)
{
	bool authenticated = !w->in->sessionless;
	char list[LIST_LEN];
	unsigned int i;

	slots_list(list, sizeof(list), derived);
	if (w->in->sessionless && derived)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "session-of-none",
			       session_of_none, list);
	for (i = 0; i < w->in->n_slots; i++)
		if (w->out->slots_used >> w->in->slots[i].index & 1)
			authenticated |=
				seccomm_slot_authenticates(&w->in->slots[i]);
	if (!authenticated)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1,
			       "handshake-unauthenticated", unauthenticated);
}

/* The rules on methods, for the slots that layers use. */
static void slots_check_methods(struct seccomm_work *w)
{
	__u32 alone = 0, keeps = 0, shares = 0, some = 0;
	unsigned int len[SECCOMM_LISTS] = { 0 };
	unsigned int i, list;

	for (i = 0; i < w->in->n_slots; i++) {
		const struct seccomm_slot *slot = &w->in->slots[i];
		const __u32 bit = 1U << slot->index;

		if (!(w->out->slots_used & bit))
			continue;
		for (list = 0; list < SECCOMM_LISTS; list++)
			len[list] += seccomm_slot_items(slot, list);
		slots_check_pairs(w, slot);
		some |= slot->n_methods ? bit : 0;
		alone |= slots_is_anonymous(slot) ? bit : 0;
		shares |= slots_shares(slot) ? bit : 0;
		if (slot->derive == SECCOMM_DERIVE_HKDF && !slots_forgets(slot))
			keeps |= bit;
	}
	slots_check_lengths(w, len);
	slots_warn(w, alone, "anonymous", anonymous);
	slots_warn(w, some ? keeps : 0, "no-forward-secrecy",
		   no_forward_secrecy);
	slots_warn(w, shares, "method-shared", method_shared);
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

	slots = w->raw_slots & declared.methods;
	slots_list(list, sizeof(list), slots);
	if (slots)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, -1, "raw-refused",
			       raw_method, list);

	slots_warn(w, declared.session & w->out->slots_used, "slot-session",
		   slot_session);
	slots_warn(w, declared.all & ~named, "slot-unused", slot_unused);
	/* What is not well declared has no methods to look at. */
	if (w->n_errors)
		return;
	slots_check_session(w, declared.session & w->out->slots_used);
	slots_check_methods(w);
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
