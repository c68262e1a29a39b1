/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sessions: one running stack between two endpoints, from open to close.
 */
#ifndef SECCOMM_SESSION_H
#define SECCOMM_SESSION_H

#include <linux/in6.h>
#include <linux/jiffies.h>
#include <linux/refcount.h>
#include <linux/seccomm_netlink.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include "keys/store.h"
#include "mp/mp.h"
#include "netns.h"
#include "session/control_window.h"
#include "session/epoch.h"
#include "session/state.h"
#include "stack/stack.h"
#include "transport/path.h"

struct seccomm_session;
struct seccomm_batch;
struct seccomm_exchange;
struct seccomm_names;
struct seccomm_proofs;
struct seccomm_user_ops;

/* Defaults of sysctls (Documentation/sysctl.md). Handshake: first retry, longest retry,
 * give-up.
 */
#define SECCOMM_RETRY_MIN 250 /* milliseconds */
#define SECCOMM_RETRY_MAX 4000 /* milliseconds */
#define SECCOMM_GIVE_UP 15 /* seconds */
/* A session with no message either way for this long is collected. */
#define SECCOMM_IDLE 180 /* seconds */
/* Bounds of what one direction of a session parks. */
#define SECCOMM_PARK_MESSAGES 64
#define SECCOMM_PARK_BYTES (256 * 1024)
/* Instructions that one message's layers may take with softirqs off, less than a
 * millisecond: by far enough for the longest message and several modern ciphers.
 */
#define SECCOMM_SOFTIRQ_BUDGET (2 * 1000 * 1000)
/* Caps. */
#define SECCOMM_MAX_HALF_OPEN 1024
#define SECCOMM_MAX_SOCK_SESSIONS 16384
#define SECCOMM_MAX_NET_SESSIONS 65536
/* Stacks and secrets of a namespace, and bytes of received messages that wait in
 * its lanes.
 */
#define SECCOMM_MAX_NET_STACKS 1024
#define SECCOMM_MAX_NET_KEYS 65536
#define SECCOMM_MAX_NET_PARKED (64 * 1024 * 1024)
/* Bounds of what an unconfirmed peer has parked: messages and bytes of one session, bytes
 * of a namespace.
 */
#define SECCOMM_UNPROVED_MESSAGES 8
#define SECCOMM_UNPROVED_BYTES (16 * 1024)
#define SECCOMM_NET_UNPROVED_BYTES (4 * 1024 * 1024)
/* A hint opens anew a session that has been silent for so long, and not more often. */
#define SECCOMM_HINT_SILENCE HZ
#define SECCOMM_HINT_INTERVAL (5 * HZ)
/* How long a superseded session still takes what is on its way to it. */
#define SECCOMM_LINGER (2 * HZ)
/* An end that finds messages held looks again after so long, and so often at most. */
#define SECCOMM_HELD_INTERVAL (HZ / 16)
#define SECCOMM_HELD_TURNS 250
/* Message numbers end here, far below where they would wrap. */
#define SECCOMM_LAST_NUMBER (U64_MAX - (1 << 20))

/**
 * struct seccomm_exchange_ops - how a session gets its keys
 * @start: an initiator in state KEYLESS: have its exchange take the secrets and send
 *	the first message, or ask for secrets and stay KEYLESS; where nobody could
 *	provide one, it fails the session. Process context, does not wait for that. 0
 *	or -ENOMEM.
 * @repeat: send our last message again. Process context.
 * @forget: put @exchange, if there is one, as no message has to be repeated any more.
 *	Process context.
 */
struct seccomm_exchange_ops {
	int (*start)(struct seccomm_session *s);
	void (*repeat)(struct seccomm_session *s);
	void (*forget)(struct seccomm_session *s);
};

/**
 * struct seccomm_session_counts - what one CPU has counted of a session's messages
 * @tx_messages: handed to IP
 * @tx_bytes: bodies of these
 * @rx_messages: queued to the socket
 * @rx_bytes: bodies of these
 * @rx_drops: dropped on the way up since it was open
 */
struct seccomm_session_counts {
	u64 tx_messages;
	u64 tx_bytes;
	u64 rx_messages;
	u64 rx_bytes;
	u64 rx_drops;
};

/**
 * struct seccomm_session - one running stack between two endpoints
 * @tx: downward half
 * @rx: upward half
 * @by_index: in the table by @index; RCU
 * @by_peer: in the table by socket, peer's address and port; RCU
 * @by_remote: in the table by peer's address and index; RCU
 * @by_nonce: in the table by @nonce, if we opened it and @exchange is kept; RCU
 * @ref: one for being in the tables, one for each user
 * @destroy: the last reference is gone: release after a grace period
 * @in_socket: in the socket's list, under its @sessions_lock
 * @snet: namespace
 * @sk: its socket; a reference is held
 * @user: operations of its owner, who has @sk
 * @batch: the owner's: messages that others follow at once
 * @stack: the stack that it is opened with; a user's reference is held
 * @names: names of both ends, a reference, or NULL: they are known by their addresses.
 *	Written by the exchange's work until the session is open, and read by that, and by
 *	others once the session is open.
 * @proofs: who the peer has proved to be to methods, a reference, or NULL: none authenticates.
 *	Written and read as @names are.
 * @epochs: its keys, and what is made of them
 * @lock: protects changes of @state, @epochs, @exchange, @nonce, @hint, @peer_digest,
 *	@proved, @unproved, @unproved_bytes, @hinted, and what control messages count
 * @state: enum seccomm_state, changed by session/state.c alone, under @lock; read without
 *	it by the data path
 * @initiator: we opened it
 * @unlinked: no longer in the tables: nothing may be made to point at it any more
 *	without a reference
 * @traced: session/trace.c's handlers are bound; under its mutex
 * @reopen: the peer seems to have forgotten us, or messages wait in a worn session: @timer
 *	opens anew
 * @bound: its address is what its socket is bound to, and none else will do
 * @proved: the peer has confirmed the keys: what it sends waits as the messages of an open
 *	session do, and our address stays
 * @unheard: we opened it, and nothing authentic of the peer's has come since M2: M3 is
 *	repeated
 * @asked: how often an unheard peer has been asked for a sign; saturates; the timer's
 * @unproved: messages that an unconfirmed peer has parked
 * @asked_again: how often a peer that opened it has repeated M1 since M2 was sent;
 *	saturates; changed under @lock
 * @held_turns: how often its end has waited for messages that are held; the timer's
 * @error: positive errno why it failed; the first caller that asks takes it with xchg()
 * @index: our index, never 0, random
 * @peer_index: the peer's, 0 while unknown
 * @peer: the other end
 * @sport: our port, network order
 * @path: the addresses and routes by which its messages go
 * @number: last message number issued; survives rekeying
 * @control_sent: last number of a control message sent; survives rekeying; under @lock
 * @control_seen: numbers of control messages accepted; likewise
 * @answered_until: 64-bit jiffies, for seccomm_control_answer(); under @lock
 * @exchange_ops: how it gets its keys
 * @exchange: the handshake, a reference, as long as a message of it may have to be
 *	repeated; under @lock
 * @nonce: nI of @exchange, which decides between two sessions that open at once; 0
 *	while there is none; under @lock
 * @key_waiter: waits, until an initiator has all secrets, for one to come: schedules @timer
 * @timer: raises sessionTimer, for retries, give-up, reopening, idle collection and
 *	closing; holds a reference while it waits or runs
 * @born: 64-bit jiffies when it was made
 * @deadline: jiffies when the handshake is given up; read and written without @lock
 * @retry: jiffies of the present retry interval; changed by @timer's turns, and set back
 *	when the session opens
 * @last_used: jiffies of the last message either way
 * @heard: 64-bit jiffies when an authentic message of the peer's last came
 * @hinted: 64-bit jiffies when a hint last had it, or the session that it was opened in place
 *	of, opened anew
 * @unproved_bytes: bytes of what @unproved counts
 * @hint: positive errno that a hint or a wrong confirmation gave, the error at give-up;
 *	changed under @lock
 * @peer_digest: what a refusal has of the peer's digest; under @lock
 * @early_drops: messages dropped on the way up before there were @counts
 * @counts: counts of its messages, per CPU, since several may run messages at a time; NULL
 *	until it opens, since they take more memory than an M1 may make a host keep
 */
struct seccomm_session {
	struct seccomm_half tx;
	struct seccomm_half rx;
	struct hlist_node by_index;
	struct hlist_node by_peer;
	struct hlist_node by_remote;
	struct hlist_node by_nonce;
	refcount_t ref;
	struct rcu_work destroy;
	struct list_head in_socket;
	struct seccomm_net *snet;
	struct sock *sk;
	const struct seccomm_user_ops *user;
	struct seccomm_batch *batch;
	struct seccomm_stack *stack;
	struct seccomm_names *names;
	struct seccomm_proofs *proofs;
	struct seccomm_epochs epochs;
	spinlock_t lock; /* see above */
	u8 state;
	bool initiator;
	bool unlinked;
	bool traced;
	bool reopen;
	bool bound;
	bool proved;
	bool unheard;
	u8 asked;
	u8 unproved;
	u8 asked_again;
	u8 held_turns;
	int error;
	u32 index;
	u32 peer_index;
	struct seccomm_peer peer;
	__be16 sport;
	struct seccomm_path path;
	atomic64_t number;
	u64 control_sent;
	struct seccomm_control_window control_seen;
	u64 answered_until;
	const struct seccomm_exchange_ops *exchange_ops;
	struct seccomm_exchange *exchange;
	u8 nonce[SECCOMM_NONCE_LEN];
	struct seccomm_key_waiter key_waiter;
	struct cactus_delayed timer;
	u64 born;
	unsigned long deadline;
	unsigned long retry;
	unsigned long last_used;
	u64 heard;
	u64 hinted;
	unsigned int unproved_bytes;
	int hint;
	u8 peer_digest[8];
	atomic_t early_drops;
	struct seccomm_session_counts __percpu *counts;
};

/* The workqueue of this module's works, which may sleep. */
extern struct workqueue_struct *seccomm_wq;

int seccomm_session_init(void);
void seccomm_session_exit(void);

/**
 * struct seccomm_session_terms - what a session is made of
 * @sk: its socket
 * @user: operations of its owner, who has @sk
 * @stack: a user's reference, taken over in every case
 * @local: our address
 * @peer: the other end
 * @exchange_ops: how it gets its keys
 * @initiator: we open it
 */
struct seccomm_session_terms {
	struct sock *sk;
	const struct seccomm_user_ops *user;
	struct seccomm_stack *stack;
	const struct in6_addr *local;
	const struct seccomm_peer *peer;
	const struct seccomm_exchange_ops *exchange_ops;
	bool initiator;
};

/**
 * seccomm_session_create() - a session on a socket, in state KEYLESS or ACCEPTING
 * @terms: what it is made of; not kept
 * Context: process.
 * Return: a session in all tables, with a reference for the caller, or
 * ERR_PTR(-ENOMEM, -ENOBUFS: a cap is reached, -ENOTCONN: socket closing,
 * -ENOPROTOOPT: a type of its stack is retired).
 */
struct seccomm_session *
seccomm_session_create(const struct seccomm_session_terms *terms);
void seccomm_session_put(struct seccomm_session *s);
/* Make the counts of a session that is about to open, unless it has them. Process context, one
 * caller at a time for each session. 0 or -ENOMEM.
 */
int seccomm_session_count(struct seccomm_session *s);
static inline bool seccomm_session_hold(struct seccomm_session *s)
{
	return refcount_inc_not_zero(&s->ref);
}

/* The state, for a caller that uses the layers' keys or the names next, or asks for the
 * error.
 */
static __always_inline u8 seccomm_session_state(const struct seccomm_session *s)
{
	/* Pairs with seccomm_state_step()'s release. */
	return smp_load_acquire(&s->state);
}

/* Does a connected socket's next message go by @s? False: another one is to be opened. */
static inline bool seccomm_session_sends(const struct seccomm_session *s)
{
	return READ_ONCE(s->state) <= SECCOMM_STATE_OPEN;
}

/* Has @s been confirmed, and has not ended? */
static inline bool seccomm_session_is_open(const struct seccomm_session *s)
{
	return seccomm_state_is_open(READ_ONCE(s->state));
}

/* Note that a message went either way. */
static inline void seccomm_session_touch(struct seccomm_session *s)
{
	unsigned long now = jiffies;

	if (READ_ONCE(s->last_used) != now)
		WRITE_ONCE(s->last_used, now);
}

/* Count a message that was dropped on the way up. */
static inline void seccomm_session_dropped(struct seccomm_session *s)
{
	struct seccomm_session_counts __percpu *counts;

	/* Pairs with seccomm_session_count()'s release. */
	counts = smp_load_acquire(&s->counts);
	if (likely(counts))
		this_cpu_inc(counts->rx_drops);
	else
		atomic_inc(&s->early_drops);
}

/* Note that an authentic message of the peer's has come: a control message that verified,
 * or data that have passed all layers of a stack that gives integrity.
 */
static inline void seccomm_session_heard(struct seccomm_session *s)
{
	u64 now = get_jiffies_64();

	if (READ_ONCE(s->heard) != now)
		WRITE_ONCE(s->heard, now);
	if (unlikely(READ_ONCE(s->unheard)))
		WRITE_ONCE(s->unheard, false);
}

#endif /* SECCOMM_SESSION_H */
