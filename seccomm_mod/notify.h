/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Notices of sessions and stacks: an event, a refused open among them, that a secret is
 * wanted, or that a key agent is. A listener registers a notifier block; netlink is one.
 */
#ifndef SECCOMM_NOTIFY_H
#define SECCOMM_NOTIFY_H

#include <linux/in6.h>
#include <linux/notifier.h>
#include <linux/seccomm_netlink.h>
#include <linux/types.h>
#include "stats.h"

struct net;
struct seccomm_identity;
struct seccomm_net;
struct seccomm_session_info;

/**
 * enum seccomm_notice - what a notifier block is called for
 * @SECCOMM_NOTICE_EVENT: something has happened: struct seccomm_event
 * @SECCOMM_NOTICE_KEY_WANTED: a secret is wanted: struct seccomm_key_wanted
 * @SECCOMM_NOTICE_AGENT_WANTED: a request waits for a key agent: struct seccomm_agent_wanted
 */
enum seccomm_notice {
	SECCOMM_NOTICE_EVENT,
	SECCOMM_NOTICE_KEY_WANTED,
	SECCOMM_NOTICE_AGENT_WANTED,
};

/**
 * struct seccomm_refused - this end has refused an open; what the peer says is not
 * authenticated
 * @counter: the reason, whose name is told
 * @error: positive errno that says more than @counter, or 0
 * @peer: the peer's address
 * @peer_port: the peer's port, network order
 * @local_port: the port that the open was for, network order
 * @stack: name of the stack that this end would have used, or NULL: none was chosen
 * @digest: that stack's digest, SECCOMM_HASH_LEN bytes, or NULL
 * @peer_digest: digest in the peer's M1, as long, or NULL
 */
struct seccomm_refused {
	enum seccomm_counter counter;
	int error;
	const struct in6_addr *peer;
	__be16 peer_port;
	__be16 local_port;
	const char *stack;
	const u8 *digest;
	const u8 *peer_digest;
};

/**
 * struct seccomm_key_unfit - a key that is set is of another algorithm or size than its slot
 * @slot: the slot
 * @kind: which key
 * @alg: enum seccomm_pk_alg of the key
 * @peer: address of the peer that a session was to be opened with
 */
struct seccomm_key_unfit {
	u8 slot;
	enum seccomm_key_kind kind;
	u8 alg;
	const struct in6_addr *peer;
};

/**
 * struct seccomm_agent_failure - a key agent of this host gave no key
 * @kind: enum seccomm_ext_kind of the agent
 * @slot: the slot
 * @ordinal: place of the method among the slot's
 * @error: positive errno
 * @stack: name of the stack
 * @peer: address of the peer
 */
struct seccomm_agent_failure {
	u8 kind;
	u8 slot;
	u8 ordinal;
	int error;
	const char *stack;
	const struct in6_addr *peer;
};

/**
 * struct seccomm_sign_failure - a signature that this host has made does not verify
 * @slot: slot of the key pair
 * @alg: enum seccomm_pk_alg of the key
 */
struct seccomm_sign_failure {
	u8 slot;
	u8 alg;
};

/**
 * struct seccomm_member_failure - one of the methods of a kofn() has failed
 * @kind: SECCOMM_EVENT_MEMBER_FAILED, or SECCOMM_EVENT_KEY_INCONSISTENT
 * @slot: the slot
 * @ordinal: place of the method among the slot's
 * @error: positive errno
 * @stack: name of the stack
 * @peer: address of the peer
 */
struct seccomm_member_failure {
	enum seccomm_event_kind kind;
	u8 slot;
	u8 ordinal;
	int error;
	const char *stack;
	const struct in6_addr *peer;
};

/**
 * struct seccomm_peer_refused - a peer has proved that it is somebody who may not open
 * @stack: name of the stack
 * @peer: the peer's address
 * @id: who it is
 * @in_method: it has proved that to the method that follows, else as an end of the session
 * @slot: the method's slot
 * @ordinal: place of the method among the slot's
 */
struct seccomm_peer_refused {
	const char *stack;
	const struct in6_addr *peer;
	const struct seccomm_identity *id;
	bool in_method;
	u8 slot;
	u8 ordinal;
};

/**
 * struct seccomm_event - something has happened to a session or a stack
 * @net: its namespace; set by seccomm_notify_event()
 * @kind: enum seccomm_event_kind
 * @error: errno (positive) or 0
 * @stack: the stack's name, or NULL
 * @session: the session, or NULL
 * @refusal: the refused open, or NULL
 * @unfit: the unfit key, or NULL
 * @agent: what a key agent failed at, or NULL
 * @sign: the signature that does not verify, or NULL
 * @member: which of several methods has failed, or NULL
 * @peer_refused: the peer that may not open, or NULL
 * @digest: our stack's digest, or NULL
 * @peer_digest: the peer's digest, or its first bytes if the peer refused, or NULL
 * @peer_digest_len: bytes at @peer_digest
 */
struct seccomm_event {
	struct net *net;
	enum seccomm_event_kind kind;
	int error;
	const char *stack;
	const struct seccomm_session_info *session;
	const struct seccomm_refused *refusal;
	const struct seccomm_key_unfit *unfit;
	const struct seccomm_agent_failure *agent;
	const struct seccomm_sign_failure *sign;
	const struct seccomm_member_failure *member;
	const struct seccomm_peer_refused *peer_refused;
	const u8 *digest;
	const u8 *peer_digest;
	u8 peer_digest_len;
};

/**
 * struct seccomm_key_wanted - a session cannot open for want of a secret or key
 * @net: its namespace
 * @stack: the stack's name
 * @slot: slot of the secret, as in the key store
 * @kind: what is wanted
 * @peer: address of the peer
 * @err: -ENOKEY; a listener sets it to 0 if there is a key daemon that may provide the secret, and
 *	to -ENOMEM if it cannot ask
 */
struct seccomm_key_wanted {
	struct net *net;
	const char *stack;
	u8 slot;
	enum seccomm_key_kind kind;
	const struct in6_addr *peer;
	int err;
};

/**
 * struct seccomm_agent_wanted - a request waits for a key agent
 * @net: its namespace
 * @kind: enum seccomm_ext_kind of the agent
 * @err: -ESRCH; a listener sets it to 0 if there is one, and to -ENOMEM if it cannot tell
 */
struct seccomm_agent_wanted {
	struct net *net;
	u8 kind;
	int err;
};

/* A block is called in atomic context, with an enum seccomm_notice and the struct that
 * belongs to it.
 */
int seccomm_notify_register(struct notifier_block *nb);
void seccomm_notify_unregister(struct notifier_block *nb);

/* Tell the listeners of an event. Any context. */
void seccomm_notify_event(struct net *net, struct seccomm_event *ev);
/* Tell the listeners that this end has refused an open. Netlink limits the rate, by
 * namespace and kind of event, as of those below. Any context.
 */
void seccomm_notify_refused(struct seccomm_net *snet,
			    const struct seccomm_refused *refusal);
/* Tell the listeners that a session cannot open by a key that is set, with -ENOKEY. Any
 * context.
 */
void seccomm_notify_key_unfit(struct net *net, const char *stack,
			      const struct seccomm_key_unfit *unfit);
/* Tell the listeners that a key agent gave no key. Any context. */
void seccomm_notify_agent_failed(struct net *net,
				 const struct seccomm_agent_failure *failure);
/* Tell the listeners that a signature by our key of @slot, of enum seccomm_pk_alg @alg, does not
 * verify, and is not sent, with -ECANCELED. Any context.
 */
void seccomm_notify_sign_failed(struct net *net, const char *stack, u8 slot,
				u8 alg);
/* Tell the listeners that one of the methods of a kofn() has failed. Any context. */
void seccomm_notify_member_failed(struct net *net,
				  const struct seccomm_member_failure *failure);
/* Tell the listeners that a peer may not open. Any context. */
void seccomm_notify_peer_refused(struct net *net,
				 const struct seccomm_peer_refused *refused);
/* Tell the key agent of @kind, an enum seccomm_ext_kind, that a request waits. 0, -ESRCH: there is
 * none, or -ENOMEM. Any context.
 */
int seccomm_notify_agent_wanted(struct net *net, u8 kind);
/* Ask for the secret or key of @slot towards @peer. 0: there is a key daemon that may provide it,
 * -ENOKEY: there is none, or -ENOMEM. Any context.
 */
int seccomm_notify_key_wanted(struct net *net, const char *stack, u8 slot,
			      enum seccomm_key_kind kind,
			      const struct in6_addr *peer);

#endif /* SECCOMM_NOTIFY_H */
