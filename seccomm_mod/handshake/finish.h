/* SPDX-License-Identifier: GPL-2.0 */
/*
 * M4, by which the responder confirms what M3 has brought: until it has come the initiator sends
 * nothing, and delivers nothing. See seccomm_items_finish() for the stacks that need it.
 */
#ifndef SECCOMM_FINISH_H
#define SECCOMM_FINISH_H

#include <linux/types.h>

struct in6_addr;
struct seccomm_exchange;
struct seccomm_finish;
struct seccomm_stage;

/* All but seccomm_finish_proves(): the exchange's work.
 *
 * The responder's side. Make M4 of the third stage and of conf_I, which has verified, where the
 * stack needs it: 0, or an errno of the crypto API.
 */
int seccomm_finish_make(struct seccomm_exchange *ex,
			const struct seccomm_stage *st);
/* Send M4, where the stack needs it. */
void seccomm_finish_send(struct seccomm_exchange *ex);
/* Send it again in an open session, whose peer has sent M3 again; not within 100 ms of the last
 * time.
 */
void seccomm_finish_again(struct seccomm_exchange *ex);

/* The initiator's side. Have the session be CONFIRMING, and send M3, again and again until M4
 * comes, or the session is given up. @to is our address, to which M2 has come; if the session
 * has another one by now, M2 is counted as stale.
 */
void seccomm_finish_await(struct seccomm_exchange *ex,
			  const struct in6_addr *to);
/* Does @m4, which came for @ex, confirm the keys of a session that waits for it? Then what its
 * peer sends waits as the messages of an open session do, and seccomm_finish_take() is to be
 * called. False: counted. Any context.
 */
bool seccomm_finish_proves(struct seccomm_exchange *ex,
			   const struct seccomm_finish *m4);
/* Open the session, which an M4 has confirmed. */
void seccomm_finish_take(struct seccomm_exchange *ex);

#endif /* SECCOMM_FINISH_H */
