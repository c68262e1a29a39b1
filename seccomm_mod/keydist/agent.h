/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests to key agents, daemons that get keys from a third party. An agent is told that a
 * request waits, takes it, and answers; nobody in the kernel is parked meanwhile. Netlink
 * carries requests and answers.
 */
#ifndef SECCOMM_AGENT_H
#define SECCOMM_AGENT_H

#include <linux/in6.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/seccomm_netlink.h>
#include <linux/types.h>
#include "checker/checker.h"
#include "keydist/asker.h"
#include "keys/identity.h"
#include "keys/secret.h"

struct net;
struct seccomm_agent_failure;
struct seccomm_agents;
struct seccomm_net;

/* Requests that wait for an answer at a time: in a namespace, of these for peers that open, so that
 * opens of this host find room whatever comes, and of those for peers of one IPv4 address or
 * IPv6 /64.
 */
#define SECCOMM_AGENT_REQUESTS 64
#define SECCOMM_AGENT_REQUESTS_OF_PEERS (SECCOMM_AGENT_REQUESTS / 2)
#define SECCOMM_AGENT_REQUESTS_OF_ORIGIN 8
/* How long a request waits, in seconds. */
#define SECCOMM_AGENT_SECONDS 3

/**
 * struct seccomm_token - what one key agent says to the other
 * @len: bytes
 * @bytes: the bytes, which mean nothing to the kernel
 */
struct seccomm_token {
	u16 len;
	u8 bytes[SECCOMM_TOKEN_MAX];
};

/**
 * struct seccomm_question - what is asked of a key agent
 * @kind: enum seccomm_ext_kind of the agent
 * @step: what for
 * @slot: the slot
 * @ordinal: place of the method among the slot's
 * @stack: name of the stack
 * @peer: address of the peer
 * @facts: of the handshake
 * @token: what the peer's agent says; empty at step OFFER; at step VERIFY certificates
 * @own: what our agent has said; empty but for step FINISH
 * @name: who the peer says it is; empty but for step VERIFY
 * @opened: the peer opens the session
 */
struct seccomm_question {
	u8 kind;
	enum seccomm_agent_step step;
	u8 slot;
	u8 ordinal;
	char stack[SECCOMM_NAME_LEN];
	struct in6_addr peer;
	struct seccomm_facts facts;
	struct seccomm_token token;
	struct seccomm_token own;
	struct seccomm_identity_copy name;
	bool opened;
};

/**
 * struct seccomm_agent_answer - what a key agent answers
 * @refused: there is nothing: a positive errno that seccomm_agent_refuses(); else 0
 * @key: the key, a reference; NULL at steps OFFER and VERIFY
 * @token: what it says to the peer's agent; empty at step FINISH; at step VERIFY the public key
 *	that the certificates show
 * @identity: who the peer has proved to be; of no length if that is not said, as at steps OFFER
 *	and VERIFY
 */
struct seccomm_agent_answer {
	u8 refused;
	struct seccomm_secret *key;
	struct seccomm_token token;
	struct seccomm_identity_copy identity;
};

/**
 * struct seccomm_agent_request - a request to a key agent
 * @ref: references: of who has asked, of the namespace's list, and of who tells the agent
 * @link: in the namespace's list, ascending by @deadline, while it waits for an answer; under
 *	the list's lock
 * @agents: the namespace's requests
 * @net: the namespace, which outlives the requests
 * @asker: operations of @ex
 * @ex: the exchange that it is made for. The list has the references of @asker's hold()
 * @cookie: random number by which an answer names it
 * @portid: port of the agent's socket that has taken it, 0 before; under the list's lock
 * @deadline: jiffies when it is given up
 * @question: what is asked; does not change
 * @result: -EINPROGRESS; or 0, or an errno: the agent refused, or it was given up. Written last
 * @answer: what came
 */
struct seccomm_agent_request {
	refcount_t ref;
	struct list_head link;
	struct seccomm_agents *agents;
	struct net *net;
	const struct seccomm_asker_ops *asker;
	struct seccomm_exchange *ex;
	u64 cookie;
	u32 portid;
	unsigned long deadline;
	struct seccomm_question question;
	int result;
	struct seccomm_agent_answer answer;
};

/* What an exchange does.
 *
 * Ask, for @ex, whose operations @asker are; @question is copied. A request, or ERR_PTR():
 * -ESRCH (there is no agent of this kind), -EBUSY (too many wait), both told to the listeners;
 * -ENOMEM. When it has an answer, or is given up, the exchange's work runs. The exchange's work.
 */
struct seccomm_agent_request *
seccomm_agent_ask(struct net *net, const struct seccomm_question *question,
		  const struct seccomm_asker_ops *asker,
		  struct seccomm_exchange *ex);
/* What became of it: -EINPROGRESS; 0: @answer is there; -ETIMEDOUT; or the agent refused: -EACCES,
 * or of certificates another errno that seccomm_agent_refuses(). Any context.
 */
int seccomm_agent_result(const struct seccomm_agent_request *request);
/* Wait for it no more, and give the reference of seccomm_agent_ask() back. Any context but
 * hardirq.
 */
void seccomm_agent_end(struct seccomm_agent_request *request);

/* Is an agent of @failure's kind there? 0, -ESRCH, which the listeners are told by @failure, or
 * -ENOMEM.
 */
int seccomm_agent_there(struct net *net,
			const struct seccomm_agent_failure *failure);

/* What an agent does. Process context.
 *
 * The kind whose agent the socket @portid is, or 0: it is none.
 */
u8 seccomm_agent_kind(struct net *net, u32 portid);
/* Have it be one of @kind, until seccomm_agent_gone(): 0, -EBUSY (it is one by now), -ENOSPC
 * (there are too many), -ENOMEM.
 */
int seccomm_agent_begin(struct net *net, u8 kind, u32 portid);
/* The socket @portid, an agent's or not, is closed. */
void seccomm_agent_gone(struct net *net, u32 portid);
/* Take the request that has waited longest for the agent of @kind, for its socket @portid: a
 * reference, or NULL: none waits.
 */
struct seccomm_agent_request *seccomm_agent_accept(struct net *net, u8 kind,
						   u32 portid);
/* May an agent refuse by @error, a positive errno? Any context. */
bool seccomm_agent_refuses(unsigned int error);
void seccomm_agent_request_put(struct seccomm_agent_request *request);
/* Answer the request @cookie, which the socket @portid has taken, by @answer, which is copied;
 * its key's reference is taken in case of success. 0, or, counted: -ENOENT (it does not wait),
 * -EINVAL (the answer is not one to its step; the request goes on waiting).
 */
int seccomm_agent_answer(struct net *net, u64 cookie, u32 portid,
			 const struct seccomm_agent_answer *answer);

/* The requests of a namespace. Process context; 0 or -ENOMEM. */
int seccomm_agent_net_init(struct seccomm_net *snet);
void seccomm_agent_net_exit(struct seccomm_net *snet);

#endif /* SECCOMM_AGENT_H */
