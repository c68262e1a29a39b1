// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family: its groups, its life, and how its operations
 * reply, dump and take names.
 */
#include <linux/module.h>
#include <net/ipv6.h>
#include "checker/name.h"
#include "keys/store.h"
#include "netlink/agent.h"
#include "netlink/event.h"
#include "netlink/family.h"
#include "netlink/peer.h"

/* Longest reply: 32 instances with all their names, and a canonical form. */
#define SECCOMM_MAX_REPLY SZ_128K

static const struct genl_multicast_group seccomm_nl_groups[] = {
	[SECCOMM_NLGRP_EVENTS] = {
		.name = SECCOMM_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[SECCOMM_NLGRP_KEY_REQUESTS] = {
		.name = SECCOMM_MCGRP_KEY_REQUESTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[SECCOMM_NLGRP_AGENT_KRB5] = {
		.name = SECCOMM_MCGRP_AGENT_KRB5,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[SECCOMM_NLGRP_AGENT_FILE] = {
		.name = SECCOMM_MCGRP_AGENT_FILE,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[SECCOMM_NLGRP_AGENT_EXEC] = {
		.name = SECCOMM_MCGRP_AGENT_EXEC,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[SECCOMM_NLGRP_AGENT_MLKEM] = {
		.name = SECCOMM_MCGRP_AGENT_MLKEM,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[SECCOMM_NLGRP_AGENT_X509] = {
		.name = SECCOMM_MCGRP_AGENT_X509,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

/* They let through any attributes of the requests that bring secrets, for
 * nl_family_ops_init().
 */
#define KEY_SET_ATTRS ARRAY_SIZE(seccomm_key_set_nl_policy)
#define AGENT_DONE_ATTRS ARRAY_SIZE(seccomm_agent_done_nl_policy)

static const struct nla_policy nl_family_any_key[KEY_SET_ATTRS] = {
	[0 ... KEY_SET_ATTRS - 1] = { .type = NLA_BINARY },
};

static const struct nla_policy nl_family_any_answer[AGENT_DONE_ATTRS] = {
	[0 ... AGENT_DONE_ATTRS - 1] = { .type = NLA_BINARY },
};

/* They are seccomm_nl_ops, but for what nl_family_ops_init() changes. */
static struct genl_ops nl_family_ops[ARRAY_SIZE(seccomm_nl_ops)] __ro_after_init;

struct genl_family seccomm_nl_family __ro_after_init = {
	.name = SECCOMM_FAMILY_NAME,
	.version = SECCOMM_FAMILY_VERSION,
	.netnsok = true,
	/* Stacks and keys have locks of their own, and an operation may have to wait
	 * for an algorithm's module.
	 */
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = nl_family_ops,
	.n_ops = ARRAY_SIZE(nl_family_ops),
	.mcgrps = seccomm_nl_groups,
	.n_mcgrps = ARRAY_SIZE(seccomm_nl_groups),
};

/* Generic netlink applies an operation's policy before it calls the operation, and frees
 * what the policy refuses as it is. So it is given policies that refuse no value of the
 * requests that bring secrets: seccomm_nl_key_set_doit() and seccomm_nl_agent_done_doit()
 * apply the true ones, and wipe the request whatever is wrong with it. seccomm_nl_ops,
 * which is generated, cannot say what begins a dump.
 */
static void __init nl_family_ops_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nl_family_ops); i++) {
		nl_family_ops[i] = seccomm_nl_ops[i];
		if (nl_family_ops[i].cmd == SECCOMM_CMD_KEY_SET)
			nl_family_ops[i].policy = nl_family_any_key;
		if (nl_family_ops[i].cmd == SECCOMM_CMD_AGENT_DONE)
			nl_family_ops[i].policy = nl_family_any_answer;
		if (nl_family_ops[i].cmd == SECCOMM_CMD_PEER_GET)
			nl_family_ops[i].start = seccomm_nl_peer_start;
	}
}

int __init seccomm_netlink_init(void)
{
	int err;

	nl_family_ops_init();
	err = seccomm_nl_agent_init();
	if (err)
		return err;
	err = genl_register_family(&seccomm_nl_family);
	if (err)
		goto agent;
	err = seccomm_event_init();
	if (err)
		goto family;
	return 0;
family:
	genl_unregister_family(&seccomm_nl_family);
agent:
	seccomm_nl_agent_exit();
	return err;
}

void seccomm_netlink_exit(void)
{
	seccomm_event_exit();
	genl_unregister_family(&seccomm_nl_family);
	seccomm_nl_agent_exit();
}

int seccomm_nl_dump_check(const struct netlink_callback *cb)
{
	if (!nlmsg_attrlen(cb->nlh, GENL_HDRLEN))
		return 0;
	return nl_deny(cb->extack, nlmsg_attrdata(cb->nlh, GENL_HDRLEN),
		       -EINVAL,
		       "a dump takes no attributes: it gives all there is");
}

void *seccomm_nl_entry(const struct seccomm_nl_dump *dump, u8 cmd)
{
	void *hdr = genlmsg_put(dump->skb, NETLINK_CB(dump->cb->skb).portid,
				dump->cb->nlh->nlmsg_seq, &seccomm_nl_family,
				NLM_F_MULTI, cmd);

	if (hdr)
		genl_dump_check_consistent(dump->cb, hdr);
	return hdr;
}

int seccomm_nl_entry_end(const struct seccomm_nl_dump *dump, void *hdr, int err)
{
	if (err)
		genlmsg_cancel(dump->skb, hdr);
	else
		genlmsg_end(dump->skb, hdr);
	return err;
}

int seccomm_nl_dumped(const struct sk_buff *skb, int err)
{
	if (err == -EMSGSIZE && skb->len)
		return skb->len;
	return err < 0 ? err : skb->len;
}

int seccomm_nl_reply(struct genl_info *info,
		     int (*fill)(struct sk_buff *skb, const void *arg),
		     const void *arg)
{
	size_t room = NLMSG_DEFAULT_SIZE;
	struct sk_buff *skb;
	void *hdr;
	int err;

	do {
		skb = genlmsg_new(room, GFP_KERNEL);
		if (!skb)
			return -ENOMEM;
		hdr = genlmsg_put_reply(skb, info, &seccomm_nl_family, 0,
					info->genlhdr->cmd);
		err = hdr ? fill(skb, arg) : -EMSGSIZE;
		if (!err) {
			genlmsg_end(skb, hdr);
			return genlmsg_reply(skb, info);
		}
		nlmsg_free(skb);
		room *= 2;
	} while (err == -EMSGSIZE && room <= SECCOMM_MAX_REPLY);
	return err;
}

int seccomm_nl_put_name(struct sk_buff *skb, int type, const u8 *name, u8 len)
{
	struct nlattr *attr = nla_reserve(skb, type, len + 1);

	if (!attr)
		return -EMSGSIZE;
	memcpy(nla_data(attr), name, len);
	((char *)nla_data(attr))[len] = '\0';
	return 0;
}

static const char name_length[] =
	"a name has 1 to " __stringify(SECCOMM_NAME_MAX) " characters";
static_assert(sizeof(char[SECCOMM_NAME_LEN]) == SECCOMM_NAME_MAX + 1);

int seccomm_nl_name(char *dst, const struct nlattr *attr,
		    struct netlink_ext_ack *extack)
{
	ssize_t len;

	if (!attr)
		return nl_deny(extack, NULL, -EINVAL, "a name is missing");
	len = nla_strscpy(dst, attr, SECCOMM_NAME_LEN);
	/* A NUL before the attribute's end would leave out what follows it. */
	if (len <= 0 || strlen(dst) != len)
		return nl_deny(extack, attr, -EINVAL, name_length);
	if (!seccomm_label_valid(dst))
		return nl_deny(extack, attr, -EINVAL,
			       "a name has letters, digits, _ - . : only");
	return 0;
}

int seccomm_nl_needed_name(char *dst, struct nlattr *const *tb, int type,
			   const struct nlattr *nest,
			   struct netlink_ext_ack *extack)
{
	if (!tb[type])
		return nl_missing(extack, nest, type, "a name is missing");
	return seccomm_nl_name(dst, tb[type], extack);
}

int seccomm_nl_prefix(struct seccomm_prefix *dst, struct nlattr *const *tb,
		      int addr_type, int len_type,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *addr = tb[addr_type], *len = tb[len_type];
	struct in6_addr masked;

	memset(dst, 0, sizeof(*dst));
	if (len && !addr)
		return nl_missing(extack, NULL, addr_type,
				  "a prefix length needs its address: peer");
	if (!addr)
		return 0;
	dst->addr = nla_get_in6_addr(addr);
	dst->len = len ? nla_get_u8(len) : 128;
	ipv6_addr_prefix(&masked, &dst->addr, dst->len);
	if (!ipv6_addr_equal(&masked, &dst->addr))
		return nl_deny(extack, addr, -EINVAL,
			       "address bits behind the prefix: clear them");
	return 0;
}
