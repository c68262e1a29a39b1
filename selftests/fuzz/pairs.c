// SPDX-License-Identifier: GPL-2.0
/*
 * Key pairs for the fuzzers, the same at all hosts: one that signs, and one that is encrypted
 * to.
 */
#include <openssl/decoder.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "fuzz.h"

/* From where the suites run. */
#define KEYS "../lib/keys/rsa2048."

const char *fuzz_pair_file(enum seccomm_key_kind kind)
{
	return kind == SECCOMM_KEY_PRIVATE || kind == SECCOMM_KEY_PUBLIC ?
		       KEYS "alice" :
		       KEYS "bob";
}

static EVP_PKEY *read_pair(const char *file)
{
	FILE *f = fopen(file, "r");
	EVP_PKEY *pkey = NULL;
	OSSL_DECODER_CTX *ctx;

	ctx = OSSL_DECODER_CTX_new_for_pkey(&pkey, "PEM", NULL, NULL,
					    EVP_PKEY_KEYPAIR, NULL, NULL);
	if (!f || !ctx || !OSSL_DECODER_from_fp(ctx, f)) {
		fprintf(stderr, "%s: no private key\n", file);
		exit(2);
	}
	OSSL_DECODER_CTX_free(ctx);
	fclose(f);
	return pkey;
}

static void load(struct fuzz_der *der, enum seccomm_key_kind kind)
{
	const bool whole = kind == SECCOMM_KEY_PRIVATE ||
			   kind == SECCOMM_KEY_DECRYPT;
	EVP_PKEY *pkey = read_pair(fuzz_pair_file(kind));
	PKCS8_PRIV_KEY_INFO *p8;
	int len;

	if (whole) {
		p8 = EVP_PKEY2PKCS8(pkey);
		len = p8 ? i2d_PKCS8_PRIV_KEY_INFO(p8, &der->data) : 0;
		PKCS8_PRIV_KEY_INFO_free(p8);
	} else {
		len = i2d_PUBKEY(pkey, &der->data);
	}
	EVP_PKEY_free(pkey);
	der->len = len > 0 ? len : 0;
}

const struct fuzz_der *fuzz_der(enum seccomm_key_kind kind)
{
	static struct fuzz_der ders[SECCOMM_KEY_ENCRYPT + 1];

	if (!ders[kind].data)
		load(&ders[kind], kind);
	return &ders[kind];
}
