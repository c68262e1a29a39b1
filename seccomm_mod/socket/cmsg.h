/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control messages of recvmsg(), which say how a message came.
 */
#ifndef SECCOMM_CMSG_H
#define SECCOMM_CMSG_H

#include "socket/socket.h"

/* Does recvmsg() tell more of a message than its body and sender? */
static inline bool seccomm_cmsg_asked(const struct sock *sk)
{
	return inet_cmsg_flags(inet_sk(sk)) ||
	       READ_ONCE(seccomm_sk(sk)->inet6.rxopt.all);
}

/* Tell it, as UDP does. Process context. */
void seccomm_cmsg_recv(const struct sock *sk, struct msghdr *msg,
		       const struct sk_buff *skb);

#endif /* SECCOMM_CMSG_H */
