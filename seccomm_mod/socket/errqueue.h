/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Errors that are queued for MSG_ERRQUEUE.
 */
#ifndef SECCOMM_ERRQUEUE_H
#define SECCOMM_ERRQUEUE_H

#include <linux/socket.h>

struct seccomm_icmp;
struct seccomm_peer;
struct sock;

/* Queue @icmp, an error about a message to @to, for MSG_ERRQUEUE; without memory or
 * room in the receive buffer it is lost. Any context.
 */
void seccomm_error_queue(struct sock *sk, const struct seccomm_peer *to,
			 const struct seccomm_icmp *icmp);
/* Return a queued error in @msg, for recvmsg() with MSG_ERRQUEUE. 0 or -EAGAIN. Process
 * context.
 */
int seccomm_error_recv(struct sock *sk, struct msghdr *msg);

#endif /* SECCOMM_ERRQUEUE_H */
