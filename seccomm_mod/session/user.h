/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a session asks of whoever has it: a socket.
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
 * struct seccomm_user_ops - whoever has sessions
 * @stack: the stack of a session of @sk with @peer, a user's reference; or
 *	ERR_PTR(-EPERM: not for this user or peer, -ENOPROTOOPT: no rule at all).
 *	Process context; takes no lock that user space can hold up.
 * @admit: a session comes: 0, -ENOTCONN (closing), -ENOBUFS (too many). Process
 *	context.
 * @ended: @s has left the tables: nothing may point at it any more. Process context.
 * @opened: @stays is open: messages to its peer go by it. Under RCU. It is not stored
 *	if it has been unlinked.
 * @failed: the open of @s failed with @error, a positive errno. True: its peer is the
 *	one that the user is connected to, who tells the error, and @s does not; the
 *	caller reports it. Any context.
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
