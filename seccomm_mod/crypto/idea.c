// SPDX-License-Identifier: GPL-2.0
/*
 * IDEA, the International Data Encryption Algorithm: blocks of 64 bits, keys of 128.
 * X. Lai, On the Design and Security of Block Ciphers, 1992. The kernel has none.
 * Without tables and branches, so time tells nothing of key and data.
 */
#include <crypto/algapi.h>
#include <linux/module.h>
#include <linux/unaligned.h>
#include "idea.h"

#define IDEA_BLOCK_SIZE 8
#define IDEA_KEY_SIZE 16
#define IDEA_ROUNDS 8
#define IDEA_ROUND_KEYS 6
#define IDEA_SUBKEYS (IDEA_ROUNDS * IDEA_ROUND_KEYS + 4)

/**
 * struct idea_ctx - an expanded key
 * @encrypt: subkeys of encryption, in the order of their use
 * @decrypt: likewise of decryption
 */
struct idea_ctx {
	u16 encrypt[IDEA_SUBKEYS];
	u16 decrypt[IDEA_SUBKEYS];
};

/* 2^16 stands as 0. */
static u32 idea_unfold(u16 x)
{
	return ((x - 1U) & 0xffff) + 1;
}

/* The product modulo 2^16 + 1, which divides 2^16 with the remainder -1. */
static u16 idea_mul(u16 x, u16 y)
{
	u64 product = (u64)idea_unfold(x) * idea_unfold(y);
	s32 rest = (s32)(product & 0xffff) - (s32)(product >> 16);

	return rest + ((rest >> 31) & 0x10001);
}

/* The inverse of multiplication: x^(2^16 - 1), by Fermat. */
static u16 idea_invert(u16 x)
{
	u16 power = x;
	unsigned int i;

	for (i = 1; i < 16; i++)
		power = idea_mul(idea_mul(power, power), x);
	return power;
}

/* Eight subkeys are the key, the next eight the key rotated by 25 bits, and so on. */
static void idea_expand(u16 subkeys[IDEA_SUBKEYS], const u8 *key)
{
	u64 high = get_unaligned_be64(key), low = get_unaligned_be64(key + 8);
	unsigned int i;
	u64 old;

	for (i = 0; i < IDEA_SUBKEYS; i++) {
		if (i && i % 8 == 0) {
			old = high;
			high = high << 25 | low >> 39;
			low = low << 25 | old >> 39;
		}
		subkeys[i] = (i % 8 < 4 ? high : low) >> (48 - i % 4 * 16);
	}
}

/* The subkeys of decryption are inverses of those of encryption, the last round's first.
 * Between the rounds the words in the middle are exchanged, and so are their subkeys.
 */
static void idea_expand_inverse(u16 inverse[IDEA_SUBKEYS],
				const u16 subkeys[IDEA_SUBKEYS])
{
	unsigned int round;

	for (round = 0; round <= IDEA_ROUNDS; round++) {
		const u16 *from =
			subkeys + (IDEA_ROUNDS - round) * IDEA_ROUND_KEYS;
		u16 *to = inverse + round * IDEA_ROUND_KEYS;
		const bool middle = round && round < IDEA_ROUNDS;

		to[0] = idea_invert(from[0]);
		to[1] = -from[middle ? 2 : 1];
		to[2] = -from[middle ? 1 : 2];
		to[3] = idea_invert(from[3]);
		if (round == IDEA_ROUNDS)
			break;
		to[4] = from[-2];
		to[5] = from[-1];
	}
}

static void idea_crypt(const u16 *k, u8 *dst, const u8 *src)
{
	u16 a = get_unaligned_be16(src), b = get_unaligned_be16(src + 2);
	u16 c = get_unaligned_be16(src + 4), d = get_unaligned_be16(src + 6);
	const u16 *end = k + IDEA_ROUNDS * IDEA_ROUND_KEYS;
	u16 s, t;

	for (; k < end; k += IDEA_ROUND_KEYS) {
		a = idea_mul(a, k[0]);
		b += k[1];
		c += k[2];
		d = idea_mul(d, k[3]);
		s = idea_mul(a ^ c, k[4]);
		t = idea_mul((b ^ d) + s, k[5]);
		s += t;
		a ^= t;
		d ^= s;
		/* The words in the middle are exchanged. */
		t ^= c;
		c = b ^ s;
		b = t;
	}
	/* The last exchange is undone. */
	put_unaligned_be16(idea_mul(a, k[0]), dst);
	put_unaligned_be16(c + k[1], dst + 2);
	put_unaligned_be16(b + k[2], dst + 4);
	put_unaligned_be16(idea_mul(d, k[3]), dst + 6);
}

/* The crypto API has checked the length. */
static int idea_setkey(struct crypto_tfm *tfm, const u8 *key, unsigned int len)
{
	struct idea_ctx *ctx = crypto_tfm_ctx(tfm);

	idea_expand(ctx->encrypt, key);
	idea_expand_inverse(ctx->decrypt, ctx->encrypt);
	return 0;
}

static void idea_encrypt(struct crypto_tfm *tfm, u8 *dst, const u8 *src)
{
	const struct idea_ctx *ctx = crypto_tfm_ctx(tfm);

	idea_crypt(ctx->encrypt, dst, src);
}

static void idea_decrypt(struct crypto_tfm *tfm, u8 *dst, const u8 *src)
{
	const struct idea_ctx *ctx = crypto_tfm_ctx(tfm);

	idea_crypt(ctx->decrypt, dst, src);
}

struct crypto_alg seccomm_idea = {
	.cra_name = "idea",
	.cra_driver_name = "idea-seccomm",
	.cra_priority = 100,
	.cra_flags = CRYPTO_ALG_TYPE_CIPHER,
	.cra_blocksize = IDEA_BLOCK_SIZE,
	.cra_ctxsize = sizeof(struct idea_ctx),
	.cra_module = THIS_MODULE,
	.cra_u.cipher = {
		.cia_min_keysize = IDEA_KEY_SIZE,
		.cia_max_keysize = IDEA_KEY_SIZE,
		.cia_setkey = idea_setkey,
		.cia_encrypt = idea_encrypt,
		.cia_decrypt = idea_decrypt,
	},
};
