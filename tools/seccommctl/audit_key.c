// SPDX-License-Identifier: GPL-2.0
/*
 * Public keys of a non-repudiation log, by OpenSSL: DSA of 2048 and 256 bits, and RSA of
 * 2048, 3072 or 4096, which signs by PSS.
 */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "audit_key.h"

#define DSA_HALF 32
#define PSS_SALT_LEN 32
#define RSA_EXPONENT 65537

/**
 * struct dsa_numbers - the numbers of a DSA key
 * @p: modulus
 * @q: order of the group
 * @g: generator
 * @y: public value
 */
struct dsa_numbers {
	BIGNUM *p;
	BIGNUM *q;
	BIGNUM *g;
	BIGNUM *y;
};

static bool dsa_get(const EVP_PKEY *pkey, struct dsa_numbers *dsa)
{
	return EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_FFC_P, &dsa->p) &&
	       EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_FFC_Q, &dsa->q) &&
	       EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_FFC_G, &dsa->g) &&
	       EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, &dsa->y);
}

/* Is @x from 2 to p - 2, and x to the power of q 1? */
static bool dsa_in_group(const struct dsa_numbers *dsa, const BIGNUM *x,
			 BN_CTX *ctx)
{
	BIGNUM *power = BN_new(), *top = BN_dup(dsa->p);
	bool good;

	good = power && top && BN_sub_word(top, 2) && !BN_is_negative(x) &&
	       !BN_is_zero(x) && !BN_is_one(x) && BN_cmp(x, top) <= 0 &&
	       BN_mod_exp(power, x, dsa->q, dsa->p, ctx) && BN_is_one(power);
	BN_free(power);
	BN_free(top);
	return good;
}

static bool dsa_check(const struct dsa_numbers *dsa, BN_CTX *ctx)
{
	BIGNUM *rest = BN_dup(dsa->p);
	bool divides;

	if (BN_num_bits(dsa->p) != 2048 || BN_num_bits(dsa->q) != 256 ||
	    !BN_is_odd(dsa->p)) {
		BN_free(rest);
		return false;
	}
	divides = rest && BN_sub_word(rest, 1) &&
		  BN_mod(rest, rest, dsa->q, ctx) && BN_is_zero(rest);
	BN_free(rest);
	return divides && dsa_in_group(dsa, dsa->g, ctx) &&
	       dsa_in_group(dsa, dsa->y, ctx) &&
	       BN_check_prime(dsa->q, ctx, NULL) == 1 &&
	       BN_check_prime(dsa->p, ctx, NULL) == 1;
}

static bool dsa_good(const EVP_PKEY *pkey)
{
	struct dsa_numbers dsa = {};
	BN_CTX *ctx = BN_CTX_new();
	bool good;

	good = ctx && dsa_get(pkey, &dsa) && dsa_check(&dsa, ctx);
	BN_CTX_free(ctx);
	BN_free(dsa.p);
	BN_free(dsa.q);
	BN_free(dsa.g);
	BN_free(dsa.y);
	return good;
}

static bool rsa_good(const EVP_PKEY *pkey)
{
	BIGNUM *n = NULL, *e = NULL;
	bool good;
	int bits;

	good = EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n) &&
	       EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e);
	bits = good ? BN_num_bits(n) : 0;
	good = good && (bits == 2048 || bits == 3072 || bits == 4096) &&
	       BN_is_odd(n) && BN_is_word(e, RSA_EXPONENT);
	BN_free(n);
	BN_free(e);
	return good;
}

const char *audit_key_load(struct audit_key *key,
			   const struct audit_bytes *spki)
{
	const __u8 *end = spki->at;
	EVP_PKEY *pkey;

	pkey = d2i_PUBKEY(NULL, &end, spki->len);
	if (!pkey || end != spki->at + spki->len) {
		EVP_PKEY_free(pkey);
		return "its public key cannot be read";
	}
	if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_DSA && dsa_good(pkey)) {
		key->algorithm = "dsa2048";
	} else if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_RSA &&
		   rsa_good(pkey)) {
		key->algorithm = "rsa-pss";
	} else {
		EVP_PKEY_free(pkey);
		return "its public key is none that signs here";
	}
	key->id[0] = AUDIT_ID_KEY;
	if (!EVP_Digest(spki->at, spki->len, key->id + 1, NULL, EVP_sha256(),
			NULL)) {
		EVP_PKEY_free(pkey);
		return "the id of its public key could not be computed";
	}
	key->pkey = pkey;
	return NULL;
}

void audit_key_free(struct audit_key *key)
{
	EVP_PKEY_free(key->pkey);
}

/* OpenSSL wants the two numbers of a DSA signature in DER, which it allocates. */
static int dsa_to_der(const struct audit_bytes *signature, __u8 **der)
{
	BIGNUM *r, *s;
	DSA_SIG *sig;
	int len = 0;

	if (signature->len != 2 * DSA_HALF)
		return 0;
	sig = DSA_SIG_new();
	r = BN_bin2bn(signature->at, DSA_HALF, NULL);
	s = BN_bin2bn(signature->at + DSA_HALF, DSA_HALF, NULL);
	if (sig && r && s && DSA_SIG_set0(sig, r, s)) {
		len = i2d_DSA_SIG(sig, der);
	} else {
		BN_free(r);
		BN_free(s);
	}
	DSA_SIG_free(sig);
	return len;
}

static bool verify_init(const struct audit_key *key, EVP_MD_CTX *ctx)
{
	EVP_PKEY_CTX *pctx;

	if (EVP_DigestVerifyInit(ctx, &pctx, EVP_sha256(), NULL, key->pkey) !=
	    1)
		return false;
	if (EVP_PKEY_get_base_id(key->pkey) != EVP_PKEY_RSA)
		return true;
	return EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(pctx, EVP_sha256()) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, PSS_SALT_LEN) == 1;
}

static bool verify(const struct audit_key *key, const struct audit_bytes *parts,
		   unsigned int n, const __u8 *signature, size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = ctx && verify_init(key, ctx);
	unsigned int i;

	for (i = 0; good && i < n; i++)
		good = EVP_DigestVerifyUpdate(ctx, parts[i].at, parts[i].len) ==
		       1;
	good = good && EVP_DigestVerifyFinal(ctx, signature, len) == 1;
	EVP_MD_CTX_free(ctx);
	return good;
}

bool audit_key_verify(const struct audit_key *key,
		      const struct audit_bytes *parts, unsigned int n,
		      const struct audit_bytes *signature)
{
	__u8 *der = NULL;
	bool good;
	int len;

	if (EVP_PKEY_get_base_id(key->pkey) == EVP_PKEY_RSA)
		return signature->len == EVP_PKEY_get_size(key->pkey) &&
		       verify(key, parts, n, signature->at, signature->len);
	len = dsa_to_der(signature, &der);
	good = len > 0 && verify(key, parts, n, der, len);
	OPENSSL_free(der);
	return good;
}
