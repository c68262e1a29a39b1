/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the family keeps for each network namespace.
 */
#ifndef SECCOMM_NETNS_H
#define SECCOMM_NETNS_H

#include <linux/mutex.h>
#include <linux/ratelimit.h>
#include <linux/seccomm_netlink.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include "cactus.h"
#include "stats.h"

struct seccomm_agents;
struct seccomm_key_table;
struct seccomm_reassemblies;

/**
 * struct seccomm_net - a namespace's stacks, secrets, policy, sessions and counters
 * @net: the namespace
 * @stats: counters
 * @config: serializes changes of @stacks, @keys, @peers and @rules
 * @stacks: list of struct seccomm_stack; readers under RCU
 * @n_stacks: number of @stacks; under @config
 * @keys: the key store's entries; under @config
 * @peers: entries of who may open; under @config
 * @key_waiters: list of struct seccomm_key_waiter: sessions that wait for a secret
 * @key_waiters_lock: protects @key_waiters
 * @rules: the policy, in the order in which its rules are asked; under @config
 * @n_rules: number of @rules
 * @ports: bound sockets by port, see port.c
 * @ports_lock: protects @ports
 * @has_hooks: the netfilter hooks of input_route.c are registered
 * @n_sessions: sessions, half-open ones included
 * @n_half_open: responder sessions that wait for conf_I
 * @unproved_bytes: bytes of the messages that their peers have parked
 * @parked: memory of the received messages that wait in lanes, for which no socket is
 *	charged yet
 * @generation: changes with every session that comes or goes
 * @config_generation: changes with every stack, key, rule or entry of @peers that comes or goes
 * @opens: M1s that wait for @open_work, which are bounded
 * @open_work: answers @opens in process context
 * @reassemblies: messages of whose fragments some are missing, see reassembly.c
 * @confirming: held while a session is confirmed and the sessions that it supersedes
 *	are found
 * @cookies: the secrets that cookies are made from
 * @rates: rates of M1s with a valid cookie, by origin
 * @half_opens: half-open sessions, by origin
 * @agents: requests to key agents
 * @loaded_until: until when the namespace is under load, nanoseconds since boot
 * @costly_since: when @costly was begun, nanoseconds since boot; of the namespace's
 *	@open_work alone, as the next two are
 * @costly: M1s of costly stacks since then
 * @costly_before: the same of the second before that
 * @refuses: rate of REFUSE messages
 * @unknowns: rate of UNKNOWN messages
 * @told: rate of the events that anyone can cause, by kind, so that none hides another; of the
 *	other kinds unused
 * @verifications: rate of the signatures that are verified with no integrity by a secret
 *	behind them
 * @refusals_left_out: refused opens that no event has told of since the last such event;
 *	saturates
 * @give_up_seconds: seconds after which an unanswered handshake is given up; this
 *	member and those that follow are the namespace's sysctls
 * @idle_seconds: seconds after which a session without messages is collected
 * @retry_min_ms: milliseconds after which a handshake message is repeated for the first
 *	time
 * @retry_max_ms: longest time between two repetitions, milliseconds
 * @park_messages: messages that one direction of a session may park
 * @park_bytes: memory of the messages that one direction of a session may park, bytes
 * @max_half_open: bound of @n_half_open
 * @max_socket_sessions: bound of a socket's sessions
 * @max_sessions: bound of @n_sessions
 * @max_stacks: bound of @n_stacks
 * @max_keys: bound of the number of entries of @keys
 * @max_parked_bytes: bound of @parked, bytes
 * @softirq_budget: instructions that one message's layers may take with softirqs off
 * @sysctl: the namespace's table of sysctls
 */
struct seccomm_net {
	struct net *net;
	struct seccomm_stats __percpu *stats;
	struct mutex config; /* see above */
	struct list_head stacks;
	unsigned int n_stacks;
	struct seccomm_key_table *keys;
	struct seccomm_key_table *peers;
	struct list_head key_waiters;
	spinlock_t key_waiters_lock; /* see above */
	struct list_head rules;
	unsigned int n_rules;
	struct hlist_head *ports;
	spinlock_t ports_lock; /* see above */
	bool has_hooks;
	atomic_t n_sessions;
	atomic_t n_half_open;
	atomic_t unproved_bytes;
	struct cactus_pool parked;
	atomic_t generation;
	atomic_t config_generation;
	struct sk_buff_head opens;
	struct work_struct open_work;
	struct seccomm_reassemblies *reassemblies;
	struct mutex confirming; /* see above */
	struct seccomm_cookies *cookies;
	struct seccomm_rates *rates;
	struct seccomm_half_opens *half_opens;
	struct seccomm_agents *agents;
	atomic64_t loaded_until;
	u64 costly_since;
	unsigned int costly;
	unsigned int costly_before;
	struct ratelimit_state refuses;
	struct ratelimit_state unknowns;
	struct ratelimit_state told[SECCOMM_EVENT_PEER_REFUSED + 1];
	struct ratelimit_state verifications;
	atomic_t refusals_left_out;
	int give_up_seconds;
	int idle_seconds;
	int retry_min_ms;
	int retry_max_ms;
	int park_messages;
	int park_bytes;
	int max_half_open;
	int max_socket_sessions;
	int max_sessions;
	int max_stacks;
	int max_keys;
	int max_parked_bytes;
	int softirq_budget;
	struct ctl_table_header *sysctl;
};

extern unsigned int seccomm_net_id;

static inline unsigned long seccomm_give_up(const struct seccomm_net *snet)
{
	return READ_ONCE(snet->give_up_seconds) * (unsigned long)HZ;
}

static inline unsigned long seccomm_idle(const struct seccomm_net *snet)
{
	return READ_ONCE(snet->idle_seconds) * (unsigned long)HZ;
}

static inline struct seccomm_net *seccomm_net(const struct net *net)
{
	return net_generic(net, seccomm_net_id);
}

#define SECCOMM_INC(snet, sym) \
	this_cpu_inc((snet)->stats->cnt[SECCOMM_CNT_##sym])
#define SECCOMM_ADD(snet, sym, n) \
	this_cpu_add((snet)->stats->cnt[SECCOMM_CNT_##sym], n)

#endif /* SECCOMM_NETNS_H */
