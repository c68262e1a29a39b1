// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on the policy: set, delete, get and dump rules.
 */
#include <net/ipv6.h>
#include "netlink/family.h"
#include "socket/policy.h"

static const char many_groups[] =
	"a rule has" AT_MOST(SECCOMM_RULE_GIDS) "groups";

/* Take the port and the peers of the rule that a request is about. */
static int nl_policy_get_selector(struct genl_info *info,
				  struct seccomm_rule *rule)
{
	const struct nlattr *port = info->attrs[SECCOMM_A_POLICY_PORT];

	memset(rule, 0, sizeof(*rule));
	if (port)
		rule->port = nla_get_be16(port);
	if (port && !rule->port)
		return nl_deny(info->extack, port, -EINVAL,
			       "ports are 1 to 65535: leave it out for any");
	return seccomm_nl_prefix(&rule->prefix, info->attrs,
				 SECCOMM_A_POLICY_PEER,
				 SECCOMM_A_POLICY_PREFIX_LEN, info->extack);
}

/* Take the rule's groups, as numbered in the sender's user namespace. */
static int nl_policy_get_gids(struct sk_buff *skb, struct genl_info *info,
			      struct seccomm_rule *rule)
{
	struct user_namespace *ns = sk_user_ns(NETLINK_CB(skb).sk);
	const struct nlattr *attr;
	kgid_t gid;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != SECCOMM_A_POLICY_GID)
			continue;
		if (rule->n_gids == SECCOMM_RULE_GIDS)
			return nl_deny(info->extack, attr, -E2BIG, many_groups);
		gid = make_kgid(ns, nla_get_u32(attr));
		if (!gid_valid(gid))
			return nl_deny(info->extack, attr, -EINVAL,
				       "no such group in this user namespace");
		rule->gids[rule->n_gids++] = gid;
	}
	return 0;
}

int seccomm_nl_policy_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	char stack[SECCOMM_NAME_LEN];
	struct seccomm_rule rule;
	int err;

	err = nl_policy_get_selector(info, &rule);
	if (!err)
		err = seccomm_nl_needed_name(stack, info->attrs,
					     SECCOMM_A_POLICY_STACK, NULL,
					     info->extack);
	if (!err)
		err = nl_policy_get_gids(skb, info, &rule);
	if (!err)
		err = seccomm_policy_set(genl_info_net(info), &rule, stack,
					 info->attrs[SECCOMM_A_POLICY_NEW],
					 info->extack);
	if (!err)
		seccomm_nl_changed(genl_info_net(info));
	return err;
}

int seccomm_nl_policy_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_POLICY_STACK];
	char stack[SECCOMM_NAME_LEN];
	struct seccomm_rule rule;
	int err;

	err = nl_policy_get_selector(info, &rule);
	if (!err && attr)
		err = seccomm_nl_name(stack, attr, info->extack);
	if (!err)
		err = seccomm_policy_del(genl_info_net(info), &rule,
					 attr ? stack : NULL, info->extack);
	if (!err)
		seccomm_nl_changed(genl_info_net(info));
	return err;
}

/**
 * struct rule_told - a copy of a rule, as it is told to a sender
 * @rule: the rule; the pointer to its stack is valid only during the iteration that
 *	found it
 * @stack: name of the stack
 * @ns: the sender's user namespace, which numbers the groups
 */
struct rule_told {
	struct seccomm_rule rule;
	char stack[SECCOMM_NAME_LEN];
	struct user_namespace *ns;
};

static int nl_policy_fill(struct sk_buff *skb, const void *arg)
{
	const struct rule_told *t = arg;
	const struct seccomm_rule *rule = &t->rule;
	int i;

	if ((rule->port &&
	     nla_put_be16(skb, SECCOMM_A_POLICY_PORT, rule->port)) ||
	    (rule->prefix.len && (nla_put_in6_addr(skb, SECCOMM_A_POLICY_PEER,
						   &rule->prefix.addr) ||
				  nla_put_u8(skb, SECCOMM_A_POLICY_PREFIX_LEN,
					     rule->prefix.len))) ||
	    nla_put_string(skb, SECCOMM_A_POLICY_STACK, t->stack))
		return -EMSGSIZE;
	for (i = 0; i < rule->n_gids; i++)
		if (nla_put_u32(skb, SECCOMM_A_POLICY_GID,
				from_kgid_munged(t->ns, rule->gids[i])))
			return -EMSGSIZE;
	return 0;
}

static void nl_policy_copy(struct rule_told *t, const struct seccomm_rule *rule)
{
	t->rule = *rule;
	strscpy(t->stack, rule->stack->name, sizeof(t->stack));
}

/**
 * struct rule_search - a rule that is looked for
 * @which: its port and peers
 * @stack: name of its stack
 * @found: the rule
 */
struct rule_search {
	struct seccomm_rule which;
	char stack[SECCOMM_NAME_LEN];
	struct rule_told found;
};

static int nl_policy_match(const struct seccomm_rule *rule, void *arg)
{
	struct rule_search *s = arg;

	if (!seccomm_rule_same(rule, &s->which) ||
	    strcmp(rule->stack->name, s->stack))
		return 0;
	nl_policy_copy(&s->found, rule);
	return 1;
}

int seccomm_nl_policy_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct rule_search s = {
		.found.ns = sk_user_ns(NETLINK_CB(skb).sk),
	};
	unsigned long pos = 0;
	int err;

	err = nl_policy_get_selector(info, &s.which);
	if (!err)
		err = seccomm_nl_needed_name(s.stack, info->attrs,
					     SECCOMM_A_POLICY_STACK, NULL,
					     info->extack);
	if (err)
		return err;
	if (!seccomm_policy_for_each(genl_info_net(info), &pos, nl_policy_match,
				     &s))
		return nl_deny(info->extack, NULL, -ENOENT,
			       "no such rule: see seccommctl policy show");
	return seccomm_nl_reply(info, nl_policy_fill, &s.found);
}

static int nl_policy_dump(const struct seccomm_rule *rule, void *arg)
{
	const struct seccomm_nl_dump *dump = arg;
	struct rule_told t = {
		.ns = sk_user_ns(NETLINK_CB(dump->cb->skb).sk),
	};
	void *hdr = seccomm_nl_entry(dump, SECCOMM_CMD_POLICY_GET);

	if (!hdr)
		return -EMSGSIZE;
	nl_policy_copy(&t, rule);
	return seccomm_nl_entry_end(dump, hdr, nl_policy_fill(dump->skb, &t));
}

int seccomm_nl_policy_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct seccomm_nl_dump dump = { .skb = skb, .cb = cb };
	unsigned long *pos = (unsigned long *)&cb->args[0];
	struct net *net = sock_net(skb->sk);
	int err;

	err = seccomm_nl_dump_check(cb);
	if (err)
		return err;
	cb->seq = seccomm_nl_generation(net);
	err = seccomm_policy_for_each(net, pos, nl_policy_dump, &dump);
	return seccomm_nl_dumped(skb, err);
}
