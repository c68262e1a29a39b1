// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on sessions: get, dump, end, trace.
 */
#include "keys/names.h"
#include "keys/proofs.h"
#include "netlink/family.h"
#include "netlink/session.h"
#include "session/info.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/trace.h"

static int nl_session_put_counters(struct sk_buff *skb,
				   const struct seccomm_session_info *s)
{
	const struct {
		u16 attr;
		u64 value;
	} counters[] = {
		{ SECCOMM_A_SESSION_TX_MESSAGES, s->tx_messages },
		{ SECCOMM_A_SESSION_TX_BYTES, s->tx_bytes },
		{ SECCOMM_A_SESSION_RX_MESSAGES, s->rx_messages },
		{ SECCOMM_A_SESSION_RX_BYTES, s->rx_bytes },
		{ SECCOMM_A_SESSION_RX_DROPS, s->rx_drops },
		{ SECCOMM_A_SESSION_AGE_MS, s->age_ms },
		{ SECCOMM_A_SESSION_IDLE_MS, s->idle_ms },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(counters); i++)
		if (nla_put_u64_64bit(skb, counters[i].attr, counters[i].value,
				      SECCOMM_A_SESSION_PAD))
			return -EMSGSIZE;
	return 0;
}

int seccomm_nl_put_id(struct sk_buff *skb, const struct seccomm_identity *id)
{
	if (nla_put_u8(skb, SECCOMM_A_ID_KIND, id->kind) ||
	    (id->len && nla_put(skb, SECCOMM_A_ID_VALUE, id->len, id->value)))
		return -EMSGSIZE;
	return 0;
}

static int nl_session_put_id(struct sk_buff *skb, int type, u8 kind,
			     const void *value, int len)
{
	const struct seccomm_identity id = {
		.kind = kind,
		.len = len,
		.value = value,
	};
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || seccomm_nl_put_id(skb, &id))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nl_session_put_names(struct sk_buff *skb,
				const struct seccomm_names *names)
{
	int err;

	err = nl_session_put_id(skb, SECCOMM_A_SESSION_LOCAL_ID,
				SECCOMM_ID_NAME, seccomm_names_local(names),
				names->local_len);
	if (err)
		return err;
	return nl_session_put_id(skb, SECCOMM_A_SESSION_PEER_ID,
				 SECCOMM_ID_NAME, seccomm_names_remote(names),
				 names->remote_len);
}

/* Who the peer has proved to be to methods. */
static int nl_session_put_proofs(struct sk_buff *skb,
				 const struct seccomm_proofs *proofs)
{
	const struct seccomm_proof *proof;
	struct nlattr *nest;
	unsigned int i;

	for (i = 0; proofs && i < proofs->n; i++) {
		proof = &proofs->list[i];
		nest = nla_nest_start(skb, SECCOMM_A_SESSION_METHOD_ID);
		if (!nest || seccomm_nl_put_id(skb, &proof->id) ||
		    nla_put_u8(skb, SECCOMM_A_ID_SLOT, proof->slot) ||
		    nla_put_u8(skb, SECCOMM_A_ID_ORDINAL, proof->ordinal))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

/* Who the ends have proved to be, as seccomm_session_ends() tells it. */
static int nl_session_put_ends(struct sk_buff *skb,
			       const struct seccomm_session_info *s)
{
	int err;

	if (!s->opened)
		return 0;
	if (s->names)
		return nl_session_put_names(skb, s->names);
	err = nl_session_put_id(skb, SECCOMM_A_SESSION_LOCAL_ID,
				SECCOMM_ID_ADDRESS, &s->local,
				sizeof(s->local));
	if (err)
		return err;
	return nl_session_put_id(skb, SECCOMM_A_SESSION_PEER_ID,
				 SECCOMM_ID_ADDRESS, &s->remote,
				 sizeof(s->remote));
}

int seccomm_nl_put_session(struct sk_buff *skb,
			   const struct seccomm_session_info *s)
{
	if (nla_put_u32(skb, SECCOMM_A_SESSION_INDEX, s->index) ||
	    (s->peer_index &&
	     nla_put_u32(skb, SECCOMM_A_SESSION_PEER_INDEX, s->peer_index)) ||
	    nla_put_u8(skb, SECCOMM_A_SESSION_STATE, s->state) ||
	    (s->initiator && nla_put_flag(skb, SECCOMM_A_SESSION_INITIATOR)) ||
	    nla_put_u16(skb, SECCOMM_A_SESSION_EPOCH, s->epoch) ||
	    nla_put_string(skb, SECCOMM_A_SESSION_STACK, s->stack) ||
	    nla_put_in6_addr(skb, SECCOMM_A_SESSION_LOCAL, &s->local) ||
	    nla_put_in6_addr(skb, SECCOMM_A_SESSION_REMOTE, &s->remote) ||
	    nla_put_be16(skb, SECCOMM_A_SESSION_SPORT, s->sport) ||
	    nla_put_be16(skb, SECCOMM_A_SESSION_DPORT, s->dport) ||
	    nla_put_u32(skb, SECCOMM_A_SESSION_PARKED, s->parked) ||
	    (s->down_longest >= 0 &&
	     (nla_put_flag(skb, SECCOMM_A_SESSION_DOWN_SOFTIRQ) ||
	      nla_put_u32(skb, SECCOMM_A_SESSION_DOWN_LONGEST,
			  s->down_longest))) ||
	    (s->up_longest >= 0 &&
	     (nla_put_flag(skb, SECCOMM_A_SESSION_UP_SOFTIRQ) ||
	      nla_put_u32(skb, SECCOMM_A_SESSION_UP_LONGEST, s->up_longest))) ||
	    nla_put_u8(skb, SECCOMM_A_SESSION_TRACED, s->traced) ||
	    nl_session_put_ends(skb, s) ||
	    nl_session_put_proofs(skb, s->proofs))
		return -EMSGSIZE;
	return nl_session_put_counters(skb, s);
}

size_t seccomm_nl_ids_room(unsigned int n)
{
	return n * nla_total_size(3 * nla_total_size(sizeof(u8)) +
				  nla_total_size(SECCOMM_IDENTITY_MAX));
}

size_t seccomm_nl_session_room(const struct seccomm_session_info *s)
{
	return seccomm_nl_ids_room(s->proofs ? s->proofs->n : 0);
}

static int nl_session_fill(struct sk_buff *skb, const void *arg)
{
	return seccomm_nl_put_session(skb, arg);
}

/* @arg has the index that is looked for, and is overwritten with the session found, and
 * references to its names and proofs.
 */
static int nl_session_match(const struct seccomm_session_info *s, void *arg)
{
	struct seccomm_session_info *found = arg;

	if (s->index != found->index)
		return 0;
	*found = *s;
	seccomm_names_get(found->names);
	seccomm_proofs_get(found->proofs);
	return 1;
}

static int nl_session_unknown(struct genl_info *info)
{
	return nl_deny(info->extack, info->attrs[SECCOMM_A_SESSION_INDEX],
		       -ENOENT, "no such session: see seccommctl session show");
}

static int nl_session_no_index(struct genl_info *info)
{
	return nl_missing(info->extack, NULL, SECCOMM_A_SESSION_INDEX,
			  "say which session: index");
}

int seccomm_nl_session_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_SESSION_INDEX];
	struct seccomm_session_info found;
	unsigned long pos = 0;
	int err;

	if (!attr)
		return nl_session_no_index(info);
	found.index = nla_get_u32(attr);
	if (!seccomm_session_for_each(genl_info_net(info), &pos,
				      nl_session_match, &found))
		return nl_session_unknown(info);
	err = seccomm_nl_reply(info, nl_session_fill, &found);
	seccomm_names_put(found.names);
	seccomm_proofs_put(found.proofs);
	return err;
}

static int nl_session_dump(const struct seccomm_session_info *s, void *arg)
{
	const struct seccomm_nl_dump *dump = arg;
	void *hdr = seccomm_nl_entry(dump, SECCOMM_CMD_SESSION_GET);

	if (!hdr)
		return -EMSGSIZE;
	return seccomm_nl_entry_end(dump, hdr,
				    seccomm_nl_put_session(dump->skb, s));
}

int seccomm_nl_session_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct seccomm_nl_dump dump = { .skb = skb, .cb = cb };
	unsigned long *pos = (unsigned long *)&cb->args[0];
	struct net *net = sock_net(skb->sk);
	int err;

	err = seccomm_nl_dump_check(cb);
	if (err)
		return err;
	cb->seq = seccomm_session_generation(net) + 1;
	err = seccomm_session_for_each(net, pos, nl_session_dump, &dump);
	return seccomm_nl_dumped(skb, err);
}

int seccomm_nl_session_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_SESSION_INDEX];
	int err;

	if (!attr)
		return nl_session_no_index(info);
	err = seccomm_session_kill(genl_info_net(info), nla_get_u32(attr));
	return err == -ENOENT ? nl_session_unknown(info) : err;
}

int seccomm_nl_session_trace_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *index = info->attrs[SECCOMM_A_SESSION_INDEX];
	const struct nlattr *on = info->attrs[SECCOMM_A_SESSION_TRACED];
	int err;

	if (!index)
		return nl_session_no_index(info);
	if (!on)
		return nl_missing(info->extack, NULL, SECCOMM_A_SESSION_TRACED,
				  "say whether to trace it: traced, 1 or 0");
	err = seccomm_session_trace(genl_info_net(info), nla_get_u32(index),
				    nla_get_u8(on));
	if (err == -E2BIG)
		return nl_deny(info->extack, NULL, err,
			       "the stack is too large for one more handler");
	return err == -ENOENT ? nl_session_unknown(info) : err;
}
