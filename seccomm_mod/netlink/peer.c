// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on who may open: set, delete, get and dump entries.
 */
#include <linux/seccomm.h>
#include <net/ipv6.h>
#include "keys/peers.h"
#include "netlink/family.h"
#include "netlink/peer.h"
#include "netlink/session.h"

static const char many_ids[] =
	"an entry has" AT_MOST(SECCOMM_PEER_IDS_MAX) "identities";
static const char bad_id[] =
	"a name has letters, digits and . _ @ / -, perhaps *. before it; a key 32 bytes";

/* Take what the entry that a request is about is for. */
static int nl_peer_get_id(struct genl_info *info, struct seccomm_key_id *id)
{
	const struct nlattr *port = info->attrs[SECCOMM_A_PEER_PORT];
	int err;

	memset(id, 0, sizeof(*id));
	err = seccomm_nl_needed_name(id->stack, info->attrs,
				     SECCOMM_A_PEER_STACK, NULL, info->extack);
	if (err)
		return err;
	if (port)
		id->port = nla_get_be16(port);
	if (port && !id->port)
		return nl_deny(info->extack, port, -EINVAL,
			       "ports are 1 to 65535: leave it out for any");
	return seccomm_nl_prefix(&id->prefix, info->attrs, SECCOMM_A_PEER_PEER,
				 SECCOMM_A_PEER_PREFIX_LEN, info->extack);
}

/* Take an identity, whose value stays in the request. */
static int nl_peer_get_allowed(const struct nlattr *nest,
			       struct seccomm_proof *allowed,
			       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SECCOMM_A_ID_ORDINAL + 1];
	const struct nlattr *value;
	int err;

	err = nla_parse_nested(tb, SECCOMM_A_ID_ORDINAL, nest,
			       seccomm_id_nl_policy, extack);
	if (err)
		return err;
	if (!tb[SECCOMM_A_ID_KIND])
		return nl_missing(extack, nest, SECCOMM_A_ID_KIND,
				  "an identity needs its kind");
	if (tb[SECCOMM_A_ID_ORDINAL] && !tb[SECCOMM_A_ID_SLOT])
		return nl_missing(extack, nest, SECCOMM_A_ID_SLOT,
				  "an ordinal needs its slot");
	value = tb[SECCOMM_A_ID_VALUE];
	if (value && (!nla_len(value) || nla_len(value) > SECCOMM_IDENTITY_MAX))
		return nl_deny(extack, value, -EINVAL, bad_id);
	allowed->slot = tb[SECCOMM_A_ID_SLOT] ?
				nla_get_u8(tb[SECCOMM_A_ID_SLOT]) :
				SECCOMM_ANY_METHOD;
	allowed->ordinal = tb[SECCOMM_A_ID_ORDINAL] ?
				   nla_get_u8(tb[SECCOMM_A_ID_ORDINAL]) :
				   SECCOMM_ANY_METHOD;
	allowed->id.kind = nla_get_u8(tb[SECCOMM_A_ID_KIND]);
	allowed->id.len = value ? nla_len(value) : 0;
	allowed->id.value = value ? nla_data(value) : NULL;
	if (allowed->id.kind == SECCOMM_ID_ADDRESS)
		return nl_deny(extack, tb[SECCOMM_A_ID_KIND], -EINVAL,
			       "addresses are allowed by peer and prefix-len");
	if (!seccomm_peers_id_valid(&allowed->id))
		return nl_deny(extack, value ?: nest, -EINVAL, bad_id);
	return 0;
}

/* Take all identities of a request: a reference in @allowed. */
static int nl_peer_get_all_allowed(struct genl_info *info,
				   struct seccomm_proofs **allowed)
{
	struct seccomm_proof list[SECCOMM_PEER_IDS_MAX];
	const struct nlattr *attr;
	unsigned int n = 0;
	int err, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != SECCOMM_A_PEER_ID)
			continue;
		if (n == ARRAY_SIZE(list))
			return nl_deny(info->extack, attr, -E2BIG, many_ids);
		err = nl_peer_get_allowed(attr, &list[n++], info->extack);
		if (err)
			return err;
	}
	*allowed = seccomm_proofs_new(list, n);
	return *allowed ? 0 : -ENOMEM;
}

int seccomm_nl_peer_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct seccomm_peers peers;
	int err;

	err = nl_peer_get_id(info, &peers.id) ?:
		      nl_peer_get_all_allowed(info, &peers.allowed);
	if (err)
		return err;
	err = seccomm_peers_set(genl_info_net(info), &peers,
				info->attrs[SECCOMM_A_PEER_NEW], info->extack);
	seccomm_proofs_put(peers.allowed);
	if (!err)
		seccomm_nl_changed(genl_info_net(info));
	return err;
}

int seccomm_nl_peer_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct seccomm_key_id id;
	int err;

	err = nl_peer_get_id(info, &id);
	if (!err)
		err = seccomm_peers_del(genl_info_net(info), &id, info->extack);
	if (!err)
		seccomm_nl_changed(genl_info_net(info));
	return err;
}

static int nl_peer_put_allowed(struct sk_buff *skb,
			       const struct seccomm_proof *allowed)
{
	struct nlattr *nest = nla_nest_start(skb, SECCOMM_A_PEER_ID);

	if (!nest || seccomm_nl_put_id(skb, &allowed->id) ||
	    (allowed->slot != SECCOMM_ANY_METHOD &&
	     nla_put_u8(skb, SECCOMM_A_ID_SLOT, allowed->slot)) ||
	    (allowed->ordinal != SECCOMM_ANY_METHOD &&
	     nla_put_u8(skb, SECCOMM_A_ID_ORDINAL, allowed->ordinal)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_peer_fill(struct sk_buff *skb, const void *arg)
{
	const struct seccomm_peers *peers = arg;
	const struct seccomm_key_id *id = &peers->id;
	unsigned int i;

	if (nla_put_string(skb, SECCOMM_A_PEER_STACK, id->stack) ||
	    (id->port && nla_put_be16(skb, SECCOMM_A_PEER_PORT, id->port)) ||
	    (id->prefix.len &&
	     (nla_put_in6_addr(skb, SECCOMM_A_PEER_PEER, &id->prefix.addr) ||
	      nla_put_u8(skb, SECCOMM_A_PEER_PREFIX_LEN, id->prefix.len))))
		return -EMSGSIZE;
	for (i = 0; i < peers->allowed->n; i++)
		if (nl_peer_put_allowed(skb, &peers->allowed->list[i]))
			return -EMSGSIZE;
	return 0;
}

int seccomm_nl_peer_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct seccomm_peers found;
	int err;

	err = nl_peer_get_id(info, &found.id);
	if (err)
		return err;
	found.allowed = seccomm_peers_get(genl_info_net(info), &found.id);
	if (!found.allowed)
		return nl_deny(info->extack, info->attrs[SECCOMM_A_PEER_STACK],
			       -ENOENT,
			       "no such peers: see seccommctl peer show");
	err = seccomm_nl_reply(info, nl_peer_fill, &found);
	seccomm_proofs_put(found.allowed);
	return err;
}

static int nl_peer_dump(const struct seccomm_peers *peers, void *arg)
{
	const struct seccomm_nl_dump *dump = arg;
	void *hdr = seccomm_nl_entry(dump, SECCOMM_CMD_PEER_GET);

	if (!hdr)
		return -EMSGSIZE;
	return seccomm_nl_entry_end(dump, hdr, nl_peer_fill(dump->skb, peers));
}

int seccomm_nl_peer_start(struct netlink_callback *cb)
{
	cb->min_dump_alloc =
		NLMSG_DEFAULT_SIZE + seccomm_nl_ids_room(SECCOMM_PEER_IDS_MAX);
	return 0;
}

int seccomm_nl_peer_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct seccomm_nl_dump dump = { .skb = skb, .cb = cb };
	unsigned long *pos = (unsigned long *)&cb->args[0];
	struct net *net = sock_net(skb->sk);
	int err;

	err = seccomm_nl_dump_check(cb);
	if (err)
		return err;
	cb->seq = seccomm_nl_generation(net);
	err = seccomm_peers_for_each(net, pos, nl_peer_dump, &dump);
	return seccomm_nl_dumped(skb, err);
}
