// SPDX-License-Identifier: GPL-2.0
/*
 * Where sessions are found: by index, by peer, by what a hint tells, by the nonce of M1.
 */
#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/unaligned.h>
#include <net/sock.h>
#include "session/info.h"
#include "session/table.h"

#define TABLE_BITS 14

/**
 * struct seccomm_tables - where sessions of all namespaces are found
 * @lock: serializes changes; readers are under RCU
 * @seed: of the hashes of @peer and @remote
 * @index: by our index, which is random: its low bits are the hash
 * @peer: by socket, peer's address and port
 * @remote: by peer's address and index
 * @nonce: by the nonce of the M1 that we have sent
 */
struct seccomm_tables {
	spinlock_t lock; /* see above */
	u32 seed;
	struct hlist_head index[1 << TABLE_BITS];
	struct hlist_head peer[1 << TABLE_BITS];
	struct hlist_head remote[1 << TABLE_BITS];
	struct hlist_head nonce[1 << TABLE_BITS];
};

static struct seccomm_tables *tables;

static struct hlist_head *table_index_bucket(u32 index)
{
	return &tables->index[index & ((1 << TABLE_BITS) - 1)];
}

static struct hlist_head *table_peer_bucket(const struct sock *sk,
					    const struct seccomm_peer *peer)
{
	u32 h = jhash2((const u32 *)&peer->addr, 4,
		       tables->seed ^ (__force u32)peer->port ^
			       hash_ptr(sk, 32));

	return &tables->peer[h >> (32 - TABLE_BITS)];
}

static struct hlist_head *table_remote_bucket(const struct in6_addr *addr,
					      u32 peer_index)
{
	u32 h = jhash2((const u32 *)addr, 4, tables->seed ^ peer_index);

	return &tables->remote[h >> (32 - TABLE_BITS)];
}

/* The last bytes of a nonce are random in any case, see open_nonce_above(). */
static struct hlist_head *table_nonce_bucket(const u8 nonce[SECCOMM_NONCE_LEN])
{
	u32 h = get_unaligned_be32(nonce + SECCOMM_NONCE_LEN - sizeof(h));

	return &tables->nonce[h & ((1 << TABLE_BITS) - 1)];
}

static bool table_same_peer(const struct seccomm_peer *a,
			    const struct seccomm_peer *b)
{
	return a->port == b->port && a->scope == b->scope &&
	       ipv6_addr_equal(&a->addr, &b->addr);
}

bool seccomm_session_is_with(const struct seccomm_session *s,
			     const struct seccomm_peer *peer)
{
	return table_same_peer(&s->peer, peer);
}

/* The first session of @sk with @peer from @node on, in a bucket by peer; NULL: none. */
static struct seccomm_session *table_from(const struct hlist_node *node,
					  const struct sock *sk,
					  const struct seccomm_peer *peer)
{
	struct seccomm_session *s;

	for (; node; node = rcu_dereference_raw(hlist_next_rcu(node))) {
		s = hlist_entry(node, struct seccomm_session, by_peer);
		if (s->sk == sk && table_same_peer(&s->peer, peer))
			return s;
	}
	return NULL;
}

struct seccomm_session *seccomm_table_first(const struct sock *sk,
					    const struct seccomm_peer *peer)
{
	struct hlist_head *bucket = table_peer_bucket(sk, peer);

	return table_from(rcu_dereference_raw(hlist_first_rcu(bucket)), sk,
			  peer);
}

struct seccomm_session *seccomm_table_next(const struct seccomm_session *s)
{
	const struct hlist_node *next =
		rcu_dereference_raw(hlist_next_rcu(&s->by_peer));

	return table_from(next, s->sk, &s->peer);
}

struct seccomm_session *seccomm_session_by_index(struct net *net, u32 index)
{
	struct seccomm_session *s;

	hlist_for_each_entry_rcu(s, table_index_bucket(index), by_index)
		if (s->index == index && net_eq(s->snet->net, net))
			return s;
	return NULL;
}

struct seccomm_session *seccomm_session_by_peer(const struct sock *sk,
						const struct seccomm_peer *peer)
{
	/* In order of preference. CLOSED ranks lowest but is found, so that its error
	 * reaches the next caller. ACCEPTING is never used to send: an unconfirmed
	 * peer may be forged. Of the others none sends anything new.
	 */
	static const u8 rank[SECCOMM_STATES] = {
		[SECCOMM_STATE_OPEN] = 3,    [SECCOMM_STATE_CONFIRMING] = 2,
		[SECCOMM_STATE_OPENING] = 2, [SECCOMM_STATE_KEYLESS] = 2,
		[SECCOMM_STATE_CLOSED] = 1,
	};
	struct seccomm_session *s, *best = NULL;
	u8 r, best_rank = 0;

	for (s = seccomm_table_first(sk, peer); s; s = seccomm_table_next(s)) {
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

	for (s = seccomm_table_first(sk, peer); s; s = seccomm_table_next(s)) {
		if (seccomm_session_is_open(s))
			return true;
	}
	return false;
}

struct seccomm_session *seccomm_session_opening(const struct sock *sk,
						const struct seccomm_peer *peer)
{
	struct seccomm_session *s;
	u8 state;

	for (s = seccomm_table_first(sk, peer); s; s = seccomm_table_next(s)) {
		state = READ_ONCE(s->state);
		if (seccomm_state_is_asking(state) ||
		    state == SECCOMM_STATE_KEYLESS)
			return s;
	}
	return NULL;
}

struct seccomm_session *seccomm_session_by_remote(struct net *net,
						  const struct in6_addr *addr,
						  u32 peer_index)
{
	struct seccomm_session *s, *other = NULL;

	hlist_for_each_entry_rcu(s, table_remote_bucket(addr, peer_index),
				 by_remote) {
		if (READ_ONCE(s->peer_index) != peer_index ||
		    !ipv6_addr_equal(&s->peer.addr, addr) ||
		    !net_eq(s->snet->net, net))
			continue;
		if (seccomm_session_is_open(s))
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
				   table_remote_bucket(&s->peer.addr,
						       peer_index));
	}
	spin_unlock_bh(&tables->lock);
}

void seccomm_table_nonce_link(struct seccomm_session *s)
{
	spin_lock_bh(&tables->lock);
	if (!s->unlinked)
		hlist_add_head_rcu(&s->by_nonce, table_nonce_bucket(s->nonce));
	spin_unlock_bh(&tables->lock);
}

void seccomm_table_nonce_unlink(struct seccomm_session *s)
{
	spin_lock_bh(&tables->lock);
	hlist_del_init_rcu(&s->by_nonce);
	spin_unlock_bh(&tables->lock);
}

struct seccomm_session *
seccomm_session_by_nonce(struct net *net, const u8 nonce[SECCOMM_NONCE_LEN])
{
	struct seccomm_session *s;

	hlist_for_each_entry_rcu(s, table_nonce_bucket(nonce), by_nonce)
		if (!memcmp(s->nonce, nonce, SECCOMM_NONCE_LEN) &&
		    net_eq(s->snet->net, net))
			return s;
	return NULL;
}

/* The socket has @s in its list already, and may have been closed meanwhile: then @s is
 * unlinked.
 */
void seccomm_table_link(struct seccomm_session *s)
{
	spin_lock_bh(&tables->lock);
	do {
		s->index = get_random_u32();
	} while (!s->index || seccomm_session_by_index(s->snet->net, s->index));
	if (!s->unlinked) {
		hlist_add_head_rcu(&s->by_index, table_index_bucket(s->index));
		hlist_add_head_rcu(&s->by_peer,
				   table_peer_bucket(s->sk, &s->peer));
		hlist_add_head_rcu(&s->by_remote,
				   table_remote_bucket(&s->peer.addr, 0));
	}
	spin_unlock_bh(&tables->lock);
	atomic_inc(&s->snet->generation);
}

bool seccomm_table_unlink(struct seccomm_session *s)
{
	bool mine;

	spin_lock_bh(&tables->lock);
	mine = !s->unlinked;
	/* Set it before @ended clears the socket's pointer, see user_opened(). */
	WRITE_ONCE(s->unlinked, true);
	if (mine && !hlist_unhashed(&s->by_index)) {
		hlist_del_rcu(&s->by_index);
		hlist_del_rcu(&s->by_peer);
		hlist_del_rcu(&s->by_remote);
	}
	hlist_del_init_rcu(&s->by_nonce);
	spin_unlock_bh(&tables->lock);
	if (mine)
		atomic_inc(&s->snet->generation);
	return mine;
}

bool seccomm_table_has(const struct seccomm_session *s)
{
	bool ret;

	spin_lock_bh(&tables->lock);
	ret = !hlist_unhashed(&s->by_index);
	spin_unlock_bh(&tables->lock);
	return ret;
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

int seccomm_table_init(void)
{
	tables = kvzalloc(sizeof(*tables), GFP_KERNEL);
	if (!tables)
		return -ENOMEM;
	spin_lock_init(&tables->lock);
	tables->seed = get_random_u32();
	return 0;
}

void seccomm_table_exit(void)
{
	kvfree(tables);
}
