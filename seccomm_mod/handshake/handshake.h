/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pre-shared handshake.
 */
#ifndef SECCOMM_HANDSHAKE_H
#define SECCOMM_HANDSHAKE_H

#include <linux/types.h>

struct in6_addr;
struct net;
struct seccomm_net;
struct seccomm_peer;
struct seccomm_stack;
struct seccomm_user_ops;
struct sk_buff;
struct sock;
struct work_struct;

/**
 * struct seccomm_acceptor_ops - who accepts what others open
 * @find: the socket that an OPEN to @local and @port from @peer is for, that came by
 *	the device @dif and by @sdif below it (see seccomm_on_device()), or NULL;
 *	reference taken. Any context.
 * @user: what its sessions ask of it
 */
struct seccomm_acceptor_ops {
	struct sock *(*find)(struct seccomm_net *snet,
			     const struct in6_addr *local, __be16 port,
			     const struct seccomm_peer *peer, int dif,
			     int sdif);
	const struct seccomm_user_ops *user;
};

/* Have @acceptor asked for what comes; before the transports are there. */
void seccomm_handshake_init(const struct seccomm_acceptor_ops *acceptor);

/* How sessions get their keys by it. */
extern const struct seccomm_exchange_ops seccomm_handshake_ops;

/* Are all secrets towards @peer there, or somebody who could provide them? 0 or
 * -ENOKEY, -ENOMEM, -ENOPROTOOPT (no stack, or a type of it is retired). Process
 * context.
 */
int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer);
/* A handshake message came, headers checked, at skb->data; softirq. Owns skb. */
void seccomm_handshake_receive(struct seccomm_net *snet, struct sk_buff *skb);
/* The namespace's @handshake_work: takes the messages that came. */
void seccomm_handshake_work(struct work_struct *work);

#endif /* SECCOMM_HANDSHAKE_H */
