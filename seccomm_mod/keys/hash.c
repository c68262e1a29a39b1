// SPDX-License-Identifier: GPL-2.0
/*
 * SHA-256, HMAC-SHA256 and HKDF over one shared transform.
 * HMAC is made of two hashes by hand: setkey on a shared transform would race.
 */
#include <crypto/hash.h>
#include <kunit/visibility.h>
#include <linux/err.h>
#include <linux/string.h>
#include "keys/hash.h"

#define HMAC_IPAD 0x36
#define HMAC_OPAD 0x5c
#define HKDF_MAX (255 * SECCOMM_HASH_LEN)

/* Set once by seccomm_keyschedule_init(); not __ro_after_init, since kmemleak does not look
 * for references there.
 */
static struct crypto_shash *sha256_tfm;

void seccomm_hash_start(struct seccomm_hash *h)
{
	h->desc.tfm = sha256_tfm;
	h->err = crypto_shash_init(&h->desc);
}

void seccomm_hash_add(struct seccomm_hash *h, const void *data, size_t len)
{
	if (likely(!h->err))
		h->err = crypto_shash_update(&h->desc, data, len);
}

int seccomm_hash_final(struct seccomm_hash *h, u8 out[SECCOMM_HASH_LEN])
{
	int err = h->err;

	if (likely(!err))
		err = crypto_shash_final(&h->desc, out);
	if (unlikely(err))
		memzero_explicit(out, SECCOMM_HASH_LEN);
	memzero_explicit(h, sizeof(*h));
	return err;
}

/* Xor each byte of the padded key with @with, and start a hash with the result. */
static void hmac_pad(struct seccomm_hmac_ctx *h, u8 with)
{
	unsigned int i;

	for (i = 0; i < sizeof(h->pad); i++)
		h->pad[i] ^= with;
	seccomm_hash_start(&h->hash);
	seccomm_hash_add(&h->hash, h->pad, sizeof(h->pad));
}

void seccomm_hmac_start(struct seccomm_hmac_ctx *h, const u8 *key,
			size_t key_len)
{
	int err = 0;

	memset(h->pad, 0, sizeof(h->pad));
	if (key_len > sizeof(h->pad))
		err = seccomm_sha256(key, key_len, h->pad);
	else
		memcpy(h->pad, key, key_len);
	hmac_pad(h, HMAC_IPAD);
	if (unlikely(err))
		h->hash.err = err;
}

void seccomm_hmac_add(struct seccomm_hmac_ctx *h, const void *data, size_t len)
{
	seccomm_hash_add(&h->hash, data, len);
}

int seccomm_hmac_final(struct seccomm_hmac_ctx *h, u8 out[SECCOMM_HASH_LEN])
{
	u8 inner[SECCOMM_HASH_LEN];
	int err;

	err = seccomm_hash_final(&h->hash, inner);
	hmac_pad(h, HMAC_IPAD ^ HMAC_OPAD);
	seccomm_hash_add(&h->hash, inner, sizeof(inner));
	if (unlikely(err))
		h->hash.err = err;
	err = seccomm_hash_final(&h->hash, out);
	memzero_explicit(inner, sizeof(inner));
	memzero_explicit(h, sizeof(*h));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hmac_final);

int seccomm_sha256(const u8 *data, size_t len, u8 out[SECCOMM_HASH_LEN])
{
	struct seccomm_hash h;

	seccomm_hash_start(&h);
	seccomm_hash_add(&h, data, len);
	return seccomm_hash_final(&h, out);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_sha256);

int seccomm_hmac(const u8 *key, size_t key_len, const u8 *data, size_t len,
		 u8 out[SECCOMM_HASH_LEN])
{
	struct seccomm_hmac_ctx h;

	seccomm_hmac_start(&h, key, key_len);
	seccomm_hmac_add(&h, data, len);
	return seccomm_hmac_final(&h, out);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hmac);

int seccomm_hkdf_extract(const u8 *salt, size_t salt_len, const u8 *ikm,
			 size_t ikm_len, u8 prk[SECCOMM_HASH_LEN])
{
	return seccomm_hmac(salt, salt_len, ikm, ikm_len, prk);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hkdf_extract);

int seccomm_hkdf_expand(const u8 prk[SECCOMM_HASH_LEN], const u8 *info,
			size_t info_len, u8 *out, size_t len)
{
	u8 block[SECCOMM_HASH_LEN];
	struct seccomm_hmac_ctx h;
	size_t done, n;
	u8 counter = 0;
	int err = 0;

	if (len > HKDF_MAX)
		return -EINVAL;
	for (done = 0; done < len; done += n) {
		n = min_t(size_t, len - done, sizeof(block));
		seccomm_hmac_start(&h, prk, SECCOMM_HASH_LEN);
		if (counter++)
			seccomm_hmac_add(&h, block, sizeof(block));
		seccomm_hmac_add(&h, info, info_len);
		seccomm_hmac_add(&h, &counter, 1);
		err = seccomm_hmac_final(&h, block);
		if (err)
			break;
		memcpy(out + done, block, n);
	}
	if (err)
		memzero_explicit(out, len);
	memzero_explicit(block, sizeof(block));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hkdf_expand);

int __init seccomm_keyschedule_init(void)
{
	struct crypto_shash *tfm = crypto_alloc_shash("sha256", 0, 0);

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	if (crypto_shash_descsize(tfm) >
	    HASH_MAX_DESCSIZE - sizeof(struct shash_desc)) {
		crypto_free_shash(tfm);
		return -EOVERFLOW;
	}
	sha256_tfm = tfm;
	return 0;
}

void seccomm_keyschedule_exit(void)
{
	crypto_free_shash(sha256_tfm);
}
