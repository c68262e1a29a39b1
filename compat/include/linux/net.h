/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The flag of a socket whose family is asked about options of SOL_SOCKET: since 6.7.
 * An older socket layer sets them by itself, and looks at no such bit.
 */
#ifndef SECCOMM_COMPAT_LINUX_NET_H
#define SECCOMM_COMPAT_LINUX_NET_H

#include_next <linux/net.h>

#ifndef SOCK_CUSTOM_SOCKOPT
#define SOCK_CUSTOM_SOCKOPT 6
#endif

#endif /* SECCOMM_COMPAT_LINUX_NET_H */
