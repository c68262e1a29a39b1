/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a socket receives.
 */
#ifndef SECCOMM_RECV_H
#define SECCOMM_RECV_H

#include <linux/net.h>

struct seccomm_peer;
struct seccomm_session;
struct sk_buff;
struct sock;

/* Implements seccomm_user_ops.deliver. */
int seccomm_deliver(struct seccomm_session *s, struct sk_buff *skb);
/* Store @peer in msg_name, which must not be NULL, for recvmsg(). */
void seccomm_name_put(const struct sock *sk, struct msghdr *msg,
		      const struct seccomm_peer *peer);
int seccomm_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
		    int flags);

#endif /* SECCOMM_RECV_H */
