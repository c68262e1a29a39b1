// SPDX-License-Identifier: GPL-2.0
/*
 * Reading packets and routes of either IP version.
 */
#include <linux/ip.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/l3mdev.h>
#include <net/route.h>
#include "transport/packet.h"

void seccomm_packet_source(const struct sk_buff *skb, struct seccomm_peer *peer)
{
	memset(peer, 0, sizeof(*peer));
	if (ip_hdr(skb)->version == 4) {
		ipv6_addr_set_v4mapped(ip_hdr(skb)->saddr, &peer->addr);
		return;
	}
	peer->addr = ipv6_hdr(skb)->saddr;
	/* The link is below a VRF. queue_keep() has noted it for a packet that waited. */
	if (ipv6_addr_type(&peer->addr) & IPV6_ADDR_LINKLOCAL)
		peer->scope = !skb->dev	      ? skb->skb_iif :
			      inet6_sdif(skb) ?:
						skb->dev->ifindex;
}

void seccomm_packet_destination(const struct sk_buff *skb,
				struct in6_addr *addr)
{
	if (ip_hdr(skb)->version == 4)
		ipv6_addr_set_v4mapped(ip_hdr(skb)->daddr, addr);
	else
		*addr = ipv6_hdr(skb)->daddr;
}

bool seccomm_packet_to_many(const struct sk_buff *skb)
{
	if (ip_hdr(skb)->version == 4)
		return skb_rtable(skb)->rt_flags &
		       (RTCF_BROADCAST | RTCF_MULTICAST);
	return ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr);
}

u32 seccomm_route_cookie(const struct dst_entry *dst)
{
	if (dst->ops->family != AF_INET6)
		return 0;
	return rt6_get_cookie(container_of(dst, struct rt6_info, dst));
}
