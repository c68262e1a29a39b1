// SPDX-License-Identifier: GPL-2.0
/*
 * The namespace's policy: its rules in the order in which they are asked, and what they
 * allow a socket.
 */
#include <linux/cred.h>
#include <linux/slab.h>
#include <net/ipv6.h>
#include "netns.h"
#include "socket/policy.h"
#include "socket/socket.h"

/* Rules that a namespace may hold. */
#define SECCOMM_MAX_RULES 1024

static void rule_free(struct seccomm_rule *rule)
{
	seccomm_stack_put_user(rule->stack);
	kfree(rule);
	seccomm_destroyed(SECCOMM_OBJ_RULE);
}

bool seccomm_rule_same(const struct seccomm_rule *a,
		       const struct seccomm_rule *b)
{
	return a->port == b->port && a->prefix.len == b->prefix.len &&
	       ipv6_addr_equal(&a->prefix.addr, &b->prefix.addr);
}

/* A rule for one port is asked before those for any, then one for fewer peers
 * before one for more; of rules that are alike, the one that came first.
 */
static bool rule_precedes(const struct seccomm_rule *a,
			  const struct seccomm_rule *b)
{
	if (!a->port != !b->port)
		return a->port;
	return a->prefix.len > b->prefix.len;
}

static struct seccomm_rule *rule_find(struct seccomm_net *snet,
				      const struct seccomm_rule *which,
				      const struct seccomm_stack *stack)
{
	struct seccomm_rule *rule;

	lockdep_assert_held(&snet->config);
	list_for_each_entry(rule, &snet->rules, link)
		if (rule->stack == stack && seccomm_rule_same(rule, which))
			return rule;
	return NULL;
}

static void rule_insert(struct seccomm_net *snet, struct seccomm_rule *rule)
{
	struct seccomm_rule *next;

	list_for_each_entry(next, &snet->rules, link)
		if (rule_precedes(rule, next))
			break;
	/* Where no rule follows, @next is the list's head. */
	list_add_tail(&rule->link, &next->link);
	snet->n_rules++;
	rule->stack->rules++;
}

static void rule_remove(struct seccomm_net *snet, struct seccomm_rule *rule)
{
	list_del(&rule->link);
	snet->n_rules--;
	rule->stack->rules--;
	rule_free(rule);
}

int seccomm_policy_set(struct net *net, const struct seccomm_rule *from,
		       const char *stack, bool excl,
		       struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_rule *rule, *old;
	int err = 0;

	rule = kmemdup(from, sizeof(*from), GFP_KERNEL_ACCOUNT);
	if (!rule)
		return -ENOMEM;
	rule->stack = seccomm_stack_get_user(net, stack);
	if (!rule->stack) {
		kfree(rule);
		NL_SET_ERR_MSG(extack, "no such stack: add it first");
		return -ENOENT;
	}
	seccomm_created(SECCOMM_OBJ_RULE);
	mutex_lock(&snet->config);
	old = rule_find(snet, rule, rule->stack);
	if (old && excl) {
		NL_SET_ERR_MSG(extack, "rule exists: delete or replace it");
		err = -EEXIST;
	} else if (old) {
		list_replace(&old->link, &rule->link);
	} else if (snet->n_rules >= SECCOMM_MAX_RULES) {
		NL_SET_ERR_MSG(extack, "too many rules in this namespace: delete some");
		err = -ENOSPC;
	} else {
		rule_insert(snet, rule);
	}
	mutex_unlock(&snet->config);
	if (err)
		rule_free(rule);
	else if (old)
		rule_free(old);
	return err;
}

int seccomm_policy_del(struct net *net, const struct seccomm_rule *which,
		       const char *stack, struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_rule *rule, *tmp;
	bool found = false;

	mutex_lock(&snet->config);
	list_for_each_entry_safe(rule, tmp, &snet->rules, link) {
		if (!seccomm_rule_same(rule, which) ||
		    (stack && strcmp(rule->stack->name, stack)))
			continue;
		rule_remove(snet, rule);
		found = true;
	}
	mutex_unlock(&snet->config);
	if (found)
		return 0;
	NL_SET_ERR_MSG(extack, "no such rule: see seccommctl policy show");
	return -ENOENT;
}

int seccomm_policy_for_each(struct net *net, unsigned long *pos,
			    int (*fn)(const struct seccomm_rule *rule,
				      void *arg),
			    void *arg)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_rule *rule;
	unsigned long n = 0;
	int ret = 0;

	mutex_lock(&snet->config);
	list_for_each_entry(rule, &snet->rules, link) {
		if (n++ < *pos)
			continue;
		ret = fn(rule, arg);
		if (ret)
			break;
		(*pos)++;
	}
	mutex_unlock(&snet->config);
	return ret;
}

void seccomm_policy_net_exit(struct net *net)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_rule *rule, *tmp;

	list_for_each_entry_safe(rule, tmp, &snet->rules, link)
		rule_remove(snet, rule);
}

/* As in_group_p(), for a task other than the current one. */
static bool rule_in_group(const struct cred *cred, kgid_t gid)
{
	const struct group_info *groups = cred->group_info;
	int i;

	if (gid_eq(cred->fsgid, gid))
		return true;
	for (i = 0; i < groups->ngroups; i++)
		if (gid_eq(groups->gid[i], gid))
			return true;
	return false;
}

/* Does @rule allow its stack to sockets made by a task with @cred? The caller's
 * credentials do not count: an inbound session has no caller, and a descriptor that is
 * passed on keeps its rights.
 */
static bool rule_allows(const struct seccomm_rule *rule,
			const struct cred *cred)
{
	int i;

	for (i = 0; i < rule->n_gids; i++)
		if (rule_in_group(cred, rule->gids[i]))
			return true;
	return !rule->n_gids;
}

bool seccomm_policy_permits(struct sock *sk, const struct seccomm_stack *stack)
{
	struct seccomm_net *snet = seccomm_net(sock_net(sk));
	struct seccomm_rule *rule;
	bool ret = false;

	mutex_lock(&snet->config);
	list_for_each_entry(rule, &snet->rules, link)
		if (rule->stack == stack &&
		    rule_allows(rule, seccomm_sk(sk)->cred))
			ret = true;
	mutex_unlock(&snet->config);
	return ret;
}

/* Only the first rule for this port and peer, and those with the same port and prefix,
 * decide; the rules behind them are not asked.
 */
static struct seccomm_stack *policy_decide(struct seccomm_net *snet,
					   const struct seccomm_sock *ssk,
					   const struct seccomm_stack *chosen,
					   const struct in6_addr *peer)
{
	const __be16 sport = READ_ONCE(ssk->sport);
	struct seccomm_rule *rule, *first = NULL;

	lockdep_assert_held(&snet->config);
	list_for_each_entry(rule, &snet->rules, link) {
		if ((rule->port && rule->port != sport) ||
		    !ipv6_prefix_equal(&rule->prefix.addr, peer,
				       rule->prefix.len))
			continue;
		if (!first)
			first = rule;
		if (!seccomm_rule_same(rule, first))
			break;
		if ((!chosen || chosen == rule->stack) &&
		    rule_allows(rule, ssk->cred))
			return seccomm_stack_hold_user(rule->stack);
	}
	return ERR_PTR(first || chosen ? -EPERM : -ENOPROTOOPT);
}

struct seccomm_stack *seccomm_policy_stack(struct sock *sk,
					   const struct seccomm_peer *peer)
{
	struct seccomm_net *snet = seccomm_net(sock_net(sk));
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_stack *chosen, *stack;
	bool exempt;

	/* User space can hold lock_sock() for any time. */
	spin_lock_bh(&ssk->sessions_lock);
	chosen = ssk->stack;
	if (chosen)
		seccomm_stack_hold_user(chosen);
	exempt = ssk->stack_exempt;
	spin_unlock_bh(&ssk->sessions_lock);
	if (chosen && exempt)
		return chosen;
	mutex_lock(&snet->config);
	stack = policy_decide(snet, ssk, chosen, &peer->addr);
	mutex_unlock(&snet->config);
	if (chosen)
		seccomm_stack_put_user(chosen);
	return stack;
}
