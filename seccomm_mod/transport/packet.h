/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading packets and routes of either IP version.
 */
#ifndef SECCOMM_PACKET_H
#define SECCOMM_PACKET_H

#include <linux/skbuff.h>
#include <net/dst.h>
#include "transport/peer.h"

/* The cookie of a route, for dst_check(). */
u32 seccomm_route_cookie(const struct dst_entry *dst);
/* Addresses of a received packet, v4-mapped for IPv4. */
void seccomm_packet_source(const struct sk_buff *skb,
			   struct seccomm_peer *peer);
void seccomm_packet_destination(const struct sk_buff *skb,
				struct in6_addr *addr);
/* Was a received packet sent to a broadcast or multicast address? */
bool seccomm_packet_to_many(const struct sk_buff *skb);

#endif /* SECCOMM_PACKET_H */
