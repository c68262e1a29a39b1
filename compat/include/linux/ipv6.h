/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hop limit and path MTU discovery of a socket are bit-fields before 6.8, which
 * READ_ONCE() and WRITE_ONCE() refuse.
 */
#ifndef SECCOMM_COMPAT_LINUX_IPV6_H
#define SECCOMM_COMPAT_LINUX_IPV6_H

#include <linux/version.h>
#include_next <linux/ipv6.h>

/* The hop limit that the owner of @np asked for, -1 for the route's. */
static inline int inet6_hop_limit(const struct ipv6_pinfo *np)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	return READ_ONCE(np->hop_limit);
#else
	return np->hop_limit;
#endif
}

static inline void inet6_set_hop_limit(struct ipv6_pinfo *np, int hops)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	WRITE_ONCE(np->hop_limit, hops);
#else
	np->hop_limit = hops;
#endif
}

/* The value that IPV6_MTU_DISCOVER was set to. */
static inline int inet6_pmtudisc(const struct ipv6_pinfo *np)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	return READ_ONCE(np->pmtudisc);
#else
	return np->pmtudisc;
#endif
}

static inline void inet6_set_pmtudisc(struct ipv6_pinfo *np, int val)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	WRITE_ONCE(np->pmtudisc, val);
#else
	np->pmtudisc = val;
#endif
}

#endif /* SECCOMM_COMPAT_LINUX_IPV6_H */
