// SPDX-License-Identifier: GPL-2.0
/*
 * The routes of a path.
 */
#include <linux/random.h>
#include <net/sock.h>
#include "transport/input_route.h"
#include "transport/packet.h"
#include "transport/path.h"
#include "transport/path_route.h"

void seccomm_path_init(struct seccomm_path *path, const struct in6_addr *local,
		       const struct seccomm_peer *remote)
{
	spin_lock_init(&path->lock);
	path->transport = seccomm_transport(&remote->addr);
	path->local = *local;
	path->remote = *remote;
	path->flow_hash = get_random_u32() | 1;
}

void seccomm_path_release(struct seccomm_path *path)
{
	struct seccomm_input_route *in =
		rcu_dereference_protected(path->input_route, true);

	dst_release(rcu_dereference_protected(path->route, true));
	seccomm_input_route_free(in);
}

struct dst_entry *seccomm_path_find(struct seccomm_path *path, struct net *net,
				    struct sock *sk)
{
	/* Read the options first: one that changes during the look-up makes
	 * seccomm_path_suits() false, so that the route is looked for again.
	 */
	int oif = READ_ONCE(sk->sk_bound_dev_if);
	u32 mark = READ_ONCE(sk->sk_mark);
	u16 tos = seccomm_path_tos(sk);
	bool direct = sock_flag(sk, SOCK_LOCALROUTE);
	struct dst_entry *dst, *old;

	dst = path->transport->route(net, sk, 0, &path->local, &path->remote);
	if (IS_ERR(dst))
		return dst;
	spin_lock_bh(&path->lock);
	old = rcu_dereference_protected(path->route,
					lockdep_is_held(&path->lock));
	WRITE_ONCE(path->route_cookie, seccomm_route_cookie(dst));
	WRITE_ONCE(path->route_oif, oif);
	WRITE_ONCE(path->route_mark, mark);
	WRITE_ONCE(path->route_tos, tos);
	WRITE_ONCE(path->route_direct, direct);
	rcu_assign_pointer(path->route, dst);
	spin_unlock_bh(&path->lock);
	dst_release(old);
	return dst;
}
