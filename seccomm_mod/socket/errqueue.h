/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ICMP errors that wait to be told by MSG_ERRQUEUE.
 */
#ifndef SECCOMM_ERRQUEUE_H
#define SECCOMM_ERRQUEUE_H

#include <linux/socket.h>

struct seccomm_icmp;
struct seccomm_peer;
struct sock;

/* An error for MSG_ERRQUEUE about a message to @to; dropped where
 * memory or the receive buffer does not allow it. Any context.
 */
void seccomm_error_queue(struct sock *sk, const struct seccomm_peer *to,
			 const struct seccomm_icmp *icmp);
/* What recvmsg() gives with MSG_ERRQUEUE: 0 or -EAGAIN. Process context. */
int seccomm_error_recv(struct sock *sk, struct msghdr *msg);

#endif /* SECCOMM_ERRQUEUE_H */
