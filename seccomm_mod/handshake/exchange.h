/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An exchange: one handshake of a session, and what both sides do in it.
 */
#ifndef SECCOMM_EXCHANGE_H
#define SECCOMM_EXCHANGE_H

#include <linux/refcount.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include "handshake/half_open.h"
#include "handshake/stages.h"
#include "keys/schedule.h"
#include "stats.h"
#include "wire.h"

/* A responder answers a repeated M1 or M3 no more often. */
#define SECCOMM_HS_AGAIN msecs_to_jiffies(100)

struct seccomm_members;
struct seccomm_pk_pair;
struct seccomm_secret;
struct seccomm_session;

/**
 * struct seccomm_late - what an exchange has besides where M3 has a list; but for what is sent
 *	again, until the session is open
 * @second: the second stage, from which a responder goes on when M3 comes
 * @th3: th3, from which the roots of slots are made whose secrets the list completes
 * @opened: M3s that a responder has taken whose seal was good
 * @members: what has become of the methods of kofn()s, by slot; NULL unless the stack has one
 * @m4: FINISH as sent, on the responder's side, if the stack needs it
 * @finished: jiffies when @m4 was last sent
 */
struct seccomm_late {
	struct seccomm_stage second;
	u8 th3[SECCOMM_HASH_LEN];
	unsigned int opened;
	struct seccomm_members *members;
	struct seccomm_finish m4;
	unsigned long finished;
};

/**
 * struct seccomm_exchange - one handshake of a session
 *
 * Once its session has the exchange, @work alone changes it, but for @queue, and for what
 * is under the session's lock; so messages of one exchange are handled one after the other,
 * and those of two at the same time. A message does not change after it was sent, but for
 * the cookie in an M1 that fits a packet, so it is sent again from here.
 *
 * @ref: references: the session's, one while @work is queued or runs, and callers'
 * @m1_len: bytes of M1; until it is complete, those that it may have
 * @answer_len: bytes of our answer, M2 or M3, when that is complete
 * @session: the session that it is of. @work has a reference on it, and so has every other
 *	user of the exchange
 * @last_len: bytes of @last
 * @n_secrets: entries of @secrets
 * @initiator: our side sends M1
 * @start: @work is to call seccomm_hs_start()
 * @cookied: a cookie has come for M1 since M1 was last repeated; under the session's lock
 * @asked: methods have begun, or have taken the message at the head of @queue, and wait for
 *	what they have asked others for
 * @queue: messages that came for it; bounded
 * @work: takes the messages in process context, on seccomm_wq
 * @half_open: counts it, on the responder's side, until its session is open
 * @m1: OPEN as sent or received, with its list; complete when seccomm_exchange_begin() is
 *	called. Its cookie is under the session's lock, and stays zero if M1 goes in fragments
 * @m2: ACCEPT as sent, with its lists, on the responder's side; on the initiator's side the one
 *	that came, while methods take its items, else NULL
 * @m3: CONFIRM as sent, with its list, on the initiator's side
 * @last: our message that is sent again, one of these, or NULL; changed under the
 *	session's lock
 * @answered: jiffies when @last was last sent; under the session's lock
 * @th1: th1, from which the slots' roots are made
 * @k3: K3, until the session is open
 * @due: on the responder's side conf_I; written before @last is, or if M3 has a list when that
 *	has come, before the session is open. On the initiator's side conf_F; written before
 *	the session is CONFIRMING or open
 * @late: NULL unless M3 has a list
 * @states: what methods keep until the secrets of the same places are made, and the initiator's,
 *	and where M3 has a list the responder's, until the session is open; NULL unless the
 *	stack has a method with items
 * @pairs: the keys that entries of @secrets were made of, at the same places; NULL unless the
 *	stack has a slot of kind pk
 * @secrets: the session secret, or NULL if the stack has none, then those of struct
 *	seccomm_share; references, until the session is open: from the time when all are there,
 *	but of a method with items from the time when it has taken the peer's. The messages
 *	stand behind them in memory.
 */
struct seccomm_exchange {
	refcount_t ref;
	u16 m1_len;
	u16 answer_len;
	struct seccomm_session *session;
	u16 last_len;
	u16 n_secrets;
	bool initiator;
	bool start;
	bool cookied;
	bool asked;
	struct sk_buff_head queue;
	struct work_struct work;
	struct seccomm_half_open_node half_open;
	struct seccomm_open *m1;
	struct seccomm_accept *m2;
	struct seccomm_confirm *m3;
	const void *last;
	unsigned long answered;
	u8 th1[SECCOMM_HASH_LEN];
	u8 k3[SECCOMM_HASH_LEN];
	u8 due[SECCOMM_CONF_LEN];
	struct seccomm_late *late;
	void **states;
	struct seccomm_pk_pair *pairs;
	struct seccomm_secret *secrets[] __counted_by(n_secrets);
};

/* All: process context, may sleep, unless another one is named. */

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

/* The counter of an errno of a method's, or of a stage's. */
enum seccomm_counter seccomm_hs_refused(int err);
/* Is such an errno of an agent that is not there, or does not answer? It will not do so the next
 * time either. But one that refuses may have been given a forgery, and there may be room for a
 * request when the message comes again. Any context.
 */
bool seccomm_hs_unanswered(int err);
/* Count an answer that is dropped for such an errno. */
void seccomm_hs_drop(struct seccomm_session *s, int err);
/* The base header of one of our messages. */
void seccomm_hs_header(struct seccomm_hdr *hdr, enum seccomm_msg_type type,
		       u32 index);
/* Open the session, whose peer's confirmation has verified: make the layers' states, and
 * change the state from @from to OPEN. From OPENING M3 is sent then, and again until the peer
 * is heard; from ACCEPTING M4, where the stack needs it. A failure is counted, and another
 * message of the peer's tries again; a session that was closed meanwhile stays so.
 */
void seccomm_hs_open_session(struct seccomm_exchange *ex, u8 from);

#endif /* SECCOMM_EXCHANGE_H */
