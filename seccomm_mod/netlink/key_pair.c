// SPDX-License-Identifier: GPL-2.0
/*
 * Keys of key pairs that requests set: read, and held against the slot that they are for.
 */
#include <keys/user-type.h>
#include <linux/slab.h>
#include "checker/length.h"
#include "checker/method.h"
#include "keys/chain.h"
#include "keys/store.h"
#include "netlink/family.h"
#include "netlink/kernel_key.h"
#include "netlink/key_pair.h"
#include "pk/key.h"
#include "stack/stack.h"

/* The private key that a logon key's bytes are, or ERR_PTR. Of the bytes there is a copy, so
 * that they may change while they are read.
 */
static struct seccomm_pk *pair_read_kernel(struct key *key,
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
static struct seccomm_pk *pair_read(struct genl_info *info, u8 kind,
				    struct key **key)
{
	const struct nlattr *der = info->attrs[SECCOMM_A_KEY_DER];
	struct seccomm_pk *pk;
	int err;

	*key = NULL;
	if (der && seccomm_key_is_peers(kind))
		return seccomm_pk_public(nla_data(der), nla_len(der),
					 info->extack);
	if (der)
		return seccomm_pk_private(nla_data(der), nla_len(der),
					  info->extack);
	err = seccomm_nl_kernel_key(info, key);
	if (err)
		return ERR_PTR(err);
	pk = pair_read_kernel(*key, info->extack);
	if (IS_ERR(pk))
		key_put(*key);
	return pk;
}

static const char *const slot_takes[] = {
	[SECCOMM_PK_DSA2048] = "the stack's slot takes keys of dsa2048",
	[SECCOMM_PK_RSA2048] = "the stack's slot takes keys of rsa2048",
	[SECCOMM_PK_RSA3072] = "the stack's slot takes keys of rsa3072",
	[SECCOMM_PK_RSA4096] = "the stack's slot takes keys of rsa4096",
	[SECCOMM_PK_X25519] = "the stack's slot takes keys of x25519",
};

static const char slot_takes_pairs[] =
	"the stack's slot holds key pairs: give private and public";
static const char stack_takes_nothing[] =
	"the stack has no session secret: its methods authenticate the handshake";
static const char slot_takes_nothing[] =
	"the methods of the stack's slot make its secret: none is set";
static const char slot_takes_secret[] =
	"the stack's slot holds a secret, and no key pairs";
static const char slot_encrypts_nothing[] =
	"no method of the stack's slot encrypts: it takes no such key";

/* The algorithm of the keys of @kind that a slot takes, or SECCOMM_PK_ALGS. */
static unsigned int slot_alg(const struct seccomm_slot *slot, u8 kind)
{
	return seccomm_key_encrypts(kind) ? seccomm_slot_enc_pk(slot) :
					    seccomm_slot_pk(slot);
}

int seccomm_nl_key_fits(struct genl_info *info, const struct seccomm_key_id *id,
			const struct seccomm_pk *pk)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_SLOT];
	const struct seccomm_slot *slot;
	struct seccomm_stack *stack;
	unsigned int alg;
	int err = 0;

	stack = seccomm_stack_get(genl_info_net(info), id->stack);
	if (!stack)
		return 0;
	slot = id->slot < SECCOMM_MAX_SLOTS ? stack->declared[id->slot] : NULL;
	alg = slot ? slot_alg(slot, id->kind) : SECCOMM_PK_ALGS;
	if (id->slot == SECCOMM_SESSION_SECRET &&
	    stack->composition->sessionless)
		err = nl_deny(info->extack, info->attrs[SECCOMM_A_KEY_STACK],
			      -EINVAL, stack_takes_nothing);
	else if (!slot)
		err = 0;
	else if (!pk && slot->n_methods && !seccomm_slot_takes_psk(slot))
		err = nl_deny(info->extack, attr, -EINVAL,
			      alg < SECCOMM_PK_ALGS ? slot_takes_pairs :
						      slot_takes_nothing);
	else if (!pk && slot->source == SECCOMM_SOURCE_PK)
		err = nl_deny(info->extack, attr, -EINVAL, slot_takes_pairs);
	else if (pk && alg == SECCOMM_PK_ALGS)
		err = nl_deny(info->extack, attr, -EINVAL,
			      seccomm_key_encrypts(id->kind) ?
				      slot_encrypts_nothing :
				      slot_takes_secret);
	else if (pk && pk->alg != alg)
		err = nl_deny(info->extack, attr, -EKEYREJECTED,
			      slot_takes[alg]);
	seccomm_stack_put(stack);
	return err;
}

int seccomm_nl_key_set_pair(struct genl_info *info,
			    const struct seccomm_key_id *id)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_DER];
	struct seccomm_pk *pk;
	struct key *key;
	int err;

	if (id->slot >= SECCOMM_MAX_SLOTS)
		return nl_missing(info->extack, NULL, SECCOMM_A_KEY_SLOT,
				  "a key of a key pair is for a slot");
	if (seccomm_key_is_peers(id->kind) && !attr)
		return nl_missing(info->extack, NULL, SECCOMM_A_KEY_DER,
				  "a key of the peer's comes by der alone");
	pk = pair_read(info, id->kind, &key);
	if (IS_ERR(pk)) {
		if (attr)
			NL_SET_BAD_ATTR(info->extack, attr);
		return PTR_ERR(pk);
	}
	err = seccomm_nl_key_fits(info, id, pk);
	if (!err)
		err = seccomm_key_set_pk(genl_info_net(info), id, pk, key,
					 info->extack);
	seccomm_pk_put(pk);
	key_put(key);
	return err;
}

static const char chain_of_own[] =
	"certificates are of a private key of a slot: kind is private or decrypt";
static const char chain_is_none[] =
	"certificates are 1 to 4, in up to 4096 bytes: before each its length, 16 bits";
static const char chain_name[] =
	"give the leaf's dNSName as local-name, and no remote-name";
static const char chain_shown[] =
	"no method of the stack's slot shows certificates: dh(auth=sig) and rsa do";
static const char chain_length[] =
	"certificates and name are too long for the stack's handshake: leave some out";

/* Does the slot of the stack, if there is such a stack by now, take @chain? */
static int chain_fits(struct genl_info *info, const struct seccomm_key_id *id,
		      const struct seccomm_chain *chain)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_CERTIFICATE];
	const struct seccomm_slot *slot;
	struct seccomm_stack *stack;
	int err = 0;

	stack = seccomm_stack_get(genl_info_net(info), id->stack);
	if (!stack)
		return 0;
	slot = stack->declared[id->slot];
	if (slot && !seccomm_slot_credentials(slot, SECCOMM_LIST_B_I))
		err = nl_deny(info->extack, attr, -EINVAL, chain_shown);
	else if (seccomm_chain_weight(chain) > stack->chain_room)
		err = nl_deny(info->extack, attr, -EMSGSIZE, chain_length);
	seccomm_stack_put(stack);
	return err;
}

/* Are certificates given as they should be, with the name that they come with, if there is one? */
static int chain_check(struct genl_info *info, const struct nlattr *name,
		       size_t len)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_CERTIFICATE];

	if (!seccomm_chain_is(nla_data(attr), nla_len(attr)))
		return nl_deny(info->extack, attr, -EINVAL, chain_is_none);
	if (!len || info->attrs[SECCOMM_A_KEY_REMOTE_NAME] ||
	    !seccomm_names_valid(nla_data(name), len))
		return nl_deny(info->extack, attr, -EINVAL, chain_name);
	return 0;
}

/* The certificates that a request gives, a reference, or ERR_PTR. */
static struct seccomm_chain *chain_get(struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_CERTIFICATE];
	const struct nlattr *name = info->attrs[SECCOMM_A_KEY_LOCAL_NAME];
	size_t len = name ? strnlen(nla_data(name), nla_len(name)) : 0;
	struct seccomm_chain *chain;
	int err;

	err = chain_check(info, name, len);
	if (err)
		return ERR_PTR(err);
	chain = seccomm_chain_new(nla_data(name), len, nla_data(attr),
				  nla_len(attr));
	return chain ?: ERR_PTR(-ENOMEM);
}

int seccomm_nl_key_certify(struct genl_info *info,
			   const struct seccomm_key_id *id)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_KEY_CERTIFICATE];
	struct seccomm_chain *chain;
	int err;

	if (id->slot >= SECCOMM_MAX_SLOTS || (id->kind != SECCOMM_KEY_PRIVATE &&
					      id->kind != SECCOMM_KEY_DECRYPT))
		return nl_deny(info->extack, attr, -EINVAL, chain_of_own);
	chain = chain_get(info);
	if (IS_ERR(chain))
		return PTR_ERR(chain);
	err = chain_fits(info, id, chain);
	if (!err)
		err = seccomm_key_certify(genl_info_net(info), id, chain,
					  info->extack);
	seccomm_chain_put(chain);
	return err;
}
