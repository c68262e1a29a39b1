/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SOCK_CUSTOM_SOCKOPT makes the socket layer ask the family about options of SOL_SOCKET
 * since 6.7. An older socket layer ignores the bit and sets the options itself.
 */
#ifndef SECCOMM_COMPAT_LINUX_NET_H
#define SECCOMM_COMPAT_LINUX_NET_H

#include_next <linux/net.h>
#include <linux/version.h>

/* The bit is a macro or an enumerator, by the version. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#define SOCK_CUSTOM_SOCKOPT 6
#endif

#endif /* SECCOMM_COMPAT_LINUX_NET_H */
