/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The side that opens.
 */
#ifndef SECCOMM_INITIATOR_H
#define SECCOMM_INITIATOR_H

struct seccomm_accept;
struct seccomm_session;

/* How sessions get their keys by the handshake. */
extern const struct seccomm_exchange_ops seccomm_handshake_ops;

/* Both: process context, may sleep. */

/* Send the present message of @s, of either side, again. */
void seccomm_hs_repeat(struct seccomm_session *s);
/* M2 came for @s, which we open. */
void seccomm_hs_accept(struct seccomm_session *s,
		       const struct seccomm_accept *m2);

#endif /* SECCOMM_INITIATOR_H */
