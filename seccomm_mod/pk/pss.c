// SPDX-License-Identifier: GPL-2.0
/*
 * Signatures by RSA, padded by PSS. The modulus has whole bytes of bits, so that the padded
 * hash is as long as it.
 */
#include <crypto/utils.h>
#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "keys/hash.h"
#include "pk/mgf.h"
#include "pk/pss.h"
#include "pk/rsa.h"

#define PSS_TRAILER 0xbc
#define PSS_END (SECCOMM_HASH_LEN + 1) /* the hash and the trailer */
#define PSS_ZEROS 8

/**
 * struct pss_message - a padded hash: zeros, a one and the salt, masked; hash; trailer
 * @bytes: all of it
 * @len: how many bytes
 */
struct pss_message {
	u8 bytes[SECCOMM_PK_MAX];
	unsigned int len;
};

static u8 *pss_hash(struct pss_message *em)
{
	return em->bytes + em->len - PSS_END;
}

static u8 *pss_salt(struct pss_message *em)
{
	return pss_hash(em) - SECCOMM_PSS_SALT;
}

/* The hash of the hash @hash and the salt. */
static int pss_salted(const u8 *hash, const u8 *salt, u8 *out)
{
	static const u8 zeros[PSS_ZEROS];
	struct seccomm_hash h;

	seccomm_hash_start(&h);
	seccomm_hash_add(&h, zeros, sizeof(zeros));
	seccomm_hash_add(&h, hash, SECCOMM_HASH_LEN);
	seccomm_hash_add(&h, salt, SECCOMM_PSS_SALT);
	return seccomm_hash_final(&h, out);
}

/* Mask what stands before the hash, or take the mask off. The first bit is 0, so that the
 * number is below the modulus.
 */
static int pss_mask(struct pss_message *em)
{
	int err;

	err = seccomm_mgf_xor(em->bytes, em->len - PSS_END, pss_hash(em),
			      SECCOMM_HASH_LEN);
	em->bytes[0] &= ~BIT(7);
	return err;
}

static int pss_encode(struct pss_message *em, const u8 *hash, const u8 *salt)
{
	int err;

	memset(em->bytes, 0, em->len);
	memcpy(pss_salt(em), salt, SECCOMM_PSS_SALT);
	pss_salt(em)[-1] = 1;
	em->bytes[em->len - 1] = PSS_TRAILER;
	err = pss_salted(hash, salt, pss_hash(em));
	return err ?: pss_mask(em);
}

int seccomm_pss_sign(struct seccomm_pk *pk, const u8 hash[SECCOMM_HASH_LEN],
		     const u8 salt[SECCOMM_PSS_SALT], u8 *signature)
{
	struct pss_message *em = kmalloc(sizeof(*em), GFP_KERNEL);
	int err = -ENOMEM;

	if (em) {
		em->len = seccomm_pk_rsa_len(pk->alg);
		err = pss_encode(em, hash, salt);
	}
	if (!err)
		err = seccomm_rsa_private(pk, em->bytes, signature);
	if (err)
		memzero_explicit(signature, seccomm_pk_rsa_len(pk->alg));
	kfree_sensitive(em);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_pss_sign);

static int pss_decode(struct pss_message *em, const u8 *hash)
{
	u8 salted[SECCOMM_HASH_LEN];
	int err;

	if (em->bytes[em->len - 1] != PSS_TRAILER || em->bytes[0] & BIT(7))
		return -EBADMSG;
	err = pss_mask(em) ?: pss_salted(hash, pss_salt(em), salted);
	if (err)
		return err;
	if (memchr_inv(em->bytes, 0, pss_salt(em) - 1 - em->bytes) ||
	    pss_salt(em)[-1] != 1 ||
	    crypto_memneq(salted, pss_hash(em), sizeof(salted)))
		return -EBADMSG;
	return 0;
}

int seccomm_pss_verify(const struct seccomm_pk *pk,
		       const u8 hash[SECCOMM_HASH_LEN], const u8 *signature)
{
	struct pss_message *em = kmalloc(sizeof(*em), GFP_KERNEL);
	int err;

	if (!em)
		return -ENOMEM;
	em->len = seccomm_pk_rsa_len(pk->alg);
	err = seccomm_rsa_public(pk, signature, em->bytes) ?:
							     pss_decode(em, hash);
	kfree(em);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_pss_verify);
