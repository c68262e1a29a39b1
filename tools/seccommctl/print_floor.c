// SPDX-License-Identifier: GPL-2.0
/*
 * Writes a stack's floors: how much must be broken before a property is lost, and how many of
 * several methods give a slot's secret.
 * As text for check and stack show alike, and as JSON.
 */
#include "checker/floor.h"
#include "checker/length.h"
#include "print_floor.h"

static const char *const names[] = {
	[SECCOMM_FLOOR_PRIVACY] = "privacy",
	[SECCOMM_FLOOR_INTEGRITY] = "integrity",
	[SECCOMM_FLOOR_FRESHNESS] = "freshness",
	[SECCOMM_FLOOR_PACKETS] = "packets",
	[SECCOMM_FLOOR_NONREPUDIATION] = "nonrepudiation",
	[SECCOMM_FLOOR_ACTIVE] = "active",
};

static bool has_witness(const struct seccomm_floor *floor)
{
	return floor->least <= SECCOMM_MAX_WITNESS;
}

/* How much of a floor holds against attackers of any kind, if the rest of it does not; else
 * -1.
 */
static int passive_beyond(const struct seccomm_floor *floors, unsigned int of)
{
	return of == SECCOMM_FLOOR_PRIVACY ? seccomm_passive_beyond(floors) :
					     -1;
}

static void print_atom(FILE *f, const struct seccomm_atom *atom)
{
	switch (atom->kind) {
	case SECCOMM_ATOM_FAMILY:
		fputs(atom->family, f);
		break;
	case SECCOMM_ATOM_SLOT:
		fprintf(f, "the key of slot %u", atom->slot);
		break;
	case SECCOMM_ATOM_SIGNER:
		fprintf(f, "the signer's key pair of slot %u", atom->slot);
		break;
	case SECCOMM_ATOM_AGENT:
		fprintf(f, "the key agents of kind %s", atom->family);
		break;
	case SECCOMM_ATOM_RECEIVER:
		fprintf(f, "the receiver's key pair of slot %u", atom->slot);
		break;
	case SECCOMM_ATOM_PAIR:
		fprintf(f, "an end's key pair of slot %u", atom->slot);
		break;
	default:
		fputs("the session secret", f);
	}
}

/* Has privacy another floor against who takes part in handshakes? */
static bool is_two(const struct seccomm_floor *floors)
{
	return floors[SECCOMM_FLOOR_ACTIVE].least !=
	       floors[SECCOMM_FLOOR_PRIVACY].least;
}

static void print_floor(FILE *f, const struct seccomm_floor *floors,
			unsigned int of)
{
	const struct seccomm_floor *active = &floors[SECCOMM_FLOOR_ACTIVE];
	const struct seccomm_floor *floor = &floors[of];
	const int beyond = passive_beyond(floors, of);
	unsigned int i;

	fprintf(f, "%-9s  %u%s", names[of], floor->least,
		has_witness(floor) ? "" : " or more");
	if (of == SECCOMM_FLOOR_PRIVACY && is_two(floors))
		fprintf(f, " (passive), %u%s (active)", active->least,
			has_witness(active) ? "" : " or more");
	if (beyond > 0)
		fprintf(f, ", of which beyond %d against a", beyond);
	if (beyond >= 0)
		fprintf(f, "%s passive attacker only", beyond ? "" : ",");
	if (!floor->least)
		fputs(": nothing to break", f);
	for (i = 0; has_witness(floor) && i < floor->least; i++) {
		bool last = i + 1 == floor->least;

		fputs(!i ? ": break " : last ? " and " : ", ", f);
		print_atom(f, &floor->witness[i]);
	}
	fputc('\n', f);
}

void print_floors(FILE *f, const struct seccomm_floor *floors, const char *head,
		  const char *indent, const char *assumed)
{
	unsigned int i;

	for (i = 0; i < SECCOMM_N_FLOORS; i++) {
		/* Most stacks are not for it, and need not be told. */
		if (i == SECCOMM_FLOOR_NONREPUDIATION && !floors[i].least)
			continue;
		if (i == SECCOMM_FLOOR_ACTIVE && !is_two(floors))
			continue;
		fputs(i ? indent : head, f);
		print_floor(f, floors, i);
	}
	for (i = 0; i < SECCOMM_N_ASSUMED; i++)
		fprintf(f, "%s%s", i ? ", " : assumed, seccomm_assumed[i]);
	fputc('\n', f);
}

static json_t *atom_json(const struct seccomm_atom *atom)
{
	switch (atom->kind) {
	case SECCOMM_ATOM_FAMILY:
		return json_pack("{s:s, s:s}", "kind", "family", "family",
				 atom->family);
	case SECCOMM_ATOM_AGENT:
		return json_pack("{s:s, s:s}", "kind", "agent", "agent",
				 atom->family);
	case SECCOMM_ATOM_SLOT:
		return json_pack("{s:s, s:i}", "kind", "slot", "slot",
				 atom->slot);
	case SECCOMM_ATOM_SIGNER:
		return json_pack("{s:s, s:i}", "kind", "signer", "slot",
				 atom->slot);
	case SECCOMM_ATOM_RECEIVER:
		return json_pack("{s:s, s:i}", "kind", "receiver", "slot",
				 atom->slot);
	case SECCOMM_ATOM_PAIR:
		return json_pack("{s:s, s:i}", "kind", "pair", "slot",
				 atom->slot);
	default:
		return json_pack("{s:s}", "kind", "session");
	}
}

static json_t *floor_json(const struct seccomm_floor *floors, unsigned int of)
{
	const struct seccomm_floor *floor = &floors[of];
	const int beyond = passive_beyond(floors, of);
	json_t *witness = json_array();
	unsigned int i;

	for (i = 0; has_witness(floor) && i < floor->least; i++)
		json_array_append_new(witness, atom_json(&floor->witness[i]));
	return json_pack("{s:i, s:b, s:b, s:o, s:o}", "least", floor->least,
			 "or_more", !has_witness(floor), "passive_only",
			 !beyond, "passive_beyond",
			 beyond < 0 ? json_null() : json_integer(beyond),
			 "witness", witness);
}

json_t *floors_json(const struct seccomm_floor *floors)
{
	json_t *o = json_object(), *assumed = json_array();
	unsigned int i;

	for (i = 0; i < SECCOMM_N_FLOORS; i++)
		json_object_set_new(o, names[i], floor_json(floors, i));
	for (i = 0; i < SECCOMM_N_ASSUMED; i++)
		json_array_append_new(assumed, json_string(seccomm_assumed[i]));
	json_object_set_new(o, "assumed", assumed);
	return o;
}

/* How many of a slot's methods have to fail before the others are too few. */
static unsigned int deniers(const struct seccomm_slot *slot)
{
	return slot->n_methods - slot->threshold + 1;
}

void print_quorums(FILE *f, const struct seccomm_composition *stack,
		   const char *head)
{
	unsigned int i;

	for (i = 0; i < stack->n_slots; i++) {
		const struct seccomm_slot *slot = &stack->slots[i];

		if (slot->threshold)
			fprintf(f,
				"%sslot %u: %u colluding read and impersonate; %u deny\n",
				head, slot->index, slot->threshold,
				deniers(slot));
	}
}

json_t *quorums_json(const struct seccomm_composition *stack)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < stack->n_slots; i++) {
		const struct seccomm_slot *slot = &stack->slots[i];

		if (slot->threshold)
			json_array_append_new(list,
					      json_pack("{s:i, s:i, s:i}",
							"slot", slot->index,
							"read", slot->threshold,
							"deny", deniers(slot)));
	}
	return list;
}

/* Can ends be known by certificates to the methods of a slot? */
static bool may_certify(const struct seccomm_slot *slot)
{
	return seccomm_slot_credentials(slot, SECCOMM_LIST_B_I);
}

void print_authorities(FILE *f, const struct seccomm_composition *stack,
		       const char *head)
{
	unsigned int i, n = 0;

	for (i = 0; i < stack->n_slots; i++)
		if (may_certify(&stack->slots[i]))
			fprintf(f, "%s%u", n++ ? ", " : head,
				stack->slots[i].index);
	if (n)
		fputs(": where keys come by certificates, break ca in place of key pairs\n",
		      f);
}

json_t *authorities_json(const struct seccomm_composition *stack)
{
	const struct seccomm_slot *slot = stack->slots;
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < stack->n_slots; i++, slot++)
		if (may_certify(slot))
			json_array_append_new(list, json_integer(slot->index));
	return list;
}
