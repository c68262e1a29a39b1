/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Generic netlink: configuration comes in by it, events go out.
 */
#ifndef SECCOMM_NETLINK_H
#define SECCOMM_NETLINK_H

#include <linux/in6.h>
#include <linux/seccomm_netlink.h>
#include <linux/types.h>
#include "checker/checker.h"

struct net;

/**
 * struct seccomm_session_info - what may be told of a session
 * @index: our index
 * @peer_index: the peer's index, 0 while unknown
 * @state: enum seccomm_session_state
 * @initiator: we opened it
 * @epoch: key epoch
 * @stack: stack's name
 * @local: our address
 * @remote: peer's address
 * @sport: our port, network order
 * @dport: peer's port, network order
 * @tx_messages: messages handed to IP
 * @tx_bytes: bodies of these
 * @rx_messages: messages queued to the socket
 * @rx_bytes: bodies of these
 * @rx_drops: messages of this session dropped on the way up
 * @parked: messages parked now, both directions
 * @age_ms: since it was made
 * @idle_ms: since a message last went either way
 * @down_softirq: its down direction runs in softirq (no layer may sleep)
 * @up_softirq: the same upward
 * @traced: its messages are traced
 */
struct seccomm_session_info {
	u32 index;
	u32 peer_index;
	u8 state;
	bool initiator;
	u16 epoch;
	char stack[SECCOMM_NAME_LEN];
	struct in6_addr local;
	struct in6_addr remote;
	__be16 sport;
	__be16 dport;
	u64 tx_messages;
	u64 tx_bytes;
	u64 rx_messages;
	u64 rx_bytes;
	u64 rx_drops;
	u32 parked;
	u64 age_ms;
	u64 idle_ms;
	bool down_softirq;
	bool up_softirq;
	bool traced;
};

/* Calls @fn for sessions of @net from cursor *@pos on, as
 * seccomm_stack_for_each(); in session.c. RCU read side: @fn must not sleep.
 */
int seccomm_session_for_each(struct net *net, unsigned long *pos,
			     int (*fn)(const struct seccomm_session_info *info,
				       void *arg),
			     void *arg);
/* End the session with this index of ours, telling the peer; -ENOENT. */
int seccomm_session_end(struct net *net, u32 index);
/* Trace its messages, or no more; in session/trace.c. Process context, may sleep.
 * 0, -ENOENT, -ENOMEM; -E2BIG: its stack has as many handlers as there may be.
 */
int seccomm_session_trace(struct net *net, u32 index, bool on);
/* Changes whenever a session comes or goes: for NLM_F_DUMP_INTR. */
u32 seccomm_session_generation(struct net *net);

/**
 * struct seccomm_event - what listeners of the group `events` are told
 * @kind: enum seccomm_event_kind
 * @error: errno (positive) or 0
 * @session: the session, or only its @stack name filled in
 * @digest: our stack's digest, or NULL
 * @peer_digest: first bytes of the peer's, if it refused for that, or NULL
 * @peer_digest_len: how many
 */
struct seccomm_event {
	enum seccomm_event_kind kind;
	int error;
	const struct seccomm_session_info *session;
	const u8 *digest;
	const u8 *peer_digest;
	u8 peer_digest_len;
};

/* Tell the group `events`; any context; lost silently without memory or listener. */
void seccomm_event_send(struct net *net, const struct seccomm_event *ev);
/* Ask the group `key-requests` for a secret: @slot as in the key store. Has anyone
 * in this namespace heard it, who may provide it? The kernel keeps no list of
 * listeners by namespace, so it can only be known by asking. Any context.
 */
bool seccomm_key_request(struct net *net, const char *stack, u8 slot,
			 const struct in6_addr *peer);

int seccomm_netlink_init(void);
void seccomm_netlink_exit(void);

#endif /* SECCOMM_NETLINK_H */
