/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables of settings are registered with their size; kernels before 6.6 look
 * for an empty entry behind the last.
 */
#ifndef SECCOMM_COMPAT_NET_NET_NAMESPACE_H
#define SECCOMM_COMPAT_NET_NET_NAMESPACE_H

#include_next <net/net_namespace.h>

#ifndef register_net_sysctl
#define register_net_sysctl_sz(net, path, table, size) \
	register_net_sysctl(net, path, table)
#endif

#endif /* SECCOMM_COMPAT_NET_NET_NAMESPACE_H */
