/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Methods of key distribution of the third host.
 */
#ifndef FUZZ_PACKETS_METHODS_H
#define FUZZ_PACKETS_METHODS_H

#include "packets.h"

#define RSA_LEN 256 /* of a modulus of 2048 bits */

/* methods.c: reads the key pairs. */
void methods_init(void);
/* Draws what is new in each handshake. */
void methods_begin(struct handshake *h);
/* The right items of a list; nothing if the stack has none there. */
void methods_give(struct handshake *h, enum hs_list list, struct rc_buf *items);
/* What the peer's items bring; false: some secret is missing that must be known by then. */
bool methods_take(struct handshake *h, enum hs_list list, struct rc_span items);

/* shares.c: a secret that is drawn and shared out among a slot's methods, of which two are
 * enough; and the same put together.
 */
void shares_give(struct rc_slot *s, const __u8 th2[RC_HASH],
		 struct rc_buf *body);
void shares_take(struct rc_slot *s, const __u8 th2[RC_HASH],
		 struct rc_span body);

/* items.c: a list of items with one thing changed. True: whoever gets it must refuse it.
 * @members: its items are of methods that share a secret, and may fail.
 */
bool items_spoil(struct rc_buf *list, bool members);

#endif /* FUZZ_PACKETS_METHODS_H */
