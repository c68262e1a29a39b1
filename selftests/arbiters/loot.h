/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an adversary may have taken: secrets, each of which goes with the breaking of one atom of
 * the checker's. An adversary gets a copy of those of the atoms that it has broken, and no others.
 */
#ifndef ARBITERS_LOOT_H
#define ARBITERS_LOOT_H

#include <jansson.h>

#include "../wire/recompute.h"

#define LOOT_NAME 24
#define LOOT_MAX 32
#define LOOT_VALUE 512

struct loot_piece {
	int atom; /* whose breaking gives it away */
	char what[8]; /* "psk", "key", "file", "keytab", "e", "s", "enc", "sign" */
	int slot;
	int ordinal;
	int end; /* 0: the initiator, 1: the responder; 0 where both have it */
	size_t len;
	__u8 value[LOOT_VALUE]; /* a file's name, with its NUL, for "keytab" and "sign" */
	struct rc_pair pair; /* for "enc" */
};

struct loot {
	int nr_atoms;
	char atom[LOOT_MAX][LOOT_NAME];
	int nr;
	struct loot_piece piece[LOOT_MAX];
};

/* What there is to take, as the list of a case has it. */
void loot_load(struct loot *l, json_t *list);
/* The bitmap of the atoms by which a secret goes that lasts longer than the handshake. */
__u32 loot_lasting(const struct loot *l);
/* The bitmap of one atom; 0: nothing is to be had by it. */
__u32 loot_atom(const struct loot *l, const char *name);
/* What the atoms of @set give away. */
void loot_hand_out(struct loot *given, const struct loot *all, __u32 set);
/* NULL: it was not given. */
const struct loot_piece *loot_find(const struct loot *given, const char *what,
				   int slot, int ordinal, int end);

#endif /* ARBITERS_LOOT_H */
