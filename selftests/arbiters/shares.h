/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A secret that was shared out among members (Documentation/wire-format.md): what boxes give, and
 * what so many shares leave open.
 */
#ifndef ARBITERS_SHARES_H
#define ARBITERS_SHARES_H

#include "../wire/recompute.h"

/* The item that shares a slot's secret out, and the shares that somebody has of it. */
struct shares {
	struct rc_sharing by; /* no slot: the item was not seen */
	const __u8 *com;
	const __u8 *box; /* one for each member */
	int nr;
	__u8 x[RC_MEMBERS];
	__u8 value[RC_MEMBERS][RC_HASH];
};

/* Open the box of a member whose secret is known: if it is the right one, there is a share more. */
void shares_unbox(struct shares *s, int member);
/* Does the commitment say so? */
bool shares_committed(const struct shares *s, const __u8 secret[RC_HASH]);
/* The secret, of as many shares as are enough; false: there are not as many, or they do not fit. */
bool shares_join(const struct shares *s, __u8 secret[RC_HASH]);
/* Is every secret as likely by fewer shares than are enough? For each value of each byte the
 * polynomial is made that has it at 0 and goes through the shares.
 */
bool shares_leave_open(const struct shares *s);

#endif /* ARBITERS_SHARES_H */
