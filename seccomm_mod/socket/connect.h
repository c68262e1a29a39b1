/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a socket is bound, and whom it is connected to.
 */
#ifndef SECCOMM_CONNECT_H
#define SECCOMM_CONNECT_H

#include <linux/net.h>
#include <linux/socket.h>

struct seccomm_peer;
struct seccomm_session;
struct sock;

int seccomm_bind(struct socket *sock, struct sockaddr_unsized *uaddr, int len);
int seccomm_connect(struct socket *sock, struct sockaddr_unsized *uaddr,
		    int len, int flags);
int seccomm_getname(struct socket *sock, struct sockaddr *uaddr, int peer);
int seccomm_shutdown(struct socket *sock, int how);

/* End all sessions of @sk, for release() and for connect() with AF_UNSPEC; if
 * @for_good, @sk accepts no further ones. Process context, may sleep.
 */
void seccomm_end_sessions(struct sock *sk, bool for_good);

/* Abort the connect() of @sk, whose session has ended: @sk becomes unconnected and its
 * error is @error, a positive errno. @sessions_lock held, sk_state is TCP_SYN_SENT; the
 * caller reports the error when it has dropped the lock.
 */
void seccomm_connect_over(struct sock *sk, int error);
/* Store in @peer where @msg goes, and bind @sk to a port if it has none. 0,
 * -EDESTADDRREQ, -EINVAL, -EAFNOSUPPORT or -EADDRINUSE. Process context.
 */
int seccomm_socket_prepare(struct sock *sk, struct msghdr *msg,
			   struct seccomm_peer *peer);

#endif /* SECCOMM_CONNECT_H */
