// SPDX-License-Identifier: GPL-2.0
/*
 * AEADs of the crypto API, privacy and integrity in one: AESGCMPrivacy, AEGIS128Privacy.
 * The bare AES-NI code does it where there is one, else what the crypto API has.
 */
#include <asm/simd.h>
#include <crypto/aead.h>
#include <crypto/internal/simd.h>
#include <linux/bottom_half.h>
#include <linux/err.h>
#include <linux/kmod.h>
#include <linux/moduleparam.h>
#include <linux/scatterlist.h>
#include "mp/util.h"

/* Bytes of the longest nonce. */
#define AEAD_MAX_NONCE 16

static unsigned long seccomm_gcm_messages = 1UL << 22;
module_param_named(gcm_messages, seccomm_gcm_messages, ulong, 0644);
MODULE_PARM_DESC(gcm_messages,
		 "Messages that a GCM or AEGIS key may seal (default 4194304)");

/**
 * struct aead_cipher - an AEAD
 * @algorithm: its name in the crypto API
 * @bare: name of an implementation that is internal to the crypto API's SIMD wrapper, fast,
 *	and synchronous
 * @module: alias of the module with @bare, which the crypto API does not load by that name
 */
struct aead_cipher {
	const char *algorithm;
	const char *bare;
	const char *module;
};

/**
 * struct aead_state - a layer's key and what was done with it
 * @tfm: transform that holds the key
 * @sealed: messages encrypted
 * @salt: of the nonces, at the end, where the message number varies it
 * @skip: bytes before the salt
 * @needs_simd: @tfm is the bare one, for use only while SIMD is usable
 * @on_stack: its requests have no context of their own
 */
struct aead_state {
	struct crypto_aead *tfm;
	atomic64_t sealed;
	u8 salt[AEAD_MAX_NONCE];
	u8 skip;
	bool needs_simd;
	bool on_stack;
};

/* The mask has both flags, or the SIMD wrapper's helper is found instead of the bare
 * implementation.
 */
static struct crypto_aead *aead_alloc(const struct aead_cipher *cipher,
				      bool *needs_simd)
{
	struct crypto_aead *tfm;

	tfm = crypto_alloc_aead(cipher->bare, CRYPTO_ALG_INTERNAL,
				CRYPTO_ALG_INTERNAL | CRYPTO_ALG_ASYNC);
	*needs_simd = !IS_ERR(tfm);
	if (IS_ERR(tfm) && PTR_ERR(tfm) == -ENOENT)
		tfm = crypto_alloc_aead(cipher->algorithm, 0, CRYPTO_ALG_ASYNC);
	return tfm;
}

/* The nonce of a message: salt xor the message number. */
static __always_inline void aead_nonce(u8 nonce[AEAD_MAX_NONCE],
				       const struct aead_state *st, u64 number)
{
	u8 *end = nonce + AEAD_MAX_NONCE - sizeof(number);

	memcpy(nonce, st->salt, AEAD_MAX_NONCE);
	put_unaligned_be64(get_unaligned_be64(end) ^ number, end);
}

/* One operation over [additional data | body | tag], in place. */
static __always_inline int aead_crypt(struct aead_request *req,
				      const struct aead_state *st,
				      struct sk_buff *skb,
				      unsigned int cryptlen, bool seal)
{
	u8 nonce[AEAD_MAX_NONCE] __uninitialized;
	u8 save[SECCOMM_AAD_LEN] __uninitialized;
	const unsigned int len = skb->len - SECCOMM_TAG_LEN;
	struct scatterlist sg[2] = {};
	int err;

	aead_nonce(nonce, st, CACTUS_CB(skb)->number);
	/* The tag has an entry of its own, so that the crypto API does not look for it in
	 * the middle of one.
	 */
	sg_init_marker(sg, 2);
	sg_set_buf(&sg[0], seccomm_aad_borrow(skb, save),
		   SECCOMM_AAD_LEN + len);
	sg_set_page(&sg[1], sg_page(&sg[0]), SECCOMM_TAG_LEN,
		    sg[0].offset + sg[0].length);
	aead_request_set_tfm(req, st->tfm);
	aead_request_set_callback(req, 0, NULL, NULL);
	aead_request_set_ad(req, SECCOMM_AAD_LEN);
	aead_request_set_crypt(req, sg, sg, cryptlen, nonce + st->skip);
	err = seal ? crypto_aead_encrypt(req) : crypto_aead_decrypt(req);
	seccomm_aad_return(skb, save);
	return err;
}

/* aead_run() on the process lane, or with a request that has a context of its own: that may
 * not be on the stack, since stacks are virtually mapped.
 */
static noinline int aead_run_slow(const struct aead_state *st,
				  struct sk_buff *skb, unsigned int cryptlen,
				  bool seal)
{
	struct aead_request *req = aead_request_alloc(st->tfm, GFP_ATOMIC);
	int err = -EAGAIN;

	if (!req)
		return -ENOMEM;
	/* Without softirqs, since one that came meanwhile would find the FPU busy. */
	local_bh_disable();
	if (likely(!st->needs_simd || crypto_simd_usable()))
		err = aead_crypt(req, st, skb, cryptlen, seal);
	local_bh_enable();
	aead_request_free(req);
	return err;
}

/* In softirq seccomm_gate() has made sure that SIMD is usable. */
static __always_inline int aead_run(const struct aead_state *st,
				    struct sk_buff *skb, unsigned int cryptlen,
				    bool seal)
{
	/* aead_crypt() sets all fields that are read. */
	struct aead_request req __uninitialized;

	if (unlikely(!st->on_stack || CACTUS_CB(skb)->in_process))
		return aead_run_slow(st, skb, cryptlen, seal);
	return aead_crypt(&req, st, skb, cryptlen, seal);
}

static int aead_down(struct sk_buff *skb, void *arg)
{
	const u64 max = READ_ONCE(seccomm_gcm_messages) ?: 1;
	struct aead_state *st = seccomm_state(skb, arg);
	const unsigned int len = skb->len;
	int err;

	err = seccomm_spend_sending(skb, &st->sealed, 1, max);
	if (unlikely(err))
		return err;
	if (unlikely(!cactus_attr_push(skb, SECCOMM_TAG_LEN)))
		return -EMSGSIZE;
	return aead_run(st, skb, len, true);
}

static int aead_up(struct sk_buff *skb, void *arg)
{
	const struct aead_state *st = seccomm_state(skb, arg);
	int err;

	err = seccomm_may_verify(skb);
	if (unlikely(err))
		return err;
	if (unlikely(skb->len < SECCOMM_TAG_LEN))
		return seccomm_verify_failed(skb);
	err = aead_run(st, skb, skb->len, false);
	if (unlikely(err))
		return err == -EBADMSG ? seccomm_verify_failed(skb) : err;
	cactus_attr_pop(skb, SECCOMM_TAG_LEN);
	return CACTUS_CONTINUE;
}

static int aead_arm(struct aead_state *st, const struct aead_cipher *cipher,
		    const struct seccomm_arming *arming)
{
	const struct seccomm_layer_key *key = &arming->keys[0];
	const struct seccomm_layer_key *salt = &arming->keys[1];
	int err;

	st->tfm = aead_alloc(cipher, &st->needs_simd);
	if (IS_ERR(st->tfm))
		return PTR_ERR(st->tfm);
	st->on_stack = !crypto_aead_reqsize(st->tfm);
	st->skip = sizeof(st->salt) - crypto_aead_ivsize(st->tfm);
	memcpy(st->salt + st->skip, salt->bytes, sizeof(st->salt) - st->skip);
	err = crypto_aead_setauthsize(st->tfm, SECCOMM_TAG_LEN);
	if (!err)
		err = crypto_aead_setkey(st->tfm, key->bytes, key->len);
	if (err)
		crypto_free_aead(st->tfm);
	return err;
}

static void aead_disarm(void *state, const struct seccomm_layer *layer)
{
	struct aead_state *st = state;

	crypto_free_aead(st->tfm);
}

static int aead_available(const struct aead_cipher *cipher, const char **lacks)
{
	struct crypto_aead *tfm;
	bool needs_simd;

	tfm = aead_alloc(cipher, &needs_simd);
	if (!IS_ERR(tfm) && !needs_simd) {
		crypto_free_aead(tfm);
		request_module("%s", cipher->module);
		tfm = aead_alloc(cipher, &needs_simd);
	}
	if (IS_ERR(tfm)) {
		*lacks = cipher->algorithm;
		return PTR_ERR(tfm);
	}
	crypto_free_aead(tfm);
	return 0;
}

static const struct aead_cipher aesgcm_cipher = {
	.algorithm = "gcm(aes)",
	.bare = "__gcm(aes)",
	.module = "crypto-aes",
};

static const struct aead_cipher aegis128_cipher = {
	.algorithm = "aegis128",
	.bare = "__aegis128",
	.module = "crypto-aegis128",
};

/* A type's operations: what tells its cipher, and whether this kernel has it. */
#define AEAD_TYPE(type)                                                       \
	static int type##_arm(void *state, const struct seccomm_layer *layer, \
			      const struct seccomm_arming *arming)            \
	{                                                                     \
		return aead_arm(state, &type##_cipher, arming);               \
	}                                                                     \
	static int type##_available(const u32 *values, const char **lacks)    \
	{                                                                     \
		return aead_available(&type##_cipher, lacks);                 \
	}                                                                     \
	const struct seccomm_mp_ops seccomm_##type##_privacy = {              \
		.state_size = sizeof(struct aead_state),                      \
		.down = aead_down,                                            \
		.up = aead_up,                                                \
		.arm = type##_arm,                                            \
		.disarm = aead_disarm,                                        \
		.available = type##_available,                                \
	}

AEAD_TYPE(aesgcm);
AEAD_TYPE(aegis128);
