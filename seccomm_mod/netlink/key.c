// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations on secrets and keys: set, delete, and tell of all but the material.
 */
#include <keys/user-type.h>
#include <linux/key-type.h>
#include <net/ipv6.h>
#include "keys/store.h"
#include "netlink/family.h"
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

static const char no_logon_key[] =
	"no logon key so described: see keyctl add logon";
static const char no_logon_type[] = "the key is not of type logon";
static const char asymmetric_key[] =
	"asymmetric keys do no PSS or OAEP: add the PKCS#8 DER as a logon key";

/* Find the logon key that a request names, with the rights of its sender to search; a
 * reference in @key.
 */
static int nl_key_find(struct genl_info *info, struct key **key)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_KEYRING];
	const char *text;
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
	text = strcmp((*key)->type->name, "asymmetric") ? no_logon_type :
							  asymmetric_key;
	key_put(*key);
	return nl_deny(info->extack, attr, -EKEYREJECTED, text);
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
	if (!stack || stack->derive[id->slot] == SECCOMM_DERIVE_RAW)
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
	"give exactly one of secret, der, keyring, serial";

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

	err = nl_key_find(info, &key);
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

/* The private key that a logon key's bytes are, or ERR_PTR. Of the bytes there is a copy, so
 * that they may change while they are read.
 */
static struct seccomm_pk *nl_key_read_kernel(struct key *key,
					     struct netlink_ext_ack *extack)
{
	const struct user_key_payload *payload;
	struct seccomm_pk *pk;
	void *der = NULL;
	size_t len = 0;

	down_read(&key->sem);
	payload = key_validate(key) ? NULL : user_key_payload_locked(key);
	if (payload && payload->datalen <= SECCOMM_PK_DER_MAX) {
		len = payload->datalen;
		der = kmemdup(payload->data, len, GFP_KERNEL);
	}
	up_read(&key->sem);
	if (payload && len && !der)
		return ERR_PTR(-ENOMEM);
	if (!der) {
		NL_SET_ERR_MSG(extack, "kernel key is revoked, expired or too long");
		return ERR_PTR(-ENOKEY);
	}
	pk = seccomm_pk_private(der, len, extack);
	kfree_sensitive(der);
	return pk;
}

/* The key that a request gives, a reference, or ERR_PTR; and in @key the kernel key that it was
 * read from, another reference, or NULL.
 */
static struct seccomm_pk *nl_key_read(struct genl_info *info, u8 kind,
				      struct key **key)
{
	const struct nlattr *der = info->attrs[SECCOMM_A_KEY_DER];
	struct seccomm_pk *pk;
	int err;

	*key = NULL;
	if (der && kind == SECCOMM_KEY_PUBLIC)
		return seccomm_pk_public(nla_data(der), nla_len(der),
					 info->extack);
	if (der)
		return seccomm_pk_private(nla_data(der), nla_len(der),
					  info->extack);
	err = nl_key_find(info, key);
	if (err)
		return ERR_PTR(err);
	pk = nl_key_read_kernel(*key, info->extack);
	if (IS_ERR(pk))
		key_put(*key);
	return pk;
}

static const char *const slot_takes[] = {
	[SECCOMM_PK_DSA2048] = "the stack's slot takes keys of dsa2048",
	[SECCOMM_PK_RSA2048] = "the stack's slot takes keys of rsa2048",
	[SECCOMM_PK_RSA3072] = "the stack's slot takes keys of rsa3072",
	[SECCOMM_PK_RSA4096] = "the stack's slot takes keys of rsa4096",
};
static const char slot_takes_pairs[] =
	"the stack's slot holds key pairs: give private and public";
static const char slot_takes_secret[] =
	"the stack's slot holds a secret, and no key pairs";

/* Does the slot of the stack, if there is such a stack by now, take what is given: @pk, or a
 * secret if that is NULL? 0, or a negative errno. What is set before the stack exists is looked
 * at when a session opens.
 */
static int nl_key_fits(struct genl_info *info, const struct seccomm_key_id *id,
		       const struct seccomm_pk *pk)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_SLOT];
	struct seccomm_stack *stack;
	int err = 0;

	if (id->slot >= SECCOMM_MAX_SLOTS)
		return 0;
	stack = seccomm_stack_get(genl_info_net(info), id->stack);
	if (!stack)
		return 0;
	if (!(stack->slots >> id->slot & 1))
		err = 0;
	else if (stack->source[id->slot] != SECCOMM_SOURCE_PK)
		err = pk ? nl_deny(info->extack, attr, -EINVAL,
				   slot_takes_secret) :
			   0;
	else if (!pk)
		err = nl_deny(info->extack, attr, -EINVAL, slot_takes_pairs);
	else if (stack->pk[id->slot] != pk->alg)
		err = nl_deny(info->extack, attr, -EKEYREJECTED,
			      slot_takes[stack->pk[id->slot]]);
	seccomm_stack_put(stack);
	return err;
}

static int nl_key_set_pk(struct genl_info *info,
			 const struct seccomm_key_id *id)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_DER];
	struct seccomm_pk *pk;
	struct key *key;
	int err;

	if (id->slot >= SECCOMM_MAX_SLOTS)
		return nl_missing(info->extack, NULL, SECCOMM_A_KEY_SLOT,
				  "a key of a key pair is for a slot");
	if (id->kind == SECCOMM_KEY_PUBLIC && !attr)
		return nl_missing(info->extack, NULL, SECCOMM_A_KEY_DER,
				  "a public key comes by der alone");
	pk = nl_key_read(info, id->kind, &key);
	if (IS_ERR(pk)) {
		if (attr)
			NL_SET_BAD_ATTR(info->extack, attr);
		return PTR_ERR(pk);
	}
	err = nl_key_fits(info, id, pk);
	if (!err)
		err = seccomm_key_set_pk(genl_info_net(info), id, pk, key,
					 info->extack);
	seccomm_pk_put(pk);
	key_put(key);
	return err;
}

static int nl_key_set_any(struct genl_info *info,
			  const struct seccomm_key_id *id,
			  struct seccomm_names *names)
{
	int err;

	if (id->kind != SECCOMM_KEY_SECRET)
		return nl_key_set_pk(info, id);
	err = nl_key_fits(info, id, NULL);
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
	int n = !!secret + !!der + !!keyring + !!serial;

	if (!n)
		return nl_missing(info->extack, NULL, SECCOMM_A_KEY_SECRET,
				  one_source);
	if (n > 1)
		return nl_deny(info->extack, serial ?: keyring ?: der, -EINVAL,
			       one_source);
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

static int nl_key_put_name(struct sk_buff *skb, int type, const u8 *name,
			   u8 len)
{
	struct nlattr *attr = nla_reserve(skb, type, len + 1);

	if (!attr)
		return -EMSGSIZE;
	memcpy(nla_data(attr), name, len);
	((char *)nla_data(attr))[len] = '\0';
	return 0;
}

static int nl_key_put_names(struct sk_buff *skb,
			    const struct seccomm_names *names)
{
	int err;

	if (!names)
		return 0;
	err = nl_key_put_name(skb, SECCOMM_A_KEY_LOCAL_NAME,
			      seccomm_names_local(names), names->local_len);
	if (err)
		return err;
	return nl_key_put_name(skb, SECCOMM_A_KEY_REMOTE_NAME,
			       seccomm_names_remote(names), names->remote_len);
}

static int nl_key_put_pk(struct sk_buff *skb, const struct seccomm_pk *pk)
{
	if (pk && (nla_put_u8(skb, SECCOMM_A_KEY_ALGORITHM, pk->alg) ||
		   nla_put(skb, SECCOMM_A_KEY_FINGERPRINT, sizeof(pk->id),
			   pk->id)))
		return -EMSGSIZE;
	return 0;
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
	return nl_key_put_names(skb, k->names) ?: nl_key_put_pk(skb, k->pk);
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
