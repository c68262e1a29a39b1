// SPDX-License-Identifier: GPL-2.0
/*
 * Encryption by RSA, padded by OAEP.
 *
 * A padded message is a zero, the masked seed, and masked: the label's hash, zeros, a one, the
 * message. Who decodes it looks at every byte in the same way, whatever it is, so that time
 * does not tell what was wrong with a block (Manger's attack).
 */
#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "keys/hash.h"
#include "pk/mgf.h"
#include "pk/oaep.h"
#include "pk/rsa.h"

/* Where the data stand of which the message is the end. */
#define OAEP_DATA (1 + SECCOMM_OAEP_SEED)

static int oaep_encode(u8 *em, unsigned int k, const u8 *label, const u8 *seed,
		       const u8 *message, unsigned int len)
{
	u8 *data = em + OAEP_DATA;
	int err;

	memset(em, 0, k);
	memcpy(em + 1, seed, SECCOMM_OAEP_SEED);
	memcpy(data, label, SECCOMM_HASH_LEN);
	em[k - len - 1] = 1;
	memcpy(em + k - len, message, len);
	err = seccomm_mgf_xor(data, k - OAEP_DATA, em + 1, SECCOMM_OAEP_SEED);
	return err   ?:
		       seccomm_mgf_xor(em + 1, SECCOMM_OAEP_SEED, data,
				       k - OAEP_DATA);
}

int seccomm_oaep_encrypt(const struct seccomm_pk *pk,
			 const u8 label[SECCOMM_HASH_LEN],
			 const u8 seed[SECCOMM_OAEP_SEED], const u8 *message,
			 unsigned int len, u8 *block)
{
	const unsigned int k = seccomm_pk_rsa_len(pk->alg);
	u8 *em = kmalloc(k, GFP_KERNEL);
	int err;

	if (!em)
		return -ENOMEM;
	err = oaep_encode(em, k, label, seed, message, len) ?:
		      seccomm_rsa_public(pk, em, block);
	kfree_sensitive(em);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_oaep_encrypt);

/* All bits set if @x is not zero, else none. */
static u32 oaep_mask(u32 x)
{
	OPTIMIZER_HIDE_VAR(x);
	return -((x | -x) >> 31);
}

/* Find the message in the unmasked data: where it begins behind the label's hash, in @rest of
 * @n bytes. 0, or another number: there is none.
 */
static u32 oaep_find(const u8 *rest, unsigned int n, unsigned int *start)
{
	u32 seen = 0, bad = 0, at = 0, one;
	unsigned int i;

	for (i = 0; i < n; i++) {
		one = ~oaep_mask(rest[i] ^ 1);
		/* What comes before the one is zero. */
		bad |= ~seen & ~one & rest[i];
		at |= ~seen & one & (i + 1);
		seen |= one;
	}
	*start = at;
	return bad | ~seen;
}

/* Move what begins @by bytes behind @bytes to the front, and let zeros follow. Every bit of
 * @by takes as long as the others, set or not.
 */
static void oaep_shift(u8 *bytes, unsigned int n, u32 by)
{
	unsigned int step, i;
	u32 mask;

	for (step = 1; step <= n; step *= 2) {
		mask = oaep_mask(by & step);
		for (i = 0; i < n; i++)
			bytes[i] ^= mask &
				    (bytes[i] ^
				     (i + step < n ? bytes[i + step] : 0));
	}
}

/* Write the message and its length, or zeros; @rejected has all bits set then, else none. An
 * errno of the hash has nothing to do with what the block is.
 */
static int oaep_decode(u8 *em, unsigned int k, const u8 *label, u8 *message,
		       unsigned int *len, u32 *rejected)
{
	u8 *data = em + OAEP_DATA, *rest = data + SECCOMM_HASH_LEN;
	const unsigned int n = k - OAEP_DATA - SECCOMM_HASH_LEN;
	unsigned int start, i;
	u32 bad = em[0];
	int err;

	err = seccomm_mgf_xor(em + 1, SECCOMM_OAEP_SEED, data, k - OAEP_DATA) ?:
		      seccomm_mgf_xor(data, k - OAEP_DATA, em + 1,
				      SECCOMM_OAEP_SEED);
	if (err)
		return err;
	for (i = 0; i < SECCOMM_HASH_LEN; i++)
		bad |= data[i] ^ label[i];
	bad |= oaep_find(rest, n, &start);
	bad = oaep_mask(bad);
	oaep_shift(rest, n, start);
	for (i = 0; i < n - 1; i++)
		message[i] = rest[i] & ~bad;
	*len = (n - start) & ~bad;
	*rejected = bad;
	return 0;
}

int seccomm_oaep_decrypt(struct seccomm_pk *pk,
			 const u8 label[SECCOMM_HASH_LEN], const u8 *block,
			 u8 *message, unsigned int *len)
{
	const unsigned int k = seccomm_pk_rsa_len(pk->alg);
	u8 *em = kmalloc(k, GFP_KERNEL);
	u32 rejected = 0;
	int err;

	if (!em)
		return -ENOMEM;
	err = seccomm_rsa_private(pk, block, em) ?:
		      oaep_decode(em, k, label, message, len, &rejected);
	kfree_sensitive(em);
	return err ?: rejected & -EBADMSG;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_oaep_decrypt);

int seccomm_oaep_unwrap(struct seccomm_pk *pk, const u8 label[SECCOMM_HASH_LEN],
			const u8 *block, u8 key[SECCOMM_OAEP_KEY])
{
	const unsigned int k = seccomm_pk_rsa_len(pk->alg);
	u8 *em = kmalloc(2 * k, GFP_KERNEL), *message;
	unsigned int len = 0, i;
	u32 rejected = 0;
	int err;

	if (!em)
		return -ENOMEM;
	message = em + k;
	err = seccomm_rsa_private(pk, block, em) ?:
		      oaep_decode(em, k, label, message, &len, &rejected);
	rejected |= oaep_mask(len ^ SECCOMM_OAEP_KEY);
	for (i = 0; !err && i < SECCOMM_OAEP_KEY; i++)
		key[i] = (key[i] & rejected) | (message[i] & ~rejected);
	kfree_sensitive(em);
	/* Everybody can see that a block is a number not below the modulus. */
	return err == -EBADMSG ? 0 : err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_oaep_unwrap);
