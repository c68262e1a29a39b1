/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The queue of received messages, and a thread that waits for one.
 */
#ifndef SECCOMM_QUEUE_H
#define SECCOMM_QUEUE_H

#include <linux/skbuff.h>

struct sock;

/* Prepare the receive queue of @sk; called after sock_init_data(), whose callbacks it
 * wraps.
 */
void seccomm_queue_init(struct sock *sk);
/* Queue a message for the application. 0, -ENOMEM if the receive buffer is full, or
 * what the socket's filter or a security module says; on error @skb stays the caller's.
 * Under rcu_read_lock_bh().
 */
int seccomm_queue_add(struct sock *sk, struct sk_buff *skb);
/* Return the next message; wait for it as @flags and SO_RCVTIMEO say. NULL if the
 * socket is shut for receiving, or ERR_PTR() as __skb_recv_datagram() returns it. *@off
 * becomes the offset at which MSG_PEEK continues. Process context.
 */
struct sk_buff *seccomm_queue_get(struct sock *sk, int flags, int *off);

#endif /* SECCOMM_QUEUE_H */
