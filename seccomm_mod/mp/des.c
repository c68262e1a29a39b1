// SPDX-License-Identifier: GPL-2.0
/*
 * DESPrivacy: DES in cipher feedback mode, the paper's example; legacy.
 * Length-preserving, so it may stand swapped: decrypting on the sending side.
 */
#include <crypto/des.h>
#include <crypto/skcipher.h>
#include <linux/scatterlist.h>
#include "../mp_util.h"

#define DES_ALGORITHM "cfb(des)"
/* Blocks that one key may handle, as for all 64-bit block ciphers (crypto-spec 3). */
#define DES_MAX_BLOCKS BIT(20)

/**
 * struct des_state - a layer's keys and what was done with them
 * @tfm: transform that holds the cipher key
 * @blocks: blocks encrypted or decrypted on the sending side
 * @iv: expanded key of the IVs
 */
struct des_state {
	struct crypto_sync_skcipher *tfm;
	atomic64_t blocks;
	struct des_ctx iv;
};

/* Take the message's blocks off what the key may still do. */
static int des_spend(struct des_state *st, unsigned int len)
{
	return seccomm_spend(&st->blocks, DIV_ROUND_UP(len, DES_BLOCK_SIZE),
			     DES_MAX_BLOCKS);
}

static int des_crypt(struct sk_buff *skb, const struct des_state *st,
		     bool encrypt)
{
	SYNC_SKCIPHER_REQUEST_ON_STACK(req, st->tfm);
	u8 iv[DES_BLOCK_SIZE];
	struct scatterlist sg;
	int err;

	if (!skb->len)
		return CACTUS_CONTINUE;
	put_unaligned_be64(CACTUS_CB(skb)->number, iv);
	des_encrypt(&st->iv, iv, iv);
	sg_init_one(&sg, skb->data, skb->len);
	skcipher_request_set_sync_tfm(req, st->tfm);
	skcipher_request_set_callback(req, 0, NULL, NULL);
	skcipher_request_set_crypt(req, &sg, &sg, skb->len, iv);
	err = encrypt ? crypto_skcipher_encrypt(req) :
			crypto_skcipher_decrypt(req);
	skcipher_request_zero(req);
	memzero_explicit(iv, sizeof(iv));
	return err;
}

static int des_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	struct des_state *st = seccomm_state(skb, layer);
	int err = 0;

	if (!layer->info.swapped)
		err = des_spend(st, skb->len);
	return unlikely(err) ? err : des_crypt(skb, st, true);
}

static int des_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	struct des_state *st = seccomm_state(skb, layer);
	int err = 0;

	if (layer->info.swapped)
		err = des_spend(st, skb->len);
	return unlikely(err) ? err : des_crypt(skb, st, false);
}

static int des_init(void *state, const struct seccomm_layer *layer,
		    const struct seccomm_keyring *keys)
{
	struct des_state *st = state;
	u8 key[DES_KEY_SIZE];
	int err;

	st->tfm = crypto_alloc_sync_skcipher(DES_ALGORITHM, 0, 0);
	if (IS_ERR(st->tfm))
		return PTR_ERR(st->tfm);
	err = seccomm_layer_key(keys, &layer->info, "iv", key, sizeof(key));
	if (!err) {
		err = des_expand_key(&st->iv, key, sizeof(key));
		/* A weak key, expanded all the same: derived ones are taken as they come. */
		if (err == -ENOKEY)
			err = 0;
	}
	if (!err)
		err = seccomm_layer_key(keys, &layer->info, "cipher", key,
					sizeof(key));
	if (!err)
		err = crypto_sync_skcipher_setkey(st->tfm, key, sizeof(key));
	memzero_explicit(key, sizeof(key));
	if (err)
		crypto_free_sync_skcipher(st->tfm);
	return err;
}

static void des_exit(void *state, const struct seccomm_layer *layer)
{
	struct des_state *st = state;

	crypto_free_sync_skcipher(st->tfm);
}

static int des_available(const u32 *values, const char **lacks)
{
	struct crypto_sync_skcipher *tfm =
		crypto_alloc_sync_skcipher(DES_ALGORITHM, 0, 0);

	if (IS_ERR(tfm)) {
		*lacks = DES_ALGORITHM;
		return PTR_ERR(tfm);
	}
	crypto_free_sync_skcipher(tfm);
	return 0;
}

struct seccomm_mp_ops seccomm_des_privacy = {
	.state_size = sizeof(struct des_state),
	.down = des_down,
	.up = des_up,
	.init = des_init,
	.exit = des_exit,
	.available = des_available,
};
