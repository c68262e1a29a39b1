// SPDX-License-Identifier: GPL-2.0
/*
 * The atoms of a composition: each layer's family and the source of its key.
 */
#include <stdio.h>
#include <string.h>

#include "atoms.h"
#include "kinds.h"

static int atom(struct atoms *a, const char *name)
{
	int i;

	for (i = 0; i < a->nr; i++)
		if (!strcmp(a->name[i], name))
			return i;
	if (a->nr == MAX_ATOMS)
		rc_die("too many atoms");
	snprintf(a->name[a->nr], ATOM_NAME, "%s", name);
	return a->nr++;
}

static void key_source(const struct rc_stack *st, const struct rc_layer *l,
		       char name[ATOM_NAME])
{
	const struct rc_slot *slot = &st->slot[l->slot];
	const char *kind = "slot";

	if (slot->pk[0])
		kind = kind_of(l) == KIND_SIGNATURE ? "signer" : "receiver";
	if (slot->session)
		snprintf(name, ATOM_NAME, "session");
	else
		snprintf(name, ATOM_NAME, "%s %d", kind, l->slot);
}

void atoms_find(struct atoms *a, const struct rc_stack *st)
{
	char name[ATOM_NAME];
	int i;

	memset(a, 0, sizeof(*a));
	for (i = 0; i < st->nr; i++) {
		const struct rc_layer *l = &st->layer[i];
		const char *family = kind_family(l);

		if (l->slot < 0)
			continue;
		/* The key of a choice is the slot's alone. */
		a->free[i] = !family && kind_of(l) != KIND_META;
		if (a->free[i])
			continue;
		if (family)
			a->undo[i] |= 1U << atom(a, family);
		key_source(st, l, name);
		a->undo[i] |= 1U << atom(a, name);
	}
}

void atoms_broken(const struct atoms *a, __u32 set, bool broken[RC_LAYERS])
{
	int i;

	for (i = 0; i < RC_LAYERS; i++)
		broken[i] = a->free[i] || (a->undo[i] & set);
}

__u32 atoms_of(const struct atoms *a, json_t *witness)
{
	char name[ATOM_NAME];
	json_t *w, *slot;
	__u32 set = 0;
	size_t i;
	int k;

	json_array_foreach(witness, i, w) {
		const char *kind =
			json_string_value(json_object_get(w, "kind"));

		slot = json_object_get(w, "slot");
		if (!strcmp(kind, "family"))
			kind = json_string_value(json_object_get(w, "family"));
		if (slot)
			snprintf(name, sizeof(name), "%s %lld", kind,
				 json_integer_value(slot));
		else
			snprintf(name, sizeof(name), "%s", kind);
		for (k = 0; k < a->nr && strcmp(a->name[k], name); k++)
			;
		if (k == a->nr)
			rc_die("the checker names \"%s\"", name);
		set |= 1U << k;
	}
	return set;
}
