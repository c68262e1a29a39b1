/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Origins: whom the bounds of half-open sessions and of M1s are counted by.
 */
#ifndef SECCOMM_ORIGIN_H
#define SECCOMM_ORIGIN_H

#include <linux/in6.h>
#include <linux/types.h>
#include <net/ipv6.h>

struct seccomm_peer;

/**
 * struct seccomm_origin - an IPv4 address, an IPv6 /64, or a link-local IPv6 address
 * @prefix: IPv6 or v4-mapped address; of a /64 the rest is zero
 * @scope: interface of a link-local address, else 0
 *
 * It has no padding, so its bytes may be hashed.
 */
struct seccomm_origin {
	struct in6_addr prefix;
	u32 scope;
};

/* Find the origin that @peer belongs to. A host has an IPv6 /64 to itself as easily as an
 * address. But all hosts of a link share fe80::/64, where one host would take the bounds
 * of all others: so a link-local address is an origin of its own, on its interface. Any
 * context.
 */
void seccomm_origin_of(const struct seccomm_peer *peer,
		       struct seccomm_origin *origin);

static inline bool seccomm_origin_equal(const struct seccomm_origin *a,
					const struct seccomm_origin *b)
{
	return ipv6_addr_equal(&a->prefix, &b->prefix) && a->scope == b->scope;
}

#endif /* SECCOMM_ORIGIN_H */
