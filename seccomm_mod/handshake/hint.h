/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hints: REFUSE and UNKNOWN messages and ICMP errors.
 */
#ifndef SECCOMM_HINT_H
#define SECCOMM_HINT_H

#include <linux/types.h>

struct net;
struct seccomm_icmp;
struct seccomm_net;
struct seccomm_session;
struct sk_buff;

/* Have the give-up report @error, a positive errno, unless EKEYREJECTED is noted already.
 * @digest: what the hint has of the peer's digest, or NULL. Any context.
 */
void seccomm_hint_take(struct seccomm_session *s, int error, const u8 *digest);
/* Take a REFUSE or UNKNOWN message, by its @type; does not own @skb. Softirq, under RCU. */
void seccomm_hint_receive(struct seccomm_net *snet, struct sk_buff *skb,
			  u8 type);
/* Answer @skb, an M1 with @index as its sender's, with a REFUSE for @reason. @detail:
 * SECCOMM_REFUSE_DETAIL bytes, or NULL. Any context but hardirq.
 */
void seccomm_hint_refuse(struct seccomm_net *snet, struct sk_buff *skb,
			 u8 reason, u32 index, const u8 *detail);
/* Answer @skb, a DATA or CONTROL message whose index nobody has, with UNKNOWN. Softirq,
 * under RCU.
 */
void seccomm_hint_unknown(struct seccomm_net *snet, struct sk_buff *skb);
/* As seccomm_transport_input.error_find and error. */
bool seccomm_hint_error_find(struct net *net, const struct sk_buff *skb,
			     struct seccomm_icmp *icmp);
void seccomm_hint_error(const struct seccomm_icmp *icmp);

#endif /* SECCOMM_HINT_H */
