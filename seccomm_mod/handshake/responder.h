/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The side that accepts a session.
 */
#ifndef SECCOMM_RESPONDER_H
#define SECCOMM_RESPONDER_H

#include <linux/types.h>

struct in6_addr;
struct seccomm_exchange;
struct seccomm_net;
struct seccomm_peer;
struct seccomm_user_ops;
struct sk_buff;
struct sock;

/**
 * struct seccomm_acceptor_ops - operations of the owner of accepted sessions
 * @find: the socket that an OPEN to @local and @port from @peer is for, that came by
 *	the device @dif and by @sdif below it (see seccomm_on_device()), or NULL;
 *	reference taken. Any context.
 * @user: operations for its sessions
 */
struct seccomm_acceptor_ops {
	struct sock *(*find)(struct seccomm_net *snet,
			     const struct in6_addr *local, __be16 port,
			     const struct seccomm_peer *peer, int dif,
			     int sdif);
	const struct seccomm_user_ops *user;
};

/* Have @acceptor asked about the OPENs that come. To be called before the transports take
 * packets.
 */
void seccomm_responder_init(const struct seccomm_acceptor_ops *acceptor);

/* Is @skb, M1 with its SECCOMM_HS_CB(), from one host to another, and well-formed but for
 * its list? False: counted, and answered with a hint where there is one. Any context but
 * hardirq.
 */
bool seccomm_hs_open_is_whole(struct seccomm_net *snet, struct sk_buff *skb);
/* Take M1, in a packet that waited: make a session, whose exchange answers. Does not own
 * @skb. Called by the namespace's work.
 */
void seccomm_hs_open(struct seccomm_net *snet, struct sk_buff *skb);
/* Answer the M1 of @ex with M2, or end its session. False: methods wait, so call it again when
 * the work of @ex runs next. Called by that work.
 */
bool seccomm_hs_answer(struct seccomm_exchange *ex);

#endif /* SECCOMM_RESPONDER_H */
