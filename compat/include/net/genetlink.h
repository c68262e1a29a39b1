/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A multicast group asks for CAP_NET_ADMIN by a flag of its own since 6.7; older
 * kernels take the flag of operations.
 */
#ifndef SECCOMM_COMPAT_NET_GENETLINK_H
#define SECCOMM_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>

#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN GENL_UNS_ADMIN_PERM
#endif

#endif /* SECCOMM_COMPAT_NET_GENETLINK_H */
