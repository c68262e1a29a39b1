// SPDX-License-Identifier: GPL-2.0
/*
 * Origins: whom the bounds of half-open sessions and of M1s are counted by.
 */
#include <kunit/visibility.h>
#include "handshake/origin.h"
#include "transport/peer.h"

/* Bits of an IPv6 address that tell origins apart. */
#define ORIGIN_PREFIX 64

void seccomm_origin_of(const struct seccomm_peer *peer,
		       struct seccomm_origin *origin)
{
	bool whole = ipv6_addr_v4mapped(&peer->addr) ||
		     ipv6_addr_type(&peer->addr) & IPV6_ADDR_LINKLOCAL;

	ipv6_addr_prefix(&origin->prefix, &peer->addr,
			 whole ? 128 : ORIGIN_PREFIX);
	origin->scope = peer->scope;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_origin_of);
