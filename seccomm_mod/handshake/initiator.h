/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The side that opens.
 */
#ifndef SECCOMM_INITIATOR_H
#define SECCOMM_INITIATOR_H

struct seccomm_accept;
struct seccomm_exchange;

/* How sessions get their keys by the handshake. */
extern const struct seccomm_exchange_ops seccomm_handshake_ops;

/* Take the secrets and send M1, or ask for a secret, or fail the session. @ex's work. */
void seccomm_hs_start(struct seccomm_exchange *ex);
/* M2 came for @ex, whose M1 we have sent. @ex's work. */
void seccomm_hs_accept(struct seccomm_exchange *ex,
		       const struct seccomm_accept *m2);

#endif /* SECCOMM_INITIATOR_H */
