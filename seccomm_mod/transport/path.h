/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A path: the addresses between which a session's messages go, and the routes that they
 * take, kept from one message to the next.
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

/* A route found anew and cached; valid under the caller's RCU. ERR_PTR: what the
 * transport says. Any context but hardirq.
 */
struct dst_entry *seccomm_path_find(struct seccomm_path *path, struct net *net,
				    struct sock *sk);

#endif /* SECCOMM_PATH_H */
