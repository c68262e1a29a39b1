// SPDX-License-Identifier: GPL-2.0
/*
 * Ciphers of 64-bit blocks in cipher feedback mode: DESPrivacy, the paper's example,
 * TripleDESPrivacy, BlowfishPrivacy, IDEAPrivacy; legacy all of them.
 * Length-preserving, so a layer may be swapped: it decrypts on the sending side.
 */
#include <crypto/des.h>
#include <crypto/internal/cipher.h>
#include <crypto/utils.h>
#include <linux/err.h>
#include "mp/util.h"

#define CFB_BLOCK_SIZE 8
/* Blocks that one key may handle, as for all 64-bit block ciphers (NIST SP 800-67r2). */
#define CFB_MAX_BLOCKS BIT(20)

/**
 * struct cfb_cipher - a block cipher
 * @name: its name in the crypto API
 * @key_size: bytes of an expanded key
 * @expand: expand a key of the cipher of that name; 0 or a negative errno. May sleep.
 * @encrypt: encrypt a block
 * @release: release what an expanded key refers to; NULL: nothing
 */
struct cfb_cipher {
	const char *name;
	size_t key_size;
	int (*expand)(void *key, const char *name,
		      const struct seccomm_layer_key *from);
	void (*encrypt)(const void *key, u8 *dst, const u8 *src);
	void (*release)(void *key);
};

/**
 * struct cfb_state - a layer's keys and what was done with them
 * @blocks: blocks encrypted or decrypted on the sending side
 * @sending: this is the sending side
 * @keys: expanded keys, that of the cipher and that of the IVs
 */
struct cfb_state {
	atomic64_t blocks;
	bool sending;
	u8 keys[] __aligned(8);
};

static __always_inline void *cfb_iv_key(struct cfb_state *st,
					const struct cfb_cipher *cipher)
{
	return st->keys + cipher->key_size;
}

/* Cipher feedback block by block: a call of the crypto API, whose cfb() asks it for each
 * block again, would cost a sixth more. Each type has a copy, which calls its cipher directly.
 */
static __always_inline int cfb_crypt(struct sk_buff *skb, struct cfb_state *st,
				     const struct cfb_cipher *cipher,
				     bool encrypt)
{
	const u64 blocks = DIV_ROUND_UP(skb->len, CFB_BLOCK_SIZE);
	u8 *data = skb->data, *end = data + skb->len;
	u8 number[CFB_BLOCK_SIZE];
	u64 block, stream;
	int err = 0;

	if (st->sending)
		err = seccomm_spend_sending(skb, &st->blocks, blocks,
					    CFB_MAX_BLOCKS);
	if (unlikely(err))
		return err;
	put_unaligned_be64(CACTUS_CB(skb)->number, number);
	cipher->encrypt(cfb_iv_key(st, cipher), (u8 *)&stream, number);
	for (; end - data >= CFB_BLOCK_SIZE; data += CFB_BLOCK_SIZE) {
		cipher->encrypt(st->keys, (u8 *)&stream, (u8 *)&stream);
		block = get_unaligned((u64 *)data);
		put_unaligned(block ^ stream, (u64 *)data);
		/* The ciphertext is fed back. */
		stream = encrypt ? block ^ stream : block;
	}
	if (data < end) {
		cipher->encrypt(st->keys, (u8 *)&stream, (u8 *)&stream);
		crypto_xor(data, (u8 *)&stream, end - data);
	}
	memzero_explicit(&stream, sizeof(stream));
	return CACTUS_CONTINUE;
}

static void cfb_release(const struct cfb_cipher *cipher, void *key)
{
	if (cipher->release)
		cipher->release(key);
}

static int cfb_arm(struct cfb_state *st, const struct cfb_cipher *cipher,
		   const struct seccomm_arming *arming)
{
	int err;

	st->sending = arming->sending;
	err = cipher->expand(st->keys, cipher->name, &arming->keys[0]);
	if (err)
		return err;
	err = cipher->expand(cfb_iv_key(st, cipher), cipher->name,
			     &arming->keys[1]);
	if (err)
		cfb_release(cipher, st->keys);
	return err;
}

static void cfb_disarm(struct cfb_state *st, const struct cfb_cipher *cipher)
{
	cfb_release(cipher, st->keys);
	cfb_release(cipher, cfb_iv_key(st, cipher));
}

/* -ENOKEY says that a key is weak; it is expanded all the same, as keys are used as they
 * are.
 */
static int cfb_weak(int err)
{
	return err == -ENOKEY ? 0 : err;
}

static int des_expand(void *key, const char *name,
		      const struct seccomm_layer_key *from)
{
	return cfb_weak(des_expand_key(key, from->bytes, from->len));
}

static void des_block(const void *key, u8 *dst, const u8 *src)
{
	des_encrypt(key, dst, src);
}

static int des3_expand(void *key, const char *name,
		       const struct seccomm_layer_key *from)
{
	return cfb_weak(des3_ede_expand_key(key, from->bytes, from->len));
}

static void des3_block(const void *key, u8 *dst, const u8 *src)
{
	des3_ede_encrypt(key, dst, src);
}

/* An expanded key of a cipher that is in no library: a transform of the crypto API. */
static int api_expand(void *key, const char *name,
		      const struct seccomm_layer_key *from)
{
	struct crypto_cipher **tfm = key;
	int err;

	*tfm = crypto_alloc_cipher(name, 0, 0);
	if (IS_ERR(*tfm))
		return PTR_ERR(*tfm);
	err = crypto_cipher_setkey(*tfm, from->bytes, from->len);
	if (err)
		crypto_free_cipher(*tfm);
	return err;
}

static void api_block(const void *key, u8 *dst, const u8 *src)
{
	struct crypto_cipher *const *tfm = key;

	crypto_cipher_encrypt_one(*tfm, dst, src);
}

static void api_release(void *key)
{
	struct crypto_cipher **tfm = key;

	crypto_free_cipher(*tfm);
}

static int cfb_available(const struct cfb_cipher *cipher, const char **lacks)
{
	struct crypto_cipher *tfm;

	/* A library's cipher is in this module's dependencies. */
	if (!cipher->release)
		return 0;
	tfm = crypto_alloc_cipher(cipher->name, 0, 0);
	if (IS_ERR(tfm)) {
		*lacks = cipher->name;
		return PTR_ERR(tfm);
	}
	crypto_free_cipher(tfm);
	return 0;
}

static const struct cfb_cipher des_cipher = {
	.name = "des",
	.key_size = sizeof(struct des_ctx),
	.expand = des_expand,
	.encrypt = des_block,
};

static const struct cfb_cipher tripledes_cipher = {
	.name = "des3_ede",
	.key_size = sizeof(struct des3_ede_ctx),
	.expand = des3_expand,
	.encrypt = des3_block,
};

static const struct cfb_cipher blowfish_cipher = {
	.name = "blowfish",
	.key_size = sizeof(struct crypto_cipher *),
	.expand = api_expand,
	.encrypt = api_block,
	.release = api_release,
};

static const struct cfb_cipher idea_cipher = {
	.name = "idea",
	.key_size = sizeof(struct crypto_cipher *),
	.expand = api_expand,
	.encrypt = api_block,
	.release = api_release,
};

/* A type's operations: those above, with its cipher. */
#define CFB_TYPE(type, key)                                                    \
	static int type##_down(struct sk_buff *skb, void *arg)                 \
	{                                                                      \
		return cfb_crypt(skb, seccomm_state(skb, arg), &type##_cipher, \
				 true);                                        \
	}                                                                      \
	static int type##_up(struct sk_buff *skb, void *arg)                   \
	{                                                                      \
		return cfb_crypt(skb, seccomm_state(skb, arg), &type##_cipher, \
				 false);                                       \
	}                                                                      \
	static int type##_arm(void *state, const struct seccomm_layer *layer,  \
			      const struct seccomm_arming *arming)             \
	{                                                                      \
		return cfb_arm(state, &type##_cipher, arming);                 \
	}                                                                      \
	static void type##_disarm(void *state,                                 \
				  const struct seccomm_layer *layer)           \
	{                                                                      \
		cfb_disarm(state, &type##_cipher);                             \
	}                                                                      \
	static int type##_available(const u32 *values, const char **lacks)     \
	{                                                                      \
		return cfb_available(&type##_cipher, lacks);                   \
	}                                                                      \
	const struct seccomm_mp_ops seccomm_##type##_privacy = {               \
		.state_size = sizeof(struct cfb_state) + 2 * sizeof(key),      \
		.down = type##_down,                                           \
		.up = type##_up,                                               \
		.arm = type##_arm,                                             \
		.disarm = type##_disarm,                                       \
		.available = type##_available,                                 \
	}

CFB_TYPE(des, struct des_ctx);
CFB_TYPE(tripledes, struct des3_ede_ctx);
CFB_TYPE(blowfish, struct crypto_cipher *);
CFB_TYPE(idea, struct crypto_cipher *);

MODULE_IMPORT_NS("CRYPTO_INTERNAL");
