// SPDX-License-Identifier: GPL-2.0
/*
 * A session's packets come by the same input route again and again: the path keeps it,
 * and a hook gives it to the next packet before IP looks for one. IP's own early look is
 * for TCP and UDP alone; a PRE_ROUTING hook does as well. The hook runs last, behind
 * filters and address translation, and exists only in namespaces that have had a SecComm
 * socket.
 *
 * A packet must go the way that IP would find for it. Without rules of the
 * administrator's that depends on addresses, the device, IPv4's type of service and
 * rp_filter, which are compared, and on tables, whose changes dst_check() notices.
 * Rules may depend on more, as a mark, which filters behind the routing may change
 * before it could be kept: where there are rules, IP looks each time. So it
 * does where net.ipv4.ip_early_demux is 0.
 */
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/slab.h>
#include <net/dst.h>
#include <net/inet_dscp.h>
#include <net/ip.h>
#include <net/ip6_fib.h>
#include <net/ip_fib.h>
#include <net/ipv6.h>
#include "netns.h"
#include "transport/input_route.h"
#include "transport/packet.h"
#include "transport/transport.h"
#include "wire.h"

/* Set by seccomm_input_route_init(). */
static const struct seccomm_transport_input *path_input;

/* Serializes the registration of hooks. */
static DEFINE_MUTEX(hooks_mutex);

void seccomm_input_route_free(struct seccomm_input_route *route)
{
	if (!route)
		return;
	/* RCU frees both, since packets on their way may yet look at them. */
	dst_release(route->dst);
	kfree_rcu(route, rcu);
}

static u8 input_dscp(const struct iphdr *iph)
{
	return iph->tos & INET_DSCP_MASK;
}

/* rp_filter of an IPv4 packet's device. Under RCU. */
static int input_rp_filter(const struct net_device *dev)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);

	return in_dev ? IN_DEV_RPFILTER(in_dev) : 0;
}

static bool input_on_path(const struct seccomm_path *path,
			  const struct sk_buff *skb)
{
	struct seccomm_peer from;
	struct in6_addr to;

	seccomm_packet_source(skb, &from);
	seccomm_packet_destination(skb, &to);
	return ipv6_addr_equal(&from.addr, &path->remote.addr) &&
	       ipv6_addr_equal(&to, &path->local);
}

void seccomm_input_route_learn(struct seccomm_path *path,
			       const struct sk_buff *skb)
{
	struct seccomm_input_route *old, *new;
	struct dst_entry *dst = skb_dst(skb);

	/* A route is kept for a second at least, in case that packets come by two ways in
	 * turn.
	 */
	old = rcu_dereference(path->input_route);
	if ((old && time_before(jiffies, old->born + HZ)) || !dst ||
	    !input_on_path(path, skb))
		return;
	new = kmalloc(sizeof(*new), GFP_ATOMIC);
	if (!new)
		return;
	if (!dst_hold_safe(dst)) {
		kfree(new);
		return;
	}
	new->dst = dst;
	new->iif = skb->dev->ifindex;
	new->unfit = false;
	new->tos = 0;
	new->rp_filter = 0;
	if (ip_hdr(skb)->version == 4) {
		new->tos = input_dscp(ip_hdr(skb));
		new->rp_filter = input_rp_filter(skb->dev);
	}
	new->cookie = seccomm_route_cookie(dst);
	new->born = jiffies;
	spin_lock_bh(&path->lock);
	old = rcu_replace_pointer(path->input_route, new,
				  lockdep_is_held(&path->lock));
	spin_unlock_bh(&path->lock);
	seccomm_input_route_free(old);
}

/* The path of a data message, whose base header is @offset bytes into the packet. NULL,
 * also where the header is not in linear memory: IP looks for a route.
 */
static __always_inline struct seccomm_path *
input_find_path(struct net *net, const struct sk_buff *skb, unsigned int offset)
{
	const struct seccomm_hdr *hdr = (const void *)(skb->data + offset);

	if (unlikely(skb_headlen(skb) < offset + sizeof(*hdr)) ||
	    hdr->ver_type != seccomm_ver_type(SECCOMM_MSG_DATA))
		return NULL;
	return path_input->path(net, be32_to_cpu(hdr->index));
}

/* Give @skb the kept route of @path, if it fits. The route of an IPv6 packet depends on
 * neither @tos nor @rp_filter, which are 0.
 */
static __always_inline void input_set_route(struct sk_buff *skb,
					    const struct seccomm_path *path,
					    int iif, u8 tos, int rp_filter)
{
	struct seccomm_input_route *route = rcu_dereference(path->input_route);
	struct dst_entry *dst;

	if (!route || route->iif != iif)
		return;
	if (unlikely(route->tos != tos || route->rp_filter != rp_filter)) {
		WRITE_ONCE(route->unfit, true);
		return;
	}
	dst = dst_check(route->dst, route->cookie);
	if (dst)
		skb_dst_set_noref(skb, dst);
}

static unsigned int input_hook4(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	const struct iphdr *iph = ip_hdr(skb);
	const struct seccomm_path *path;

	if (likely(iph->protocol != seccomm_protocol) ||
	    iph->ihl != sizeof(*iph) / 4 || ip_is_fragment(iph) ||
	    skb_dst(skb) || fib4_has_custom_rules(state->net) ||
	    !READ_ONCE(state->net->ipv4.sysctl_ip_early_demux))
		return NF_ACCEPT;
	path = input_find_path(state->net, skb, sizeof(*iph));
	if (path && ipv6_addr_v4mapped(&path->remote.addr) &&
	    path->remote.addr.s6_addr32[3] == iph->saddr &&
	    path->local.s6_addr32[3] == iph->daddr)
		input_set_route(skb, path, state->in->ifindex, input_dscp(iph),
				input_rp_filter(state->in));
	return NF_ACCEPT;
}

static unsigned int input_hook6(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	const struct ipv6hdr *hdr = ipv6_hdr(skb);
	const struct seccomm_path *path;

	/* The sysctl is for both IP versions. */
	if (likely(hdr->nexthdr != seccomm_protocol) || skb_dst(skb) ||
	    fib6_has_custom_rules(state->net) ||
	    !READ_ONCE(state->net->ipv4.sysctl_ip_early_demux))
		return NF_ACCEPT;
	path = input_find_path(state->net, skb, sizeof(*hdr));
	if (path && ipv6_addr_equal(&path->remote.addr, &hdr->saddr) &&
	    ipv6_addr_equal(&path->local, &hdr->daddr))
		input_set_route(skb, path, state->in->ifindex, 0, 0);
	return NF_ACCEPT;
}

/* The hook of IPv6 is last, so that it is left out where IPv6 is off. */
static const struct nf_hook_ops hooks[] = {
	{
		.hook = input_hook4,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = INT_MAX,
	},
	{
		.hook = input_hook6,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = INT_MAX,
	},
};

static unsigned int input_n_hooks(void)
{
	return ipv6_mod_enabled() ? ARRAY_SIZE(hooks) : 1;
}

int seccomm_input_route_enable(struct seccomm_net *snet)
{
	int err = 0;

	/* Pairs with the release below; hooks stay until the namespace goes. */
	if (likely(smp_load_acquire(&snet->has_hooks)))
		return 0;
	mutex_lock(&hooks_mutex);
	if (!snet->has_hooks) {
		err = nf_register_net_hooks(snet->net, hooks, input_n_hooks());
		if (!err) /* pairs with the acquire above */
			smp_store_release(&snet->has_hooks, true);
	}
	mutex_unlock(&hooks_mutex);
	return err;
}

void seccomm_input_route_net_exit(struct seccomm_net *snet)
{
	if (snet->has_hooks)
		nf_unregister_net_hooks(snet->net, hooks, input_n_hooks());
}

void seccomm_input_route_init(const struct seccomm_transport_input *input)
{
	path_input = input;
}
