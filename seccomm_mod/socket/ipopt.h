/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options at the levels of IP and IPv6.
 */
#ifndef SECCOMM_IPOPT_H
#define SECCOMM_IPOPT_H

#include <linux/sockptr.h>

struct seccomm_session;
struct sock;

/* Set and get options at the levels of IP and IPv6, as UDP does. Process context. */
int seccomm_ip_setsockopt(struct sock *sk, int level, int optname,
			  sockptr_t optval, unsigned int optlen);
int seccomm_ip_getsockopt(struct sock *sk, int level, int optname,
			  char __user *optval, int __user *optlen);
/* The longest packet, IP's header included, that a message of @s may become if @sk
 * forbids fragments; UINT_MAX if it does not. Process context.
 */
unsigned int seccomm_ip_whole_mtu(const struct sock *sk,
				  const struct seccomm_session *s);

#endif /* SECCOMM_IPOPT_H */
