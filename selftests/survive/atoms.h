/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What can be broken in a composition, and which layers' keys that gives away.
 */
#ifndef SURVIVE_ATOMS_H
#define SURVIVE_ATOMS_H

#include <jansson.h>

#include "../wire/recompute.h"

#define ATOM_NAME 24
#define MAX_ATOMS 32

struct atoms {
	int nr;
	char name[MAX_ATOMS][ATOM_NAME]; /* "aes", "slot 0", "session" */
	__u32 undo[RC_LAYERS]; /* bitmap of those that break the layer */
	bool free[RC_LAYERS]; /* it counts for nothing */
};

void atoms_find(struct atoms *a, const struct rc_stack *st);
/* The layers that a set of atoms breaks. */
void atoms_broken(const struct atoms *a, __u32 set, bool broken[RC_LAYERS]);
/* The set that the checker's list names. */
__u32 atoms_of(const struct atoms *a, json_t *witness);

#endif /* SURVIVE_ATOMS_H */
