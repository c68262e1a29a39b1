// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on secrets: set, delete, and tell of all but the material.
 */
#include <keys/user-type.h>
#include <net/ipv6.h>
#include "keys/store.h"
#include "netlink/family.h"
#include "stack/stack.h"

/**
 * struct key_id - which secret a request is about
 * @stack: stack's name
 * @slot: slot's index, or SECCOMM_SESSION_SECRET
 * @prefix: peers
 */
struct key_id {
	char stack[SECCOMM_NAME_LEN];
	u8 slot;
	struct seccomm_prefix prefix;
};

static int nl_key_get_id(struct genl_info *info, struct key_id *id)
{
	int err;

	memset(id, 0, sizeof(*id));
	err = seccomm_nl_needed_name(id->stack, info->attrs,
				     SECCOMM_A_KEY_STACK, NULL, info->extack);
	if (err)
		return err;
	id->slot = SECCOMM_SESSION_SECRET;
	if (info->attrs[SECCOMM_A_KEY_SLOT])
		id->slot = nla_get_u8(info->attrs[SECCOMM_A_KEY_SLOT]);
	return seccomm_nl_prefix(&id->prefix, info->attrs, SECCOMM_A_KEY_PEER,
				 SECCOMM_A_KEY_PREFIX_LEN, info->extack);
}

static const char no_logon_key[] =
	"no logon key so described: see keyctl add logon";

/* Find the logon key that a request names, with the rights of its sender to search; a
 * reference in @key.
 */
static int nl_key_find(struct genl_info *info, struct key **key)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_KEYRING];
	key_ref_t ref;

	if (attr) {
		*key = request_key(&key_type_logon, nla_data(attr), NULL);
		if (!IS_ERR(*key))
			return 0;
		return nl_deny(info->extack, attr, PTR_ERR(*key), no_logon_key);
	}
	attr = info->attrs[SECCOMM_A_KEY_SERIAL];
	ref = lookup_user_key(nla_get_u32(attr), 0, KEY_NEED_SEARCH);
	if (IS_ERR(ref))
		return nl_deny(info->extack, attr, PTR_ERR(ref),
			       "no such key that the sender may search");
	*key = key_ref_to_ptr(ref);
	if ((*key)->type == &key_type_logon)
		return 0;
	key_put(*key);
	return nl_deny(info->extack, attr, -EKEYREJECTED,
		       "the key is not of type logon");
}

/* Least bytes of the secret: 16 for a session secret and for an HKDF slot. A raw slot's
 * secret may be as short as its cipher's key, which is checked when a layer takes it.
 * For a stack that does not exist yet the derivation is not known: the secret is
 * checked when a session opens.
 */
static u16 nl_key_least(struct net *net, const struct key_id *id)
{
	struct seccomm_stack *stack;
	u16 least = SECCOMM_SECRET_MIN;

	if (id->slot >= SECCOMM_MAX_SLOTS)
		return least;
	stack = seccomm_stack_get(net, id->stack);
	if (!stack || stack->derive[id->slot] == SECCOMM_DERIVE_RAW)
		least = 1;
	if (stack)
		seccomm_stack_put(stack);
	return least;
}

static int nl_key_set_secret(struct genl_info *info, const struct key_id *id)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_SECRET];
	struct seccomm_secret *secret;
	int err;

	if (!nla_len(attr) || nla_len(attr) > SECCOMM_SECRET_MAX)
		return nl_deny(info->extack, attr, -EINVAL,
			       "a secret has 1 to 128 bytes");
	secret = seccomm_secret_new(nla_data(attr), nla_len(attr));
	if (!secret)
		return -ENOMEM;
	err = seccomm_key_set(genl_info_net(info), id->stack, id->slot,
			      &id->prefix, secret, NULL,
			      nl_key_least(genl_info_net(info), id),
			      info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, attr);
	seccomm_secret_put(secret);
	return err;
}

static int nl_key_set_kernel(struct genl_info *info, const struct key_id *id)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_KEYRING] ?:
					    info->attrs[SECCOMM_A_KEY_SERIAL];
	struct key *key;
	int err;

	err = nl_key_find(info, &key);
	if (err)
		return err;
	err = seccomm_key_set(genl_info_net(info), id->stack, id->slot,
			      &id->prefix, NULL, key,
			      nl_key_least(genl_info_net(info), id),
			      info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, attr);
	key_put(key);
	return err;
}

static int nl_key_set(struct genl_info *info)
{
	bool secret = info->attrs[SECCOMM_A_KEY_SECRET];
	bool keyring = info->attrs[SECCOMM_A_KEY_KEYRING];
	bool serial = info->attrs[SECCOMM_A_KEY_SERIAL];
	struct key_id id;
	int err;

	err = nl_key_get_id(info, &id);
	if (err)
		return err;
	if (secret + keyring + serial != 1) {
		err = nl_deny(info->extack,
			      info->attrs[SECCOMM_A_KEY_SERIAL] ?:
				      info->attrs[SECCOMM_A_KEY_KEYRING],
			      -EINVAL,
			      "give exactly one of secret, keyring, serial");
		if (!secret && !keyring && !serial)
			NL_SET_ERR_ATTR_MISS(info->extack, NULL,
					     SECCOMM_A_KEY_SECRET);
		return err;
	}
	err = secret ? nl_key_set_secret(info, &id) :
		       nl_key_set_kernel(info, &id);
	if (!err)
		seccomm_nl_changed(genl_info_net(info));
	return err;
}

/* Apply the policy here, because generic netlink would free a request that it refuses with
 * the secret in it: see nl_family_ops_init(). Wipe all of the request, so that no copy of
 * the secret stays in it, wherever its sender put one, nor in the ack that quotes it.
 */
int seccomm_nl_key_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = nla_validate(genlmsg_data(info->genlhdr),
			       genlmsg_len(info->genlhdr),
			       ARRAY_SIZE(seccomm_key_set_nl_policy) - 1,
			       seccomm_key_set_nl_policy, info->extack);

	if (!err)
		err = nl_key_set(info);
	memzero_explicit(genlmsg_data(info->genlhdr),
			 genlmsg_len(info->genlhdr));
	return err;
}

int seccomm_nl_key_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct key_id id;
	int err;

	err = nl_key_get_id(info, &id);
	if (err)
		return err;
	err = seccomm_key_del(genl_info_net(info), id.stack, id.slot,
			      &id.prefix, info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, info->attrs[SECCOMM_A_KEY_STACK]);
	else
		seccomm_nl_changed(genl_info_net(info));
	return err;
}

static int nl_key_fill(struct sk_buff *skb, const void *arg)
{
	const struct seccomm_key_info *k = arg;

	if (nla_put_string(skb, SECCOMM_A_KEY_STACK, k->stack) ||
	    (k->slot != SECCOMM_SESSION_SECRET &&
	     nla_put_u8(skb, SECCOMM_A_KEY_SLOT, k->slot)) ||
	    nla_put_in6_addr(skb, SECCOMM_A_KEY_PEER, &k->prefix.addr) ||
	    nla_put_u8(skb, SECCOMM_A_KEY_PREFIX_LEN, k->prefix.len) ||
	    nla_put_u16(skb, SECCOMM_A_KEY_LENGTH, k->len) ||
	    (k->kernel_key && nla_put_flag(skb, SECCOMM_A_KEY_KERNEL_KEY)))
		return -EMSGSIZE;
	return 0;
}

/**
 * struct key_search - a secret that is looked for
 * @id: which secret
 * @found: what may be told of the secret
 */
struct key_search {
	struct key_id id;
	struct seccomm_key_info found;
};

static int nl_key_match(const struct seccomm_key_info *k, void *arg)
{
	struct key_search *s = arg;

	if (k->slot != s->id.slot || k->prefix.len != s->id.prefix.len ||
	    !ipv6_addr_equal(&k->prefix.addr, &s->id.prefix.addr) ||
	    strcmp(k->stack, s->id.stack))
		return 0;
	s->found = *k;
	return 1;
}

int seccomm_nl_key_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct key_search s;
	unsigned long pos = 0;
	int err;

	err = nl_key_get_id(info, &s.id);
	if (err)
		return err;
	if (!seccomm_key_for_each(genl_info_net(info), &pos, nl_key_match, &s))
		return nl_deny(info->extack, info->attrs[SECCOMM_A_KEY_STACK],
			       -ENOENT, "no such key: see seccommctl key show");
	return seccomm_nl_reply(info, nl_key_fill, &s.found);
}

static int nl_key_dump(const struct seccomm_key_info *k, void *arg)
{
	const struct seccomm_nl_dump *dump = arg;
	void *hdr = seccomm_nl_entry(dump, SECCOMM_CMD_KEY_GET);

	if (!hdr)
		return -EMSGSIZE;
	return seccomm_nl_entry_end(dump, hdr, nl_key_fill(dump->skb, k));
}

int seccomm_nl_key_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct seccomm_nl_dump dump = { .skb = skb, .cb = cb };
	unsigned long *pos = (unsigned long *)&cb->args[0];
	struct net *net = sock_net(skb->sk);
	int err;

	err = seccomm_nl_dump_check(cb);
	if (err)
		return err;
	cb->seq = seccomm_nl_generation(net);
	err = seccomm_key_for_each(net, pos, nl_key_dump, &dump);
	return seccomm_nl_dumped(skb, err);
}
