/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What netlink and sockets report of a session.
 */
#ifndef SECCOMM_SESSION_INFO_H
#define SECCOMM_SESSION_INFO_H

#include <linux/in6.h>
#include <linux/types.h>
#include "checker/checker.h"

struct net;
struct seccomm_names;
struct seccomm_proofs;
struct seccomm_session;

/**
 * struct seccomm_session_info - what netlink reports of a session
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
 * @down_longest: longest message that its down direction runs in softirq, in bytes; -1
 *	where a layer may sleep, or the budget is too small for any
 * @up_longest: the same upward, in bytes as received
 * @traced: its messages are traced
 * @opened: it is open, or was, so that both ends have proved who they are
 * @names: names of both ends, if it is @opened and they are known by names; else NULL. The
 *	session's reference: who keeps them longer than the session takes one.
 * @proofs: who the peer has proved to be to methods, likewise
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
	int down_longest;
	int up_longest;
	bool traced;
	bool opened;
	struct seccomm_names *names;
	struct seccomm_proofs *proofs;
};

/* The local address of @s, which may change until @s is open. Any context. */
void seccomm_session_local(struct seccomm_session *s, struct in6_addr *local);
/* Fill @info with what is true of @s now. Any context. */
void seccomm_session_info(struct seccomm_session *s,
			  struct seccomm_session_info *info);
/* A number that changes whenever a session comes or goes: for NLM_F_DUMP_INTR. */
u32 seccomm_session_generation(struct net *net);

#endif /* SECCOMM_SESSION_INFO_H */
