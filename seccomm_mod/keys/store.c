// SPDX-License-Identifier: GPL-2.0
/*
 * Secrets by stack, slot and peer prefix: given by netlink or a kernel
 * keyring, looked up when a session opens, never shown.
 */
#include <keys/user-type.h>
#include <linux/slab.h>
#include <net/ipv6.h>
#include "keys/store.h"
#include "netns.h"

/**
 * struct seccomm_key - one secret
 * @link: in the namespace's list, under its @config mutex
 * @stack: name of the stack that it is for
 * @slot: slot's index, or SECCOMM_SESSION_SECRET
 * @prefix: peers that it is for
 * @key: kernel key, a reference held, or NULL
 * @secret: the secret, a reference held, where @key is NULL
 */
struct seccomm_key {
	struct list_head link;
	char stack[SECCOMM_NAME_LEN];
	u8 slot;
	struct seccomm_prefix prefix;
	struct key *key;
	struct seccomm_secret *secret;
};

static void store_free(struct seccomm_key *k)
{
	key_put(k->key);
	seccomm_secret_put(k->secret);
	kfree(k);
	seccomm_destroyed(SECCOMM_OBJ_KEY);
}

static struct seccomm_key *store_find(struct seccomm_net *snet,
				      const char *stack, u8 slot,
				      const struct seccomm_prefix *prefix)
{
	struct seccomm_key *k;

	lockdep_assert_held(&snet->config);
	list_for_each_entry(k, &snet->keys, link)
		if (k->slot == slot && k->prefix.len == prefix->len &&
		    ipv6_addr_equal(&k->prefix.addr, &prefix->addr) &&
		    !strcmp(k->stack, stack))
			return k;
	return NULL;
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

int seccomm_key_set(struct net *net, const char *stack, u8 slot,
		    const struct seccomm_prefix *prefix,
		    struct seccomm_secret *secret, struct key *key, u16 least,
		    struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_key *k, *old;
	int err, len;

	if (slot != SECCOMM_SESSION_SECRET && slot >= SECCOMM_MAX_SLOTS) {
		NL_SET_ERR_MSG(extack, "no such slot: slots are 0 to 31");
		return -EINVAL;
	}
	if (prefix->len > 128) {
		NL_SET_ERR_MSG(extack, "prefix is longer than its address");
		return -EINVAL;
	}
	k = kzalloc(sizeof(*k), GFP_KERNEL_ACCOUNT);
	if (!k)
		return -ENOMEM;
	seccomm_created(SECCOMM_OBJ_KEY);
	strscpy(k->stack, stack, sizeof(k->stack));
	k->slot = slot;
	k->prefix.len = prefix->len;
	ipv6_addr_prefix(&k->prefix.addr, &prefix->addr, prefix->len);
	len = key ? store_key_length(key) : secret->len;
	if (len < 0) {
		NL_SET_ERR_MSG(extack, "kernel key is revoked, expired, empty or too long");
		err = len;
		goto free;
	}
	if (len < least || len > SECCOMM_SECRET_MAX) {
		NL_SET_ERR_MSG(extack,
			       "secret too short or too long: 16 to 128 bytes, or a raw slot's key");
		err = -EINVAL;
		goto free;
	}
	if (key)
		k->key = key_get(key);
	else
		k->secret = seccomm_secret_get(secret);

	mutex_lock(&snet->config);
	old = store_find(snet, k->stack, slot, &k->prefix);
	if (old) {
		list_replace(&old->link, &k->link);
	} else if (snet->n_keys >= READ_ONCE(snet->max_keys)) {
		mutex_unlock(&snet->config);
		NL_SET_ERR_MSG(extack,
			       "too many keys in this namespace: delete some, or raise net.seccomm.max_keys");
		err = -ENOSPC;
		goto free;
	} else {
		list_add_tail(&k->link, &snet->keys);
		snet->n_keys++;
	}
	mutex_unlock(&snet->config);
	if (old)
		store_free(old);
	store_wake(snet, stack);
	return 0;
free:
	store_free(k);
	return err;
}

int seccomm_key_del(struct net *net, const char *stack, u8 slot,
		    const struct seccomm_prefix *prefix,
		    struct netlink_ext_ack *extack)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_prefix masked = { .len = min_t(u8, prefix->len, 128) };
	struct seccomm_key *k;

	ipv6_addr_prefix(&masked.addr, &prefix->addr, masked.len);
	mutex_lock(&snet->config);
	k = store_find(snet, stack, slot, &masked);
	if (k) {
		list_del(&k->link);
		snet->n_keys--;
	}
	mutex_unlock(&snet->config);
	if (!k) {
		NL_SET_ERR_MSG(extack, "no such key: see seccommctl key show");
		return -ENOENT;
	}
	store_free(k);
	return 0;
}

/* The entry of the longest prefix that covers @peer: its secret, or its kernel key in
 * @key, with a reference. The caller reads the kernel key without the @config mutex, so
 * that whoever holds the key's sem holds up nobody who looks for another secret. NULL:
 * there is no entry, or it has a kernel key.
 */
static struct seccomm_secret *store_get_best(struct seccomm_net *snet,
					     const char *stack, u8 slot,
					     const struct in6_addr *peer,
					     struct key **key)
{
	struct seccomm_secret *secret = NULL;
	struct seccomm_key *k, *best = NULL;

	*key = NULL;
	mutex_lock(&snet->config);
	list_for_each_entry(k, &snet->keys, link)
		if (k->slot == slot &&
		    (!best || k->prefix.len > best->prefix.len) &&
		    ipv6_prefix_equal(&k->prefix.addr, peer, k->prefix.len) &&
		    !strcmp(k->stack, stack))
			best = k;
	if (best && best->key)
		*key = key_get(best->key);
	else if (best)
		secret = seccomm_secret_get(best->secret);
	mutex_unlock(&snet->config);
	return secret;
}

struct seccomm_secret *seccomm_key_lookup(struct net *net, const char *stack,
					  u8 slot, const struct in6_addr *peer)
{
	struct seccomm_secret *secret;
	struct key *key;

	secret = store_get_best(seccomm_net(net), stack, slot, peer, &key);
	if (key) {
		secret = store_key_read(key);
		key_put(key);
	}
	return secret ?: ERR_PTR(-ENOKEY);
}

int seccomm_key_length(struct net *net, const char *stack, u8 slot,
		       const struct in6_addr *peer)
{
	struct seccomm_secret *secret;
	struct key *key;
	int len = -ENOKEY;

	secret = store_get_best(seccomm_net(net), stack, slot, peer, &key);
	if (key) {
		len = store_key_length(key);
		key_put(key);
	} else if (secret) {
		len = secret->len;
		seccomm_secret_put(secret);
	}
	return len;
}

int seccomm_key_for_each(struct net *net, unsigned long *pos,
			 int (*fn)(const struct seccomm_key_info *info,
				   void *arg),
			 void *arg)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_key_info info;
	struct seccomm_key *k;
	unsigned long n = 0;
	int ret = 0;

	mutex_lock(&snet->config);
	list_for_each_entry(k, &snet->keys, link) {
		if (n++ < *pos)
			continue;
		memset(&info, 0, sizeof(info));
		strscpy(info.stack, k->stack, sizeof(info.stack));
		info.slot = k->slot;
		info.prefix = k->prefix;
		info.kernel_key = k->key;
		/* The length of this moment, since a key may be changed at any time. */
		info.len = k->key ? READ_ONCE(k->key->datalen) : k->secret->len;
		ret = fn(&info, arg);
		if (ret)
			break;
		(*pos)++;
	}
	mutex_unlock(&snet->config);
	return ret;
}

void seccomm_key_net_exit(struct net *net)
{
	struct seccomm_net *snet = seccomm_net(net);
	struct seccomm_key *k, *tmp;

	list_for_each_entry_safe(k, tmp, &snet->keys, link) {
		list_del(&k->link);
		store_free(k);
	}
	snet->n_keys = 0;
}
