/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options of a socket at SOL_SECCOMM; those of other levels are passed on.
 */
#ifndef SECCOMM_OPTIONS_H
#define SECCOMM_OPTIONS_H

#include <linux/net.h>
#include <linux/sockptr.h>

struct seccomm_stack;
struct sock;

/* Make @stack the socket's choice, NULL for none; takes over a user's reference on
 * @stack. If @exempt, seccomm_policy_stack() asks no rule. lock_sock() held, or nobody
 * else has the socket.
 */
void seccomm_choose_stack(struct sock *sk, struct seccomm_stack *stack,
			  bool exempt);

int seccomm_setsockopt(struct socket *sock, int level, int optname,
		       sockptr_t optval, unsigned int optlen);
int seccomm_getsockopt(struct socket *sock, int level, int optname,
		       char __user *optval, int __user *optlen);

#endif /* SECCOMM_OPTIONS_H */
