// SPDX-License-Identifier: GPL-2.0
/*
 * What the HMAC types share: a MAC over additional data and body, which is as long as
 * its key and stands behind the body.
 */
#include <crypto/hash.h>
#include <crypto/utils.h>
#include "mp/hmac.h"
#include "mp/util.h"

/* HMAC over the additional data and @len bytes of body. */
static int hmac_body(struct sk_buff *skb, const struct seccomm_hmac_state *st,
		     unsigned int len, u8 *mac)
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

int seccomm_hmac_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_hmac_state *st = seccomm_state(skb, arg);
	const unsigned int len = skb->len;
	u8 *mac = cactus_attr_push(skb, st->len);

	if (unlikely(!mac))
		return -EMSGSIZE;
	return hmac_body(skb, st, len, mac);
}

int seccomm_hmac_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_hmac_state *st = seccomm_state(skb, arg);
	u8 mac[SECCOMM_HASH_LEN];
	const u8 *got;
	int err;

	err = seccomm_may_verify(skb);
	if (unlikely(err))
		return err;
	got = cactus_attr_pop(skb, st->len);
	if (unlikely(!got))
		return seccomm_verify_failed(skb);
	err = hmac_body(skb, st, skb->len, mac);
	if (likely(!err) && unlikely(crypto_memneq(mac, got, st->len)))
		err = seccomm_verify_failed(skb);
	memzero_explicit(mac, sizeof(mac));
	return err;
}

int seccomm_hmac_arm(void *state, const struct seccomm_layer *layer,
		     const struct seccomm_arming *arming)
{
	const struct seccomm_layer_key *key = &arming->keys[0];
	struct seccomm_hmac_state *st = state;
	int err;

	if (key->len > SECCOMM_HASH_LEN)
		return -EINVAL;
	st->len = key->len;
	st->tfm = crypto_alloc_shash(layer->info.type->algorithm, 0, 0);
	if (IS_ERR(st->tfm))
		return PTR_ERR(st->tfm);
	err = crypto_shash_setkey(st->tfm, key->bytes, key->len);
	if (err)
		crypto_free_shash(st->tfm);
	return err;
}

void seccomm_hmac_disarm(void *state, const struct seccomm_layer *layer)
{
	struct seccomm_hmac_state *st = state;

	crypto_free_shash(st->tfm);
}

int seccomm_hmac_available(const char *algorithm, const char **lacks)
{
	struct crypto_shash *tfm = crypto_alloc_shash(algorithm, 0, 0);

	if (IS_ERR(tfm)) {
		*lacks = algorithm;
		return PTR_ERR(tfm);
	}
	crypto_free_shash(tfm);
	return 0;
}
