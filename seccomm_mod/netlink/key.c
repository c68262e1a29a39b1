// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on secrets and keys: set, delete, and tell of all but the material.
 */
#include <net/ipv6.h>
#include "keys/chain.h"
#include "keys/store.h"
#include "netlink/family.h"
#include "netlink/kernel_key.h"
#include "netlink/key_pair.h"
#include "pk/key.h"
#include "stack/stack.h"

static int nl_key_get_id(struct genl_info *info, struct seccomm_key_id *id)
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
	if (info->attrs[SECCOMM_A_KEY_KIND])
		id->kind = nla_get_u8(info->attrs[SECCOMM_A_KEY_KIND]);
	return seccomm_nl_prefix(&id->prefix, info->attrs, SECCOMM_A_KEY_PEER,
				 SECCOMM_A_KEY_PREFIX_LEN, info->extack);
}

/* Least bytes of the secret: 16 for a session secret and for an HKDF slot. A raw slot's
 * secret may be as short as its cipher's key, which is checked when a layer takes it.
 * For a stack that does not exist yet the derivation is not known: the secret is
 * checked when a session opens.
 */
static u16 nl_key_least(struct net *net, const struct seccomm_key_id *id)
{
	struct seccomm_stack *stack;
	u16 least = SECCOMM_SECRET_MIN;

	if (id->slot >= SECCOMM_MAX_SLOTS)
		return least;
	stack = seccomm_stack_get(net, id->stack);
	if (!stack || (stack->declared[id->slot] &&
		       stack->declared[id->slot]->derive == SECCOMM_DERIVE_RAW))
		least = 1;
	if (stack)
		seccomm_stack_put(stack);
	return least;
}

static_assert(SECCOMM_NAMES_MAX == SECCOMM_END_NAME_MAX);

/* Bytes of an end's name, without the NUL behind it. */
static size_t nl_key_name_len(const struct nlattr *attr)
{
	size_t len = nla_len(attr);

	return len && !((const char *)nla_data(attr))[len - 1] ? len - 1 : len;
}

static const char name_of_end[] =
	"an end's name has 1 to 253 letters, digits and . _ @ / -";
static const char one_name[] =
	"name both ends or neither: give local and remote";
static const char names_of_slot[] =
	"names go with the session secret, not with a slot's";
static const char same_names[] =
	"both ends have the same name: give each its own";

static const char one_source[] =
	"give exactly one of secret, der, keyring, serial, certificate";

static int nl_key_name(const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	if (seccomm_names_valid(nla_data(attr), nl_key_name_len(attr)))
		return 0;
	return nl_deny(extack, attr, -EINVAL, name_of_end);
}

/* The names of both ends that a request gives with the secret @id: a reference in @names,
 * or NULL if it gives none.
 */
static int nl_key_names(struct genl_info *info, const struct seccomm_key_id *id,
			struct seccomm_names **names)
{
	const struct nlattr *local = info->attrs[SECCOMM_A_KEY_LOCAL_NAME];
	const struct nlattr *remote = info->attrs[SECCOMM_A_KEY_REMOTE_NAME];
	int lacks = local ? SECCOMM_A_KEY_REMOTE_NAME :
			    SECCOMM_A_KEY_LOCAL_NAME;
	int err;

	*names = NULL;
	if (!local && !remote)
		return 0;
	if (!local || !remote)
		return nl_missing(info->extack, NULL, lacks, one_name);
	if (id->slot != SECCOMM_SESSION_SECRET)
		return nl_deny(info->extack, local, -EINVAL, names_of_slot);
	err = nl_key_name(local, info->extack) ?:
		      nl_key_name(remote, info->extack);
	if (err)
		return err;
	*names = seccomm_names_new(nla_data(local), nl_key_name_len(local),
				   nla_data(remote), nl_key_name_len(remote));
	err = PTR_ERR_OR_ZERO(*names);
	if (err == -EINVAL)
		return nl_deny(info->extack, remote, err, same_names);
	return err;
}

static int nl_key_set_secret(struct genl_info *info,
			     const struct seccomm_key_id *id,
			     struct seccomm_names *names)
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
	err = seccomm_key_set(genl_info_net(info), id, secret, NULL, names,
			      nl_key_least(genl_info_net(info), id),
			      info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, attr);
	seccomm_secret_put(secret);
	return err;
}

static int nl_key_set_kernel(struct genl_info *info,
			     const struct seccomm_key_id *id,
			     struct seccomm_names *names)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_KEYRING] ?:
					    info->attrs[SECCOMM_A_KEY_SERIAL];
	struct key *key;
	int err;

	err = seccomm_nl_kernel_key(info, &key);
	if (err)
		return err;
	err = seccomm_key_set(genl_info_net(info), id, NULL, key, names,
			      nl_key_least(genl_info_net(info), id),
			      info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, attr);
	key_put(key);
	return err;
}

static int nl_key_set_any(struct genl_info *info,
			  const struct seccomm_key_id *id,
			  struct seccomm_names *names)
{
	int err;

	if (id->kind != SECCOMM_KEY_SECRET)
		return seccomm_nl_key_set_pair(info, id);
	err = seccomm_nl_key_fits(info, id, NULL);
	if (err)
		return err;
	return info->attrs[SECCOMM_A_KEY_SECRET] ?
		       nl_key_set_secret(info, id, names) :
		       nl_key_set_kernel(info, id, names);
}

/* Is the material given once, and of the right sort? */
static int nl_key_one_source(struct genl_info *info, u8 kind)
{
	const struct nlattr *secret = info->attrs[SECCOMM_A_KEY_SECRET];
	const struct nlattr *der = info->attrs[SECCOMM_A_KEY_DER];
	const struct nlattr *keyring = info->attrs[SECCOMM_A_KEY_KEYRING];
	const struct nlattr *serial = info->attrs[SECCOMM_A_KEY_SERIAL];
	const struct nlattr *certs = info->attrs[SECCOMM_A_KEY_CERTIFICATE];
	int n = !!secret + !!der + !!keyring + !!serial + !!certs;

	if (!n)
		return nl_missing(info->extack, NULL, SECCOMM_A_KEY_SECRET,
				  one_source);
	if (n > 1)
		return nl_deny(info->extack,
			       certs	       ?:
				       serial  ?:
				       keyring ?:
						 der,
			       -EINVAL, one_source);
	if (kind == SECCOMM_KEY_SECRET && der)
		return nl_deny(info->extack, der, -EINVAL,
			       "der is for private and public keys");
	if (kind != SECCOMM_KEY_SECRET && secret)
		return nl_deny(info->extack, secret, -EINVAL,
			       "private and public keys come by der");
	return 0;
}

static int nl_key_set(struct genl_info *info)
{
	struct seccomm_names *names;
	struct seccomm_key_id id;
	int err;

	err = nl_key_get_id(info, &id);
	if (!err)
		err = nl_key_one_source(info, id.kind);
	if (!err && info->attrs[SECCOMM_A_KEY_CERTIFICATE])
		return seccomm_nl_key_certify(info, &id);
	if (!err)
		err = nl_key_names(info, &id, &names);
	if (err)
		return err;
	err = nl_key_set_any(info, &id, names);
	seccomm_names_put(names);
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
	struct seccomm_key_id id;
	int err;

	err = nl_key_get_id(info, &id);
	if (err)
		return err;
	err = seccomm_key_del(genl_info_net(info), &id, info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, info->attrs[SECCOMM_A_KEY_STACK]);
	else
		seccomm_nl_changed(genl_info_net(info));
	return err;
}

static int nl_key_put_names(struct sk_buff *skb,
			    const struct seccomm_names *names)
{
	int err;

	if (!names)
		return 0;
	err = seccomm_nl_put_name(skb, SECCOMM_A_KEY_LOCAL_NAME,
				  seccomm_names_local(names), names->local_len);
	if (err)
		return err;
	return seccomm_nl_put_name(skb, SECCOMM_A_KEY_REMOTE_NAME,
				   seccomm_names_remote(names),
				   names->remote_len);
}

static int nl_key_put_pk(struct sk_buff *skb, const struct seccomm_pk *pk,
			 const struct seccomm_chain *chain)
{
	if (pk &&
	    (nla_put_u8(skb, SECCOMM_A_KEY_ALGORITHM, pk->alg) ||
	     nla_put(skb, SECCOMM_A_KEY_FINGERPRINT, sizeof(pk->id), pk->id)))
		return -EMSGSIZE;
	return chain ? seccomm_nl_put_name(skb, SECCOMM_A_KEY_LOCAL_NAME,
					   seccomm_chain_name(chain),
					   chain->name_len) :
		       0;
}

static int nl_key_fill(struct sk_buff *skb, const void *arg)
{
	const struct seccomm_key_info *k = arg;

	if (nla_put_string(skb, SECCOMM_A_KEY_STACK, k->id.stack) ||
	    (k->id.slot != SECCOMM_SESSION_SECRET &&
	     nla_put_u8(skb, SECCOMM_A_KEY_SLOT, k->id.slot)) ||
	    nla_put_u8(skb, SECCOMM_A_KEY_KIND, k->id.kind) ||
	    nla_put_in6_addr(skb, SECCOMM_A_KEY_PEER, &k->id.prefix.addr) ||
	    nla_put_u8(skb, SECCOMM_A_KEY_PREFIX_LEN, k->id.prefix.len) ||
	    nla_put_u16(skb, SECCOMM_A_KEY_LENGTH, k->len) ||
	    (k->kernel_key && nla_put_flag(skb, SECCOMM_A_KEY_KERNEL_KEY)))
		return -EMSGSIZE;
	return nl_key_put_names(skb, k->names) ?:
		       nl_key_put_pk(skb, k->pk, k->chain);
}

int seccomm_nl_key_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct seccomm_key_info found;
	struct seccomm_key_id id;
	int err;

	err = nl_key_get_id(info, &id);
	if (err)
		return err;
	err = seccomm_key_get(genl_info_net(info), &id, &found);
	if (err)
		return nl_deny(info->extack, info->attrs[SECCOMM_A_KEY_STACK],
			       err, "no such key: see seccommctl key show");
	err = seccomm_nl_reply(info, nl_key_fill, &found);
	seccomm_names_put(found.names);
	seccomm_pk_put(found.pk);
	seccomm_chain_put(found.chain);
	return err;
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
