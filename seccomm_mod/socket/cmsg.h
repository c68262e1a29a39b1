/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control messages of recvmsg(), which say how a message came.
 */
#ifndef SECCOMM_CMSG_H
#define SECCOMM_CMSG_H

#include "socket/socket.h"

/* Has an option of IP or IPv6 asked recvmsg() for control messages? */
static inline bool seccomm_cmsg_asked(const struct sock *sk)
{
	return inet_cmsg_flags(inet_sk(sk)) ||
	       READ_ONCE(seccomm_sk(sk)->inet6.rxopt.all);
}

/* Add the control messages that were asked for to @msg, as UDP does. Process context. */
void seccomm_cmsg_recv(const struct sock *sk, struct msghdr *msg,
		       const struct sk_buff *skb);

#endif /* SECCOMM_CMSG_H */
