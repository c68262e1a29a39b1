// SPDX-License-Identifier: GPL-2.0
/*
 * AESGCMPrivacy: AES-GCM, privacy and integrity in one.
 * The bare AES-NI code does it where there is one, else what the crypto API has.
 */
#include <asm/simd.h>
#include <crypto/aead.h>
#include <crypto/internal/simd.h>
#include <linux/bottom_half.h>
#include <linux/kmod.h>
#include <linux/moduleparam.h>
#include <linux/scatterlist.h>
#include "mp/util.h"

static unsigned long seccomm_gcm_messages = 1UL << 22;
module_param_named(gcm_messages, seccomm_gcm_messages, ulong, 0644);
MODULE_PARM_DESC(gcm_messages,
		 "Messages that one AES-GCM key may protect (default 4194304)");

/**
 * struct gcm_state - a layer's key and what was done with it
 * @tfm: transform that holds the key
 * @sealed: messages encrypted
 * @salt: of the nonces
 * @needs_simd: @tfm is the bare one, for use only while SIMD is usable
 * @on_stack: its requests have no context of their own
 */
struct gcm_state {
	struct crypto_aead *tfm;
	atomic64_t sealed;
	u8 salt[SECCOMM_AEAD_NONCE_LEN];
	bool needs_simd;
	bool on_stack;
};

/* The bare implementation is internal to the crypto API's SIMD wrapper, and
 * synchronous; the mask has both flags, or the wrapper's helper is found instead.
 */
static struct crypto_aead *gcm_alloc(bool *needs_simd)
{
	struct crypto_aead *tfm;

	tfm = crypto_alloc_aead("__gcm(aes)", CRYPTO_ALG_INTERNAL,
				CRYPTO_ALG_INTERNAL | CRYPTO_ALG_ASYNC);
	*needs_simd = !IS_ERR(tfm);
	if (IS_ERR(tfm) && PTR_ERR(tfm) == -ENOENT)
		tfm = crypto_alloc_aead("gcm(aes)", 0, CRYPTO_ALG_ASYNC);
	return tfm;
}

/* One operation over [additional data | body | tag], in place. */
static __always_inline int gcm_crypt(struct aead_request *req,
				     const struct gcm_state *st,
				     struct sk_buff *skb, unsigned int cryptlen,
				     bool seal)
{
	u8 nonce[SECCOMM_AEAD_NONCE_LEN] __uninitialized;
	u8 save[SECCOMM_AAD_LEN] __uninitialized;
	const unsigned int len = skb->len - SECCOMM_TAG_LEN;
	struct scatterlist sg[2] = {};
	int err;

	seccomm_nonce(nonce, st->salt, CACTUS_CB(skb)->number);
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
	aead_request_set_crypt(req, sg, sg, cryptlen, nonce);
	err = seal ? crypto_aead_encrypt(req) : crypto_aead_decrypt(req);
	seccomm_aad_return(skb, save);
	return err;
}

/* gcm_run() on the process lane, or with a request that has a context of its own: that may
 * not be on the stack, since stacks are virtually mapped.
 */
static noinline int gcm_run_slow(const struct gcm_state *st,
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
		err = gcm_crypt(req, st, skb, cryptlen, seal);
	local_bh_enable();
	aead_request_free(req);
	return err;
}

/* In softirq seccomm_gate() has made sure that SIMD is usable. */
static __always_inline int gcm_run(const struct gcm_state *st,
				   struct sk_buff *skb, unsigned int cryptlen,
				   bool seal)
{
	/* gcm_crypt() sets all fields that are read. */
	struct aead_request req __uninitialized;

	if (unlikely(!st->on_stack || CACTUS_CB(skb)->in_process))
		return gcm_run_slow(st, skb, cryptlen, seal);
	return gcm_crypt(&req, st, skb, cryptlen, seal);
}

static int gcm_down(struct sk_buff *skb, void *arg)
{
	const u64 max = READ_ONCE(seccomm_gcm_messages) ?: 1;
	struct gcm_state *st = seccomm_state(skb, arg);
	const unsigned int len = skb->len;
	int err;

	err = seccomm_spend(&st->sealed, 1, max);
	seccomm_wear(skb, &st->sealed, max);
	if (unlikely(err))
		return err;
	if (unlikely(!cactus_attr_push(skb, SECCOMM_TAG_LEN)))
		return -EMSGSIZE;
	return gcm_run(st, skb, len, true);
}

static int gcm_up(struct sk_buff *skb, void *arg)
{
	const struct gcm_state *st = seccomm_state(skb, arg);
	int err;

	err = seccomm_may_verify(skb);
	if (unlikely(err))
		return err;
	if (unlikely(skb->len < SECCOMM_TAG_LEN))
		return seccomm_verify_failed(skb);
	err = gcm_run(st, skb, skb->len, false);
	if (unlikely(err))
		return err == -EBADMSG ? seccomm_verify_failed(skb) : err;
	cactus_attr_pop(skb, SECCOMM_TAG_LEN);
	return CACTUS_CONTINUE;
}

static int gcm_arm(void *state, const struct seccomm_layer *layer,
		   const struct seccomm_arming *arming)
{
	const struct seccomm_layer_key *key = &arming->keys[0];
	struct gcm_state *st = state;
	int err;

	st->tfm = gcm_alloc(&st->needs_simd);
	if (IS_ERR(st->tfm))
		return PTR_ERR(st->tfm);
	st->on_stack = !crypto_aead_reqsize(st->tfm);
	memcpy(st->salt, arming->keys[1].bytes, sizeof(st->salt));
	err = crypto_aead_setauthsize(st->tfm, SECCOMM_TAG_LEN);
	if (!err)
		err = crypto_aead_setkey(st->tfm, key->bytes, key->len);
	if (err)
		crypto_free_aead(st->tfm);
	return err;
}

static void gcm_disarm(void *state, const struct seccomm_layer *layer)
{
	struct gcm_state *st = state;

	crypto_free_aead(st->tfm);
}

/* The crypto API loads no module by the name of the bare implementation, but by "aes". */
static int gcm_available(const u32 *values, const char **lacks)
{
	struct crypto_aead *tfm;
	bool needs_simd;

	tfm = gcm_alloc(&needs_simd);
	if (!IS_ERR(tfm) && !needs_simd) {
		crypto_free_aead(tfm);
		request_module("crypto-aes");
		tfm = gcm_alloc(&needs_simd);
	}
	if (IS_ERR(tfm)) {
		*lacks = "gcm(aes)";
		return PTR_ERR(tfm);
	}
	crypto_free_aead(tfm);
	return 0;
}

const struct seccomm_mp_ops seccomm_aesgcm_privacy = {
	.state_size = sizeof(struct gcm_state),
	.down = gcm_down,
	.up = gcm_up,
	.arm = gcm_arm,
	.disarm = gcm_disarm,
	.available = gcm_available,
};
