// SPDX-License-Identifier: GPL-2.0
/*
 * Keys of DSA, RSA and X25519, and what is computed with them: the standards' known answers,
 * those that others have published, and keys, signatures and blocks that must be refused.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/string.h>
#include "keys/hash.h"
#include "pk/dsa.h"
#include "pk/oaep.h"
#include "pk/pss.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

/**
 * struct pk_known - a known answer
 * @message: what is signed or encrypted
 * @random: the salt or the seed
 * @result: the signature or the block
 */
struct pk_known {
	const char *message;
	const void *random;
	const void *result;
};

/**
 * struct pk_bad - a key that must be refused
 * @name: what is wrong with it
 * @private: it is a PrivateKeyInfo
 * @err: the errno
 * @der: the key
 */
struct pk_bad {
	const char *name;
	bool private;
	int err;
	struct vt_bytes der;
};

/**
 * struct pk_published - a case of Project Wycheproof, of those in published.json
 * @number: its number there
 * @err: what is to come of the signature or block
 * @message: what was signed or encrypted
 * @label: the label that it was encrypted with
 * @random: the salt or the seed where it is known, or NULL
 * @result: the signature or the block
 */
struct pk_published {
	unsigned int number;
	int err;
	struct vt_bytes message;
	struct vt_bytes label;
	const void *random;
	const void *result;
};

#include "seccomm_pk.inc"

static struct vt_key_pair *pk_find(struct kunit *test, const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vt_keys_of); i++)
		if (!strcmp(vt_keys_of[i].name, name))
			return &vt_keys_of[i];
	KUNIT_FAIL(test, "no key is named %s", name);
	KUNIT_ASSERT_TRUE(test, false);
	return NULL;
}

static void pk_hash(struct kunit *test, const void *data, size_t len, u8 *hash)
{
	KUNIT_ASSERT_EQ(test, seccomm_sha256(data, len, hash), 0);
}

/* Every key of the vectors, both halves. */
static const void *pk_keys(const void *prev, char *desc)
{
	struct vt_key_pair *key = prev ? (struct vt_key_pair *)prev + 1 :
					 vt_keys_of;

	for (; key < vt_keys_of + ARRAY_SIZE(vt_keys_of); key++) {
		if (!key->spki.len)
			continue;
		strscpy(desc, key->name, KUNIT_PARAM_DESC_SIZE);
		strreplace(desc, '/', '-');
		return key;
	}
	return NULL;
}

/* The private key's public half is the very same that the vectors have. */
static void read(struct kunit *test)
{
	struct vt_key_pair *key = (struct vt_key_pair *)test->param_value;
	const struct seccomm_pk *private = vt_key(test, key, true);
	const struct seccomm_pk *public = vt_key(test, key, false);
	u8 id[SECCOMM_HASH_LEN];

	KUNIT_EXPECT_TRUE(test, private->is_private);
	KUNIT_EXPECT_FALSE(test, public->is_private);
	KUNIT_EXPECT_EQ(test, private->alg, public->alg);
	KUNIT_EXPECT_FALSE(test,
			   strncmp(seccomm_pk_name(public->alg), key->name,
				   strlen(seccomm_pk_name(public->alg))));
	KUNIT_ASSERT_EQ(test, private->spki_len, key->spki.len);
	KUNIT_EXPECT_MEMEQ(test, private->spki, key->spki.data, key->spki.len);
	pk_hash(test, key->spki.data, key->spki.len, id);
	KUNIT_EXPECT_MEMEQ(test, private->id, id, sizeof(id));
	KUNIT_EXPECT_MEMEQ(test, public->id, id, sizeof(id));
}

/* DER that is cut, or has something behind it, is none, whichever key it is. */
static void cut(struct kunit *test)
{
	const struct vt_key_pair *key = test->param_value;
	const struct vt_bytes *const ders[] = { &key->spki, &key->private_der };
	unsigned int i, len;
	struct seccomm_pk *pk;
	u8 *copy;

	for (i = 0; i < ARRAY_SIZE(ders); i++) {
		copy = kunit_kzalloc(test, ders[i]->len + 1, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		memcpy(copy, ders[i]->data, ders[i]->len);
		for (len = 0; len <= ders[i]->len + 1; len++) {
			if (len == ders[i]->len)
				continue;
			pk = i ? seccomm_pk_private(copy, len, NULL) :
				 seccomm_pk_public(copy, len, NULL);
			KUNIT_EXPECT_PTR_EQ(test, pk, ERR_PTR(-EBADMSG));
		}
	}
}

static const void *pk_bad_keys(const void *prev, char *desc)
{
	const struct pk_bad *bad = prev ? (const struct pk_bad *)prev + 1 :
					  pk_bad;

	if (bad == pk_bad + ARRAY_SIZE(pk_bad))
		return NULL;
	strscpy(desc, bad->name, KUNIT_PARAM_DESC_SIZE);
	return bad;
}

static void refused(struct kunit *test)
{
	const struct pk_bad *bad = test->param_value;
	struct netlink_ext_ack extack = {};
	struct seccomm_pk *pk;

	pk = bad->private ?
		     seccomm_pk_private(bad->der.data, bad->der.len, &extack) :
		     seccomm_pk_public(bad->der.data, bad->der.len, &extack);
	KUNIT_EXPECT_PTR_EQ(test, pk, ERR_PTR(bad->err));
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	if (!IS_ERR(pk))
		seccomm_pk_put(pk);
}

/* RFC 6979, appendix A.2.2: "sample" by SHA-256. */
static void dsa_rfc6979(struct kunit *test)
{
	struct vt_key_pair *key = pk_find(test, "dsa2048/rfc6979");
	struct seccomm_pk *private = vt_key(test, key, true);
	struct seccomm_pk *public = vt_key(test, key, false);
	u8 hash[SECCOMM_HASH_LEN], signature[SECCOMM_DSA_SIGNATURE];

	pk_hash(test, "sample", 6, hash);
	KUNIT_ASSERT_EQ(test, seccomm_dsa_sign(private, hash, signature), 0);
	KUNIT_EXPECT_MEMEQ(test, signature, pk_rfc6979, sizeof(signature));
	KUNIT_EXPECT_EQ(test, seccomm_dsa_verify(public, hash, signature), 0);
	hash[0] ^= 1;
	KUNIT_EXPECT_EQ(test, seccomm_dsa_verify(public, hash, signature),
			-EBADMSG);
}

/* r and s are from 1 to q - 1. */
static void dsa_range(struct kunit *test)
{
	struct vt_key_pair *key = pk_find(test, "dsa2048/rfc6979");
	struct seccomm_pk *public = vt_key(test, key, false);
	u8 hash[SECCOMM_HASH_LEN], signature[SECCOMM_DSA_SIGNATURE];
	unsigned int half;

	pk_hash(test, "sample", 6, hash);
	for (half = 0; half < 2; half++) {
		u8 *number = signature + half * SECCOMM_DSA_LEN;

		memcpy(signature, pk_rfc6979, sizeof(signature));
		memset(number, 0, SECCOMM_DSA_LEN);
		KUNIT_EXPECT_EQ(test,
				seccomm_dsa_verify(public, hash, signature),
				-EBADMSG);
		memset(number, 0xff, SECCOMM_DSA_LEN);
		KUNIT_EXPECT_EQ(test,
				seccomm_dsa_verify(public, hash, signature),
				-EBADMSG);
	}
}

/* A signature by another implementation, of the same salt. */
static void pss_known(struct kunit *test)
{
	struct vt_key_pair *key = pk_find(test, "rsa2048/alice-sign");
	struct seccomm_pk *public = vt_key(test, key, false);
	const unsigned int len = seccomm_pk_rsa_len(public->alg);
	u8 *signature = kunit_kzalloc(test, len, GFP_KERNEL);
	u8 hash[SECCOMM_HASH_LEN];

	KUNIT_ASSERT_NOT_NULL(test, signature);
	pk_hash(test, pk_pss.message, strlen(pk_pss.message), hash);
	KUNIT_ASSERT_EQ(test,
			seccomm_pss_sign(vt_key(test, key, true), hash,
					 pk_pss.random, signature),
			0);
	KUNIT_EXPECT_MEMEQ(test, signature, pk_pss.result, len);
	KUNIT_EXPECT_EQ(test, seccomm_pss_verify(public, hash, signature), 0);
	signature[len - 1] ^= 1;
	KUNIT_EXPECT_EQ(test, seccomm_pss_verify(public, hash, signature),
			-EBADMSG);
}

/* Paddings that are none, each encrypted as a signature would be. */
static void pss_refused(struct kunit *test)
{
	struct vt_key_pair *key = pk_find(test, "rsa2048/alice-sign");
	struct seccomm_pk *public = vt_key(test, key, false);
	u8 hash[SECCOMM_HASH_LEN];
	unsigned int i;

	pk_hash(test, pk_pss.message, strlen(pk_pss.message), hash);
	for (i = 0; i < ARRAY_SIZE(pk_pss_bad); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    seccomm_pss_verify(public, hash,
						       pk_pss_bad[i].data),
				    -EBADMSG, "%u", i);
}

/* Signatures that are right and wrong in many ways. Where the salt is known ours is the same. */
static void pss_published(struct kunit *test)
{
	struct seccomm_pk *pk = vt_key(test, &pk_published_key, true);
	const unsigned int len = seccomm_pk_rsa_len(pk->alg);
	u8 *signature = kunit_kzalloc(test, len, GFP_KERNEL);
	u8 hash[SECCOMM_HASH_LEN];
	unsigned int i;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, signature);
	for (i = 0; i < ARRAY_SIZE(pk_published_pss); i++) {
		const struct pk_published *p = &pk_published_pss[i];

		pk_hash(test, p->message.data, p->message.len, hash);
		KUNIT_EXPECT_EQ_MSG(test,
				    seccomm_pss_verify(pk, hash, p->result),
				    p->err, "%u", p->number);
		if (!p->random)
			continue;
		err = seccomm_pss_sign(pk, hash, p->random, signature);
		KUNIT_EXPECT_EQ_MSG(test, err, 0, "%u", p->number);
		KUNIT_EXPECT_MEMEQ(test, signature, p->result, len);
	}
}

/* A block likewise, of the same seed. */
static void oaep_known(struct kunit *test)
{
	struct vt_key_pair *key = pk_find(test, "rsa2048/bob-enc");
	struct seccomm_pk *public = vt_key(test, key, false);
	const unsigned int k = seccomm_pk_rsa_len(public->alg);
	const unsigned int len = strlen(pk_oaep.message);
	u8 *block = kunit_kzalloc(test, k, GFP_KERNEL);
	u8 *message = kunit_kzalloc(test, k, GFP_KERNEL);
	u8 label[SECCOMM_HASH_LEN];
	unsigned int got;

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_ASSERT_NOT_NULL(test, message);
	pk_hash(test, PK_LABEL, strlen(PK_LABEL), label);
	KUNIT_ASSERT_EQ(test,
			seccomm_oaep_encrypt(public, label, pk_oaep.random,
					     pk_oaep.message, len, block),
			0);
	KUNIT_EXPECT_MEMEQ(test, block, pk_oaep.result, k);
	KUNIT_ASSERT_EQ(test,
			seccomm_oaep_decrypt(vt_key(test, key, true), label,
					     block, message, &got),
			0);
	KUNIT_EXPECT_EQ(test, got, len);
	KUNIT_EXPECT_MEMEQ(test, message, pk_oaep.message, len);
	KUNIT_EXPECT_NULL(test, memchr_inv(message + len, 0,
					   k - SECCOMM_OAEP_MORE - len));
}

/* Messages of every kind of length, in the room that the block had. */
static void oaep_lengths(struct kunit *test)
{
	struct vt_key_pair *key = pk_find(test, "rsa2048/bob-enc");
	struct seccomm_pk *public = vt_key(test, key, false);
	const unsigned int k = seccomm_pk_rsa_len(public->alg);
	const unsigned int most = k - SECCOMM_OAEP_MORE;
	const unsigned int lens[] = { 0, 1, most - 1, most };
	u8 *block = kunit_kzalloc(test, k, GFP_KERNEL);
	u8 label[SECCOMM_HASH_LEN] = {}, seed[SECCOMM_OAEP_SEED];
	unsigned int i, got;

	KUNIT_ASSERT_NOT_NULL(test, block);
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		get_random_bytes(seed, sizeof(seed));
		memset(block, 0x3c, k);
		KUNIT_ASSERT_EQ(test,
				seccomm_oaep_encrypt(public, label, seed, block,
						     lens[i], block),
				0);
		KUNIT_ASSERT_EQ(test,
				seccomm_oaep_decrypt(vt_key(test, key, true),
						     label, block, block, &got),
				0);
		KUNIT_EXPECT_EQ(test, got, lens[i]);
		KUNIT_EXPECT_NULL(test, memchr_inv(block, 0x3c, got));
		KUNIT_EXPECT_NULL(test, memchr_inv(block + got, 0, most - got));
	}
}

/* Blocks that are none: one errno, and nothing of them. */
static void oaep_refused(struct kunit *test)
{
	struct vt_key_pair *key = pk_find(test, "rsa2048/bob-enc");
	struct seccomm_pk *private = vt_key(test, key, true);
	const unsigned int k = seccomm_pk_rsa_len(private->alg);
	u8 *message = kunit_kzalloc(test, k, GFP_KERNEL);
	u8 label[SECCOMM_HASH_LEN];
	unsigned int i, got;

	KUNIT_ASSERT_NOT_NULL(test, message);
	pk_hash(test, PK_LABEL, strlen(PK_LABEL), label);
	for (i = 0; i < ARRAY_SIZE(pk_oaep_bad); i++) {
		memset(message, 0x3c, k);
		KUNIT_EXPECT_EQ_MSG(test,
				    seccomm_oaep_decrypt(private, label,
							 pk_oaep_bad[i].data,
							 message, &got),
				    -EBADMSG, "%u", i);
	}
	label[0] ^= 1;
	KUNIT_EXPECT_EQ(test,
			seccomm_oaep_decrypt(private, label, pk_oaep.result,
					     message, &got),
			-EBADMSG);
	KUNIT_EXPECT_EQ(test, got, 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(message, 0, k - SECCOMM_OAEP_MORE));
}

/* Blocks that are right and wrong in many ways. Where the seed is known ours is the same. */
static void oaep_published(struct kunit *test)
{
	struct seccomm_pk *pk = vt_key(test, &pk_published_key, true);
	const unsigned int k = seccomm_pk_rsa_len(pk->alg);
	u8 *block = kunit_kzalloc(test, k, GFP_KERNEL);
	u8 label[SECCOMM_HASH_LEN];
	unsigned int i, got;

	KUNIT_ASSERT_NOT_NULL(test, block);
	for (i = 0; i < ARRAY_SIZE(pk_published_oaep); i++) {
		const struct pk_published *p = &pk_published_oaep[i];

		pk_hash(test, p->label.data, p->label.len, label);
		KUNIT_EXPECT_EQ_MSG(test,
				    seccomm_oaep_decrypt(pk, label, p->result,
							 block, &got),
				    p->err, "%u", p->number);
		if (p->err)
			continue;
		KUNIT_EXPECT_EQ(test, got, p->message.len);
		KUNIT_EXPECT_MEMEQ(test, block, p->message.data,
				   p->message.len);
		if (!p->random)
			continue;
		KUNIT_EXPECT_EQ_MSG(test,
				    seccomm_oaep_encrypt(pk, label, p->random,
							 p->message.data,
							 p->message.len, block),
				    0, "%u", p->number);
		KUNIT_EXPECT_MEMEQ(test, block, p->result, k);
	}
}

/* More operations than one random number and its squares blind. */
static void blinded(struct kunit *test)
{
	struct vt_key_pair *key = pk_find(test, "rsa2048/alice-sign");
	struct seccomm_pk *public = vt_key(test, key, false);
	const unsigned int len = seccomm_pk_rsa_len(public->alg);
	u8 *signature = kunit_kzalloc(test, len, GFP_KERNEL);
	u8 hash[SECCOMM_HASH_LEN];
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, signature);
	pk_hash(test, pk_pss.message, strlen(pk_pss.message), hash);
	for (i = 0; i < 34; i++) {
		KUNIT_ASSERT_EQ(test,
				seccomm_pss_sign(vt_key(test, key, true), hash,
						 pk_pss.random, signature),
				0);
		KUNIT_ASSERT_MEMEQ(test, signature, pk_pss.result, len);
	}
}

static struct kunit_case seccomm_pk_cases[] = {
	KUNIT_CASE_PARAM(read, pk_keys),
	KUNIT_CASE_PARAM(cut, pk_keys),
	KUNIT_CASE_PARAM(refused, pk_bad_keys),
	KUNIT_CASE(dsa_rfc6979),
	KUNIT_CASE(dsa_range),
	KUNIT_CASE(pss_known),
	KUNIT_CASE(pss_refused),
	KUNIT_CASE(pss_published),
	KUNIT_CASE(oaep_known),
	KUNIT_CASE(oaep_lengths),
	KUNIT_CASE(oaep_refused),
	KUNIT_CASE(oaep_published),
	KUNIT_CASE(blinded),
	{},
};

static struct kunit_suite seccomm_pk_suite = {
	.name = "seccomm_pk",
	.suite_exit = vt_keys_put,
	.test_cases = seccomm_pk_cases,
};

kunit_test_suite(seccomm_pk_suite);

MODULE_DESCRIPTION("Tests of keys of DSA and RSA");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
