/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The side that accepts.
 */
#ifndef SECCOMM_RESPONDER_H
#define SECCOMM_RESPONDER_H

#include <linux/types.h>

struct in6_addr;
struct seccomm_confirm;
struct seccomm_exchange;
struct seccomm_net;
struct seccomm_peer;
struct seccomm_user_ops;
struct sk_buff;
struct sock;

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
void seccomm_responder_init(const struct seccomm_acceptor_ops *acceptor);

/* M1 came, in a packet that waited: make a session, whose exchange answers. Does not own
 * @skb. The namespace's work.
 */
void seccomm_hs_open(struct seccomm_net *snet, struct sk_buff *skb);
/* Answer @ex's M1 with M2, or end its session. @ex's work. */
void seccomm_hs_answer(struct seccomm_exchange *ex);
/* M3 came for @ex, which the peer has begun. @ex's work. */
void seccomm_hs_confirm(struct seccomm_exchange *ex,
			const struct seccomm_confirm *m3);

#endif /* SECCOMM_RESPONDER_H */
