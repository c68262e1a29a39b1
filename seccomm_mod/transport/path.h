/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A path: the addresses between which a session's messages go, and the routes that they
 * take, kept from one message to the next.
 */
#ifndef SECCOMM_PATH_H
#define SECCOMM_PATH_H

#include <linux/spinlock.h>
#include <net/dst.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include "transport/peer.h"
#include "transport/transport.h"

struct seccomm_input_route;

/**
 * struct seccomm_path - a way between two addresses
 * @transport: how messages go to @remote
 * @local: our address; while its session is being opened, another may take its place
 *	under the session's @lock
 * @remote: where they go
 * @lock: serializes changes of both routes
 * @route: cached route, under RCU; checked with @route_cookie
 * @route_cookie: for dst_check()
 * @route_oif: the socket's device, mark and type of service when @route was found
 * @route_mark: likewise
 * @route_tos: likewise, the traffic class in its high byte
 * @route_direct: likewise, SO_DONTROUTE
 * @flow_hash: random, not 0: what its packets' flow is told by
 * @input_route: how packets come by it, see input_route.c; RCU
 */
struct seccomm_path {
	const struct seccomm_transport *transport;
	struct in6_addr local;
	struct seccomm_peer remote;
	spinlock_t lock; /* see above */
	struct dst_entry __rcu *route;
	u32 route_cookie;
	int route_oif;
	u32 route_mark;
	u16 route_tos;
	bool route_direct;
	u32 flow_hash;
	struct seccomm_input_route __rcu *input_route;
};

void seccomm_path_init(struct seccomm_path *path, const struct in6_addr *local,
		       const struct seccomm_peer *remote);
/* Give back the routes, when nobody uses @path any more. */
void seccomm_path_release(struct seccomm_path *path);

/* Both sockets' type of service and traffic class, as @route_tos has them. */
static inline u16 seccomm_path_tos(const struct sock *sk)
{
	return READ_ONCE(inet_sk(sk)->tos) | READ_ONCE(inet6_sk(sk)->tclass)
						     << 8;
}

/* Was the route found for what @sk asks for now? */
static inline bool seccomm_path_suits(const struct seccomm_path *path,
				      const struct sock *sk)
{
	return READ_ONCE(path->route_oif) == READ_ONCE(sk->sk_bound_dev_if) &&
	       READ_ONCE(path->route_mark) == READ_ONCE(sk->sk_mark) &&
	       READ_ONCE(path->route_tos) == seccomm_path_tos(sk) &&
	       READ_ONCE(path->route_direct) == sock_flag(sk, SOCK_LOCALROUTE);
}

/* The cached route, if it is one for what @sk asks for now; else NULL. Under RCU, of
 * either kind. One that is just being replaced may pass once more.
 */
static inline struct dst_entry *
seccomm_path_cached(const struct seccomm_path *path, const struct sock *sk)
{
	struct dst_entry *dst =
		rcu_dereference_check(path->route, rcu_read_lock_bh_held());

	if (likely(dst && seccomm_path_suits(path, sk)))
		return dst_check(dst, READ_ONCE(path->route_cookie));
	return NULL;
}

/* A route found anew and cached; valid under the caller's RCU. ERR_PTR: what the
 * transport says. Any context but hardirq.
 */
struct dst_entry *seccomm_path_find(struct seccomm_path *path, struct net *net,
				    struct sock *sk);

/* Send @skb, base header at skb->data, by @dst. As seccomm_transport.xmit. */
static inline int seccomm_path_xmit(const struct seccomm_path *path,
				    struct net *net, struct sock *sk,
				    struct sk_buff *skb, struct dst_entry *dst)
{
	/* For IPv6's flow label, and queues and paths that go by it. */
	__skb_set_sw_hash(skb, path->flow_hash, true);
	return path->transport->xmit(net, sk, skb, dst, &path->local,
				     &path->remote);
}

#endif /* SECCOMM_PATH_H */
