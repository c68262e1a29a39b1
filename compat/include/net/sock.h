/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mem_cgroup_from_sk() returns the memory cgroup of a socket since 6.18; older kernels
 * have sk_memcg.
 */
#ifndef SECCOMM_COMPAT_NET_SOCK_H
#define SECCOMM_COMPAT_NET_SOCK_H

#include <linux/version.h>
#include_next <net/sock.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
static inline struct mem_cgroup *mem_cgroup_from_sk(const struct sock *sk)
{
#ifdef CONFIG_MEMCG
	return sk->sk_memcg;
#else
	return NULL;
#endif
}
#endif

#endif /* SECCOMM_COMPAT_NET_SOCK_H */
