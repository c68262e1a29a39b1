// SPDX-License-Identifier: GPL-2.0
/*
 * Keys of key pairs in files, PEM or DER, read and made by OpenSSL, and secrets in files, made
 * by its random generator.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checker/pk.h"
#include "key_file.h"
#include "seccommctl.h"

/* More than the PEM of any key that a slot takes. */
#define MAX_FILE 16384

/* A key in the clear, PEM or DER; nobody is asked for a passphrase. */
static EVP_PKEY *decode(const char *text, size_t len, const char *structure,
			int selection)
{
	const unsigned char *bytes = (const unsigned char *)text;
	EVP_PKEY *pkey = NULL;
	OSSL_DECODER_CTX *ctx;

	ctx = OSSL_DECODER_CTX_new_for_pkey(&pkey, NULL, structure, NULL,
					    selection, NULL, NULL);
	if (ctx)
		OSSL_DECODER_from_data(ctx, &bytes, &len);
	OSSL_DECODER_CTX_free(ctx);
	return pkey;
}

static EVP_PKEY *read_private(const char *text, size_t len)
{
	return decode(text, len, NULL, EVP_PKEY_KEYPAIR);
}

static EVP_PKEY *read_public(const char *text, size_t len)
{
	return decode(text, len, "SubjectPublicKeyInfo", EVP_PKEY_PUBLIC_KEY);
}

/* Algorithm and fingerprint. */
static bool describe(EVP_PKEY *pkey, struct key_file *key)
{
	char name[SECCOMM_NAME_LEN];
	unsigned char *spki = NULL;
	int len = i2d_PUBKEY(pkey, &spki);

	if (len <= 0)
		return false;
	SHA256(spki, len, key->fingerprint);
	OPENSSL_free(spki);
	if (EVP_PKEY_is_a(pkey, "X25519"))
		snprintf(name, sizeof(name), "x25519");
	else
		snprintf(name, sizeof(name), "%s%d",
			 EVP_PKEY_is_a(pkey, "DSA") ? "dsa" :
			 EVP_PKEY_is_a(pkey, "RSA") ? "rsa" :
						      "",
			 EVP_PKEY_get_bits(pkey));
	key->alg = seccomm_pk_named(name);
	return true;
}

static bool fill_private(EVP_PKEY *pkey, struct key_file *key)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);

	key->len = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &key->der) : -1;
	PKCS8_PRIV_KEY_INFO_free(info);
	return key->len > 0 && describe(pkey, key);
}

static bool fill_public(EVP_PKEY *pkey, struct key_file *key)
{
	key->len = i2d_PUBKEY(pkey, &key->der);
	return key->len > 0 && describe(pkey, key);
}

/* Read a key, of the kinds that are asked for; a public one first. NULL with a message. */
static EVP_PKEY *load(const char *name, bool private, bool public,
		      bool *is_public)
{
	EVP_PKEY *pkey = NULL;
	size_t len;
	char *text;

	text = read_file(name, MAX_FILE, &len);
	if (!text)
		return NULL;
	if (public)
		pkey = read_public(text, len);
	*is_public = pkey;
	if (!pkey && private)
		pkey = read_private(text, len);
	explicit_bzero(text, len);
	free(text);
	if (!pkey)
		fail("%s: no %s key in the clear, PEM or DER", name,
		     private && public ? "public or private" :
		     private	       ? "private" :
					 "public");
	return pkey;
}

static bool read_key(const char *name, bool private, bool public,
		     struct key_file *key)
{
	bool is_public, good;
	EVP_PKEY *pkey;

	memset(key, 0, sizeof(*key));
	pkey = load(name, private, public, &is_public);
	if (!pkey)
		return false;
	good = is_public ? fill_public(pkey, key) : fill_private(pkey, key);
	if (!good)
		fail("%s: OpenSSL does not write the key as DER", name);
	EVP_PKEY_free(pkey);
	return good;
}

bool key_file_private(const char *name, struct key_file *key)
{
	return read_key(name, true, false, key);
}

bool key_file_public(const char *name, struct key_file *key)
{
	return read_key(name, false, true, key);
}

bool key_file_any(const char *name, struct key_file *key)
{
	return read_key(name, true, true, key);
}

bool key_file_half(const char *name, char **pem)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool is_public, good = false;
	EVP_PKEY *pkey;
	char *text;
	long len;

	*pem = NULL;
	pkey = load(name, true, true, &is_public);
	if (pkey && bio && PEM_write_bio_PUBKEY(bio, pkey) == 1) {
		len = BIO_get_mem_data(bio, &text);
		*pem = strndup(text, len);
		good = *pem;
	}
	if (pkey && !good)
		fail("%s: OpenSSL does not write the key as PEM", name);
	EVP_PKEY_free(pkey);
	BIO_free(bio);
	return good;
}

void key_file_free(struct key_file *key)
{
	OPENSSL_clear_free(key->der, key->len > 0 ? key->len : 0);
	memset(key, 0, sizeof(*key));
}

static EVP_PKEY *make_rsa(unsigned int bits)
{
	return EVP_RSA_gen(bits);
}

/* DSA of FIPS 186-4, with a group of its own. */
static EVP_PKEY *make_dsa(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	EVP_PKEY *group = NULL, *pkey = NULL;

	if (ctx && EVP_PKEY_paramgen_init(ctx) > 0 &&
	    EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, 2048) > 0 &&
	    EVP_PKEY_CTX_set_dsa_paramgen_q_bits(ctx, 256) > 0)
		EVP_PKEY_paramgen(ctx, &group);
	EVP_PKEY_CTX_free(ctx);
	ctx = group ? EVP_PKEY_CTX_new_from_pkey(NULL, group, NULL) : NULL;
	if (ctx && EVP_PKEY_keygen_init(ctx) > 0)
		EVP_PKEY_keygen(ctx, &pkey);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(group);
	return pkey;
}

static EVP_PKEY *make_key(const char *kind, unsigned int bits)
{
	if (!strcmp(kind, "dsa"))
		return make_dsa();
	if (!strcmp(kind, "rsa"))
		return make_rsa(bits);
	return EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
}

/* A new file to write to, or NULL with a message. */
static FILE *create(const char *name, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f)
		fail("%s: %s", name, strerror(errno));
	return f;
}

/* End a file; false, with a message and without the file, unless all of it was written. */
static bool finish(FILE *f, const char *name, bool written)
{
	written = written && !fflush(f) && !fsync(fileno(f));
	written = !fclose(f) && written;
	if (!written) {
		fail("%s: %s", name, strerror(errno));
		unlink(name);
	}
	return written;
}

static bool write_private(EVP_PKEY *pkey, const char *name)
{
	FILE *f = create(name, 0600);
	OSSL_ENCODER_CTX *ctx;
	bool good;

	ctx = OSSL_ENCODER_CTX_new_for_pkey(pkey, EVP_PKEY_KEYPAIR, "PEM",
					    "PrivateKeyInfo", NULL);
	good = f && finish(f, name, ctx && OSSL_ENCODER_to_fp(ctx, f));
	OSSL_ENCODER_CTX_free(ctx);
	return good;
}

static bool write_public(EVP_PKEY *pkey, const char *name)
{
	FILE *f = create(name, 0644);

	return f && finish(f, name, PEM_write_PUBKEY(f, pkey) == 1);
}

bool key_file_make(const char *kind, unsigned int bits, const char *name,
		   struct key_file *key)
{
	EVP_PKEY *pkey = make_key(kind, bits);
	bool good = pkey && fill_public(pkey, key);
	char *public = NULL;

	if (!good || asprintf(&public, "%s.pub", name) < 0) {
		fail("OpenSSL makes no key pair");
		EVP_PKEY_free(pkey);
		return false;
	}
	good = write_public(pkey, public);
	if (good && !write_private(pkey, name)) {
		unlink(public);
		good = false;
	}
	free(public);
	EVP_PKEY_free(pkey);
	return good;
}

bool key_file_secret(const char *name)
{
	unsigned char secret[SECRET_LEN];
	bool good = RAND_priv_bytes(secret, sizeof(secret)) == 1;
	FILE *f;

	if (!good) {
		fail("OpenSSL has no random bytes");
		return false;
	}
	f = create(name, 0600);
	/* No buffer keeps a copy. */
	if (f)
		setbuf(f, NULL);
	good = f && finish(f, name, fwrite(secret, sizeof(secret), 1, f) == 1);
	OPENSSL_cleanse(secret, sizeof(secret));
	return good;
}
