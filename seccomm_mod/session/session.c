// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions: the tables that find them, their states, and how they end.
 */
#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <net/sock.h>
#include "notify.h"
#include "session/info.h"
#include "session/address.h"
#include "session/control.h"
#include "session/down.h"
#include "session/session.h"
#include "session/timer.h"
#include "session/up.h"
#include "session/user.h"
#include "stack/retire.h"
#include "transport/transport.h"

#define TABLE_BITS 14

/**
 * struct seccomm_tables - where sessions of all namespaces are found
 * @lock: serializes changes; readers are under RCU
 * @seed: of @peer and @remote
 * @index: by our index, which is random: its low bits are the hash
 * @peer: by socket, peer's address and port
 * @remote: by peer's address and index
 */
struct seccomm_tables {
	spinlock_t lock; /* see above */
	u32 seed;
	struct hlist_head index[1 << TABLE_BITS];
	struct hlist_head peer[1 << TABLE_BITS];
	struct hlist_head remote[1 << TABLE_BITS];
};

static struct seccomm_tables *tables;
struct workqueue_struct *seccomm_wq;

static void session_destroy(struct work_struct *work);
static const struct seccomm_half_ops session_half_ops;

static struct hlist_head *index_bucket(u32 index)
{
	return &tables->index[index & ((1 << TABLE_BITS) - 1)];
}

static struct hlist_head *peer_bucket(const struct sock *sk,
				      const struct seccomm_peer *peer)
{
	u32 h = jhash2((const u32 *)&peer->addr, 4,
		       tables->seed ^ (__force u32)peer->port ^
			       hash_ptr(sk, 32));

	return &tables->peer[h >> (32 - TABLE_BITS)];
}

static struct hlist_head *remote_bucket(const struct in6_addr *addr,
					u32 peer_index)
{
	u32 h = jhash2((const u32 *)addr, 4, tables->seed ^ peer_index);

	return &tables->remote[h >> (32 - TABLE_BITS)];
}

static bool same_peer(const struct seccomm_peer *a,
		      const struct seccomm_peer *b)
{
	return a->port == b->port && a->scope == b->scope &&
	       ipv6_addr_equal(&a->addr, &b->addr);
}

bool seccomm_session_is_with(const struct seccomm_session *s,
			     const struct seccomm_peer *peer)
{
	return same_peer(&s->peer, peer);
}

struct seccomm_session *seccomm_session_by_index(struct net *net, u32 index)
{
	struct seccomm_session *s;

	hlist_for_each_entry_rcu(s, index_bucket(index), by_index)
		if (s->index == index && net_eq(s->snet->net, net))
			return s;
	return NULL;
}

struct seccomm_session *seccomm_session_by_peer(const struct sock *sk,
						const struct seccomm_peer *peer)
{
	/* In order of preference; the last: its failure is yet to be told. What
	 * the peer has not confirmed anyone could have asked for: not that.
	 */
	static const u8 rank[] = {
		[SECCOMM_SESSION_OPEN] = 3,	 [SECCOMM_SESSION_OPENING] = 2,
		[SECCOMM_SESSION_KEYLESS] = 2,	 [SECCOMM_SESSION_CLOSED] = 1,
		[SECCOMM_SESSION_ACCEPTING] = 0,
	};
	struct seccomm_session *s, *best = NULL;
	u8 r, best_rank = 0;

	hlist_for_each_entry_rcu(s, peer_bucket(sk, peer), by_peer) {
		if (s->sk != sk || !same_peer(&s->peer, peer) ||
		    READ_ONCE(s->retired) || READ_ONCE(s->worn))
			continue;
		r = rank[READ_ONCE(s->state)];
		if (r > best_rank) {
			best = s;
			best_rank = r;
		}
	}
	return best;
}

bool seccomm_session_known(const struct sock *sk,
			   const struct seccomm_peer *peer)
{
	struct seccomm_session *s;

	hlist_for_each_entry_rcu(s, peer_bucket(sk, peer), by_peer)
		if (s->sk == sk && same_peer(&s->peer, peer) &&
		    READ_ONCE(s->state) == SECCOMM_SESSION_OPEN)
			return true;
	return false;
}

struct seccomm_session *seccomm_session_opening(const struct sock *sk,
						const struct seccomm_peer *peer)
{
	struct seccomm_session *s;
	u8 state;

	hlist_for_each_entry_rcu(s, peer_bucket(sk, peer), by_peer) {
		state = READ_ONCE(s->state);
		if (s->sk == sk && same_peer(&s->peer, peer) &&
		    (state == SECCOMM_SESSION_OPENING ||
		     state == SECCOMM_SESSION_KEYLESS))
			return s;
	}
	return NULL;
}

struct seccomm_session *seccomm_session_by_open(const struct sock *sk,
						const struct seccomm_peer *peer,
						const struct seccomm_open *m1)
{
	struct seccomm_session *s;
	bool same;

	hlist_for_each_entry_rcu(s, peer_bucket(sk, peer), by_peer) {
		if (s->sk != sk || s->initiator || !same_peer(&s->peer, peer))
			continue;
		spin_lock_bh(&s->lock);
		same = s->handshake &&
		       !memcmp(&s->handshake->m1, m1, sizeof(*m1));
		spin_unlock_bh(&s->lock);
		if (same)
			return s;
	}
	return NULL;
}

struct seccomm_session *seccomm_session_by_remote(struct net *net,
						  const struct in6_addr *addr,
						  u32 peer_index)
{
	struct seccomm_session *s, *other = NULL;

	hlist_for_each_entry_rcu(s, remote_bucket(addr, peer_index),
				 by_remote) {
		if (READ_ONCE(s->peer_index) != peer_index ||
		    !ipv6_addr_equal(&s->peer.addr, addr) ||
		    !net_eq(s->snet->net, net))
			continue;
		if (READ_ONCE(s->state) == SECCOMM_SESSION_OPEN)
			return s;
		other = other ?: s;
	}
	return other;
}

void seccomm_session_set_peer_index(struct seccomm_session *s, u32 peer_index)
{
	spin_lock_bh(&tables->lock);
	if (!s->unlinked) {
		hlist_del_init_rcu(&s->by_remote);
		WRITE_ONCE(s->peer_index, peer_index);
		hlist_add_head_rcu(&s->by_remote,
				   remote_bucket(&s->peer.addr, peer_index));
	}
	spin_unlock_bh(&tables->lock);
}

/* Its socket has it already, and may have been closed with it meanwhile. */
static void session_link(struct seccomm_session *s)
{
	spin_lock_bh(&tables->lock);
	do {
		s->index = get_random_u32();
	} while (!s->index || seccomm_session_by_index(s->snet->net, s->index));
	if (!s->unlinked) {
		hlist_add_head_rcu(&s->by_index, index_bucket(s->index));
		hlist_add_head_rcu(&s->by_peer, peer_bucket(s->sk, &s->peer));
		hlist_add_head_rcu(&s->by_remote,
				   remote_bucket(&s->peer.addr, 0));
	}
	spin_unlock_bh(&tables->lock);
	atomic_inc(&s->snet->generation);
}

/* True for the caller that took it out, who closes it. */
static bool session_unlink(struct seccomm_session *s)
{
	bool mine;

	spin_lock_bh(&tables->lock);
	mine = !s->unlinked;
	/* Before the socket's pointer to it is cleared, see user_opened(). */
	WRITE_ONCE(s->unlinked, true);
	if (mine && !hlist_unhashed(&s->by_index)) {
		hlist_del_rcu(&s->by_index);
		hlist_del_rcu(&s->by_peer);
		hlist_del_rcu(&s->by_remote);
	}
	spin_unlock_bh(&tables->lock);
	if (!mine)
		return false;
	atomic_inc(&s->snet->generation);
	atomic_dec(&s->snet->n_sessions);
	seccomm_key_wait_end(s->snet, &s->key_waiter);
	seccomm_stack_leave(s->stack);
	s->user->ended(s);
	return true;
}

/* A place among the namespace's and the user's sessions. */
static int session_admit(struct seccomm_session *s)
{
	int err = -ENOBUFS;

	if (atomic_inc_return(&s->snet->n_sessions) <=
	    READ_ONCE(s->snet->max_sessions))
		err = s->user->admit(s);
	if (err)
		atomic_dec(&s->snet->n_sessions);
	return err;
}

/* A secret may have come: the session looks again, if it can have looked already. Before
 * it is in the tables it has no index to open with.
 */
static void session_key_came(struct seccomm_key_waiter *w)
{
	struct seccomm_session *s =
		container_of(w, struct seccomm_session, key_waiter);
	bool linked;

	spin_lock_bh(&tables->lock);
	linked = !hlist_unhashed(&s->by_index);
	spin_unlock_bh(&tables->lock);
	if (linked)
		seccomm_session_schedule(s, 0);
}

static void session_lanes_init(struct seccomm_session *s)
{
	s->tx.session = s;
	s->tx.ops = &session_half_ops;
	s->rx.session = s;
	s->rx.ops = &session_half_ops;
	cactus_lane_init(&s->tx.lane, s->stack->plan, s->stack->ev_down,
			 s->stack->ev_miss, &seccomm_down_ops,
			 READ_ONCE(s->snet->park_messages),
			 READ_ONCE(s->snet->park_bytes));
	cactus_lane_init(&s->rx.lane, s->stack->plan, s->stack->ev_up,
			 CACTUS_NO_EVENT, &seccomm_up_ops,
			 READ_ONCE(s->snet->park_messages),
			 READ_ONCE(s->snet->park_bytes));
	cactus_lane_budget(&s->tx.lane, READ_ONCE(s->snet->softirq_budget));
	cactus_lane_budget(&s->rx.lane, READ_ONCE(s->snet->softirq_budget));
	/* What is to be sent is charged to the socket. */
	s->rx.lane.pool = &s->snet->parked;
}

struct seccomm_session *
seccomm_session_create(const struct seccomm_session_terms *terms)
{
	struct seccomm_stack *stack = terms->stack;
	struct seccomm_session *s;
	int err;

	if (!seccomm_stack_session(stack)) {
		seccomm_stack_unuse(stack);
		return ERR_PTR(-ENOPROTOOPT);
	}
	s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	if (s)
		s->counts = alloc_percpu_gfp(struct seccomm_session_counts,
					     GFP_KERNEL_ACCOUNT);
	if (!s || !s->counts) {
		kfree(s);
		seccomm_stack_session_end(stack);
		seccomm_stack_unuse(stack);
		return ERR_PTR(-ENOMEM);
	}
	seccomm_created(SECCOMM_OBJ_SESSION);
	s->snet = seccomm_net(sock_net(terms->sk));
	s->sk = terms->sk;
	sock_hold(terms->sk);
	s->stack = stack;
	refcount_set(&s->ref, 2);
	spin_lock_init(&s->lock);
	INIT_RCU_WORK(&s->destroy, session_destroy);
	INIT_LIST_HEAD(&s->in_socket);
	s->initiator = terms->initiator;
	s->state = terms->initiator ? SECCOMM_SESSION_KEYLESS :
				      SECCOMM_SESSION_ACCEPTING;
	s->peer = *terms->peer;
	seccomm_path_init(&s->path, terms->local, terms->peer);
	s->born = get_jiffies_64();
	s->last_used = jiffies;
	s->deadline = jiffies + seccomm_give_up(s->snet);
	s->retry = msecs_to_jiffies(READ_ONCE(s->snet->retry_min_ms));
	s->user = terms->user;
	s->exchange = terms->exchange;
	session_lanes_init(s);
	seccomm_session_timer_init(s);
	s->key_waiter.stack = stack->name;
	s->key_waiter.wake = session_key_came;
	INIT_LIST_HEAD(&s->key_waiter.link);
	if (terms->initiator)
		/* Before anybody can end it. */
		seccomm_key_wait(s->snet, &s->key_waiter);
	else
		atomic_inc(&s->snet->n_half_open);

	err = session_admit(s);
	if (err) {
		s->unlinked = true;
		seccomm_key_wait_end(s->snet, &s->key_waiter);
		seccomm_stack_leave(s->stack);
		WRITE_ONCE(s->state, SECCOMM_SESSION_CLOSED);
		if (!terms->initiator)
			atomic_dec(&s->snet->n_half_open);
		cactus_lane_close(&s->tx.lane);
		cactus_lane_close(&s->rx.lane);
		seccomm_session_put(s);
		seccomm_session_put(s);
		return ERR_PTR(err);
	}
	session_link(s);
	seccomm_session_schedule(s, seccomm_give_up(s->snet));
	return s;
}

void seccomm_session_put(struct seccomm_session *s)
{
	if (refcount_dec_and_test(&s->ref))
		queue_rcu_work(seccomm_wq, &s->destroy);
}

static void half_disarm(struct seccomm_session *s, struct seccomm_half *half,
			unsigned int n_layers)
{
	struct seccomm_stack *stack = s->stack;
	unsigned int i;

	for (i = 0; i < n_layers; i++) {
		struct seccomm_layer *layer = &stack->layers[i];

		if (layer->ops->exit)
			layer->ops->exit(half->state + layer->offset, layer);
	}
	kfree_sensitive(half->state);
	WRITE_ONCE(half->state, NULL);
}

/* After a grace period: no lane, table or socket leads here any more. */
static void session_destroy(struct work_struct *work)
{
	struct rcu_work *rwork = to_rcu_work(work);
	struct seccomm_session *s = container_of(rwork, typeof(*s), destroy);

	if (s->tx.state)
		half_disarm(s, &s->tx, s->stack->n_layers);
	if (s->rx.state)
		half_disarm(s, &s->rx, s->stack->n_layers);
	cactus_lane_fini(&s->tx.lane);
	cactus_lane_fini(&s->rx.lane);
	kfree_sensitive(s->handshake);
	seccomm_path_release(&s->path);
	seccomm_stack_session_end(s->stack);
	seccomm_stack_put(s->stack);
	sock_put(s->sk);
	free_percpu(s->counts);
	kfree_sensitive(s);
	seccomm_destroyed(SECCOMM_OBJ_SESSION);
}

static int half_arm(struct seccomm_session *s, struct seccomm_half *half,
		    struct seccomm_keyring *ring, u8 dir, bool receiving)
{
	struct seccomm_stack *stack = s->stack;
	void *state = kzalloc(max(stack->state_size, 1U), GFP_KERNEL_ACCOUNT);
	int i, err;

	if (!state)
		return -ENOMEM;
	/* session_end() looks whether it is there. */
	WRITE_ONCE(half->state, state);
	ring->dir = dir;
	ring->receiving = receiving;
	for (i = 0; i < stack->n_layers; i++) {
		struct seccomm_layer *layer = &stack->layers[i];

		err = layer->ops->init ? layer->ops->init(state + layer->offset,
							  layer, ring) :
					 0;
		if (err) {
			half_disarm(s, half, i);
			return err;
		}
	}
	return 0;
}

int seccomm_session_arm(struct seccomm_session *s, struct seccomm_keyring *ring,
			const struct seccomm_hs_keys *keys)
{
	u8 dir = s->initiator ? 0 : 1;
	int err;

	err = half_arm(s, &s->tx, ring, dir, false);
	if (err)
		return err;
	err = half_arm(s, &s->rx, ring, !dir, true);
	if (err) {
		half_disarm(s, &s->tx, s->stack->n_layers);
		return err;
	}
	memcpy(s->tx.sid, keys->sid, SECCOMM_SID_LEN);
	memcpy(s->rx.sid, keys->sid, SECCOMM_SID_LEN);
	memcpy(s->control_tx, s->initiator ? keys->control_i : keys->control_r,
	       SECCOMM_HASH_LEN);
	memcpy(s->control_rx, s->initiator ? keys->control_r : keys->control_i,
	       SECCOMM_HASH_LEN);
	return 0;
}

static void session_event(struct seccomm_session *s,
			  enum seccomm_event_kind kind, int error)
{
	u8 peer_digest[sizeof(s->peer_digest)];
	struct seccomm_session_info info;
	struct seccomm_event ev = {
		.kind = kind,
		.error = error,
		.stack = s->stack->name,
		.session = &info,
		.digest = s->stack->digest,
	};

	seccomm_session_info(s, &info);
	/* Another refusal may change it. */
	spin_lock_bh(&s->lock);
	memcpy(peer_digest, s->peer_digest, sizeof(peer_digest));
	spin_unlock_bh(&s->lock);
	if (memchr_inv(peer_digest, 0, sizeof(peer_digest))) {
		ev.peer_digest = peer_digest;
		ev.peer_digest_len = sizeof(peer_digest);
	}
	seccomm_notify_event(s->snet->net, &ev);
}

/* Did both open at once, and has the one that @s met the larger nonce? Then
 * both sides keep that one. Of two that the same side opened, or when the older
 * one's handshake is long over, the peer has forgotten the older.
 */
static bool glare_lost(struct seccomm_session *s, struct seccomm_session *met)
{
	u8 nonce[SECCOMM_NONCE_LEN];
	bool fresh;
	int cmp = 0;

	if (met->initiator == s->initiator)
		return false;
	spin_lock_bh(&met->lock);
	fresh = met->handshake;
	if (fresh)
		memcpy(nonce, met->handshake->m1.nonce, sizeof(nonce));
	spin_unlock_bh(&met->lock);
	if (!fresh)
		return false;
	spin_lock_bh(&s->lock);
	if (s->handshake)
		cmp = memcmp(nonce, s->handshake->m1.nonce, sizeof(nonce));
	spin_unlock_bh(&s->lock);
	return cmp > 0;
}

void seccomm_session_peers_nonce(const struct seccomm_session *s,
				 u8 nonce[SECCOMM_NONCE_LEN])
{
	struct seccomm_session *met;

	memset(nonce, 0, SECCOMM_NONCE_LEN);
	rcu_read_lock();
	hlist_for_each_entry_rcu(met, peer_bucket(s->sk, &s->peer), by_peer) {
		if (met->sk != s->sk || met->initiator ||
		    !same_peer(&met->peer, &s->peer) ||
		    READ_ONCE(met->state) != SECCOMM_SESSION_OPEN)
			continue;
		spin_lock_bh(&met->lock);
		if (met->handshake && memcmp(met->handshake->m1.nonce, nonce,
					     SECCOMM_NONCE_LEN) > 0)
			memcpy(nonce, met->handshake->m1.nonce,
			       SECCOMM_NONCE_LEN);
		spin_unlock_bh(&met->lock);
	}
	rcu_read_unlock();
}

/* Of the open sessions with @s's peer the one that stays; under RCU. */
static struct seccomm_session *session_chosen(struct seccomm_session *s)
{
	struct seccomm_session *met;

	hlist_for_each_entry_rcu(met, peer_bucket(s->sk, &s->peer), by_peer)
		if (met != s && met->sk == s->sk &&
		    same_peer(&met->peer, &s->peer) &&
		    READ_ONCE(met->state) == SECCOMM_SESSION_OPEN &&
		    !READ_ONCE(met->retired) && glare_lost(s, met))
			return met;
	return s;
}

/* An open session gives way: it sends nothing new, and still takes what is on
 * its way to it.
 */
static void session_retire(struct seccomm_session *s)
{
	WRITE_ONCE(s->retired, true);
	WRITE_ONCE(s->closing, true);
	seccomm_session_schedule(s, SECCOMM_LINGER);
}

/* Others of this socket with this peer end: an older session that the peer has
 * forgotten, or our own open that met the peer's. What they had parked goes by
 * the one that stays. Under RCU.
 */
static void session_supersede(struct seccomm_session *stays)
{
	struct seccomm_session *old;
	struct sk_buff_head parked;

	__skb_queue_head_init(&parked);
	hlist_for_each_entry_rcu(old, peer_bucket(stays->sk, &stays->peer),
				 by_peer) {
		u8 state = READ_ONCE(old->state);

		if (old == stays || old->sk != stays->sk ||
		    READ_ONCE(old->retired) ||
		    !same_peer(&old->peer, &stays->peer) ||
		    state == SECCOMM_SESSION_ACCEPTING)
			continue;
		if (state == SECCOMM_SESSION_OPEN) {
			session_retire(old);
			/* From here on its gate refuses what comes. */
			if (READ_ONCE(old->worn) && old->stack == stays->stack)
				cactus_lane_take(&old->tx.lane, &parked);
			continue;
		}
		/* First closed: what comes later is sent on by its gate's refusal. */
		seccomm_session_close_later(old, 0);
		/* Made for another stack, if the policy has changed: lost. */
		if (old->stack == stays->stack)
			cactus_lane_take(&old->tx.lane, &parked);
	}
	cactus_lane_give(&stays->tx.lane, &parked);
}

void seccomm_session_opened(struct seccomm_session *s)
{
	struct seccomm_session *stays;

	SECCOMM_INC(s->snet, HS_OPENED);
	seccomm_address_keep(s);
	if (!s->initiator)
		atomic_dec(&s->snet->n_half_open);
	seccomm_session_touch(s);
	rcu_read_lock();
	stays = session_chosen(s);
	/* Before the others end: a connect that waits for one of them looks here. */
	s->user->opened(stays);
	session_supersede(stays);
	rcu_read_unlock();
	session_event(s, SECCOMM_EVENT_OPENED, 0);
	cactus_lane_kick(&s->tx.lane);
	cactus_lane_kick(&s->rx.lane);
	s->sk->sk_write_space(s->sk);
	s->sk->sk_state_change(s->sk);
	/* A repeated handshake message may yet have to be answered. */
	WRITE_ONCE(s->deadline, jiffies + seccomm_give_up(s->snet));
	if (!READ_ONCE(s->retired))
		seccomm_session_schedule(s, min(seccomm_give_up(s->snet),
						seccomm_idle(s->snet)));
}

/* Sets the state CLOSED; false if it was already. */
static bool session_set_closed(struct seccomm_session *s, int error)
{
	u8 was;

	spin_lock_bh(&s->lock);
	was = s->state;
	WRITE_ONCE(s->state, SECCOMM_SESSION_CLOSED);
	/* Whoever tells it takes it without @lock. */
	if (was != SECCOMM_SESSION_CLOSED)
		WRITE_ONCE(s->error, error);
	spin_unlock_bh(&s->lock);
	if (was == SECCOMM_SESSION_ACCEPTING)
		atomic_dec(&s->snet->n_half_open);
	return was != SECCOMM_SESSION_CLOSED;
}

/* Do messages to @s's peer go by another session? */
static bool session_has_stand_in(const struct seccomm_session *s)
{
	struct seccomm_session *other;
	bool ret;

	rcu_read_lock();
	other = seccomm_session_by_peer(s->sk, &s->peer);
	ret = other && READ_ONCE(other->state) == SECCOMM_SESSION_OPEN;
	rcu_read_unlock();
	return ret;
}

void seccomm_session_flush_worn(const struct seccomm_session *s, int error)
{
	struct seccomm_session *other;

	rcu_read_lock();
	hlist_for_each_entry_rcu(other, peer_bucket(s->sk, &s->peer), by_peer)
		if (other != s && other->sk == s->sk &&
		    same_peer(&other->peer, &s->peer) &&
		    READ_ONCE(other->worn) && !READ_ONCE(other->retired))
			cactus_lane_flush(&other->tx.lane, error);
	rcu_read_unlock();
}

void seccomm_session_reopen(struct seccomm_session *s)
{
	WRITE_ONCE(s->reopen, true);
	seccomm_session_schedule(s, 0);
}

static void session_key_worn(struct seccomm_half *half)
{
	struct seccomm_session *s = half->session;
	bool first;

	if (half == &s->rx) {
		session_event(s, SECCOMM_EVENT_KEY_WORN, 0);
		seccomm_session_reopen(s);
		return;
	}
	spin_lock_bh(&s->lock);
	first = !s->worn;
	WRITE_ONCE(s->worn, true);
	spin_unlock_bh(&s->lock);
	if (first)
		session_event(s, SECCOMM_EVENT_KEY_WORN, 0);
}

static int session_key_miss(struct seccomm_half *half)
{
	struct seccomm_session *s = half->session;
	struct mem_cgroup *memcg;
	int err;

	/* It has keys, but may not use them any more. */
	if (READ_ONCE(s->worn)) {
		seccomm_session_reopen(s);
		return 0;
	}
	/* A lane's worker runs this: the memory is the socket's owner's. */
	memcg = set_active_memcg(mem_cgroup_from_sk(s->sk));
	err = s->exchange->start(s);
	set_active_memcg(memcg);
	if (err)
		seccomm_session_fail(s, -err);
	return 0;
}

static const struct seccomm_half_ops session_half_ops = {
	.key_miss = session_key_miss,
	.key_worn = session_key_worn,
};

void seccomm_session_moved(struct seccomm_session *s)
{
	spin_lock_bh(&s->lock);
	WRITE_ONCE(s->worn, true);
	spin_unlock_bh(&s->lock);
}

void seccomm_session_fail(struct seccomm_session *s, int error)
{
	bool told = s->initiator && !session_has_stand_in(s);
	/* A session that stands in, but that the peer knows no more and will not
	 * open anew, is no comfort to who sends by it.
	 */
	bool connected = told || (s->initiator && error == ECONNREFUSED);
	bool mine;
	u8 was;

	spin_lock_bh(&s->lock);
	was = s->state;
	mine = was != SECCOMM_SESSION_CLOSED && was != SECCOMM_SESSION_OPEN;
	if (mine) {
		/* Told once, to the next call for the peer; by the socket instead if
		 * it is connected, see below.
		 */
		if (told)
			WRITE_ONCE(s->error, error);
		/* Pairs with session_for()'s: who sees CLOSED sees the error. */
		smp_store_release(&s->state, SECCOMM_SESSION_CLOSED);
	}
	spin_unlock_bh(&s->lock);
	if (!mine)
		return;
	if (was == SECCOMM_SESSION_ACCEPTING)
		atomic_dec(&s->snet->n_half_open);
	SECCOMM_INC(s->snet, HS_FAILED);
	session_event(s, SECCOMM_EVENT_FAILED, error);
	/* Before the lanes are empty, which wakes senders who ask what has become of
	 * it.
	 */
	connected = connected && s->user->failed(s, error);
	if (connected)
		sk_error_report(s->sk);
	cactus_lane_flush(&s->tx.lane, -error);
	cactus_lane_flush(&s->rx.lane, -error);
	seccomm_session_flush_worn(s, -error);
	seccomm_session_schedule(s, connected || !told ? 0 :
							 seccomm_idle(s->snet));
}

void seccomm_session_close_later(struct seccomm_session *s, int error)
{
	session_set_closed(s, error);
	seccomm_session_schedule(s, 0);
}

/* Out of the tables, nothing runs or waits any more; any state but CLOSED is over. */
static void session_end(struct seccomm_session *s)
{
	/* Again, since another may have taken its place there meanwhile. */
	if (s->rx.state)
		seccomm_address_keep(s);
	if (!session_unlink(s))
		return;
	/* With it goes the timer. A turn of it that runs is not waited for: who ends
	 * a session may hold what that wants, or be that.
	 */
	cactus_lane_close(&s->tx.lane);
	cactus_lane_close(&s->rx.lane);
	/* Keys may just be being made for it, in vain: told as one that was open. */
	if (READ_ONCE(s->rx.state))
		session_event(s, SECCOMM_EVENT_CLOSED, READ_ONCE(s->error));
	else
		seccomm_session_flush_worn(s, -ECONNABORTED);
	seccomm_session_put(s);
}

void seccomm_session_close(struct seccomm_session *s, int error, bool tell)
{
	bool was_open = READ_ONCE(s->state) == SECCOMM_SESSION_OPEN;

	if (was_open && tell) {
		/* What send() took goes out before the close. */
		cactus_lane_drain(&s->tx.lane);
		seccomm_control_send(s, SECCOMM_CONTROL_CLOSE);
	}
	session_set_closed(s, error);
	session_end(s);
}

void seccomm_session_local(struct seccomm_session *s, struct in6_addr *local)
{
	spin_lock_bh(&s->lock);
	*local = s->path.local;
	spin_unlock_bh(&s->lock);
}

void seccomm_session_info(struct seccomm_session *s,
			  struct seccomm_session_info *info)
{
	const struct seccomm_session_counts *c;
	int cpu;

	memset(info, 0, sizeof(*info));
	info->index = s->index;
	info->peer_index = READ_ONCE(s->peer_index);
	info->state = READ_ONCE(s->state);
	info->initiator = s->initiator;
	info->epoch = s->epoch;
	strscpy(info->stack, s->stack->name, sizeof(info->stack));
	seccomm_session_local(s, &info->local);
	info->remote = s->peer.addr;
	info->sport = s->sport;
	info->dport = s->peer.port;
	for_each_possible_cpu(cpu) {
		c = per_cpu_ptr(s->counts, cpu);
		info->tx_messages += READ_ONCE(c->tx_messages);
		info->tx_bytes += READ_ONCE(c->tx_bytes);
		info->rx_messages += READ_ONCE(c->rx_messages);
		info->rx_bytes += READ_ONCE(c->rx_bytes);
		info->rx_drops += READ_ONCE(c->rx_drops);
	}
	info->parked = skb_queue_len_lockless(&s->tx.lane.queue) +
		       skb_queue_len_lockless(&s->rx.lane.queue);
	info->age_ms = jiffies64_to_msecs(get_jiffies_64() - s->born);
	info->idle_ms = jiffies64_to_msecs(jiffies - READ_ONCE(s->last_used));
	info->down_longest = s->tx.lane.longest;
	info->up_longest = s->rx.lane.longest;
	info->traced = READ_ONCE(s->traced);
}

/* The cursor: bucket in the high bits, place in the bucket in the low 16. */
int seccomm_session_for_each(struct net *net, unsigned long *pos,
			     int (*fn)(const struct seccomm_session_info *info,
				       void *arg),
			     void *arg)
{
	struct seccomm_session_info info;
	struct seccomm_session *s;
	unsigned long bucket, n;
	int ret;

	rcu_read_lock();
	for (bucket = *pos >> 16; bucket < 1 << TABLE_BITS; bucket++) {
		n = 0;
		hlist_for_each_entry_rcu(s, &tables->index[bucket], by_index) {
			if (n++ < (*pos & 0xffff) || !net_eq(s->snet->net, net))
				continue;
			seccomm_session_info(s, &info);
			ret = fn(&info, arg);
			if (ret) {
				*pos = bucket << 16 | (n - 1);
				rcu_read_unlock();
				return ret;
			}
		}
		*pos = (bucket + 1) << 16;
	}
	rcu_read_unlock();
	return 0;
}

struct seccomm_session *seccomm_session_get(struct net *net, u32 index)
{
	struct seccomm_session *s;

	rcu_read_lock();
	s = seccomm_session_by_index(net, index);
	if (s && !seccomm_session_hold(s))
		s = NULL;
	rcu_read_unlock();
	return s;
}

int seccomm_session_kill(struct net *net, u32 index)
{
	struct seccomm_session *s = seccomm_session_get(net, index);

	if (!s)
		return -ENOENT;
	seccomm_session_close(s, 0, true);
	seccomm_session_put(s);
	return 0;
}

u32 seccomm_session_generation(struct net *net)
{
	return atomic_read(&seccomm_net(net)->generation);
}

int seccomm_session_init(void)
{
	seccomm_wq = alloc_workqueue("seccomm", WQ_UNBOUND, 0);
	if (!seccomm_wq)
		return -ENOMEM;
	tables = kvzalloc(sizeof(*tables), GFP_KERNEL);
	if (!tables || seccomm_address_init()) {
		kvfree(tables);
		destroy_workqueue(seccomm_wq);
		return -ENOMEM;
	}
	spin_lock_init(&tables->lock);
	tables->seed = get_random_u32();
	return 0;
}

void seccomm_session_exit(void)
{
	/* The last turn of a timer puts its session, whose destruction is queued by
	 * RCU.
	 */
	cactus_delayed_barrier();
	rcu_barrier();
	destroy_workqueue(seccomm_wq);
	seccomm_address_exit();
	kvfree(tables);
}
