// SPDX-License-Identifier: GPL-2.0
/*
 * The line between what there is and what an adversary has.
 */
#include <stdio.h>
#include <string.h>

#include "loot.h"

static const char *text(json_t *piece, const char *name)
{
	return json_string_value(json_object_get(piece, name));
}

static int number(json_t *piece, const char *name)
{
	return (int)json_integer_value(json_object_get(piece, name));
}

__u32 loot_atom(const struct loot *l, const char *name)
{
	int i;

	for (i = 0; i < l->nr_atoms; i++)
		if (!strcmp(l->atom[i], name))
			return 1U << i;
	return 0;
}

static int add_atom(struct loot *l, const char *name)
{
	const __u32 known = loot_atom(l, name);

	if (known)
		return __builtin_ctz(known);
	if (l->nr_atoms == LOOT_MAX || strlen(name) >= LOOT_NAME)
		rc_die("the atom \"%s\"", name);
	memcpy(l->atom[l->nr_atoms], name, strlen(name) + 1);
	return l->nr_atoms++;
}

/* The pair by which an end decrypts: of a PEM file, or of the vectors' numbers. */
static void load_pair(struct loot_piece *p, json_t *piece)
{
	__u8 spki[RC_SPKI];
	struct rc_span der = { spki, 0 };

	if (text(piece, "file")) {
		rc_pair_file(&p->pair, text(piece, "file"));
		return;
	}
	der.len = rc_unhex(text(piece, "spki"), spki, sizeof(spki));
	rc_pair_numbers(&p->pair, der, NULL, text(piece, "p"),
			text(piece, "q"));
}

static void load_piece(struct loot *l, json_t *piece)
{
	const char *what = text(piece, "what"), *file = text(piece, "file");
	struct loot_piece *p = &l->piece[l->nr++];

	if (l->nr > LOOT_MAX || !what || !text(piece, "atom"))
		rc_die("no loot");
	p->atom = add_atom(l, text(piece, "atom"));
	snprintf(p->what, sizeof(p->what), "%s", what);
	p->slot = number(piece, "slot");
	p->ordinal = number(piece, "ordinal");
	p->end = number(piece, "end");
	if (!strcmp(what, "enc")) {
		load_pair(p, piece);
	} else if (file) {
		p->len = strlen(file) + 1;
		if (p->len > sizeof(p->value))
			rc_die("%s: the name is too long", file);
		memcpy(p->value, file, p->len);
	} else {
		p->len = rc_unhex(text(piece, "hex"), p->value,
				  sizeof(p->value));
	}
}

void loot_load(struct loot *l, json_t *list)
{
	json_t *piece;
	size_t i;

	memset(l, 0, sizeof(*l));
	json_array_foreach(list, i, piece)
		load_piece(l, piece);
}

__u32 loot_lasting(const struct loot *l)
{
	__u32 set = 0;
	int i;

	for (i = 0; i < l->nr; i++)
		set |= 1U << l->piece[i].atom;
	for (i = 0; i < l->nr; i++)
		if (!strcmp(l->piece[i].what, "e"))
			set &= ~(1U << l->piece[i].atom);
	return set;
}

void loot_hand_out(struct loot *given, const struct loot *all, __u32 set)
{
	int i;

	memset(given, 0, sizeof(*given));
	for (i = 0; i < all->nr; i++)
		if (set >> all->piece[i].atom & 1)
			given->piece[given->nr++] = all->piece[i];
}

const struct loot_piece *loot_find(const struct loot *given, const char *what,
				   int slot, int ordinal, int end)
{
	int i;

	for (i = 0; i < given->nr; i++) {
		const struct loot_piece *p = &given->piece[i];

		if (!strcmp(p->what, what) && p->slot == slot &&
		    p->ordinal == ordinal && p->end == end)
			return p;
	}
	return NULL;
}
