/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address that bind() and connect() take has a type of its own since 6.19.
 */
#ifndef SECCOMM_COMPAT_LINUX_SOCKET_H
#define SECCOMM_COMPAT_LINUX_SOCKET_H

#include <linux/version.h>
#include_next <linux/socket.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define sockaddr_unsized sockaddr
#endif

#endif /* SECCOMM_COMPAT_LINUX_SOCKET_H */
