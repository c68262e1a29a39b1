/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handshake messages that wait for process context.
 */
#ifndef SECCOMM_HANDSHAKE_QUEUE_H
#define SECCOMM_HANDSHAKE_QUEUE_H

#include <linux/in6.h>
#include <linux/skbuff.h>
#include "transport/peer.h"

struct seccomm_exchange;
struct seccomm_net;
struct work_struct;

/**
 * struct seccomm_hs_cb - what is kept of a waiting handshake message's packet
 * @from: the sender's address; its port is in the message
 * @to: the address that it was sent to
 * @dif: interface that it came by
 * @sdif: interface below that, if @dif is an L3 master's, else 0
 * @inside: it was sent by this host and has not left it
 * @many: it was sent to more than one host
 * @proved: it is an M1 whose sender has shown a cookie
 */
struct seccomm_hs_cb {
	struct in6_addr from;
	struct in6_addr to;
	int dif;
	int sdif;
	bool inside;
	bool many;
	bool proved;
};

static_assert(sizeof(struct seccomm_hs_cb) <= sizeof_field(struct sk_buff, cb));

#define SECCOMM_HS_CB(skb) ((struct seccomm_hs_cb *)(skb)->cb)

/* Who sent a waiting message; its port is in M1. */
static inline void seccomm_hs_sender(const struct sk_buff *skb,
				     struct seccomm_peer *from)
{
	const struct seccomm_hs_cb *cb = SECCOMM_HS_CB(skb);

	*from = (struct seccomm_peer){ .addr = cb->from };
	if (ipv6_addr_type(&cb->from) & IPV6_ADDR_LINKLOCAL)
		from->scope = cb->sdif ?: cb->dif;
}

/* Queue a handshake message of @type, header checked, at skb->data. Owns @skb. Softirq. */
void seccomm_handshake_receive(struct seccomm_net *snet, struct sk_buff *skb,
			       u8 type);
/* Take a short M1, which asks for the cookie that the fragments of an M1 need; and a
 * fragment of a message. Both have their base header checked. Own @skb. Softirq, under RCU.
 */
void seccomm_short_open_receive(struct seccomm_net *snet, struct sk_buff *skb);
void seccomm_fragment_receive(struct seccomm_net *snet, struct sk_buff *skb);
/* The work function of a namespace's @open_work: takes the M1s that wait. */
void seccomm_open_work(struct work_struct *work);

/* The next two take over the caller's references on @ex and its session. Any context.
 *
 * Have @ex's work run once from here on.
 */
void seccomm_exchange_run(struct seccomm_exchange *ex);
/* Queue a message for the work of @ex. Owns @skb. */
void seccomm_exchange_give(struct seccomm_exchange *ex, struct sk_buff *skb);
/* The work function of an exchange's @work: takes the messages that wait for it. */
void seccomm_exchange_work(struct work_struct *work);

#endif /* SECCOMM_HANDSHAKE_QUEUE_H */
