/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Somebody with a capture, and with what was given to him: the secrets of methods, from which he
 * computes a session's keys as its ends do.
 */
#ifndef ARBITERS_ADVERSARY_H
#define ARBITERS_ADVERSARY_H

#include "heard.h"
#include "loot.h"
#include "shares.h"

#define STAGES 3

struct adversary {
	const struct heard *h;
	const struct loot *given;
	struct rc_stack st; /* with what methods gave away, and slots' roots */
	struct shares shares[RC_SLOTS]; /* of slots whose item he has seen */
	struct rc_buf b_r, b_i; /* the lists that were sealed, opened */
};

void adversary_try(struct adversary *a, const struct heard *h,
		   const struct loot *given);
/* Does he read the message that has this body? */
bool adversary_reads(const struct adversary *a, struct rc_span body);

#endif /* ARBITERS_ADVERSARY_H */
