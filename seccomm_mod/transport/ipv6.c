// SPDX-License-Identifier: GPL-2.0
/*
 * IPv6 as transport: routes, output, input, ICMPv6 errors.
 */
#include <linux/errqueue.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/addrconf.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/l3mdev.h>
#include <net/protocol.h>
#include <net/route.h>
#include "transport/ipv6.h"
#include "transport/transport.h"

/* Set by seccomm_ipv6_init(). */
static const struct seccomm_transport_input *ipv6_input;

/* Is @addr still an address of ours, in the VRF that @oif is in, or outside of VRFs if @oif
 * is 0 or in none? IPv4's look-up of output routes checks that by itself.
 */
static bool ipv6_is_local(struct net *net, const struct in6_addr *addr, int oif)
{
	struct rt6_info *rt;
	bool ret;

	rcu_read_lock();
	ret = ipv6_chk_addr(net, addr,
			    oif ? dev_get_by_index_rcu(net, oif) : NULL, 0);
	rcu_read_unlock();
	if (ret)
		return true;
	/* It may be of a prefix whose route makes all its addresses local. */
	oif = l3mdev_master_ifindex_by_index(net, oif);
	rt = rt6_lookup(net, addr, NULL, oif, NULL, 0);
	if (!rt)
		return false;
	ret = rt->rt6i_flags & RTF_LOCAL;
	ip6_rt_put(rt);
	return ret;
}

/* May @sk send from an address that is not ours? It may if IPV6_TRANSPARENT is set, or
 * if it is bound to such an address.
 */
static bool ipv6_foreign_source(struct net *net, struct sock *sk)
{
	if (seccomm_addr_any(&sk->sk_v6_rcv_saddr))
		return inet_sk_flowi_flags(sk) & FLOWI_FLAG_ANYSRC;
	return ipv6_can_nonlocal_bind(net, inet_sk(sk));
}

static struct dst_entry *ipv6_route(struct net *net, struct sock *sk, int oif,
				    struct in6_addr *local,
				    const struct seccomm_peer *peer)
{
	struct flowi6 fl6 = {
		.daddr = peer->addr,
		.saddr = *local,
		.flowi6_oif = peer->scope ?: oif,
		.flowi6_proto = seccomm_protocol,
	};
	struct dst_entry *dst;

	if (ipv6_addr_is_multicast(&peer->addr))
		return ERR_PTR(-EINVAL);
	if (sk && !fl6.flowi6_oif)
		fl6.flowi6_oif = READ_ONCE(sk->sk_bound_dev_if);
	if (!ipv6_addr_any(local) &&
	    !ipv6_is_local(net, local, fl6.flowi6_oif) &&
	    !(sk && ipv6_foreign_source(net, sk)))
		return ERR_PTR(-EADDRNOTAVAIL);
	if (sk) {
		fl6.flowlabel =
			ip6_make_flowinfo(READ_ONCE(inet6_sk(sk)->tclass), 0);
		fl6.flowi6_mark = READ_ONCE(sk->sk_mark);
		fl6.flowi6_uid = READ_ONCE(sk->sk_uid);
		fl6.flowi6_flags = inet_sk_flowi_flags(sk);
		security_sk_classify_flow(sk, flowi6_to_flowi_common(&fl6));
	}
	dst = ip6_dst_lookup_flow(net, sk, &fl6, NULL);
	if (!IS_ERR(dst))
		*local = fl6.saddr;
	return dst;
}

/* May IP cut a message? Only IPV6_MTU_DISCOVER forbids it; see seccomm_ip_whole_mtu(). */
static bool ipv6_ignore_df(const struct ipv6_pinfo *np)
{
	int discover = inet6_pmtudisc(np);

	return discover < IPV6_PMTUDISC_DO || discover == IPV6_PMTUDISC_OMIT;
}

/* The label of net.ipv6.auto_flowlabels. It is made of the packet's hash, which
 * seccomm_path_xmit() has set; other packets get a hash of their addresses.
 */
static __be32 ipv6_flow_label(struct net *net, struct sk_buff *skb,
			      const struct in6_addr *local,
			      const struct seccomm_peer *peer)
{
	if (!skb->sw_hash)
		__skb_set_sw_hash(skb,
				  ipv6_addr_hash(local) ^
					  ipv6_addr_hash(&peer->addr),
				  true);
	return ip6_make_flowlabel(net, skb, 0, ip6_default_np_autolabel(net),
				  NULL);
}

static int ipv6_xmit(struct net *net, struct sock *sk, struct sk_buff *skb,
		     struct dst_entry *dst, const struct in6_addr *local,
		     const struct seccomm_peer *peer)
{
	const struct inet_sock *inet = sk ? inet_sk(sk) : NULL;
	const struct ipv6_pinfo *np = sk ? inet6_sk(sk) : NULL;
	int hops = np ? inet6_hop_limit(np) : -1;
	struct ipv6hdr *hdr;
	int ret;

	skb_reset_transport_header(skb);
	hdr = __skb_push(skb, sizeof(*hdr));
	skb_reset_network_header(skb);
	memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
	ip6_flow_hdr(hdr, np ? READ_ONCE(np->tclass) : 0,
		     ipv6_flow_label(net, skb, local, peer));
	hdr->payload_len = htons(skb->len - sizeof(*hdr));
	hdr->nexthdr = seccomm_protocol;
	hdr->hop_limit = hops < 0 ? ip6_dst_hoplimit(dst) : hops;
	hdr->saddr = *local;
	hdr->daddr = peer->addr;
	skb->ignore_df = !np || ipv6_ignore_df(np);
	skb->protocol = htons(ETH_P_IPV6);
	if (inet) {
		skb->priority = READ_ONCE(sk->sk_priority);
		skb->mark = READ_ONCE(sk->sk_mark);
	}
	skb_dst_set_noref(skb, dst);
	ret = ip6_local_out(net, skb->sk, skb);
	return seccomm_xmit_errno(ret);
}

static int ipv6_err(struct sk_buff *skb, struct inet6_skb_parm *opt, u8 type,
		    u8 code, int offset, __be32 info)
{
	const struct ipv6hdr *hdr = (const struct ipv6hdr *)skb->data;
	struct net *net = dev_net(skb->dev);
	int dif = skb->dev->ifindex;
	struct seccomm_icmp icmp = {
		.to = hdr->daddr,
		.from = ipv6_hdr(skb)->saddr,
		.origin = SO_EE_ORIGIN_ICMP6,
		.type = type,
		.code = code,
		.info = be32_to_cpu(info),
	};
	struct sock *sk;
	bool found;
	int oif;

	if (!pskb_may_pull(skb, offset + 8))
		return -EINVAL;
	__skb_pull(skb, offset);
	found = ipv6_input->error_find(net, skb, &icmp);
	__skb_push(skb, offset);
	if (!found)
		return -ENOENT;
	sk = icmp.sk;
	if (type == NDISC_REDIRECT) {
		ip6_redirect(skb, net, dif, READ_ONCE(sk->sk_mark), sk->sk_uid);
		return 0;
	}
	oif = READ_ONCE(sk->sk_bound_dev_if) ?: (int)icmp.scope;
	if (type == ICMPV6_PKT_TOOBIG && ip6_sk_accept_pmtu(sk))
		ip6_update_pmtu(skb, net, info, oif, READ_ONCE(sk->sk_mark),
				sk->sk_uid);
	icmp.hard = icmpv6_err_convert(type, code, &icmp.err);
	/* A socket that lets messages be cut gets no error for the path's MTU. */
	if (type == ICMPV6_PKT_TOOBIG)
		icmp.hard = inet6_pmtudisc(inet6_sk(sk)) != IPV6_PMTUDISC_DONT;
	ipv6_input->error(&icmp);
	return 0;
}

/* seccomm_ipv6_init() sets @handler. */
static struct inet6_protocol ipv6_protocol = {
	.err_handler = ipv6_err,
	.flags = INET6_PROTO_FINAL,
};

const struct seccomm_transport seccomm_ipv6 = {
	.route = ipv6_route,
	.xmit = ipv6_xmit,
};

int seccomm_ipv6_init(const struct seccomm_transport_input *input)
{
	if (!ipv6_mod_enabled())
		return 0;
	ipv6_input = input;
	ipv6_protocol.handler = input->receive;
	if (inet6_add_protocol(&ipv6_protocol, seccomm_protocol)) {
		pr_err("IPv6 protocol %u is in use: load with protocol=N\n",
		       seccomm_protocol);
		return -EBUSY;
	}
	return 0;
}

void seccomm_ipv6_exit(void)
{
	if (ipv6_mod_enabled())
		inet6_del_protocol(&ipv6_protocol, seccomm_protocol);
}
