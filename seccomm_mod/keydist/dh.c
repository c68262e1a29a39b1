// SPDX-License-Identifier: GPL-2.0
/*
 * Diffie-Hellman: each end gives a public value that it makes for one handshake. With
 * auth=psk the slot's pre-shared secret goes into the result, too; with auth=static each end
 * also agrees by a key that stays, which it shows in a sealed list; with auth=sig it signs the
 * handshake there.
 */
#include <crypto/utils.h>
#include <linux/err.h>
#include <linux/seccomm.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "checker/method.h"
#include "keydist/cred.h"
#include "keydist/dh.h"
#include "keydist/group.h"
#include "keydist/keypair.h"
#include "keys/store.h"
#include "mp/outside.h"

/* How often a private value is drawn before it is given up. */
#define DH_TRIES 8

/**
 * struct dh_keys - the keys of both ends that stay
 * @pair: of auth=static, references; else NULL each
 * @own: our key that signs; nothing unless it is auth=sig
 * @peer: the peer's, likewise
 */
struct dh_keys {
	struct seccomm_pk_pair pair;
	struct seccomm_cred_own own;
	struct seccomm_cred_peer peer;
};

/**
 * struct dh_state - one end of a Diffie-Hellman
 * @psk: the slot's pre-shared secret, a reference; NULL without auth=psk
 * @keys: the keys of both ends that stay
 * @items: what came out with what the peer gave last, by stage, references; NULL: nothing yet,
 *	or nothing in that stage
 * @private: our private value
 * @len: bytes of a public value
 * @public: our public value
 */
struct dh_state {
	struct seccomm_secret *psk;
	struct dh_keys keys;
	struct seccomm_secret *items[SECCOMM_STAGES];
	u8 private[SECCOMM_GROUP_PRIVATE_LEN];
	u16 len;
	u8 public[] __counted_by(len);
};

/* Take the keys of both ends that stay, if there are any. 0, or an errno of begin(). */
static int dh_take_keys(struct seccomm_keydist *kd, struct dh_keys *keys)
{
	int err;

	if (kd->method->auth == SECCOMM_AUTH_STATIC)
		return seccomm_keypair_get(kd, &keys->pair);
	if (kd->method->auth != SECCOMM_AUTH_SIG)
		return 0;
	err = seccomm_cred_own_get(kd, SECCOMM_KEY_PRIVATE, kd->alg,
				   &keys->own);
	return err   ?:
		       seccomm_cred_peer_get(kd, SECCOMM_KEY_PUBLIC, kd->alg,
					     &keys->peer);
}

static void dh_put_keys(struct dh_keys *keys)
{
	seccomm_pk_pair_put(&keys->pair);
	seccomm_cred_own_put(&keys->own);
	seccomm_cred_peer_put(&keys->peer);
}

static int dh_length(struct seccomm_keydist *kd)
{
	struct dh_keys keys = {};
	int err;

	if (kd->method->auth == SECCOMM_AUTH_PSK)
		return seccomm_key_length(kd->net, kd->stack, kd->slot,
					  kd->peer);
	err = dh_take_keys(kd, &keys);
	dh_put_keys(&keys);
	return err ?: seccomm_group(kd->method->group)->shared_len;
}

static void dh_end(void *state)
{
	struct dh_state *dh = state;
	unsigned int i;

	seccomm_secret_put(dh->psk);
	dh_put_keys(&dh->keys);
	for (i = 0; i < SECCOMM_STAGES; i++)
		seccomm_secret_put(dh->items[i]);
	kfree_sensitive(dh);
}

/* Take what has to be set for the method: 0, or an errno of begin(). */
static int dh_take_given(struct seccomm_keydist *kd, struct dh_state *dh)
{
	struct seccomm_secret *psk;

	if (kd->alg != SECCOMM_PK_ALGS)
		return dh_take_keys(kd, &dh->keys);
	if (kd->method->auth != SECCOMM_AUTH_PSK)
		return 0;
	psk = seccomm_key_lookup(kd->net, kd->stack, kd->slot, kd->peer, NULL);
	if (IS_ERR(psk))
		return PTR_ERR(psk);
	dh->psk = psk;
	return psk->len < SECCOMM_SECRET_MIN ? -EKEYREJECTED : 0;
}

/* Make both values: 0, or an errno of begin(). */
static int dh_publish(const struct seccomm_group *group, struct dh_state *dh)
{
	unsigned int tries = DH_TRIES;
	int err;

	do {
		seccomm_random(dh->private, sizeof(dh->private));
		err = group->publish(dh->private, dh->public);
	} while (err == -EAGAIN && --tries);
	return err;
}

static int dh_begin(struct seccomm_keydist *kd)
{
	const unsigned int len = seccomm_group_len(kd->method->group);
	struct dh_state *dh;
	int err;

	dh = kzalloc(struct_size(dh, public, len), GFP_KERNEL_ACCOUNT);
	if (!dh)
		return -ENOMEM;
	dh->len = len;
	err = dh_take_given(kd, dh);
	if (!err)
		err = dh_publish(seccomm_group(kd->method->group), dh);
	if (err)
		dh_end(dh);
	else
		kd->state = dh;
	return err;
}

/* What the initiator signs names the responder; nothing is encrypted to it. */
static struct seccomm_cred_scope dh_scope(const struct seccomm_keydist *kd)
{
	const struct dh_state *dh = kd->state;

	return (struct seccomm_cred_scope){
		.responder =
			kd->initiator ?
				seccomm_cred_peer_identity(&dh->keys.peer) :
				seccomm_cred_own_identity(&dh->keys.own),
	};
}

static int dh_give(struct seccomm_keydist *kd, enum seccomm_list list, u8 *body)
{
	const struct dh_state *dh = kd->state;
	struct seccomm_cred_scope scope;

	if (list <= SECCOMM_LIST_M2) {
		memcpy(body, dh->public, dh->len);
		return dh->len;
	}
	if (kd->method->auth == SECCOMM_AUTH_SIG) {
		scope = dh_scope(kd);
		return seccomm_cred_give(kd, &dh->keys.own, &scope, list, body);
	}
	memcpy(body, dh->keys.pair.own->x25519.public, CURVE25519_KEY_SIZE);
	return CURVE25519_KEY_SIZE;
}

/* Write LP(@bytes), where there may be none, at @at; returns where it ends. */
static u8 *dh_lp(u8 *at, const u8 *bytes, u16 len)
{
	put_unaligned_be16(len, at);
	at += sizeof(__be16);
	if (len)
		memcpy(at, bytes, len);
	return at + len;
}

/* Put what @private and the peer's value @peer give, with @before bytes before it, in the place
 * of a stage. 0, or an errno of take().
 */
static int dh_agree(struct dh_state *dh, const struct seccomm_group *group,
		    unsigned int stage, const u8 *private, const u8 *peer,
		    const u8 *before, unsigned int before_len)
{
	const u16 len = before_len + group->shared_len;
	struct seccomm_secret *secret = NULL;
	u8 *bytes;
	int err;

	bytes = kmalloc(len, GFP_KERNEL);
	if (!bytes)
		return -ENOMEM;
	if (before_len)
		memcpy(bytes, before, before_len);
	err = group->agree(private, peer, bytes + before_len);
	if (!err)
		secret = seccomm_secret_new(bytes, len);
	kfree_sensitive(bytes);
	if (err)
		return err;
	if (!secret)
		return -ENOMEM;
	seccomm_secret_put(dh->items[stage]);
	dh->items[stage] = secret;
	return 0;
}

/* ee, and what our key that stays gives with the peer's public value: es or se. */
static int dh_take_static(struct seccomm_keydist *kd, const u8 *peer)
{
	const struct seccomm_group *group = seccomm_group(kd->method->group);
	struct dh_state *dh = kd->state;
	int err;

	err = dh_agree(dh, group, 0, dh->private, peer, NULL, 0);
	if (err)
		return err;
	return dh_agree(dh, group, kd->initiator ? 2 : 1,
			dh->keys.pair.own->x25519.private, peer, NULL, 0);
}

/* LP(psk) || LP(what both values give). A responder takes one value alone, so that its own has
 * served then.
 */
static int dh_take_whole(struct seccomm_keydist *kd, const u8 *peer)
{
	const struct seccomm_group *group = seccomm_group(kd->method->group);
	u8 before[2 * sizeof(__be16) + SECCOMM_SECRET_MAX], *at;
	struct dh_state *dh = kd->state;
	int err;

	at = dh_lp(before, dh->psk ? dh->psk->bytes : NULL,
		   dh->psk ? dh->psk->len : 0);
	put_unaligned_be16(group->shared_len, at);
	at += sizeof(__be16);
	err = dh_agree(dh, group, 0, dh->private, peer, before, at - before);
	memzero_explicit(before, sizeof(before));
	if (!err && !kd->initiator)
		memzero_explicit(dh->private, sizeof(dh->private));
	return err;
}

/* What the peer's key that stays gives with our private value: es or se. It has to be the one
 * that was set for the peer.
 */
static int dh_take_key(struct seccomm_keydist *kd, const u8 *body, u16 len)
{
	struct dh_state *dh = kd->state;

	if (len != CURVE25519_KEY_SIZE)
		return -EBADMSG;
	if (crypto_memneq(body, dh->keys.pair.peer->x25519.public, len))
		return -EREMCHG;
	return dh_agree(dh, seccomm_group(kd->method->group),
			kd->initiator ? 1 : 2, dh->private, body, NULL, 0);
}

static int dh_take(struct seccomm_keydist *kd, enum seccomm_list list,
		   const u8 *body, u16 len)
{
	struct dh_state *dh = kd->state;
	struct seccomm_cred_scope scope;

	if (list > SECCOMM_LIST_M2 && kd->method->auth == SECCOMM_AUTH_SIG) {
		scope = dh_scope(kd);
		return seccomm_cred_take(kd, &dh->keys.peer, &scope, list, body,
					 len);
	}
	if (list > SECCOMM_LIST_M2)
		return dh_take_key(kd, body, len);
	if (len != dh->len)
		return -EBADMSG;
	if (!crypto_memneq(body, dh->public, dh->len))
		return -ELOOP;
	return kd->method->auth == SECCOMM_AUTH_STATIC ?
		       dh_take_static(kd, body) :
		       dh_take_whole(kd, body);
}

static const struct seccomm_secret *dh_item(struct seccomm_keydist *kd,
					    unsigned int stage)
{
	const struct dh_state *dh = kd->state;

	return dh->items[stage];
}

/* LP(ee) || LP(es) || LP(se), or what came out in the first stage. */
static struct seccomm_secret *dh_secret(struct seccomm_keydist *kd)
{
	u8 bytes[SECCOMM_STAGES * (sizeof(__be16) + CURVE25519_KEY_SIZE)];
	const struct dh_state *dh = kd->state;
	struct seccomm_secret *secret;
	unsigned int i;
	u8 *at = bytes;

	if (kd->method->auth != SECCOMM_AUTH_STATIC)
		return seccomm_secret_get(dh->items[0]);
	for (i = 0; i < SECCOMM_STAGES; i++)
		at = dh_lp(at, dh->items[i]->bytes, dh->items[i]->len);
	secret = seccomm_secret_new(bytes, sizeof(bytes));
	memzero_explicit(bytes, sizeof(bytes));
	return secret ?: ERR_PTR(-ENOMEM);
}

/* The hash of the peer's key that stays, or its name by certificates, or the address that the
 * pre-shared secret was set for.
 */
static bool dh_identity(struct seccomm_keydist *kd, struct seccomm_identity *id)
{
	const struct dh_state *dh = kd->state;
	const struct dh_keys *keys = &dh->keys;

	if (kd->method->auth == SECCOMM_AUTH_STATIC)
		*id = seccomm_keypair_identity(keys->pair.peer);
	else if (kd->method->auth == SECCOMM_AUTH_SIG)
		*id = seccomm_cred_peer_identity(&keys->peer);
	else if (dh->psk)
		*id = (struct seccomm_identity){
			.kind = SECCOMM_ID_ADDRESS,
			.len = sizeof(*kd->peer),
			.value = kd->peer->s6_addr,
		};
	return kd->alg != SECCOMM_PK_ALGS || dh->psk;
}

const struct seccomm_keydist_ops seccomm_dh = {
	.name = "DiffieHellman",
	.length = dh_length,
	.begin = dh_begin,
	.give = dh_give,
	.take = dh_take,
	.item = dh_item,
	.secret = dh_secret,
	.identity = dh_identity,
	.end = dh_end,
};
