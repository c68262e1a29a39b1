// SPDX-License-Identifier: GPL-2.0
/*
 * HMACSHA256Integrity: HMAC-SHA256 over additional data and body.
 */
#include <crypto/hash.h>
#include <crypto/utils.h>
#include "../mp_util.h"

/**
 * struct hmac_state - a layer's key
 * @tfm: transform that holds it
 */
struct hmac_state {
	struct crypto_shash *tfm;
};

/* HMAC over the additional data and @len bytes of body. */
static int hmac_body(struct sk_buff *skb, const struct hmac_state *st,
		     unsigned int len, u8 mac[SECCOMM_HASH_LEN])
{
	SHASH_DESC_ON_STACK(desc, st->tfm);
	u8 save[SECCOMM_AAD_LEN];
	int err;

	desc->tfm = st->tfm;
	err = crypto_shash_digest(desc, seccomm_aad_borrow(skb, save),
				  SECCOMM_AAD_LEN + len, mac);
	seccomm_aad_return(skb, save);
	shash_desc_zero(desc);
	return err;
}

static int hmac_down(struct sk_buff *skb, void *arg)
{
	const struct hmac_state *st = seccomm_state(skb, arg);
	const unsigned int len = skb->len;
	u8 *mac = cactus_attr_push(skb, SECCOMM_HASH_LEN);

	if (unlikely(!mac))
		return -EMSGSIZE;
	return hmac_body(skb, st, len, mac);
}

static int hmac_up(struct sk_buff *skb, void *arg)
{
	const struct hmac_state *st = seccomm_state(skb, arg);
	u8 mac[SECCOMM_HASH_LEN];
	const u8 *got;
	int err;

	err = seccomm_may_verify(skb);
	if (unlikely(err))
		return err;
	got = cactus_attr_pop(skb, SECCOMM_HASH_LEN);
	if (unlikely(!got))
		return seccomm_verify_failed(skb);
	err = hmac_body(skb, st, skb->len, mac);
	if (likely(!err) && unlikely(crypto_memneq(mac, got, sizeof(mac))))
		err = seccomm_verify_failed(skb);
	memzero_explicit(mac, sizeof(mac));
	return err;
}

static int hmac_init(void *state, const struct seccomm_layer *layer,
		     const struct seccomm_keyring *keys)
{
	struct hmac_state *st = state;
	u8 raw[SECCOMM_HASH_LEN];
	int err;

	st->tfm = crypto_alloc_shash("hmac(sha256)", 0, 0);
	if (IS_ERR(st->tfm))
		return PTR_ERR(st->tfm);
	err = seccomm_layer_key(keys, &layer->info, "mac", raw, sizeof(raw));
	if (!err)
		err = crypto_shash_setkey(st->tfm, raw, sizeof(raw));
	memzero_explicit(raw, sizeof(raw));
	if (err)
		crypto_free_shash(st->tfm);
	return err;
}

static void hmac_exit(void *state, const struct seccomm_layer *layer)
{
	struct hmac_state *st = state;

	crypto_free_shash(st->tfm);
}

static int hmac_available(const u32 *values, const char **lacks)
{
	if (crypto_has_shash("hmac(sha256)", 0, 0))
		return 0;
	*lacks = "hmac(sha256)";
	return -ENOENT;
}

struct seccomm_mp_ops seccomm_hmacsha256_integrity = {
	.state_size = sizeof(struct hmac_state),
	.down = hmac_down,
	.up = hmac_up,
	.init = hmac_init,
	.exit = hmac_exit,
	.available = hmac_available,
};
