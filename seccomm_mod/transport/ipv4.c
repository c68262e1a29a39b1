// SPDX-License-Identifier: GPL-2.0
/*
 * IPv4 as transport: routes, output, input, ICMP errors.
 */
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <linux/ip.h>
#include <net/flow.h>
#include <net/icmp.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/protocol.h>
#include <net/route.h>
#include "transport/ipv4.h"
#include "transport/transport.h"
#include "wire.h"

/* Set by seccomm_ipv4_init(). */
static const struct seccomm_transport_input *ipv4_input;

static __be32 ipv4_addr(const struct in6_addr *addr)
{
	return addr->s6_addr32[3];
}

static struct dst_entry *ipv4_route(struct net *net, struct sock *sk, int oif,
				    struct in6_addr *local,
				    const struct seccomm_peer *peer)
{
	struct flowi4 fl4 = {
		.daddr = ipv4_addr(&peer->addr),
		.saddr = ipv6_addr_v4mapped(local) ? ipv4_addr(local) : 0,
		.flowi4_oif = oif,
		.flowi4_proto = seccomm_protocol,
	};
	struct rtable *rt;

	if (sk) {
		fl4.flowi4_oif = READ_ONCE(sk->sk_bound_dev_if);
		fl4.flowi4_mark = READ_ONCE(sk->sk_mark);
		flowi4_set_dscp(&fl4, READ_ONCE(inet_sk(sk)->tos));
		fl4.flowi4_uid = READ_ONCE(sk->sk_uid);
		fl4.flowi4_flags = inet_sk_flowi_flags(sk);
		if (sock_flag(sk, SOCK_LOCALROUTE))
			fl4.flowi4_scope = RT_SCOPE_LINK;
		security_sk_classify_flow(sk, flowi4_to_flowi_common(&fl4));
	}
	rt = ip_route_output_flow(net, &fl4, sk);
	if (IS_ERR(rt))
		return ERR_CAST(rt);
	if (rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) {
		int err = rt->rt_flags & RTCF_BROADCAST ? -EACCES : -EINVAL;

		ip_rt_put(rt);
		return ERR_PTR(err);
	}
	ipv6_addr_set_v4mapped(fl4.saddr, local);
	return &rt->dst;
}

/* Bytes that every host takes in one piece (RFC 791), and links do with few exceptions. */
#define IPV4_HARDLY_CUT 576

/* Set the identification of a datagram, whose base header is behind @iph. A datagram that
 * is fragmented here gets IP's. Another one needs an identification only if a router
 * fragments it: message number and session make it distinct enough, as its socket's counter
 * does for UDP. For a short one the route's MTU is not worth a look.
 */
static void ipv4_select_ident(struct net *net, struct iphdr *iph,
			      const struct sk_buff *skb,
			      const struct dst_entry *dst)
{
	const struct seccomm_hdr *hdr = (const void *)(iph + 1);

	if (unlikely(skb->len > IPV4_HARDLY_CUT && skb->len > dst_mtu(dst)))
		__ip_select_ident(net, iph, 1);
	else
		iph->id = htons((u16)(be64_to_cpu(hdr->number) +
				      be32_to_cpu(hdr->index)));
}

/* As ip4_dst_hoplimit(), for a caller that holds RCU and knows the namespace. */
static u8 ipv4_ttl(const struct net *net, const struct inet_sock *inet,
		   const struct dst_entry *dst)
{
	int ttl = inet ? READ_ONCE(inet->uc_ttl) : -1;

	if (ttl >= 0)
		return ttl;
	ttl = dst_metric_raw(dst, RTAX_HOPLIMIT);
	return ttl ?: READ_ONCE(net->ipv4.sysctl_ip_default_ttl);
}

/* DF as IP_MTU_DISCOVER asks for it, as with UDP; by default never. */
static __be16 ipv4_frag_off(const struct inet_sock *inet, struct sk_buff *skb,
			    const struct dst_entry *dst)
{
	u8 discover = inet ? READ_ONCE(inet->pmtudisc) : IP_PMTUDISC_DONT;

	skb->ignore_df = discover < IP_PMTUDISC_DO ||
			 discover == IP_PMTUDISC_OMIT;
	if (likely(discover == IP_PMTUDISC_DONT))
		return 0;
	if (discover == IP_PMTUDISC_DO || discover == IP_PMTUDISC_PROBE)
		return htons(IP_DF);
	if (discover == IP_PMTUDISC_WANT && skb->len <= dst_mtu(dst) &&
	    !ip_mtu_locked(dst))
		return htons(IP_DF);
	return 0;
}

static int ipv4_xmit(struct net *net, struct sock *sk, struct sk_buff *skb,
		     struct dst_entry *dst, const struct in6_addr *local,
		     const struct seccomm_peer *peer)
{
	const struct inet_sock *inet = sk ? inet_sk(sk) : NULL;
	struct iphdr *iph;
	int ret;

	skb_reset_transport_header(skb);
	iph = __skb_push(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
	iph->version = 4;
	iph->ihl = 5;
	iph->tos = inet ? READ_ONCE(inet->tos) : 0;
	iph->frag_off = ipv4_frag_off(inet, skb, dst);
	iph->ttl = ipv4_ttl(net, inet, dst);
	iph->protocol = seccomm_protocol;
	iph->saddr = ipv4_addr(local);
	iph->daddr = ipv4_addr(&peer->addr);
	ipv4_select_ident(net, iph, skb, dst);
	skb->protocol = htons(ETH_P_IP);
	if (sk) {
		skb->priority = READ_ONCE(sk->sk_priority);
		skb->mark = READ_ONCE(sk->sk_mark);
	}
	skb_dst_set_noref(skb, dst);
	ret = ip_local_out(net, skb->sk, skb);
	return seccomm_xmit_errno(ret);
}

/* Translate an ICMP error as UDP does; false: it is nothing for an application. */
static bool ipv4_translate(struct seccomm_icmp *icmp)
{
	icmp->err = EHOSTUNREACH;
	switch (icmp->type) {
	case ICMP_DEST_UNREACH:
		if (icmp->code > NR_ICMP_UNREACH)
			return true;
		icmp->hard = icmp_err_convert[icmp->code].fatal;
		icmp->err = icmp_err_convert[icmp->code].errno;
		return true;
	case ICMP_PARAMETERPROB:
		icmp->err = EPROTO;
		icmp->hard = true;
		return true;
	case ICMP_TIME_EXCEEDED:
		return true;
	default:
		return false;
	}
}

/* Learn the path's MTU, unless IP_MTU_DISCOVER forbids that, and report it to a socket that
 * does not let messages be cut.
 */
static void ipv4_frag_needed(struct sk_buff *skb, struct seccomm_icmp *icmp,
			     u32 info)
{
	if (ip_sk_accept_pmtu(icmp->sk))
		ipv4_update_pmtu(skb, dev_net(skb->dev), info,
				 READ_ONCE(icmp->sk->sk_bound_dev_if),
				 seccomm_protocol);
	if (READ_ONCE(inet_sk(icmp->sk)->pmtudisc) == IP_PMTUDISC_DONT)
		return;
	icmp->err = EMSGSIZE;
	icmp->hard = true;
	icmp->info = info;
	ipv4_input->error(icmp);
}

static int ipv4_err(struct sk_buff *skb, u32 info)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct net *net = dev_net(skb->dev);
	struct seccomm_icmp icmp = {
		.origin = SO_EE_ORIGIN_ICMP,
		.type = icmp_hdr(skb)->type,
		.code = icmp_hdr(skb)->code,
	};
	bool found;
	int oif;

	ipv6_addr_set_v4mapped(iph->daddr, &icmp.to);
	ipv6_addr_set_v4mapped(ip_hdr(skb)->saddr, &icmp.from);
	/* icmp_socket_deliver() has made sure of the header and eight bytes. */
	__skb_pull(skb, iph->ihl * 4);
	found = ipv4_input->error_find(net, skb, &icmp);
	__skb_push(skb, (const u8 *)skb->data - (const u8 *)iph);
	if (!found)
		return -ENOENT;
	oif = READ_ONCE(icmp.sk->sk_bound_dev_if);
	if (icmp.type == ICMP_REDIRECT)
		ipv4_redirect(skb, net, oif, iph->protocol);
	else if (icmp.type == ICMP_DEST_UNREACH &&
		 icmp.code == ICMP_FRAG_NEEDED)
		ipv4_frag_needed(skb, &icmp, info);
	else if (ipv4_translate(&icmp))
		ipv4_input->error(&icmp);
	return 0;
}

/* seccomm_ipv4_init() sets @handler. */
static struct net_protocol ipv4_protocol = {
	.err_handler = ipv4_err,
};

const struct seccomm_transport seccomm_ipv4 = {
	.route = ipv4_route,
	.xmit = ipv4_xmit,
};

int seccomm_ipv4_init(const struct seccomm_transport_input *input)
{
	ipv4_input = input;
	ipv4_protocol.handler = input->receive;
	if (inet_add_protocol(&ipv4_protocol, seccomm_protocol)) {
		pr_err("IPv4 protocol %u is in use: load with protocol=N\n",
		       seccomm_protocol);
		return -EBUSY;
	}
	return 0;
}

void seccomm_ipv4_exit(void)
{
	inet_del_protocol(&ipv4_protocol, seccomm_protocol);
}
