/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cached route of a path, looked at in line for each message.
 */
#ifndef SECCOMM_PATH_ROUTE_H
#define SECCOMM_PATH_ROUTE_H

#include <net/inet_sock.h>
#include <net/ipv6.h>
#include "transport/path.h"

/* The socket's type of service and traffic class, in the form of @route_tos. */
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

/* The cached route, if it is valid and one for what @sk asks for now; else NULL. Under RCU,
 * of either kind. A route that is just being replaced may pass once more.
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

/* Send @skb, base header at skb->data, by @dst. As seccomm_transport.xmit. */
static inline int seccomm_path_xmit(const struct seccomm_path *path,
				    struct net *net, struct sock *sk,
				    struct sk_buff *skb, struct dst_entry *dst)
{
	/* IPv6's flow label is made of the hash; queues and multipath routes use it. */
	__skb_set_sw_hash(skb, path->flow_hash, true);
	return path->transport->xmit(net, sk, skb, dst, &path->local,
				     &path->remote);
}

#endif /* SECCOMM_PATH_ROUTE_H */
