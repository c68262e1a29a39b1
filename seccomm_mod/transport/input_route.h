/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The input route of a path's packets, kept from one to the next.
 */
#ifndef SECCOMM_INPUT_ROUTE_H
#define SECCOMM_INPUT_ROUTE_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include "transport/path.h"

struct seccomm_net;

/**
 * struct seccomm_input_route - how a path's packets came last
 * @dst: the route, a reference
 * @iif: interface that they came by
 * @unfit: a packet came since that differs in @tos or @rp_filter: to be kept anew
 * @tos: type of service that they had, without ECN's bits; 0 with IPv6
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

/* Is the route of @skb, a received packet, the one that is kept? Under RCU. */
static inline bool seccomm_input_route_known(const struct seccomm_path *path,
					     const struct sk_buff *skb)
{
	const struct seccomm_input_route *route =
		rcu_dereference(path->input_route);

	return route && route->dst == skb_dst(skb) &&
	       route->iif == skb->dev->ifindex && !READ_ONCE(route->unfit);
}

/* Keep the route of @skb, unless another has been kept just now. Softirq, under
 * RCU; without memory nothing is kept.
 */
void seccomm_input_route_learn(struct seccomm_path *path,
			       const struct sk_buff *skb);
/* NULL is none. Any context; readers may be under RCU yet. */
void seccomm_input_route_free(struct seccomm_input_route *route);

/* Have @input asked for the paths of what comes. */
void seccomm_input_route_init(const struct seccomm_transport_input *input);
/* Have packets of this namespace's sessions given their routes. Process context,
 * may sleep. 0 or -ENOMEM.
 */
int seccomm_input_route_enable(struct seccomm_net *snet);
/* Before the namespace's other parts go. */
void seccomm_input_route_net_exit(struct seccomm_net *snet);

#endif /* SECCOMM_INPUT_ROUTE_H */
