// SPDX-License-Identifier: GPL-2.0
/*
 * Diffie-Hellman: each end gives a public value that it makes for one handshake. With
 * auth=psk the slot's pre-shared secret goes into the result, too.
 */
#include <crypto/utils.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "checker/method.h"
#include "keydist/dh.h"
#include "keydist/group.h"
#include "keys/store.h"
#include "mp/outside.h"

/* How often a private value is drawn before it is given up. */
#define DH_TRIES 8

/**
 * struct dh_state - one end of a Diffie-Hellman
 * @psk: the slot's pre-shared secret, a reference; NULL without auth=psk
 * @secret: what came out with the value that the peer gave last, a reference; NULL before
 * @private: our private value
 * @len: bytes of a public value
 * @public: our public value
 */
struct dh_state {
	struct seccomm_secret *psk;
	struct seccomm_secret *secret;
	u8 private[SECCOMM_GROUP_PRIVATE_LEN];
	u16 len;
	u8 public[] __counted_by(len);
};

static int dh_length(struct seccomm_keydist *kd)
{
	if (kd->method->auth == SECCOMM_AUTH_PSK)
		return seccomm_key_length(kd->net, kd->stack, kd->slot,
					  kd->peer);
	return seccomm_group(kd->method->group)->shared_len;
}

static void dh_end(void *state)
{
	struct dh_state *dh = state;

	seccomm_secret_put(dh->psk);
	seccomm_secret_put(dh->secret);
	kfree_sensitive(dh);
}

/* Take the slot's pre-shared secret: 0, or an errno of begin(). */
static int dh_take_psk(struct seccomm_keydist *kd, struct dh_state *dh)
{
	struct seccomm_secret *psk;

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
	int err = 0;

	dh = kzalloc(struct_size(dh, public, len), GFP_KERNEL_ACCOUNT);
	if (!dh)
		return -ENOMEM;
	dh->len = len;
	if (kd->method->auth == SECCOMM_AUTH_PSK)
		err = dh_take_psk(kd, dh);
	if (!err)
		err = dh_publish(seccomm_group(kd->method->group), dh);
	if (err)
		dh_end(dh);
	else
		kd->state = dh;
	return err;
}

static void dh_give(struct seccomm_keydist *kd, enum seccomm_list list,
		    u8 *body)
{
	const struct dh_state *dh = kd->state;

	memcpy(body, dh->public, dh->len);
}

/* Write LP(@psk), where no secret is an empty one, at @at; returns where it ends. */
static u8 *dh_lp(u8 *at, const struct seccomm_secret *psk)
{
	put_unaligned_be16(psk ? psk->len : 0, at);
	at += sizeof(__be16);
	if (!psk)
		return at;
	memcpy(at, psk->bytes, psk->len);
	return at + psk->len;
}

/* LP(psk) || LP(what both values give): a reference, or ERR_PTR() of take()'s errnos. */
static struct seccomm_secret *dh_result(const struct dh_state *dh,
					const struct seccomm_group *group,
					const u8 *peer)
{
	const u16 len = 2 * sizeof(__be16) + (dh->psk ? dh->psk->len : 0) +
			group->shared_len;
	struct seccomm_secret *secret = NULL;
	u8 *bytes, *at;
	int err;

	bytes = kmalloc(len, GFP_KERNEL);
	if (!bytes)
		return ERR_PTR(-ENOMEM);
	at = dh_lp(bytes, dh->psk);
	put_unaligned_be16(group->shared_len, at);
	err = group->agree(dh->private, peer, at + sizeof(__be16));
	if (!err)
		secret = seccomm_secret_new(bytes, len);
	kfree_sensitive(bytes);
	if (err)
		return ERR_PTR(err);
	return secret ?: ERR_PTR(-ENOMEM);
}

static int dh_take(struct seccomm_keydist *kd, enum seccomm_list list,
		   const u8 *body)
{
	struct dh_state *dh = kd->state;
	struct seccomm_secret *secret;

	if (!crypto_memneq(body, dh->public, dh->len))
		return -ELOOP;
	secret = dh_result(dh, seccomm_group(kd->method->group), body);
	if (IS_ERR(secret))
		return PTR_ERR(secret);
	seccomm_secret_put(dh->secret);
	dh->secret = secret;
	return 0;
}

static struct seccomm_secret *dh_secret(struct seccomm_keydist *kd)
{
	const struct dh_state *dh = kd->state;

	return seccomm_secret_get(dh->secret);
}

const struct seccomm_keydist_ops seccomm_dh = {
	.name = "DiffieHellman",
	.length = dh_length,
	.begin = dh_begin,
	.give = dh_give,
	.take = dh_take,
	.secret = dh_secret,
	.end = dh_end,
};
