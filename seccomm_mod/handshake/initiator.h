/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The side that opens a session.
 */
#ifndef SECCOMM_INITIATOR_H
#define SECCOMM_INITIATOR_H

struct in6_addr;
struct seccomm_accept;
struct seccomm_cookie;
struct seccomm_exchange;

/* The handshake, as the way in which sessions get their keys. */
extern const struct seccomm_exchange_ops seccomm_handshake_ops;

/* Take the secrets and send M1, or ask for a secret, or fail the session. Called by the
 * work of @ex.
 */
void seccomm_hs_start(struct seccomm_exchange *ex);
/* Take a cookie, which came for @ex, at most one in a repeat interval: send M1 with it.
 * Called by the work of @ex.
 */
void seccomm_hs_cookie(struct seccomm_exchange *ex,
		       const struct seccomm_cookie *cookie);
/* Take M2, which is as long as its fields say, and which came to our address @to for @ex. False:
 * methods wait, so take it again when the work of @ex runs next. Called by that work.
 */
bool seccomm_hs_accept(struct seccomm_exchange *ex, struct seccomm_accept *m2,
		       const struct in6_addr *to);

#endif /* SECCOMM_INITIATOR_H */
