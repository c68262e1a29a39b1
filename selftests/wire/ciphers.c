// SPDX-License-Identifier: GPL-2.0
/*
 * The types for privacy alone that OpenSSL does not have all of, on libgcrypt's ciphers: in
 * cipher feedback mode and in counter mode.
 */
#include <gcrypt.h>
#include <string.h>

#include "recompute.h"

#define MAX_KEY 56
#define MAX_BLOCK 16
#define SALT 12

struct rc_cipher {
	const char *type;
	const char *algorithm;
	int cipher;
	int mode;
	size_t key_len;
};

static const struct rc_cipher ciphers[] = {
	{ "DESPrivacy", "cfb(des)", GCRY_CIPHER_DES, GCRY_CIPHER_MODE_CFB, 8 },
	{ "TripleDESPrivacy", "cfb(des3_ede)", GCRY_CIPHER_3DES,
	  GCRY_CIPHER_MODE_CFB, 24 },
	{ "BlowfishPrivacy", "cfb(blowfish)", GCRY_CIPHER_BLOWFISH,
	  GCRY_CIPHER_MODE_CFB, 56 },
	{ "IDEAPrivacy", "cfb(idea)", GCRY_CIPHER_IDEA, GCRY_CIPHER_MODE_CFB,
	  16 },
	{ "AESPrivacy", "ctr(aes)", GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_CTR,
	  32 },
	{ "CamelliaPrivacy", "ctr(camellia)", GCRY_CIPHER_CAMELLIA256,
	  GCRY_CIPHER_MODE_CTR, 32 },
	{ "SerpentPrivacy", "ctr(serpent)", GCRY_CIPHER_SERPENT256,
	  GCRY_CIPHER_MODE_CTR, 32 },
	{ "TwofishPrivacy", "ctr(twofish)", GCRY_CIPHER_TWOFISH,
	  GCRY_CIPHER_MODE_CTR, 32 },
};

const struct rc_cipher *rc_cipher(const char *type, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(ciphers) / sizeof(*ciphers); i++)
		if (strlen(ciphers[i].type) == len &&
		    !memcmp(ciphers[i].type, type, len))
			return &ciphers[i];
	return NULL;
}

bool rc_cipher_feeds_back(const struct rc_cipher *c)
{
	return c->mode == GCRY_CIPHER_MODE_CFB;
}

size_t rc_cipher_key_len(const struct rc_cipher *c)
{
	return c->key_len;
}

static void check(gcry_error_t err)
{
	if (gcry_err_code(err))
		rc_die("libgcrypt: %s", gcry_strerror(err));
}

/* Keys that libgcrypt calls weak are taken as they come. */
static gcry_cipher_hd_t open_cipher(const struct rc_cipher *c, int mode,
				    const __u8 *key)
{
	gcry_error_t err;
	gcry_cipher_hd_t h;

	if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
		gcry_check_version(NULL);
		gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
		gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
	}
	check(gcry_cipher_open(&h, c->cipher, mode, 0));
	check(gcry_cipher_ctl(h, GCRYCTL_SET_ALLOW_WEAK_KEY, NULL, 1));
	err = gcry_cipher_setkey(h, key, c->key_len);
	if (gcry_err_code(err) != GPG_ERR_WEAK_KEY)
		check(err);
	return h;
}

static void tell_nonce(const struct rc_cipher *c, const __u8 *key,
		       const __u8 *nonce, size_t len)
{
	if (rc_nonce_seen)
		rc_nonce_seen(c->algorithm, (struct rc_span){ key, c->key_len },
			      (struct rc_span){ nonce, len });
}

/* The number, encrypted under the key of the IVs. */
static void set_iv(gcry_cipher_hd_t h, const struct rc_cipher *c,
		   const __u8 *key, const __u8 *iv_key, __u64 number)
{
	gcry_cipher_hd_t ecb = open_cipher(c, GCRY_CIPHER_MODE_ECB, iv_key);
	__u8 iv[8];

	rc_set64(iv, number);
	check(gcry_cipher_encrypt(ecb, iv, sizeof(iv), NULL, 0));
	check(gcry_cipher_setiv(h, iv, sizeof(iv)));
	tell_nonce(c, key, iv, sizeof(iv));
	gcry_cipher_close(ecb);
}

static void set_counter(gcry_cipher_hd_t h, const struct rc_cipher *c,
			const __u8 *key, const __u8 salt[SALT], __u64 number)
{
	__u8 counter[MAX_BLOCK] = { 0 };
	int i;

	rc_set64(counter + SALT - 8, number);
	for (i = 0; i < SALT; i++)
		counter[i] ^= salt[i];
	counter[MAX_BLOCK - 1] = 1;
	check(gcry_cipher_setctr(h, counter, sizeof(counter)));
	tell_nonce(c, key, counter, sizeof(counter));
}

void rc_cipher_down(const struct rc_cipher *c, const struct rc_stack *st,
		    const struct rc_layer *l, int dir, __u64 number,
		    struct rc_buf *msg)
{
	__u8 key[MAX_KEY], other[MAX_KEY];
	gcry_cipher_hd_t h;

	rc_layer_key(st, l, dir, c->algorithm, "cipher", key, c->key_len);
	h = open_cipher(c, c->mode, key);
	if (c->mode == GCRY_CIPHER_MODE_CFB) {
		rc_layer_key(st, l, dir, c->algorithm, "iv", other, c->key_len);
		set_iv(h, c, key, other, number);
	} else {
		rc_layer_key(st, l, dir, c->algorithm, "salt", other, SALT);
		set_counter(h, c, key, other, number);
	}
	if (l->swapped)
		check(gcry_cipher_decrypt(h, msg->data, msg->len, NULL, 0));
	else
		check(gcry_cipher_encrypt(h, msg->data, msg->len, NULL, 0));
	gcry_cipher_close(h);
}
