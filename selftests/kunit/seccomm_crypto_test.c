// SPDX-License-Identifier: GPL-2.0
/*
 * The primitives below the layers: HMAC and HKDF by the RFCs' vectors,
 * ChaCha20-Poly1305 against lib/crypto at every length, cfb(des), IDEA by published vectors,
 * secrets.
 */
#include <crypto/chacha20poly1305.h>
#include <crypto/des.h>
#include <crypto/hash.h>
#include <crypto/internal/cipher.h>
#include <crypto/skcipher.h>
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "keys/aead.h"
#include "keys/control_seal.h"
#include "keys/hash.h"
#include "keys/schedule.h"
#include "keys/secret.h"

/* Beyond all lengths at which the code takes another way. */
#define MAX_LEN 700
#define ROOM SECCOMM_CHACHAPOLY_ROOM
#define CFB_LEN 300
/* Longer than what an administrator may give. */
#define SECRET_LEN 3000

/* RFC 4231, test cases 2 and 6 (a key longer than a block). */
static void hmac(struct kunit *test)
{
	static const u8 out2[] =
		"\x5b\xdc\xc1\x46\xbf\x60\x75\x4e\x6a\x04\x24\x26\x08\x95\x75\xc7"
		"\x5a\x00\x3f\x08\x9d\x27\x39\x83\x9d\xec\x58\xb9\x64\xec\x38\x43";
	static const u8 out6[] =
		"\x60\xe4\x31\x59\x1e\xe0\xb6\x7f\x0d\x8a\x26\xaa\xcb\xf5\xb7\x7f"
		"\x8e\x0b\xc6\x21\x37\x28\xc5\x14\x05\x46\x04\x0f\x0e\xe3\x7f\x54";
	static const char data2[] = "what do ya want for nothing?";
	static const char data6[] =
		"Test Using Larger Than Block-Size Key - Hash Key First";
	u8 key6[131], out[SECCOMM_HASH_LEN];
	int err;

	KUNIT_ASSERT_EQ(test,
			seccomm_hmac("Jefe", 4, data2, strlen(data2), out), 0);
	KUNIT_EXPECT_MEMEQ(test, out, out2, sizeof(out));
	memset(key6, 0xaa, sizeof(key6));
	err = seccomm_hmac(key6, sizeof(key6), data6, strlen(data6), out);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_MEMEQ(test, out, out6, sizeof(out));
}

/* RFC 5869, test case 1. */
static void hkdf(struct kunit *test)
{
	static const u8 salt[] =
		"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c";
	static const u8 info[] = "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9";
	static const u8 want_prk[] =
		"\x07\x77\x09\x36\x2c\x2e\x32\xdf\x0d\xdc\x3f\x0d\xc4\x7b\xba\x63"
		"\x90\xb6\xc7\x3b\xb5\x0f\x9c\x31\x22\xec\x84\x4a\xd7\xc2\xb3\xe5";
	static const u8 want_okm[] =
		"\x3c\xb2\x5f\x25\xfa\xac\xd5\x7a\x90\x43\x4f\x64\xd0\x36\x2f\x2a"
		"\x2d\x2d\x0a\x90\xcf\x1a\x5a\x4c\x5d\xb0\x2d\x56\xec\xc4\xc5\xbf"
		"\x34\x00\x72\x08\xd5\xb8\x87\x18\x58\x65";
	u8 ikm[22], prk[SECCOMM_HASH_LEN], okm[42];

	memset(ikm, 0x0b, sizeof(ikm));
	KUNIT_ASSERT_EQ(test,
			seccomm_hkdf_extract(salt, sizeof(salt) - 1, ikm,
					     sizeof(ikm), prk),
			0);
	KUNIT_EXPECT_MEMEQ(test, prk, want_prk, sizeof(prk));
	KUNIT_ASSERT_EQ(test,
			seccomm_hkdf_expand(prk, info, sizeof(info) - 1, okm,
					    sizeof(okm)),
			0);
	KUNIT_EXPECT_MEMEQ(test, okm, want_okm, sizeof(okm));
	KUNIT_EXPECT_EQ(test,
			seccomm_hkdf_expand(prk, info, 0, okm, 255 * 32 + 1),
			-EINVAL);
}

/**
 * struct cp_test - a message in the making
 * @raw: key
 * @key: the same, set
 * @nonce: as lib/crypto has it: four bytes zero, then the number
 * @aad: additional data
 * @buf: room, body, tag
 * @want: body and tag by lib/crypto
 * @plain: plaintext
 */
struct cp_test {
	u8 raw[CHACHA_KEY_SIZE];
	struct seccomm_chachapoly_key key;
	u8 nonce[SECCOMM_AEAD_NONCE_LEN];
	u8 aad[SECCOMM_AAD_LEN];
	u8 buf[ROOM + MAX_LEN + SECCOMM_CHACHAPOLY_TAIL];
	u8 want[MAX_LEN + SECCOMM_TAG_LEN];
	u8 plain[MAX_LEN];
};

static struct cp_test *cp_prepare(struct kunit *test)
{
	struct cp_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	struct rnd_state rnd;

	KUNIT_ASSERT_NOT_NULL(test, t);
	prandom_seed_state(&rnd, 8439);
	prandom_bytes_state(&rnd, t->raw, sizeof(t->raw));
	prandom_bytes_state(&rnd, t->aad, sizeof(t->aad));
	prandom_bytes_state(&rnd, t->plain, sizeof(t->plain));
	seccomm_chachapoly_setkey(&t->key, t->raw);
	return t;
}

/* lib/crypto's answer to message number @len of @len bytes. */
static void cp_expected(struct cp_test *t, size_t len)
{
	put_unaligned_le64(len, t->nonce + 4);
	chacha20poly1305_encrypt(t->want, t->plain, len, t->aad, sizeof(t->aad),
				 len, t->raw);
}

/* Is what is not ours behind the body as it was? */
static bool cp_spared(const u8 *body, size_t len)
{
	const u8 *rest = body + len + SECCOMM_CHACHAPOLY_TAIL;

	return !memchr_inv(rest, 0x5a, MAX_LEN - len);
}

static void chachapoly_seals(struct kunit *test)
{
	struct cp_test *t = cp_prepare(test);
	u8 *body = t->buf + ROOM;
	size_t len;

	for (len = 0; len <= MAX_LEN; len++) {
		cp_expected(t, len);
		memset(t->buf, 0x5a, sizeof(t->buf));
		memcpy(body, t->plain, len);
		seccomm_chachapoly_seal(&t->key, t->nonce, t->aad, body, len);
		KUNIT_EXPECT_MEMEQ(test, body, t->want, len + SECCOMM_TAG_LEN);
		KUNIT_EXPECT_NULL(test, memchr_inv(t->buf, 0x5a, ROOM));
		KUNIT_EXPECT_TRUE(test, cp_spared(body, len));
		memcpy(body, t->plain, len);
		seccomm_chachapoly_seal_apart(&t->key, t->nonce, t->aad,
					      sizeof(t->aad), body, len);
		KUNIT_EXPECT_MEMEQ(test, body, t->want, len + SECCOMM_TAG_LEN);
		KUNIT_EXPECT_NULL(test, memchr_inv(t->buf, 0x5a, ROOM));
	}
}

static void cp_opens(struct kunit *test, struct cp_test *t, const u8 *aad,
		     size_t len, bool tail)
{
	u8 *body = t->buf + ROOM;

	memset(body, 0x5a, sizeof(t->buf) - ROOM);
	memcpy(body, t->want, len + SECCOMM_TAG_LEN);
	KUNIT_EXPECT_EQ(test,
			seccomm_chachapoly_open(&t->key, t->nonce, aad, body,
						len, tail),
			0);
	KUNIT_EXPECT_MEMEQ(test, body, t->plain, len);
	KUNIT_EXPECT_TRUE(test, cp_spared(body, len));
}

static void cp_refused(struct kunit *test, struct cp_test *t, const u8 *aad,
		       size_t len, bool tail)
{
	u8 *body = t->buf + ROOM;

	memcpy(body, t->want, len + SECCOMM_TAG_LEN);
	KUNIT_EXPECT_EQ(test,
			seccomm_chachapoly_open(&t->key, t->nonce, aad, body,
						len, tail),
			-EBADMSG);
	KUNIT_EXPECT_MEMEQ(test, body, t->want, len);
}

static void chachapoly_opens(struct kunit *test)
{
	struct cp_test *t = cp_prepare(test);
	u8 *body = t->buf + ROOM, *aad = body - SECCOMM_AAD_LEN;
	size_t len;

	memcpy(aad, t->aad, SECCOMM_AAD_LEN);
	for (len = 0; len <= MAX_LEN; len++) {
		cp_expected(t, len);
		cp_opens(test, t, aad, len, true);
		cp_opens(test, t, aad, len, false);
		cp_opens(test, t, t->aad, len, true);
		/* Altered: refused, and nothing decrypted. */
		t->want[len] ^= 1;
		cp_refused(test, t, aad, len, true);
		cp_refused(test, t, aad, len, false);
	}
}

/* Bodies of every length: the altered ones are refused. */
static void control(struct kunit *test)
{
	struct seccomm_hdr hdr = {
		.ver_type = seccomm_ver_type(SECCOMM_MSG_CONTROL),
		.index = cpu_to_be32(0x55667788),
	};
	static const u8 plain[SECCOMM_CONTROL_MAX_BODY] = { 2, 7, 8, 9, 10 };
	static const u8 key[SECCOMM_HASH_LEN] = { 1, 2, 3 };
	static const u8 sid[SECCOMM_SID_LEN] = { 4, 5, 6 };
	u8 body[SECCOMM_CONTROL_MAX_BODY + SECCOMM_TAG_LEN];
	unsigned int i, len;

	for (len = 1; len <= SECCOMM_CONTROL_MAX_BODY; len++) {
		memcpy(body, plain, len);
		hdr.number = cpu_to_be64(3);
		seccomm_control_seal(key, &hdr, sid, body, len);
		KUNIT_EXPECT_MEMNEQ(test, body, plain, len);
		for (i = 0; i < len + SECCOMM_TAG_LEN; i++) {
			body[i] ^= 0x10;
			KUNIT_EXPECT_EQ(test,
					seccomm_control_open(key, &hdr, sid,
							     body, len),
					-EBADMSG);
			body[i] ^= 0x10;
		}
		hdr.number = cpu_to_be64(4);
		KUNIT_EXPECT_EQ(test,
				seccomm_control_open(key, &hdr, sid, body, len),
				-EBADMSG);
		hdr.number = cpu_to_be64(3);
		KUNIT_EXPECT_EQ(test,
				seccomm_control_open(key, &hdr, sid, body, len),
				0);
		KUNIT_EXPECT_MEMEQ(test, body, plain, len);
	}
}

static int cfb_run(struct crypto_sync_skcipher *tfm, struct scatterlist *src,
		   struct scatterlist *dst, unsigned int len, const u8 *iv,
		   bool encrypt)
{
	SYNC_SKCIPHER_REQUEST_ON_STACK(req, tfm);
	u8 work[DES_BLOCK_SIZE];

	memcpy(work, iv, sizeof(work));
	skcipher_request_set_sync_tfm(req, tfm);
	skcipher_request_set_callback(req, 0, NULL, NULL);
	skcipher_request_set_crypt(req, src, dst, len, work);
	return encrypt ? crypto_skcipher_encrypt(req) :
			 crypto_skcipher_decrypt(req);
}

static struct crypto_sync_skcipher *cfb_alloc(struct kunit *test, const u8 *key)
{
	struct crypto_sync_skcipher *tfm =
		crypto_alloc_sync_skcipher("cfb(des)", 0, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(tfm));
	KUNIT_ASSERT_EQ(test,
			crypto_sync_skcipher_setkey(tfm, key, DES_KEY_SIZE), 0);
	KUNIT_EXPECT_EQ(test, crypto_sync_skcipher_ivsize(tfm), DES_BLOCK_SIZE);
	KUNIT_EXPECT_EQ(test, crypto_sync_skcipher_blocksize(tfm), 1);
	return tfm;
}

static const u8 cfb_key[DES_KEY_SIZE] = { 0x01, 0x23, 0x45, 0x67,
					  0x89, 0xab, 0xcd, 0xef };
static const u8 cfb_iv[DES_BLOCK_SIZE] = { 0x12, 0x34, 0x56, 0x78,
					   0x90, 0xab, 0xcd, 0xef };

/* The vector of OpenSSL's and Eric Young's destest. */
static void cfb_des_vector(struct kunit *test)
{
	static const u8 plain[24] = "Now is the time for all ";
	static const u8 want[24] =
		"\xf3\x09\x62\x49\xc7\xf4\x6e\x51\xa6\x9e\x83\x9b"
		"\x1a\x92\xf7\x84\x03\x46\x71\x33\x89\x8e\xa6\x22";
	struct crypto_sync_skcipher *tfm = cfb_alloc(test, cfb_key);
	u8 *buf = kunit_kzalloc(test, sizeof(plain), GFP_KERNEL);
	struct scatterlist sg;
	unsigned int len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (len = 1; len <= sizeof(plain); len++) {
		memcpy(buf, plain, sizeof(plain));
		sg_init_one(&sg, buf, len);
		KUNIT_EXPECT_EQ(test, cfb_run(tfm, &sg, &sg, len, cfb_iv, true),
				0);
		/* The vector's last byte is NUL, where ours is a space. */
		KUNIT_EXPECT_MEMEQ(test, buf, want, min(len, 23u));
		KUNIT_EXPECT_MEMEQ(test, buf + len, plain + len,
				   sizeof(plain) - len);
		KUNIT_EXPECT_EQ(test,
				cfb_run(tfm, &sg, &sg, len, cfb_iv, false), 0);
		KUNIT_EXPECT_MEMEQ(test, buf, plain, sizeof(plain));
	}
	crypto_free_sync_skcipher(tfm);
}

/* CFB in so many words, over libdes. */
static void cfb_reference(u8 *data, unsigned int len)
{
	u8 feedback[DES_BLOCK_SIZE];
	struct des_ctx des;
	unsigned int i;

	memcpy(feedback, cfb_iv, sizeof(feedback));
	des_expand_key(&des, cfb_key, sizeof(cfb_key));
	for (i = 0; i < len; i++) {
		if (i % DES_BLOCK_SIZE == 0)
			des_encrypt(&des, feedback, feedback);
		data[i] ^= feedback[i % DES_BLOCK_SIZE];
		feedback[i % DES_BLOCK_SIZE] = data[i];
	}
}

/* Messages in two pieces cut at each place, in place and from one to another. */
static void cfb_des_scattered(struct kunit *test)
{
	struct crypto_sync_skcipher *tfm = cfb_alloc(test, cfb_key);
	u8 *plain = kunit_kzalloc(test, 4 * CFB_LEN, GFP_KERNEL);
	u8 *want = plain + CFB_LEN, *a = want + CFB_LEN, *b = a + CFB_LEN;
	struct scatterlist in[2], out;
	unsigned int cut, len;

	KUNIT_ASSERT_NOT_NULL(test, plain);
	for (len = 0; len < CFB_LEN; len++)
		plain[len] = len * 7;
	for (cut = 1; cut < 40; cut++) {
		len = CFB_LEN - cut * 5;
		memcpy(want, plain, len);
		cfb_reference(want, len);
		memcpy(a, plain, len);
		sg_init_table(in, 2);
		sg_set_buf(&in[0], a, cut);
		sg_set_buf(&in[1], a + cut, len - cut);
		sg_init_one(&out, b, len);
		KUNIT_EXPECT_EQ(test, cfb_run(tfm, in, &out, len, cfb_iv, true),
				0);
		KUNIT_EXPECT_MEMEQ(test, b, want, len);
		KUNIT_EXPECT_EQ(test, cfb_run(tfm, in, in, len, cfb_iv, true),
				0);
		KUNIT_EXPECT_MEMEQ(test, a, want, len);
		KUNIT_EXPECT_EQ(test, cfb_run(tfm, in, in, len, cfb_iv, false),
				0);
		KUNIT_EXPECT_MEMEQ(test, a, plain, len);
		KUNIT_EXPECT_EQ(test,
				cfb_run(tfm, &out, in, len, cfb_iv, false), 0);
		KUNIT_EXPECT_MEMEQ(test, a, plain, len);
	}
	crypto_free_sync_skcipher(tfm);
}

struct idea_vector {
	u8 key[16];
	u8 plain[8];
	u8 cipher[8];
};

/* The first is that of Lai's thesis, the others are NESSIE's: sets 1 (numbers 0 and 127), 3
 * (0 and 246) and 8 (0). A word of zero is 2^16 where IDEA multiplies.
 */
static const struct idea_vector idea_vectors[] = {
	{
		.key = { 0x00, 0x01, 0x00, 0x02, 0x00, 0x03, 0x00, 0x04, 0x00,
			 0x05, 0x00, 0x06, 0x00, 0x07, 0x00, 0x08 },
		.plain = { 0x00, 0x00, 0x00, 0x01, 0x00, 0x02, 0x00, 0x03 },
		.cipher = { 0x11, 0xfb, 0xed, 0x2b, 0x01, 0x98, 0x6d, 0xe5 },
	},
	{
		.key = { 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
			 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 },
		.plain = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 },
		.cipher = { 0xb1, 0xf5, 0xf7, 0xf8, 0x79, 0x01, 0x37, 0x0f },
	},
	{
		.key = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
			 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01 },
		.plain = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 },
		.cipher = { 0xc5, 0x7a, 0xdb, 0xde, 0x27, 0xbc, 0x26, 0xcf },
	},
	{
		.key = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
			 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 },
		.plain = { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 },
		.cipher = { 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00 },
	},
	{
		.key = { 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6,
			 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6 },
		.plain = { 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6 },
		.cipher = { 0x47, 0x38, 0xc2, 0xbe, 0x9c, 0xdd, 0x7a, 0x95 },
	},
	{
		.key = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08,
			 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f },
		.plain = { 0xdb, 0x2d, 0x4a, 0x92, 0xaa, 0x68, 0x27, 0x3f },
		.cipher = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77 },
	},
};

static void idea(struct kunit *test)
{
	struct crypto_cipher *tfm = crypto_alloc_cipher("idea", 0, 0);
	unsigned int i;
	u8 block[8];

	KUNIT_ASSERT_FALSE(test, IS_ERR(tfm));
	KUNIT_EXPECT_EQ(test, crypto_cipher_blocksize(tfm), sizeof(block));
	for (i = 0; i < ARRAY_SIZE(idea_vectors); i++) {
		const struct idea_vector *v = &idea_vectors[i];

		KUNIT_EXPECT_EQ(test, crypto_cipher_setkey(tfm, v->key, 16), 0);
		crypto_cipher_encrypt_one(tfm, block, v->plain);
		KUNIT_EXPECT_MEMEQ(test, block, v->cipher, sizeof(block));
		crypto_cipher_decrypt_one(tfm, block, block);
		KUNIT_EXPECT_MEMEQ(test, block, v->plain, sizeof(block));
	}
	KUNIT_EXPECT_EQ(test, crypto_cipher_setkey(tfm, block, 8), -EINVAL);
	crypto_free_cipher(tfm);
}

/* A secret of any length stays whole as long as somebody has it, and makes the root that
 * HKDF-Extract makes of LP(secret).
 */
static void secret(struct kunit *test)
{
	static const u8 th[SECCOMM_HASH_LEN] = { 0x51 };
	u8 want[SECCOMM_HASH_LEN], root[SECCOMM_HASH_LEN];
	struct seccomm_secret *secret;
	struct rnd_state rnd;
	u8 *lp;

	lp = kunit_kzalloc(test, 2 + SECRET_LEN, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, lp);
	prandom_seed_state(&rnd, 5869);
	put_unaligned_be16(SECRET_LEN, lp);
	prandom_bytes_state(&rnd, lp + 2, SECRET_LEN);
	KUNIT_ASSERT_EQ(test,
			seccomm_hkdf_extract(th, sizeof(th), lp, 2 + SECRET_LEN,
					     want),
			0);

	secret = seccomm_secret_new(lp + 2, SECRET_LEN);
	KUNIT_ASSERT_NOT_NULL(test, secret);
	KUNIT_EXPECT_EQ(test, secret->len, SECRET_LEN);
	KUNIT_EXPECT_PTR_EQ(test, seccomm_secret_get(secret), secret);
	seccomm_secret_put(secret);
	KUNIT_EXPECT_EQ(test, seccomm_slot_root(th, secret, root), 0);
	KUNIT_EXPECT_MEMEQ(test, root, want, sizeof(root));
	KUNIT_EXPECT_EQ(test, refcount_read(&secret->ref), 1);
	seccomm_secret_put(secret);
	seccomm_secret_put(NULL);
}

static struct kunit_case seccomm_crypto_cases[] = {
	KUNIT_CASE(hmac),
	KUNIT_CASE(hkdf),
	KUNIT_CASE(chachapoly_seals),
	KUNIT_CASE(chachapoly_opens),
	KUNIT_CASE(control),
	KUNIT_CASE(cfb_des_vector),
	KUNIT_CASE(cfb_des_scattered),
	KUNIT_CASE(idea),
	KUNIT_CASE(secret),
	{},
};

static struct kunit_suite seccomm_crypto_suite = {
	.name = "seccomm_crypto",
	.test_cases = seccomm_crypto_cases,
};

kunit_test_suite(seccomm_crypto_suite);

MODULE_DESCRIPTION("Tests of the primitives below the layers");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("CRYPTO_INTERNAL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
