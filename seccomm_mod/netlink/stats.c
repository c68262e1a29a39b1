// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operation on counters: those of the namespace, and the ledger of
 * objects of the family and of the engine.
 */
#include "cactus.h"
#include "netlink/family.h"

/**
 * struct stats_request - what is asked for
 * @snet: whose counters
 * @name: the only counter wanted, or empty
 */
struct stats_request {
	struct seccomm_net *snet;
	char name[SECCOMM_NAME_LEN];
};

static int nl_stats_put_counter(struct sk_buff *skb, const char *name,
				u64 value)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_STATS_COUNTER);

	if (!nest || nla_put_string(skb, SECCOMM_A_COUNTER_NAME, name) ||
	    nla_put_u64_64bit(skb, SECCOMM_A_COUNTER_VALUE, value,
			      SECCOMM_A_COUNTER_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_stats_put_object(struct sk_buff *skb, int attr, const char *name,
			       u64 created, u64 destroyed)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest || nla_put_string(skb, SECCOMM_A_OBJECT_NAME, name) ||
	    nla_put_u64_64bit(skb, SECCOMM_A_OBJECT_CREATED, created,
			      SECCOMM_A_OBJECT_PAD) ||
	    nla_put_u64_64bit(skb, SECCOMM_A_OBJECT_DESTROYED, destroyed,
			      SECCOMM_A_OBJECT_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_stats_put_ledgers(struct sk_buff *skb)
{
	struct seccomm_ledger family;
	struct cactus_ledger engine;
	int i;

	seccomm_ledger_read(&family);
	for (i = 0; i < SECCOMM_OBJ_MAX; i++)
		if (nl_stats_put_object(skb, SECCOMM_A_STATS_OBJECT,
					seccomm_object_name[i],
					family.created[i], family.destroyed[i]))
			return -EMSGSIZE;
	cactus_ledger(&engine);
	for (i = 0; i < CACTUS_N_OBJECTS; i++)
		if (nl_stats_put_object(skb, SECCOMM_A_STATS_ENGINE_OBJECT,
					engine.entry[i].name,
					engine.entry[i].created,
					engine.entry[i].destroyed))
			return -EMSGSIZE;
	return 0;
}

static int nl_stats_fill(struct sk_buff *skb, const void *arg)
{
	const struct stats_request *r = arg;
	int i;

	for (i = 0; i < SECCOMM_CNT_MAX; i++) {
		if (*r->name && strcmp(r->name, seccomm_counter_name[i]))
			continue;
		if (nl_stats_put_counter(skb, seccomm_counter_name[i],
					 seccomm_stats_read(r->snet->stats, i)))
			return -EMSGSIZE;
	}
	return *r->name ? 0 : nl_stats_put_ledgers(skb);
}

int seccomm_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_STATS_NAME];
	struct stats_request r = { .snet = seccomm_net(genl_info_net(info)) };
	int i, err;

	if (attr) {
		err = seccomm_nl_name(r.name, attr, info->extack);
		if (err)
			return err;
		for (i = 0; i < SECCOMM_CNT_MAX; i++)
			if (!strcmp(r.name, seccomm_counter_name[i]))
				break;
		if (i == SECCOMM_CNT_MAX)
			return nl_deny(info->extack, attr, -ENOENT,
				       "no such counter");
	}
	return seccomm_nl_reply(info, nl_stats_fill, &r);
}
