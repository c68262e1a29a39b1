/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an adversary was given: the composition, which is public, and the keys of some layers.
 * There is no other secret in struct given, and nothing of the adversary sees a struct scene,
 * so that no attack can use what was not given.
 */
#ifndef SURVIVE_GIVEN_H
#define SURVIVE_GIVEN_H

#include "scene.h"

#define GIVEN_KEY 64
#define GIVEN_PURPOSES 2 /* keys of a layer in one direction */

/* The keys of a layer in one direction, by their purpose. */
struct layer_keys {
	int nr;
	struct {
		char purpose[8];
		size_t len;
		__u8 key[GIVEN_KEY];
	} key[GIVEN_PURPOSES];
};

/* All keys of a session, from which some are handed out. */
struct key_ring {
	struct layer_keys layer[RC_LAYERS][2];
};

struct given {
	struct rc_stack st; /* first; its keys are from below */
	__u8 sid[RC_SID];
	bool has[RC_LAYERS];
	struct layer_keys layer[RC_LAYERS][2];
};

void ring_make(struct key_ring *ring, const struct scene *s);
/* Hand out the keys of the layers that are true in @broken. */
void given_make(struct given *g, const struct scene *s,
		const struct key_ring *ring, const bool broken[RC_LAYERS]);

#endif /* SURVIVE_GIVEN_H */
