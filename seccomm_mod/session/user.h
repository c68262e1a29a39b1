/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a session asks of its owner, a socket.
 */
#ifndef SECCOMM_USER_H
#define SECCOMM_USER_H

#include <linux/types.h>

struct seccomm_icmp;
struct seccomm_peer;
struct seccomm_session;
struct seccomm_stack;
struct sk_buff;
struct sock;

/**
 * struct seccomm_user_ops - operations of an owner of sessions
 * @stack: the stack of a session of @sk with @peer, a user's reference; or
 *	ERR_PTR(-EPERM: not for this user or peer, -ENOPROTOOPT: no rule at all).
 *	Process context; takes no lock that user space can hold up.
 * @admit: take @s among the owner's sessions: 0, -ENOTCONN (the owner takes no more),
 *	-ENOBUFS (it has too many). Process context.
 * @ended: @s has left the tables: nothing may point at it any more. Process context.
 * @opened: messages to the peer of @stays go by @stays, which is open. A session that has
 *	been unlinked is not stored. Under RCU.
 * @failed: opening @s failed with @error, a positive errno. True: the owner is connected
 *	to the peer of @s and has taken the error over from @s; the caller calls
 *	sk_error_report(). Any context.
 * @reopen: another session beside @s, in state KEYLESS, if nobody opens one yet; with
 *	a reference, NULL, or ERR_PTR() if there can be none. Process context.
 * @deliver: a message of @s for the application, at skb->data. 0; else @skb stays the
 *	caller's: -ESHUTDOWN (nothing is received any more), -EISCONN (connected to
 *	another peer), -ENOMEM or -ENOBUFS (no room), or what a filter says. Softirqs
 *	off.
 * @error: an ICMP error about a packet of @s, which is open. Softirq.
 */
struct seccomm_user_ops {
	struct seccomm_stack *(*stack)(struct sock *sk,
				       const struct seccomm_peer *peer);
	int (*admit)(struct seccomm_session *s);
	void (*ended)(struct seccomm_session *s);
	void (*opened)(struct seccomm_session *stays);
	bool (*failed)(struct seccomm_session *s, int error);
	struct seccomm_session *(*reopen)(struct seccomm_session *s);
	int (*deliver)(struct seccomm_session *s, struct sk_buff *skb);
	void (*error)(struct seccomm_session *s,
		      const struct seccomm_icmp *icmp);
};

#endif /* SECCOMM_USER_H */
