/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one message went through, as far as an adversary can tell: the layers in downward order,
 * with sequences and choices resolved.
 */
#ifndef SURVIVE_STEPS_H
#define SURVIVE_STEPS_H

#include "given.h"

enum step_kind {
	STEP_LEAF,
	STEP_ID, /* the byte that says which member was chosen */
	STEP_SPLIT,
};

struct steps;

struct step {
	enum step_kind kind;
	int layer;
	int from; /* STEP_ID: the first step of the member */
	int member; /* STEP_ID */
	struct steps *part[2]; /* STEP_SPLIT */
};

struct steps {
	int nr;
	struct step step[RC_LAYERS];
};

/* A message in the adversary's hands. */
struct hand {
	const struct given *g;
	struct layer_ctx x;
	__u8 aad[RC_AAD];
	struct rc_drawn *drawn;
	unsigned int guess; /* which members were chosen where nothing tells */
};

void hand_take(struct hand *h, const struct given *g, int dir,
	       const __u8 hdr[RC_HDR], unsigned int guess);
/* How many guesses there are. */
unsigned int hand_guesses(const struct given *g);
struct steps *steps_of(struct hand *h);
/* Those of another member than the one that was chosen. */
struct steps *steps_of_member(struct hand *h, int meta, int member);
void steps_free(struct steps *s);

/* Can the adversary undo this leaf, and do it again? */
bool step_known(const struct hand *h, const struct step *step);

/* What a leaf drew. */
struct draws {
	size_t random_len, times_len;
	__u8 random[4096], times[RC_TIME];
};

void step_up(struct hand *h, const struct step *step, struct rc_buf *msg,
	     struct draws *draws);
void step_down(struct hand *h, const struct step *step, struct rc_buf *msg,
	       const struct draws *draws);

struct rc_buf *buf_new(const __u8 *data, size_t len);
/* Part @msg at the end of its first part, whose length stands behind; NULL: it has none. */
struct rc_buf *buf_split(struct rc_buf *msg);
/* The reverse, which frees @second. */
void buf_join(struct rc_buf *msg, struct rc_buf *second);

#endif /* SURVIVE_STEPS_H */
