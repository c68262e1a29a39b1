/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The socket of the family.
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
 * @inet: IPv4's part of the socket. It is first, because IP's output functions cast the
 *	struct sock to it whatever the family. Its sk_v6_rcv_saddr is the bound address;
 *	an unspecified one stands for any
 * @inet6: IPv6's part, which inet.pinet6 points to, because IPv6's output functions
 *	read it
 * @cred: credentials of the task that made the socket; rule_allows() checks them
 * @stack: stack that SECCOMM_STACK chose, with a user's reference, or NULL if the
 *	policy chooses; changed under lock_sock() and @sessions_lock, read under either
 * @stack_exempt: @stack was chosen with CAP_NET_ADMIN, so that seccomm_policy_stack()
 *	asks no rule; protected as @stack is
 * @session: session that a connected socket's messages go by, or NULL; read under RCU,
 *	changed under @sessions_lock
 * @sessions_lock: protects @stack, @session, @sessions, @n_sessions, @no_more, @peer,
 *	@connected, @attempt and changes of sk_state
 * @sessions: all sessions of the socket, linked by in_socket
 * @n_sessions: number of @sessions, which user_admit() bounds; under @sessions_lock
 * @no_more: user_admit() refuses further sessions, since the socket is being released;
 *	under @sessions_lock
 * @sport: bound port in network order; 0: none
 * @peer: peer that the socket is connected to, valid if @connected; changed under
 *	lock_sock() and @sessions_lock, read under either
 * @connected: connect() has set @peer; changed under @sessions_lock
 * @attempt: number of the latest connect(), calls with AF_UNSPEC included, by which
 *	connect_verdict() sees that another thread's connect() has replaced the one that
 *	it waits for; under @sessions_lock
 * @bound: bind() was called, so that port_peer_fits() lets the unconnected socket
 *	accept sessions; changed under lock_sock(), read without
 * @by_port: link in the namespace's table of ports, see port.c
 * @v6only_set: IPV6_V6ONLY was set, so that seccomm_bind() does not take the value of
 *	the sysctl bindv6only
 * @whole: IP_MTU_DISCOVER, IPV6_MTU_DISCOVER or IPV6_DONTFRAG forbids fragments, so
 *	that send_on() checks the length of each message
 * @dontfrag6: IPV6_DONTFRAG was set
 * @recverr4: IP_RECVERR was set: ICMP errors are queued for MSG_ERRQUEUE
 * @recverr6: IPV6_RECVERR was set: ICMPv6 errors are queued for MSG_ERRQUEUE
 * @opening: serializes seccomm_open() and seccomm_reopen(). A session's timer takes it
 *	in a worker that serves other sessions, too, so its holder must not wait for
 *	anything that user space can delay
 * @refused: index of the last session whose lane had no room for a message that was
 *	sent to an address; seccomm_poll() waits for room there; 0: none
 * @batch: messages that sendmmsg() sends together with those that follow them
 * @reader: thread that sleeps in queue_wait_apart(); seccomm_queue_add() wakes it
 * @reader_bits: bit READER_APART is set while a thread has @reader
 * @state_change: saved sk->sk_state_change, called by queue.c's wrapper
 * @error_report: saved sk->sk_error_report, called by queue.c's wrapper
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
 * @local: our address that the message was sent to
 * @tos: type of service or traffic class of the message's packet
 * @ttl: time to live or hop limit that the packet arrived with
 */
struct seccomm_rxcb {
	struct seccomm_peer from;
	struct in6_addr local;
	u8 tos;
	u8 ttl;
};

#define SECCOMM_RXCB(skb) ((struct seccomm_rxcb *)(skb)->cb)

/* Flags that sendmsg() and recvmsg() obey, or that mean nothing for a datagram; all
 * others are refused. The kernel itself sets MSG_BATCH, MSG_CMSG_COMPAT and
 * MSG_SPLICE_PAGES.
 */
#define SECCOMM_SEND_FLAGS                                                    \
	(MSG_BATCH | MSG_CMSG_COMPAT | MSG_CONFIRM | MSG_DONTWAIT | MSG_EOR | \
	 MSG_NOSIGNAL | MSG_SPLICE_PAGES | MSG_WAITALL)
#define SECCOMM_RECV_FLAGS                                                  \
	(MSG_CMSG_CLOEXEC | MSG_CMSG_COMPAT | MSG_DONTWAIT | MSG_NOSIGNAL | \
	 MSG_PEEK | MSG_TRUNC | MSG_WAITALL | MSG_WAITFORONE)

int seccomm_socket_init(void);
/* seccomm_socket_exit() ends the creation of sockets; seccomm_proto_exit() unregisters
 * their protocol and is called when the last socket's memory has been freed.
 */
void seccomm_socket_exit(void);
void seccomm_proto_exit(void);
/* Number of the address family; a module parameter. */
extern int seccomm_family;

#endif /* SECCOMM_SOCKET_H */
