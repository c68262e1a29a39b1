/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hints: REFUSE messages and ICMP errors.
 */
#ifndef SECCOMM_HINT_H
#define SECCOMM_HINT_H

#include <linux/types.h>

struct in6_addr;
struct net;
struct seccomm_icmp;
struct seccomm_net;
struct seccomm_session;
struct sk_buff;

/* A hint came: REFUSE. Softirq; does not own skb. */
void seccomm_hint_receive(struct seccomm_net *snet, struct sk_buff *skb);
/* Answer an OPEN or a DATA with a hint. */
void seccomm_hint_send(struct seccomm_net *snet, struct sk_buff *skb, u8 reason,
		       u32 index, u32 subject, const u8 *digest);
/* The session that an ICMP error to @to is about, our packet as it came back at
 * skb->data, of which eight bytes need to be there; NULL: none, counted. Softirq,
 * under RCU.
 */
struct seccomm_session *seccomm_error_session(struct net *net,
					      const struct sk_buff *skb,
					      const struct in6_addr *to);
/* What it says becomes a hint or is told to the socket. */
void seccomm_error_receive(struct seccomm_session *s,
			   const struct seccomm_icmp *icmp);

#endif /* SECCOMM_HINT_H */
