// SPDX-License-Identifier: GPL-2.0
/*
 * Secrets and keys by stack, slot and peer prefix: given by netlink or a kernel
 * keyring, looked up when a session opens, never shown.
 */
#include <keys/user-type.h>
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <net/ipv6.h>
#include "keys/chain.h"
#include "keys/store.h"
#include "keys/table.h"
#include "netns.h"
#include "pk/key.h"

/**
 * struct seccomm_key - one secret, or one key of a key pair
 * @node: in the namespace's table, under its @config mutex
 * @key: kernel key, a reference held, or NULL
 * @secret: the secret, a reference held, where @key and @pk are NULL
 * @names: names of both ends, a reference held, or NULL
 * @pk: the key, a reference held, or NULL; it was read from @key, if that is not NULL
 * @chain: certificates of @pk, a reference held, or NULL
 */
struct seccomm_key {
	struct seccomm_key_node node;
	struct key *key;
	struct seccomm_secret *secret;
	struct seccomm_names *names;
	struct seccomm_pk *pk;
	struct seccomm_chain *chain;
};

static void store_free(struct seccomm_key *k)
{
	key_put(k->key);
	seccomm_secret_put(k->secret);
	seccomm_names_put(k->names);
	seccomm_pk_put(k->pk);
	seccomm_chain_put(k->chain);
	kfree(k);
	seccomm_destroyed(SECCOMM_OBJ_KEY);
}

static struct seccomm_key *store_key(struct seccomm_key_node *node)
{
	return node ? container_of(node, struct seccomm_key, node) : NULL;
}

/* @id with the address bits behind the prefix cleared. */
static void store_mask(struct seccomm_key_id *masked,
		       const struct seccomm_key_id *id)
{
	*masked = *id;
	masked->prefix.len = min_t(u8, id->prefix.len, 128);
	ipv6_addr_prefix(&masked->prefix.addr, &id->prefix.addr,
			 masked->prefix.len);
}

static struct seccomm_key *store_find(struct seccomm_net *snet,
				      const struct seccomm_key_id *id)
{
	lockdep_assert_held(&snet->config);
	return store_key(seccomm_key_table_find(snet->keys, id));
}

/* Bytes that a kernel key holds, or -ENOKEY if it is revoked, expired or unfit. Does not
 * wait for whoever is changing the key.
 */
static int store_key_length(const struct key *key)
{
	/* The length of this moment, since a key may be changed at any time. */
	unsigned int len = READ_ONCE(key->datalen);

	if (key_validate(key) || !len || len > SECCOMM_SECRET_MAX)
		return -ENOKEY;
	return len;
}

/* The secret that a kernel key holds, or ERR_PTR(-ENOKEY, -ENOMEM). */
static struct seccomm_secret *store_key_read(struct key *key)
{
	struct seccomm_secret *secret = ERR_PTR(-ENOKEY);
	const struct user_key_payload *payload;

	down_read(&key->sem);
	payload = key_validate(key) ? NULL : user_key_payload_locked(key);
	if (payload && payload->datalen &&
	    payload->datalen <= SECCOMM_SECRET_MAX)
		secret = seccomm_secret_new(payload->data, payload->datalen) ?:
				 ERR_PTR(-ENOMEM);
	up_read(&key->sem);
	return secret;
}

void seccomm_key_wait(struct seccomm_net *snet, struct seccomm_key_waiter *w)
{
	spin_lock_bh(&snet->key_waiters_lock);
	list_add_tail(&w->link, &snet->key_waiters);
	spin_unlock_bh(&snet->key_waiters_lock);
}

void seccomm_key_wait_end(struct seccomm_net *snet,
			  struct seccomm_key_waiter *w)
{
	spin_lock_bh(&snet->key_waiters_lock);
	list_del_init(&w->link);
	spin_unlock_bh(&snet->key_waiters_lock);
}

static void store_wake(struct seccomm_net *snet, const char *stack)
{
	struct seccomm_key_waiter *w;

	spin_lock_bh(&snet->key_waiters_lock);
	list_for_each_entry(w, &snet->key_waiters, link)
		if (!strcmp(w->stack, stack))
			w->wake(w);
	spin_unlock_bh(&snet->key_waiters_lock);
}

/* Enter @k, or exchange what it holds with the entry for the same id, which so keeps its
 * place. The caller frees what @k then holds, unless @k was entered, which @entered tells.
 */
static int store_enter(struct seccomm_net *snet, struct seccomm_key *k,
		       bool *entered, struct netlink_ext_ack *extack)
{
	struct seccomm_key *old = store_find(snet, &k->node.id);
	int err;

	*entered = false;
	if (old) {
		swap(old->key, k->key);
		swap(old->secret, k->secret);
		swap(old->names, k->names);
		swap(old->pk, k->pk);
		swap(old->chain, k->chain);
		return 0;
	}
	if (snet->keys->n >= READ_ONCE(snet->max_keys)) {
		NL_SET_ERR_MSG(extack,
			       "too many keys in this namespace: delete some, or raise net.seccomm.max_keys");
		return -ENOSPC;
	}
	err = seccomm_key_table_add(snet->keys, &k->node);
	*entered = !err;
	return err;
}

static int store_check_id(const struct seccomm_key_id *id,
			  struct netlink_ext_ack *extack)
{
	if (id->slot != SECCOMM_SESSION_SECRET &&
	    id->slot >= SECCOMM_MAX_SLOTS) {
		NL_SET_ERR_MSG(extack, "no such slot: slots are 0 to 31");
		return -EINVAL;
	}
	if (id->prefix.len > 128) {
		NL_SET_ERR_MSG(extack, "prefix is longer than its address");
		return -EINVAL;
	}
	return 0;
}

/* An entry for @id that holds nothing yet, or NULL. */
static struct seccomm_key *store_new(const struct seccomm_key_id *id)
{
	struct seccomm_key *k = kzalloc(sizeof(*k), GFP_KERNEL_ACCOUNT);

	if (!k)
		return NULL;
	seccomm_created(SECCOMM_OBJ_KEY);
	store_mask(&k->node.id, id);
	return k;
}

/* Enter @k, which is the store's from here on, and wake who waits for it. */
static int store_set(struct seccomm_net *snet, struct seccomm_key *k,
		     struct netlink_ext_ack *extack)
{
	char stack[SECCOMM_NAME_LEN];
	bool entered;
	int err;

	strscpy(stack, k->node.id.stack, sizeof(stack));
	mutex_lock(&snet->config);
	err = store_enter(snet, k, &entered, extack);
	mutex_unlock(&snet->config);
	if (!entered)
		store_free(k);
	if (!err)
		store_wake(snet, stack);
	return err;
}

int seccomm_key_set(struct net *net, const struct seccomm_key_id *id,
		    struct seccomm_secret *secret, struct key *key,
		    struct seccomm_names *names, u16 least,
		    struct netlink_ext_ack *extack)
{
	struct seccomm_key *k;
	int err, len;

	err = store_check_id(id, extack);
	if (err)
		return err;
	len = key ? store_key_length(key) : secret->len;
	if (len < 0) {
		NL_SET_ERR_MSG(extack, "kernel key is revoked, expired, empty or too long");
		return len;
	}
	if (len < least || len > SECCOMM_SECRET_MAX) {
		NL_SET_ERR_MSG(extack,
			       "secret too short or too long: 16 to 128 bytes, or a raw slot's key");
		return -EINVAL;
	}
	k = store_new(id);
	if (!k)
		return -ENOMEM;
	if (key)
		k->key = key_get(key);
	else
		k->secret = seccomm_secret_get(secret);
	k->names = seccomm_names_get(names);
	return store_set(seccomm_net(net), k, extack);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_set);

int seccomm_key_set_pk(struct net *net, const struct seccomm_key_id *id,
		       struct seccomm_pk *pk, struct key *key,
		       struct netlink_ext_ack *extack)
{
	struct seccomm_key *k;
	int err;

	err = store_check_id(id, extack);
	if (err)
		return err;
	k = store_new(id);
	if (!k)
		return -ENOMEM;
	k->key = key_get(key);
	k->pk = seccomm_pk_get(pk);
	return store_set(seccomm_net(net), k, extack);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_set_pk);

/* May @k's key have @chain? 0, or what seccomm_key_certify() returns. */
static int store_chain_fits(const struct seccomm_key *k,
			    const struct seccomm_chain *chain,
			    struct netlink_ext_ack *extack)
{
	if (!k || !k->pk || !k->pk->is_private) {
		NL_SET_ERR_MSG(extack,
			       "no private key for just these peers: set it before its certificate");
		return -ENOENT;
	}
	if (seccomm_chain_shows(seccomm_chain_certs(chain), k->pk->spki,
				k->pk->spki_len))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "the first certificate is of another key than the slot's private one");
	return -EKEYREJECTED;
}

int seccomm_key_certify(struct net *net, const struct seccomm_key_id *id,
			struct seccomm_chain *chain,
			struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_chain *old = NULL;
	struct seccomm_key_id masked;
	struct seccomm_key *k;
	int err;

	store_mask(&masked, id);
	mutex_lock(&snet->config);
	k = store_find(snet, &masked);
	err = store_chain_fits(k, chain, extack);
	if (!err) {
		old = k->chain;
		k->chain = seccomm_chain_get(chain);
	}
	mutex_unlock(&snet->config);
	seccomm_chain_put(old);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_certify);

int seccomm_key_del(struct net *net, const struct seccomm_key_id *id,
		    struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_key_id masked;
	struct seccomm_key *k;

	store_mask(&masked, id);
	mutex_lock(&snet->config);
	k = store_find(snet, &masked);
	if (k)
		seccomm_key_table_del(snet->keys, &k->node);
	mutex_unlock(&snet->config);
	if (!k) {
		NL_SET_ERR_MSG(extack, "no such key: see seccommctl key show");
		return -ENOENT;
	}
	store_free(k);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_del);

/* The entry of the longest prefix that covers @peer, or NULL. */
static struct seccomm_key *store_best(struct seccomm_net *snet,
				      const char *stack, u8 slot, u8 kind,
				      const struct in6_addr *peer)
{
	struct seccomm_key_id id = { .slot = slot, .kind = kind };

	lockdep_assert_held(&snet->config);
	strscpy(id.stack, stack, sizeof(id.stack));
	return store_key(seccomm_key_table_best(snet->keys, &id, peer));
}

/* The entry of the longest prefix that covers @peer: its secret, or its kernel key in
 * @key, with a reference; and its names in @names, with another one, unless @names is NULL.
 * The caller reads the kernel key without the @config mutex, so that whoever holds the key's
 * sem holds up nobody who looks for another secret. NULL: there is no entry, or it has a
 * kernel key.
 */
static struct seccomm_secret *store_get_best(struct seccomm_net *snet,
					     const char *stack, u8 slot,
					     const struct in6_addr *peer,
					     struct key **key,
					     struct seccomm_names **names)
{
	struct seccomm_secret *secret = NULL;
	struct seccomm_key *best;

	*key = NULL;
	mutex_lock(&snet->config);
	best = store_best(snet, stack, slot, SECCOMM_KEY_SECRET, peer);
	if (best && best->key)
		*key = key_get(best->key);
	else if (best)
		secret = seccomm_secret_get(best->secret);
	if (names)
		*names = best ? seccomm_names_get(best->names) : NULL;
	mutex_unlock(&snet->config);
	return secret;
}

struct seccomm_secret *seccomm_key_lookup(struct net *net, const char *stack,
					  u8 slot, const struct in6_addr *peer,
					  struct seccomm_names **names)
{
	struct seccomm_secret *secret;
	struct key *key;

	secret = store_get_best(seccomm_net(net), stack, slot, peer, &key,
				names);
	if (key) {
		secret = store_key_read(key);
		key_put(key);
	}
	if (IS_ERR(secret) && names) {
		seccomm_names_put(*names);
		*names = NULL;
	}
	return secret ?: ERR_PTR(-ENOKEY);
}

int seccomm_key_length(struct net *net, const char *stack, u8 slot,
		       const struct in6_addr *peer)
{
	struct seccomm_secret *secret;
	struct key *key;
	int len = -ENOKEY;

	secret =
		store_get_best(seccomm_net(net), stack, slot, peer, &key, NULL);
	if (key) {
		len = store_key_length(key);
		key_put(key);
	} else if (secret) {
		len = secret->len;
		seccomm_secret_put(secret);
	}
	return len;
}

struct seccomm_pk *seccomm_key_lookup_pk(struct net *net, const char *stack,
					 u8 slot, enum seccomm_key_kind kind,
					 const struct in6_addr *peer,
					 struct seccomm_chain **chain)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_pk *pk = ERR_PTR(-ENOKEY);
	struct seccomm_key *best;

	if (chain)
		*chain = NULL;
	mutex_lock(&snet->config);
	best = store_best(snet, stack, slot, kind, peer);
	if (best && !(best->key && key_validate(best->key))) {
		pk = seccomm_pk_get(best->pk);
		if (chain)
			*chain = seccomm_chain_get(best->chain);
	}
	mutex_unlock(&snet->config);
	return pk;
}

/* Bytes of what @k holds, of a kernel key those of this moment, since a key may be changed at
 * any time.
 */
static u16 store_length(const struct seccomm_key *k)
{
	if (k->pk)
		return k->pk->spki_len;
	return k->key ? READ_ONCE(k->key->datalen) : k->secret->len;
}

/* What may be told of @k. */
static void store_tell(const struct seccomm_key *k,
		       struct seccomm_key_info *info)
{
	info->id = k->node.id;
	info->kernel_key = k->key;
	info->len = store_length(k);
	info->names = k->names;
	info->pk = k->pk;
	info->chain = k->chain;
}

int seccomm_key_get(struct net *net, const struct seccomm_key_id *id,
		    struct seccomm_key_info *info)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_key *k;

	mutex_lock(&snet->config);
	k = store_find(snet, id);
	if (k) {
		store_tell(k, info);
		seccomm_names_get(info->names);
		if (info->pk)
			seccomm_pk_get(info->pk);
		seccomm_chain_get(info->chain);
	}
	mutex_unlock(&snet->config);
	return k ? 0 : -ENOENT;
}

int seccomm_key_for_each(struct net *net, unsigned long *pos,
			 int (*fn)(const struct seccomm_key_info *info,
				   void *arg),
			 void *arg)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_key_node *node;
	struct seccomm_key_info info;
	int ret = 0;

	mutex_lock(&snet->config);
	while ((node = seccomm_key_table_from(snet->keys, *pos))) {
		store_tell(store_key(node), &info);
		ret = fn(&info, arg);
		if (ret)
			break;
		*pos = node->number + 1;
	}
	mutex_unlock(&snet->config);
	return ret;
}

int seccomm_key_net_init(struct net *net)
{
	struct seccomm_net *snet = seccomm_net(net);
	int err;

	snet->keys = kzalloc(sizeof(*snet->keys), GFP_KERNEL_ACCOUNT);
	if (!snet->keys)
		return -ENOMEM;
	err = seccomm_key_table_init(snet->keys);
	if (err)
		kfree(snet->keys);
	return err;
}

void seccomm_key_net_exit(struct net *net)
{
	struct seccomm_key_table *keys = seccomm_net(net)->keys;
	struct seccomm_key_node *node;

	while ((node = seccomm_key_table_from(keys, 0))) {
		seccomm_key_table_del(keys, node);
		store_free(store_key(node));
	}
	seccomm_key_table_exit(keys);
	kfree(keys);
}
