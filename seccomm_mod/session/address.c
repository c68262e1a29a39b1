// SPDX-License-Identifier: GPL-2.0
/*
 * Our address towards a peer, for sockets that are not bound to one: the address by which
 * a peer knows us, and another address if a session's has gone.
 */
#include <linux/siphash.h>
#include <linux/slab.h>
#include <net/sock.h>
#include "session/address.h"
#include "transport/transport.h"

#define KEPT_BITS 14

/**
 * struct kept - an address of ours that a peer has opened a session to
 * @key: our port and the peer, see kept_key(); 0: the entry is empty
 * @local: the address
 */
struct kept {
	u64 key;
	struct in6_addr local;
};

/* A hash table in which a later entry replaces an earlier one at the same place. Without
 * an entry the route chooses the address, as towards a new peer.
 */
static struct kept *kept_addresses;
static DEFINE_SPINLOCK(kept_lock); /* protects @kept_addresses' entries */
static siphash_key_t kept_secret __ro_after_init;

/* Never 0. Made of the port rather than the socket, since a server that is started again is
 * the same one to its peers.
 */
static u64 kept_key(const struct sock *sk, __be16 sport,
		    const struct seccomm_peer *peer)
{
	const struct {
		struct in6_addr addr;
		u64 net;
		u32 scope;
		int device;
		__be16 dport;
		__be16 sport;
		u32 zero;
	} __aligned(SIPHASH_ALIGNMENT) of = {
		.addr = peer->addr,
		.net = sock_net(sk)->net_cookie,
		.scope = peer->scope,
		.device = READ_ONCE(sk->sk_bound_dev_if),
		.dport = peer->port,
		.sport = sport,
	};

	return siphash(&of, sizeof(of), &kept_secret) ?: 1;
}

static struct kept *kept_place(u64 key)
{
	return &kept_addresses[key >> (64 - KEPT_BITS)];
}

int seccomm_address_route(struct sock *sk, const struct seccomm_peer *peer,
			  struct in6_addr *local)
{
	struct dst_entry *dst =
		seccomm_transport(&peer->addr)
			->route(sock_net(sk), sk, 0, local, peer);

	if (IS_ERR(dst))
		return PTR_ERR(dst);
	dst_release(dst);
	return 0;
}

void seccomm_address_keep(const struct seccomm_session *s)
{
	u64 key;

	/* The socket's own address, or one that routing chose, need not be kept. */
	if (s->bound || s->initiator)
		return;
	key = kept_key(s->sk, s->sport, &s->peer);
	spin_lock_bh(&kept_lock);
	*kept_place(key) = (struct kept){ .key = key, .local = s->path.local };
	spin_unlock_bh(&kept_lock);
}

bool seccomm_address_kept(struct sock *sk, __be16 sport,
			  const struct seccomm_peer *peer,
			  struct in6_addr *local)
{
	u64 key = kept_key(sk, sport, peer);
	const struct kept *kept = kept_place(key);
	bool found;

	spin_lock_bh(&kept_lock);
	found = kept->key == key;
	if (found)
		*local = kept->local;
	spin_unlock_bh(&kept_lock);
	return found && !seccomm_address_route(sk, peer, local);
}

bool seccomm_address_changes(const struct seccomm_session *s,
			     struct in6_addr *local)
{
	*local = s->path.local;
	if (s->bound || !seccomm_address_route(s->sk, &s->peer, local))
		return false;
	*local = in6addr_any;
	/* While a host's addresses change a link-local one is often all that it has. That
	 * leads no further than the link, and the old address may be back soon.
	 */
	if (!seccomm_address_route(s->sk, &s->peer, local) &&
	    (!(ipv6_addr_type(local) & IPV6_ADDR_LINKLOCAL) || s->peer.scope))
		return true;
	*local = s->path.local;
	return false;
}

int seccomm_address_init(void)
{
	get_random_bytes(&kept_secret, sizeof(kept_secret));
	kept_addresses =
		kvcalloc(1 << KEPT_BITS, sizeof(*kept_addresses), GFP_KERNEL);
	return kept_addresses ? 0 : -ENOMEM;
}

void seccomm_address_exit(void)
{
	kvfree(kept_addresses);
}
