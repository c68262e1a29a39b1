// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages of recvmsg() about the packet that brought a message. The options of
 * the packet's IP version say which ones are asked for.
 */
#include <net/ipv6.h>
#include <net/sock.h>
#include "socket/cmsg.h"

static void cmsg_put_ipv4(const struct sock *sk, struct msghdr *msg,
			  const struct sk_buff *skb)
{
	const struct seccomm_rxcb *cb = SECCOMM_RXCB(skb);
	unsigned long flags = inet_cmsg_flags(inet_sk(sk));
	struct in_pktinfo info = {
		.ipi_ifindex = skb->skb_iif,
		.ipi_spec_dst.s_addr = cb->local.s6_addr32[3],
		.ipi_addr.s_addr = cb->local.s6_addr32[3],
	};
	int ttl = cb->ttl;
	u8 tos = cb->tos;

	if (flags & IP_CMSG_PKTINFO)
		put_cmsg(msg, SOL_IP, IP_PKTINFO, sizeof(info), &info);
	if (flags & IP_CMSG_TTL)
		put_cmsg(msg, SOL_IP, IP_TTL, sizeof(ttl), &ttl);
	if (flags & IP_CMSG_TOS)
		put_cmsg(msg, SOL_IP, IP_TOS, sizeof(tos), &tos);
}

static void cmsg_put_ipv6(struct msghdr *msg, const struct sk_buff *skb,
			  bool want_hops, bool want_tclass)
{
	const struct seccomm_rxcb *cb = SECCOMM_RXCB(skb);
	int hops = cb->ttl, tclass = cb->tos;

	if (want_hops)
		put_cmsg(msg, SOL_IPV6, IPV6_HOPLIMIT, sizeof(hops), &hops);
	if (want_tclass)
		put_cmsg(msg, SOL_IPV6, IPV6_TCLASS, sizeof(tclass), &tclass);
}

void seccomm_cmsg_recv(const struct sock *sk, struct msghdr *msg,
		       const struct sk_buff *skb)
{
	const struct seccomm_rxcb *cb = SECCOMM_RXCB(skb);
	struct in6_pktinfo info = {
		.ipi6_addr = cb->local,
		.ipi6_ifindex = skb->skb_iif,
	};
	typeof_member(struct ipv6_pinfo, rxopt) asked;

	/* Read all bits at once: setsockopt() may change them meanwhile. */
	asked.all = READ_ONCE(seccomm_sk(sk)->inet6.rxopt.all);
	/* sock_skb_set_dropcount() writes to skb->cb behind struct seccomm_rxcb. */
	sock_skb_cb_check_size(sizeof(*cb));
	/* UDP's sockets for IPv6 report IPV6_PKTINFO of IPv4 packets, too. */
	if (asked.bits.rxinfo)
		put_cmsg(msg, SOL_IPV6, IPV6_PKTINFO, sizeof(info), &info);
	if (ipv6_addr_v4mapped(&cb->local))
		cmsg_put_ipv4(sk, msg, skb);
	else
		cmsg_put_ipv6(msg, skb, asked.bits.rxhlim, asked.bits.rxtclass);
}
