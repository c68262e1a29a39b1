/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The namespace's policy: rules that say which stack sockets may use between a
 * local port and some peers. Without a rule they may use none.
 */
#ifndef SECCOMM_POLICY_H
#define SECCOMM_POLICY_H

#include <linux/netlink.h>
#include <linux/uidgid.h>
#include "keys/store.h"
#include "stack/stack.h"

struct seccomm_net;
struct seccomm_peer;

#define SECCOMM_RULE_GIDS 8

/**
 * struct seccomm_rule - a rule of the policy
 * @link: in the namespace's list, in the order in which rules are asked; under
 *	its @config mutex
 * @port: local port, network order, 0: any
 * @prefix: peers
 * @stack: stack that the rule allows, with a user's reference
 * @n_gids: entries of @gids, 0: everybody's sockets
 * @gids: groups whose members' sockets may use @stack
 */
struct seccomm_rule {
	struct list_head link;
	__be16 port;
	struct seccomm_prefix prefix;
	struct seccomm_stack *stack;
	u8 n_gids;
	kgid_t gids[SECCOMM_RULE_GIDS];
};

/* Are @a and @b for the same port and peers? */
bool seccomm_rule_same(const struct seccomm_rule *a,
		       const struct seccomm_rule *b);

/* All: process context. Those with an extended ack set it.
 * set: @rule's port, prefix and gids are copied; replaces a rule of the same port,
 * prefix and stack, or -EEXIST if @excl. 0, -ENOENT (no such stack), -ENOSPC (too
 * many), -ENOMEM.
 */
int seccomm_policy_set(struct net *net, const struct seccomm_rule *rule,
		       const char *stack, bool excl,
		       struct netlink_ext_ack *extack);
/* Rules of just @which's port and prefix: those for @stack, or all if it is NULL.
 * 0 or -ENOENT.
 */
int seccomm_policy_del(struct net *net, const struct seccomm_rule *which,
		       const char *stack, struct netlink_ext_ack *extack);
/* As seccomm_stack_for_each(), in the order in which rules are asked. */
int seccomm_policy_for_each(struct net *net, unsigned long *pos,
			    int (*fn)(const struct seccomm_rule *rule,
				      void *arg),
			    void *arg);
void seccomm_policy_net_exit(struct net *net);

/* May @sk choose @stack at all? Some rule must allow it to the socket's creator. */
bool seccomm_policy_permits(struct sock *sk, const struct seccomm_stack *stack);
/* The stack for a session of @sk with @peer, with a user's reference: the one that the
 * socket chose, if the policy allows it, or the policy's. Does not take lock_sock(),
 * since workers that serve other sockets call it. ERR_PTR(-EPERM: not for this user or
 * peer, -ENOPROTOOPT: no rule at all).
 */
struct seccomm_stack *seccomm_policy_stack(struct sock *sk,
					   const struct seccomm_peer *peer);

#endif /* SECCOMM_POLICY_H */
