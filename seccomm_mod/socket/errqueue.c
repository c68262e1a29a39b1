// SPDX-License-Identifier: GPL-2.0
/*
 * Errors that recvmsg() returns with MSG_ERRQUEUE, as UDP does: who reports the error,
 * and about which destination. The message itself is not returned, since it is
 * enciphered.
 */
#include <linux/errqueue.h>
#include <net/sock.h>
#include "socket/errqueue.h"
#include "socket/recv.h"
#include "socket/socket.h"
#include "transport/transport.h"

/**
 * struct queued_error - data of an entry of the error queue, whose SKB_EXT_ERR() has
 *	the rest
 * @to: destination of the message that the error is about
 * @from: host that reports the error
 */
struct queued_error {
	struct seccomm_peer to;
	struct in6_addr from;
};

void seccomm_error_queue(struct sock *sk, const struct seccomm_peer *to,
			 const struct seccomm_icmp *icmp)
{
	struct sk_buff *skb =
		alloc_skb(sizeof(struct queued_error), GFP_ATOMIC);
	struct queued_error *e;

	if (!skb)
		return;
	e = skb_put_zero(skb, sizeof(*e));
	e->to = *to;
	e->from = icmp->from;
	memset(skb->cb, 0, sizeof(skb->cb));
	SKB_EXT_ERR(skb)->ee = (struct sock_extended_err){
		.ee_errno = icmp->err,
		.ee_origin = icmp->origin,
		.ee_type = icmp->type,
		.ee_code = icmp->code,
		.ee_info = icmp->info,
	};
	if (sock_queue_err_skb(sk, skb))
		kfree_skb(skb);
}

/* Add the control message of the IP version of @e->to. */
static void errqueue_put(struct msghdr *msg, const struct sock_extended_err *ee,
			 const struct queued_error *e)
{
	bool told = ee->ee_origin == SO_EE_ORIGIN_ICMP ||
		    ee->ee_origin == SO_EE_ORIGIN_ICMP6;
	struct {
		struct sock_extended_err ee;
		struct sockaddr_in offender;
	} v4 = { .ee = *ee };
	struct {
		struct sock_extended_err ee;
		struct sockaddr_in6 offender;
	} v6 = { .ee = *ee };

	if (ipv6_addr_v4mapped(&e->to.addr)) {
		if (told) {
			v4.offender.sin_family = AF_INET;
			v4.offender.sin_addr.s_addr = e->from.s6_addr32[3];
		}
		put_cmsg(msg, SOL_IP, IP_RECVERR, sizeof(v4), &v4);
		return;
	}
	if (told) {
		v6.offender.sin6_family = AF_INET6;
		v6.offender.sin6_addr = e->from;
		v6.offender.sin6_scope_id =
			ipv6_iface_scope_id(&e->from, e->to.scope);
	}
	put_cmsg(msg, SOL_IPV6, IPV6_RECVERR, sizeof(v6), &v6);
}

/* Has seccomm_error_queue() queued @skb? Time stamps and the reports of a queueing
 * discipline (SO_TXTIME) hold a clone of a packet, and have other origins.
 */
static bool errqueue_is_ours(const struct sk_buff *skb)
{
	switch (SKB_EXT_ERR(skb)->ee.ee_origin) {
	case SO_EE_ORIGIN_LOCAL:
	case SO_EE_ORIGIN_ICMP:
	case SO_EE_ORIGIN_ICMP6:
		return skb_headlen(skb) == sizeof(struct queued_error);
	default:
		return false;
	}
}

/* Return an error that the kernel has queued with a clone of a packet of ours: its time
 * stamp and what became of the packet, but neither the packet nor an address.
 */
static void errqueue_put_report(struct msghdr *msg, struct sock *sk,
				struct sk_buff *skb)
{
	struct queued_error nobody = {};

	if (skb->protocol == htons(ETH_P_IP))
		ipv6_addr_set_v4mapped(0, &nobody.to.addr);
	sock_recv_timestamp(msg, sk, skb);
	errqueue_put(msg, &SKB_EXT_ERR(skb)->ee, &nobody);
}

int seccomm_error_recv(struct sock *sk, struct msghdr *msg)
{
	struct sk_buff *skb = sock_dequeue_err_skb(sk);
	const struct queued_error *e;

	if (!skb)
		return -EAGAIN;
	if (likely(errqueue_is_ours(skb))) {
		e = (const void *)skb->data;
		if (msg->msg_name)
			seccomm_name_put(sk, msg, &e->to);
		errqueue_put(msg, &SKB_EXT_ERR(skb)->ee, e);
	} else {
		errqueue_put_report(msg, sk, skb);
	}
	msg->msg_flags |= MSG_ERRQUEUE;
	consume_skb(skb);
	return 0;
}
