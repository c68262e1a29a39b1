/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options at SOL_SOCKET: those that are honoured.
 */
#ifndef SECCOMM_SOCKOPT_H
#define SECCOMM_SOCKOPT_H

#include <linux/net.h>
#include <linux/sockptr.h>

/* Options at SOL_SOCKET. -ENOPROTOOPT or -EOPNOTSUPP for one that is not
 * honoured. Process context.
 */
int seccomm_sock_setsockopt(struct socket *sock, int optname, sockptr_t optval,
			    unsigned int optlen);

#endif /* SECCOMM_SOCKOPT_H */
