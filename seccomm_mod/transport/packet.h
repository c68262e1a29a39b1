/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading packets and routes of either IP version.
 */
#ifndef SECCOMM_PACKET_H
#define SECCOMM_PACKET_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/ipv6.h>
#include "transport/peer.h"

/* The cookie of a route, for dst_check(). */
u32 seccomm_route_cookie(const struct dst_entry *dst);
/* Addresses of a received packet, v4-mapped for IPv4. */
void seccomm_packet_source(const struct sk_buff *skb,
			   struct seccomm_peer *peer);
void seccomm_packet_destination(const struct sk_buff *skb,
				struct in6_addr *addr);
/* Is the source address of a received packet @addr, v4-mapped for IPv4? */
static __always_inline bool seccomm_packet_is_from(const struct sk_buff *skb,
						   const struct in6_addr *addr)
{
	if (ip_hdr(skb)->version == 4)
		return ipv6_addr_v4mapped(addr) &&
		       ip_hdr(skb)->saddr == addr->s6_addr32[3];
	return ipv6_addr_equal(&ipv6_hdr(skb)->saddr, addr);
}

/* Was a received packet sent to a broadcast or multicast address? */
bool seccomm_packet_to_many(const struct sk_buff *skb);

#endif /* SECCOMM_PACKET_H */
