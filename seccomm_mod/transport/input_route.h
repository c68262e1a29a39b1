/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The input route of a path's packets, kept from one packet to the next.
 */
#ifndef SECCOMM_INPUT_ROUTE_H
#define SECCOMM_INPUT_ROUTE_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include "transport/path.h"

struct seccomm_net;

/**
 * struct seccomm_input_route - the route that a path's last packet came by
 * @dst: the route, a reference
 * @iif: interface that the packet came by
 * @unfit: a later packet differed in @tos or @rp_filter, so a route is to be kept anew
 * @tos: type of service that the packet had, without ECN's bits; 0 with IPv6
 * @rp_filter: of that interface, 0 with IPv6
 * @cookie: for dst_check()
 * @born: jiffies when it was kept
 * @rcu: for freeing
 */
struct seccomm_input_route {
	struct dst_entry *dst;
	int iif;
	bool unfit;
	u8 tos;
	int rp_filter;
	u32 cookie;
	unsigned long born;
	struct rcu_head rcu;
};

/* Is the route of @skb, a received packet, the one that @path keeps? Under RCU. */
static inline bool seccomm_input_route_known(const struct seccomm_path *path,
					     const struct sk_buff *skb)
{
	const struct seccomm_input_route *route =
		rcu_dereference(path->input_route);

	return route && route->dst == skb_dst(skb) &&
	       route->iif == skb->dev->ifindex && !READ_ONCE(route->unfit);
}

/* Have @path keep the route of @skb, unless another one was kept within the last second.
 * Without memory nothing is kept. Softirq, under RCU.
 */
void seccomm_input_route_learn(struct seccomm_path *path,
			       const struct sk_buff *skb);
/* Free a route, or NULL, which readers may yet look at under RCU. Any context. */
void seccomm_input_route_free(struct seccomm_input_route *route);

/* Have @input asked for the paths of packets that come. */
void seccomm_input_route_init(const struct seccomm_transport_input *input);
/* Register the hooks that give packets of this namespace's sessions their routes. Process
 * context, may sleep. 0 or -ENOMEM.
 */
int seccomm_input_route_enable(struct seccomm_net *snet);
/* Unregister the hooks, before the namespace's other parts go. */
void seccomm_input_route_net_exit(struct seccomm_net *snet);

#endif /* SECCOMM_INPUT_ROUTE_H */
