/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The traffic class of an IPv4 flow has a type of its own since 6.18.
 */
#ifndef SECCOMM_COMPAT_NET_FLOW_H
#define SECCOMM_COMPAT_NET_FLOW_H

#include <linux/version.h>
#include <net/inet_dscp.h>
#include_next <net/flow.h>

/* Let @fl4 be routed as packets with the DS field @dsfield are. */
static inline void flowi4_set_dscp(struct flowi4 *fl4, __u8 dsfield)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
	fl4->flowi4_dscp = inet_dsfield_to_dscp(dsfield);
#else
	fl4->flowi4_tos = dsfield & INET_DSCP_MASK;
#endif
}

#endif /* SECCOMM_COMPAT_NET_FLOW_H */
