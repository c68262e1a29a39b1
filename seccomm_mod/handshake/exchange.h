/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An exchange: one handshake of a session, and what both sides do in it.
 */
#ifndef SECCOMM_EXCHANGE_H
#define SECCOMM_EXCHANGE_H

#include <linux/refcount.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include "keydist/keydist.h"
#include "keys/schedule.h"
#include "wire.h"

struct net;
struct seccomm_peer;
struct seccomm_session;
struct seccomm_stack;

/**
 * struct seccomm_exchange - one handshake of a session
 *
 * Once its session has the exchange, @work alone changes it, but for @queue; so messages of
 * one exchange are handled one after the other, and those of two at the same time. A
 * message does not change after it was sent, so it is sent again from here.
 *
 * @ref: references: the session's, one while @work is queued or runs, and callers'
 * @session: the session that it is of. @work has a reference on it, and so has every other
 *	user of the exchange
 * @initiator: our side sends M1
 * @start: @work is to call seccomm_hs_start()
 * @queue: messages that came for it; bounded
 * @work: takes the messages in process context, on seccomm_wq
 * @m1: OPEN as sent or received; complete when seccomm_exchange_begin() is called
 * @m2: ACCEPT as sent or received
 * @m3: CONFIRM as sent
 * @last: our message that is sent again, one of these, or NULL; changed under the
 *	session's lock
 * @last_len: bytes of it
 * @th: th1
 * @keys: confirmation and control keys
 * @roots: roots of the slots
 * @n_methods: entries of @methods
 * @methods: of the session secret, then of the slots in use, ascending
 */
struct seccomm_exchange {
	refcount_t ref;
	struct seccomm_session *session;
	bool initiator;
	bool start;
	struct sk_buff_head queue;
	struct work_struct work;
	struct seccomm_open m1;
	struct seccomm_accept m2;
	struct seccomm_confirm m3;
	const void *last;
	size_t last_len;
	u8 th[SECCOMM_HASH_LEN];
	struct seccomm_hs_keys keys;
	struct seccomm_roots roots;
	unsigned int n_methods;
	struct seccomm_keydist methods[] __counted_by(n_methods);
};

/* All: process context, may sleep, unless another one is named. */

/* Are all secrets towards @peer there, or a key daemon that could provide them? Allocates
 * no secret. 0, -ENOKEY, -EKEYREJECTED (too short), -ENOPROTOOPT (a type of the stack is
 * retired).
 */
int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer);

/* The exchange of @s, made if there is none. A reference, or NULL: no memory. */
struct seccomm_exchange *seccomm_exchange_make(struct seccomm_session *s);
/* The exchange of @s, a reference, or NULL. Any context. */
struct seccomm_exchange *seccomm_exchange_get(struct seccomm_session *s);
/* Give a reference back: the last one wipes and frees @ex. Any context. */
void seccomm_exchange_put(struct seccomm_exchange *ex);
/* Begin the handshake, of which M1 is complete: a session that we open goes from KEYLESS to
 * OPENING, one that the peer opens stays ACCEPTING, and its deadline is set. False: its
 * state is another one, and nothing has changed.
 */
bool seccomm_exchange_begin(struct seccomm_exchange *ex);
/* Have seccomm_hs_repeat() send @last, a message of @ex, from here on. False: the state is
 * not @state any more, and nothing has changed.
 */
bool seccomm_exchange_sends(struct seccomm_exchange *ex, u8 state,
			    const void *last, size_t len);
/* As seccomm_exchange_ops.forget. */
void seccomm_exchange_forget(struct seccomm_session *s);

/* Ask the methods for the secrets of all slots in use, which takes as long as they do. 0,
 * -EKEYREJECTED (too short), another errno of a method's, or -ENOKEY: then @missing is the
 * slot that lacks one.
 */
int seccomm_hs_secrets(struct seccomm_exchange *ex, u8 *missing);
/* Make th1, roots and keys from M1 and M2. 0, or a negative errno of the crypto API. */
int seccomm_hs_derive(struct seccomm_exchange *ex);
/* The base header of one of our messages. */
void seccomm_hs_header(struct seccomm_hdr *hdr, enum seccomm_msg_type type,
		       u32 index);
/* Send one of our messages, counted. One that does not leave is sent again, like one that
 * is lost on its way.
 */
void seccomm_hs_send(struct seccomm_session *s, const void *bytes, size_t len);
/* Send our last message, of either side, again. */
void seccomm_hs_repeat(struct seccomm_session *s);
/* Is the confirmation @came the one that is @due? False: counted, and the give-up reports
 * EKEYREJECTED. Any context.
 */
bool seccomm_hs_confirms(struct seccomm_session *s, const u8 *due,
			 const u8 *came);
/* Open the session, whose peer's confirmation has verified: make the layers' states, and
 * change the state from @from to OPEN. @last, which may be NULL, is sent then, and again
 * when the peer repeats its own. A failure is counted; a session that was closed meanwhile
 * stays so.
 */
void seccomm_hs_open_session(struct seccomm_exchange *ex, u8 from,
			     const void *last, size_t len);

#endif /* SECCOMM_EXCHANGE_H */
