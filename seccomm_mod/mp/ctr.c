// SPDX-License-Identifier: GPL-2.0
/*
 * Ciphers of 128-bit blocks in counter mode, privacy alone: AESPrivacy, CamelliaPrivacy,
 * SerpentPrivacy, TwofishPrivacy.
 * Encryption is its own inverse, so a layer may be swapped.
 */
#include <asm/simd.h>
#include <crypto/internal/simd.h>
#include <crypto/skcipher.h>
#include <linux/bottom_half.h>
#include <linux/err.h>
#include <linux/kmod.h>
#include <linux/scatterlist.h>
#include "mp/util.h"

#define CTR_BLOCK_SIZE 16
/* Blocks that one key may handle: far below the birthday bound of 2^64. */
#define CTR_MAX_BLOCKS BIT_ULL(34)
/* Bytes of a request of any synchronous transform. */
#define CTR_REQUEST_SIZE \
	(sizeof(struct skcipher_request) + MAX_SYNC_SKCIPHER_REQSIZE)

/**
 * struct ctr_cipher - a cipher in counter mode
 * @algorithm: its name in the crypto API
 * @bare: name of an implementation that is internal to the crypto API's SIMD wrapper, fast,
 *	and synchronous; NULL: there is none
 * @module: alias of the module with @bare, which the crypto API does not load by that name
 */
struct ctr_cipher {
	const char *algorithm;
	const char *bare;
	const char *module;
};

/**
 * struct ctr_state - a layer's key and what was done with it
 * @tfm: transform that holds the key
 * @blocks: blocks encrypted or decrypted on the sending side
 * @salt: of the first counter blocks
 * @sending: this is the sending side
 * @needs_simd: @tfm is the bare one, for use only while SIMD is usable
 */
struct ctr_state {
	struct crypto_sync_skcipher *tfm;
	atomic64_t blocks;
	u8 salt[SECCOMM_AEAD_NONCE_LEN];
	bool sending;
	bool needs_simd;
};

static struct crypto_sync_skcipher *ctr_alloc(const struct ctr_cipher *cipher,
					      bool *needs_simd)
{
	struct crypto_sync_skcipher *tfm = ERR_PTR(-ENOENT);
	const u32 internal = CRYPTO_ALG_INTERNAL;

	if (cipher->bare)
		tfm = crypto_alloc_sync_skcipher(cipher->bare, internal,
						 internal);
	*needs_simd = !IS_ERR(tfm);
	if (IS_ERR(tfm) && PTR_ERR(tfm) == -ENOENT)
		tfm = crypto_alloc_sync_skcipher(cipher->algorithm, 0, 0);
	return tfm;
}

static __always_inline int ctr_crypt(struct sk_buff *skb,
				     const struct ctr_state *st)
{
	/* As of SYNC_SKCIPHER_REQUEST_ON_STACK(), but not zeroed: what is read is set. */
	u8 room[CTR_REQUEST_SIZE] CRYPTO_MINALIGN_ATTR __uninitialized;
	struct skcipher_request *req = (void *)room;
	u8 counter[CTR_BLOCK_SIZE] __uninitialized;
	struct scatterlist sg = {};

	seccomm_nonce(counter, st->salt, CACTUS_CB(skb)->number);
	put_unaligned_be32(1, counter + SECCOMM_AEAD_NONCE_LEN);
	sg_init_marker(&sg, 1);
	sg_set_buf(&sg, skb->data, skb->len);
	skcipher_request_set_sync_tfm(req, st->tfm);
	skcipher_request_set_callback(req, 0, NULL, NULL);
	skcipher_request_set_crypt(req, &sg, &sg, skb->len, counter);
	return crypto_skcipher_encrypt(req);
}

/* ctr_crypt() on the process lane: without softirqs, since one that came meanwhile would
 * find the FPU busy.
 */
static noinline int ctr_crypt_process(struct sk_buff *skb,
				      const struct ctr_state *st)
{
	int err = -EAGAIN;

	local_bh_disable();
	if (likely(crypto_simd_usable()))
		err = ctr_crypt(skb, st);
	local_bh_enable();
	return err;
}

/* In softirq seccomm_gate() has made sure that SIMD is usable. */
static int ctr_body(struct sk_buff *skb, void *arg)
{
	const u64 blocks = DIV_ROUND_UP(skb->len, CTR_BLOCK_SIZE);
	struct ctr_state *st = seccomm_state(skb, arg);
	int err = 0;

	if (st->sending)
		err = seccomm_spend_sending(skb, &st->blocks, blocks,
					    CTR_MAX_BLOCKS);
	if (unlikely(err))
		return err;
	if (unlikely(st->needs_simd && CACTUS_CB(skb)->in_process))
		return ctr_crypt_process(skb, st);
	return ctr_crypt(skb, st);
}

static int ctr_arm(struct ctr_state *st, const struct ctr_cipher *cipher,
		   const struct seccomm_arming *arming)
{
	const struct seccomm_layer_key *key = &arming->keys[0];
	int err;

	st->tfm = ctr_alloc(cipher, &st->needs_simd);
	if (IS_ERR(st->tfm))
		return PTR_ERR(st->tfm);
	st->sending = arming->sending;
	memcpy(st->salt, arming->keys[1].bytes, sizeof(st->salt));
	err = crypto_sync_skcipher_setkey(st->tfm, key->bytes, key->len);
	if (err)
		crypto_free_sync_skcipher(st->tfm);
	return err;
}

static void ctr_disarm(void *state, const struct seccomm_layer *layer)
{
	struct ctr_state *st = state;

	crypto_free_sync_skcipher(st->tfm);
}

static int ctr_available(const struct ctr_cipher *cipher, const char **lacks)
{
	struct crypto_sync_skcipher *tfm;
	bool needs_simd;

	tfm = ctr_alloc(cipher, &needs_simd);
	if (!IS_ERR(tfm) && cipher->bare && !needs_simd) {
		crypto_free_sync_skcipher(tfm);
		request_module("%s", cipher->module);
		tfm = ctr_alloc(cipher, &needs_simd);
	}
	if (IS_ERR(tfm)) {
		*lacks = cipher->algorithm;
		return PTR_ERR(tfm);
	}
	crypto_free_sync_skcipher(tfm);
	return 0;
}

static const struct ctr_cipher aes_cipher = {
	.algorithm = "ctr(aes)",
	.bare = "__ctr(aes)",
	.module = "crypto-aes",
};

static const struct ctr_cipher camellia_cipher = {
	.algorithm = "ctr(camellia)",
};

static const struct ctr_cipher serpent_cipher = {
	.algorithm = "ctr(serpent)",
};

static const struct ctr_cipher twofish_cipher = {
	.algorithm = "ctr(twofish)",
};

/* A type's operations: what tells its cipher, and whether this kernel has it. */
#define CTR_TYPE(type)                                                        \
	static int type##_arm(void *state, const struct seccomm_layer *layer, \
			      const struct seccomm_arming *arming)            \
	{                                                                     \
		return ctr_arm(state, &type##_cipher, arming);                \
	}                                                                     \
	static int type##_available(const u32 *values, const char **lacks)    \
	{                                                                     \
		return ctr_available(&type##_cipher, lacks);                  \
	}                                                                     \
	const struct seccomm_mp_ops seccomm_##type##_privacy = {              \
		.state_size = sizeof(struct ctr_state),                       \
		.down = ctr_body,                                             \
		.up = ctr_body,                                               \
		.arm = type##_arm,                                            \
		.disarm = ctr_disarm,                                         \
		.available = type##_available,                                \
	}

CTR_TYPE(aes);
CTR_TYPE(camellia);
CTR_TYPE(serpent);
CTR_TYPE(twofish);
