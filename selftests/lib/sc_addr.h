/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses for the test programs: numeric, IPv4 becomes v4-mapped, as the
 * family wants them; ADDRESS%INTERFACE for a link-local one.
 */
#ifndef SC_ADDR_H
#define SC_ADDR_H

#include <arpa/inet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/seccomm.h>

#include "family.h"

static inline bool sc_addr(struct sockaddr_seccomm *a, const char *host,
			   const char *port)
{
	__u8 *v6 = a->ssc_addr.s6_addr;
	char *scope, copy[INET6_ADDRSTRLEN + IF_NAMESIZE];

	memset(a, 0, sizeof(*a));
	a->ssc_family = seccomm_family();
	a->ssc_port = htons(atoi(port));
	snprintf(copy, sizeof(copy), "%s", host);
	scope = strchr(copy, '%');
	if (scope) {
		*scope++ = 0;
		a->ssc_scope_id = if_nametoindex(scope);
	}
	if (inet_pton(AF_INET6, copy, v6) == 1)
		return true;
	v6[10] = 0xff;
	v6[11] = 0xff;
	return inet_pton(AF_INET, host, v6 + 12) == 1;
}

static inline const char *sc_host(const struct sockaddr_seccomm *a)
{
	static char buf[INET6_ADDRSTRLEN];
	const __u8 *v6 = a->ssc_addr.s6_addr;

	if (IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)v6))
		return inet_ntop(AF_INET, v6 + 12, buf, sizeof(buf));
	return inet_ntop(AF_INET6, v6, buf, sizeof(buf));
}

#endif /* SC_ADDR_H */
