/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Capability that a multicast group asks for: kernels before 6.7 say it with
 * the flag of operations.
 */
#ifndef SECCOMM_COMPAT_NET_GENETLINK_H
#define SECCOMM_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>

#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN GENL_UNS_ADMIN_PERM
#endif

#endif /* SECCOMM_COMPAT_NET_GENETLINK_H */
