/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The other end of a session, and addresses of both IP versions.
 */
#ifndef SECCOMM_PEER_H
#define SECCOMM_PEER_H

#include <linux/in6.h>
#include <linux/types.h>
#include <net/ipv6.h>

/**
 * struct seccomm_peer - the other end of a session
 * @addr: IPv6 or v4-mapped address
 * @port: network order
 * @scope: interface of a link-local address, else 0
 */
struct seccomm_peer {
	struct in6_addr addr;
	__be16 port;
	u32 scope;
};

/* Is @addr unspecified, in either family? */
static inline bool seccomm_addr_any(const struct in6_addr *addr)
{
	return ipv6_addr_any(addr) ||
	       (ipv6_addr_v4mapped(addr) && !addr->s6_addr32[3]);
}

#endif /* SECCOMM_PEER_H */
