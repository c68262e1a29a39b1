/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options at SOL_SOCKET.
 */
#ifndef SECCOMM_SOCKOPT_H
#define SECCOMM_SOCKOPT_H

#include <linux/net.h>
#include <linux/sockptr.h>

/* Set an option at SOL_SOCKET. -ENOPROTOOPT or -EOPNOTSUPP for an option that
 * AF_SECCOMM does not implement. Process context.
 */
int seccomm_sock_setsockopt(struct socket *sock, int optname, sockptr_t optval,
			    unsigned int optlen);

#endif /* SECCOMM_SOCKOPT_H */
