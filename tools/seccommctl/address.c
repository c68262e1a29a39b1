// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses and prefixes as text; IPv4 ones are v4-mapped inside.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seccommctl.h"

#define MAPPED_BITS 96

static void clear_host_bits(struct prefix *p)
{
	int i;

	for (i = p->len; i < 128; i++)
		p->addr.s6_addr[i / 8] &= ~(0x80 >> i % 8);
}

bool prefix_parse(const char *text, struct prefix *p)
{
	char addr[INET6_ADDRSTRLEN];
	const char *slash = strchrnul(text, '/');
	unsigned long bits = 128;
	struct in6_addr given;
	struct in_addr v4;

	memset(p, 0, sizeof(*p));
	if (!strcmp(text, "any") || !strcmp(text, "all"))
		return true;
	if (slash - text >= sizeof(addr))
		goto bad;
	snprintf(addr, sizeof(addr), "%.*s", (int)(slash - text), text);
	if (inet_pton(AF_INET, addr, &v4) == 1) {
		if (*slash &&
		    !get_number(slash + 1, "prefix length", 0, 32, &bits))
			return false;
		memset(p->addr.s6_addr + 10, 0xff, 2);
		memcpy(p->addr.s6_addr + 12, &v4, sizeof(v4));
		p->len = *slash ? MAPPED_BITS + bits : 128;
	} else if (inet_pton(AF_INET6, addr, &p->addr) == 1) {
		if (*slash &&
		    !get_number(slash + 1, "prefix length", 0, 128, &bits))
			return false;
		p->len = bits;
	} else {
		goto bad;
	}
	given = p->addr;
	clear_host_bits(p);
	if (!memcmp(&given, &p->addr, sizeof(given)))
		return true;
	fail("\"%s\" has bits behind its prefix", text);
	return false;
bad:
	fail("\"%s\" is no address or prefix", text);
	return false;
}

const char *address_text(const struct in6_addr *addr)
{
	static char text[2][INET6_ADDRSTRLEN];
	static int turn;

	turn = !turn;
	if (IN6_IS_ADDR_V4MAPPED(addr))
		inet_ntop(AF_INET, addr->s6_addr + 12, text[turn],
			  sizeof(text[turn]));
	else
		inet_ntop(AF_INET6, addr, text[turn], sizeof(text[turn]));
	return text[turn];
}

const char *prefix_text(const struct in6_addr *addr, __u8 len)
{
	static char text[INET6_ADDRSTRLEN + 4];
	bool v4 = IN6_IS_ADDR_V4MAPPED(addr) && len >= MAPPED_BITS;

	if (!len)
		return "any";
	if (len == 128)
		return address_text(addr);
	snprintf(text, sizeof(text), "%s/%d", address_text(addr),
		 v4 ? len - MAPPED_BITS : len);
	return text;
}
