/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options of a socket at the level of IP are bit-fields before 6.6.
 */
#ifndef SECCOMM_COMPAT_NET_INET_SOCK_H
#define SECCOMM_COMPAT_NET_INET_SOCK_H

#include <linux/version.h>
#include_next <net/inet_sock.h>

/* Was IP_BIND_ADDRESS_NO_PORT set? */
static inline bool inet_bind_address_no_port(const struct sock *sk)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return inet_test_bit(BIND_ADDRESS_NO_PORT, sk);
#else
	return inet_sk(sk)->bind_address_no_port;
#endif
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
static inline unsigned long inet_cmsg_flags(const struct inet_sock *inet)
{
	return inet->cmsg_flags;
}
#endif

#endif /* SECCOMM_COMPAT_NET_INET_SOCK_H */
