/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The input route of a session's packets, kept from one to the next.
 */
#ifndef SECCOMM_INPUT_ROUTE_H
#define SECCOMM_INPUT_ROUTE_H

#include <linux/types.h>

struct seccomm_input_route;
struct seccomm_net;
struct seccomm_session;
struct sk_buff;

/* Is the route of @skb, a received packet, the one that is kept? Under RCU. */
bool seccomm_input_route_known(const struct seccomm_session *s,
			       const struct sk_buff *skb);
/* Keep the route of @skb, unless another has been kept just now. Softirq, under
 * RCU; without memory nothing is kept.
 */
void seccomm_input_route_learn(struct seccomm_session *s,
			       const struct sk_buff *skb);
/* NULL is none. Any context; readers may be under RCU yet. */
void seccomm_input_route_free(struct seccomm_input_route *route);

/* Have packets of this namespace's sessions given their routes. Process context,
 * may sleep. 0 or -ENOMEM.
 */
int seccomm_input_route_enable(struct seccomm_net *snet);
/* Before the namespace's other parts go. */
void seccomm_input_route_net_exit(struct seccomm_net *snet);

#endif /* SECCOMM_INPUT_ROUTE_H */
