/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The socket of the family, and where its ports are kept.
 */
#ifndef SECCOMM_SOCKET_H
#define SECCOMM_SOCKET_H

#include <linux/rcuwait.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include "linux/seccomm.h"
#include "session/session.h"
#include "session/batch.h"

/**
 * struct seccomm_sock - an AF_SECCOMM socket
 * @inet: first, since IP's output reads it whatever the family; its sk_v6_rcv_saddr is
 *	the bound address, unspecified: any
 * @inet6: what inet.pinet6 points to, for the same reason
 * @cred: who made it; what the policy asks
 * @stack: chosen stack, a user's reference, or NULL: the policy's; changed under
 *	lock_sock() and @sessions_lock, read under either
 * @stack_exempt: @stack was chosen with CAP_NET_ADMIN: no rule is asked; likewise
 * @session: connected: the session in use; RCU, changed under @sessions_lock
 * @sessions_lock: protects @sessions, @no_more, and what connect() changes
 * @sessions: all its sessions
 * @n_sessions: how many; under @sessions_lock
 * @no_more: takes no more sessions
 * @sport: bound port, network order, 0: none
 * @peer: connected to it; changed under lock_sock() and @sessions_lock, read under
 *	either
 * @connected: @peer is set; changed under @sessions_lock
 * @attempt: changes with every connect(), that to AF_UNSPEC included, so that one
 *	that waits sees that another thread's has taken its place; under
 *	@sessions_lock
 * @bound: bind() was called: accepts sessions while unconnected; changed under
 *	lock_sock(), read without
 * @by_port: in the namespace's table of ports
 * @v6only_set: IPV6_V6ONLY was set: the sysctl bindv6only does not count
 * @whole: IP_MTU_DISCOVER, IPV6_MTU_DISCOVER or IPV6_DONTFRAG forbids fragments
 * @dontfrag6: IPV6_DONTFRAG
 * @recverr4: ICMP errors are queued for MSG_ERRQUEUE (IP_RECVERR)
 * @recverr6: ICMPv6 errors are (IPV6_RECVERR)
 * @opening: serializes the making of sessions towards peers; the session's timer takes
 *	it, which serves others: its holder waits for nothing that user space could
 *	hold up
 * @refused: index of the last session to an address given whose lane refused a
 *	message for want of room, for poll(); 0: none
 * @batch: messages that others follow at once
 * @reader: a thread that waits for messages, see queue.c
 * @reader_bits: bit 0: @reader is taken
 * @state_change: what @inet.sk's did before queue.c
 * @error_report: the same
 */
struct seccomm_sock {
	struct inet_sock inet;
	struct ipv6_pinfo inet6;
	const struct cred *cred;
	struct seccomm_stack *stack;
	bool stack_exempt;
	struct seccomm_session __rcu *session;
	spinlock_t sessions_lock; /* see above */
	struct list_head sessions;
	unsigned int n_sessions;
	bool no_more;
	__be16 sport;
	struct seccomm_peer peer;
	bool connected;
	unsigned int attempt;
	bool bound;
	bool v6only_set;
	bool whole;
	bool dontfrag6;
	bool recverr4;
	bool recverr6;
	struct hlist_node by_port;
	struct mutex opening; /* see above */
	u32 refused;
	struct seccomm_batch batch;
	struct rcuwait reader;
	unsigned long reader_bits;
	void (*state_change)(struct sock *sk);
	void (*error_report)(struct sock *sk);
};

static inline struct seccomm_sock *seccomm_sk(const struct sock *sk)
{
	return (struct seccomm_sock *)sk;
}

/**
 * struct seccomm_rxcb - what recvmsg() needs of a queued message, in skb->cb
 * @from: the sender
 * @local: the address of ours that it was sent to
 * @tos: its type of service or traffic class
 * @ttl: its time to live or hop limit when it came
 */
struct seccomm_rxcb {
	struct seccomm_peer from;
	struct in6_addr local;
	u8 tos;
	u8 ttl;
};

#define SECCOMM_RXCB(skb) ((struct seccomm_rxcb *)(skb)->cb)

/* What send() and recv() heed, or what has no meaning for a datagram. Other flags
 * are refused. MSG_BATCH, MSG_CMSG_COMPAT and MSG_SPLICE_PAGES are the kernel's own.
 */
#define SECCOMM_SEND_FLAGS                                                    \
	(MSG_BATCH | MSG_CMSG_COMPAT | MSG_CONFIRM | MSG_DONTWAIT | MSG_EOR | \
	 MSG_NOSIGNAL | MSG_SPLICE_PAGES | MSG_WAITALL)
#define SECCOMM_RECV_FLAGS                                                  \
	(MSG_CMSG_CLOEXEC | MSG_CMSG_COMPAT | MSG_DONTWAIT | MSG_NOSIGNAL | \
	 MSG_PEEK | MSG_TRUNC | MSG_WAITALL | MSG_WAITFORONE)

int seccomm_socket_init(void);
/* No new sockets; then, when the last one's memory is gone, no protocol. */
void seccomm_socket_exit(void);
void seccomm_proto_exit(void);
/* AF number in use; a module parameter. */
extern int seccomm_family;

#endif /* SECCOMM_SOCKET_H */
