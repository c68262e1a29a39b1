/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A path: the addresses between which a session's messages go, and the routes of these
 * messages, kept from one message to the next.
 */
#ifndef SECCOMM_PATH_H
#define SECCOMM_PATH_H

#include <linux/spinlock.h>
#include <net/dst.h>
#include "transport/peer.h"
#include "transport/transport.h"

struct seccomm_input_route;

/**
 * struct seccomm_path - a way between two addresses
 * @transport: how messages go to @remote
 * @local: our address; while its session is being opened, another may take its place
 *	under the session's @lock
 * @remote: the address that messages go to
 * @lock: serializes changes of both routes
 * @route: cached route, under RCU; checked with @route_cookie
 * @route_cookie: for dst_check()
 * @route_oif: the socket's device when @route was looked for
 * @route_mark: likewise, its mark
 * @route_tos: likewise, its type of service, and its traffic class in the high byte
 * @route_direct: likewise, SO_DONTROUTE
 * @flow_hash: hash of its packets' flow; random, not 0
 * @input_route: the route that its packets come by, see input_route.c; RCU
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

/* Look for a route and cache it: the route, valid under the caller's RCU, or the
 * transport's ERR_PTR(). Any context but hardirq.
 */
struct dst_entry *seccomm_path_find(struct seccomm_path *path, struct net *net,
				    struct sock *sk);

#endif /* SECCOMM_PATH_H */
