// SPDX-License-Identifier: GPL-2.0
/*
 * The MAC types of the crypto API, which differ in names and lengths only: MD5Integrity and
 * SHAIntegrity, the paper's; HMACSHA256Integrity, HMACSHA3Integrity and CMACIntegrity.
 */
#include <crypto/aes.h>
#include <crypto/hash.h>
#include "checker/builtin.h"
#include "mp/mac.h"

/* Blocks of 16 bytes that one key of CMAC may take: the birthday bound
 * is at 2^64, so that a forger's advantage stays under 2^-59.
 */
#define CMAC_MAX_BLOCKS BIT_ULL(34)

/**
 * struct mac_state - a layer's key and what was done with it
 * @tfm: transform that holds the key
 * @len: bytes of a tag
 * @blocks: blocks that the sending side of CMACIntegrity has taken
 */
struct mac_state {
	struct crypto_shash *tfm;
	unsigned int len;
	atomic64_t blocks;
};

static __always_inline int mac_digest(const void *state, u64 number,
				      const u8 *data, unsigned int len, u8 *tag)
{
	const struct mac_state *st = state;
	SHASH_DESC_ON_STACK(desc, st->tfm);
	int err;

	desc->tfm = st->tfm;
	err = crypto_shash_digest(desc, data, len, tag);
	shash_desc_zero(desc);
	return err;
}

static int mac_down(struct sk_buff *skb, void *arg)
{
	const struct mac_state *st = seccomm_state(skb, arg);

	return seccomm_mac_append(skb, st, mac_digest, st->len);
}

static int cmac_down(struct sk_buff *skb, void *arg)
{
	struct mac_state *st = seccomm_state(skb, arg);
	int err;

	err = seccomm_spend_sending(skb, &st->blocks,
				    DIV_ROUND_UP(SECCOMM_AAD_LEN + skb->len,
						 AES_BLOCK_SIZE),
				    CMAC_MAX_BLOCKS);
	return unlikely(err) ? err : mac_down(skb, arg);
}

static int mac_up(struct sk_buff *skb, void *arg)
{
	const struct mac_state *st = seccomm_state(skb, arg);

	return seccomm_mac_verify(skb, st, mac_digest, st->len);
}

static int mac_arm(void *state, const struct seccomm_layer *layer,
		   const struct seccomm_arming *arming)
{
	const struct seccomm_layer_key *key = &arming->keys[0];
	struct mac_state *st = state;
	int err = -EINVAL;

	st->tfm = crypto_alloc_shash(layer->info.type->algorithm, 0, 0);
	if (IS_ERR(st->tfm))
		return PTR_ERR(st->tfm);
	st->len = crypto_shash_digestsize(st->tfm);
	if (st->len <= SECCOMM_HASH_LEN)
		err = crypto_shash_setkey(st->tfm, key->bytes, key->len);
	if (err)
		crypto_free_shash(st->tfm);
	return err;
}

static void mac_disarm(void *state, const struct seccomm_layer *layer)
{
	struct mac_state *st = state;

	crypto_free_shash(st->tfm);
}

static int mac_available(const struct seccomm_type_desc *type,
			 const char **lacks)
{
	struct crypto_shash *tfm = crypto_alloc_shash(type->algorithm, 0, 0);

	if (IS_ERR(tfm)) {
		*lacks = type->algorithm;
		return PTR_ERR(tfm);
	}
	crypto_free_shash(tfm);
	return 0;
}

/* The operations of the type @name, whose handler downward is @handler. */
#define MAC(name, handler)                                                 \
	static int name##_available(const u32 *values, const char **lacks) \
	{                                                                  \
		return mac_available(&seccomm_desc_##name, lacks);         \
	}                                                                  \
	const struct seccomm_mp_ops seccomm_##name = {                     \
		.state_size = sizeof(struct mac_state),                    \
		.down = handler,                                           \
		.up = mac_up,                                              \
		.arm = mac_arm,                                            \
		.disarm = mac_disarm,                                      \
		.available = name##_available,                             \
	}

MAC(md5_integrity, mac_down);
MAC(sha_integrity, mac_down);
MAC(hmacsha256_integrity, mac_down);
MAC(hmacsha3_integrity, mac_down);
MAC(cmac_integrity, cmac_down);
