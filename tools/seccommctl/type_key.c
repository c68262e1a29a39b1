// SPDX-License-Identifier: GPL-2.0
/*
 * Key pairs that a test throws away. That of DSA is of the group of RFC 5114, section 2.3, since
 * to find a group takes long.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <string.h>

#include "seccommctl.h"
#include "type_key.h"

#define DSA_GROUP "dh_2048_256"

/* The group's numbers, by the name that Diffie-Hellman has for it. */
static EVP_PKEY *named_group(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DHX", NULL);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						 (char *)DSA_GROUP, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *group = NULL;

	if (ctx && EVP_PKEY_fromdata_init(ctx) > 0)
		EVP_PKEY_fromdata(ctx, &group, EVP_PKEY_KEY_PARAMETERS, params);
	EVP_PKEY_CTX_free(ctx);
	return group;
}

/* Copy a number of the group; false if that fails. */
static bool copy_number(OSSL_PARAM_BLD *to, EVP_PKEY *from, const char *name,
			BIGNUM **number)
{
	return EVP_PKEY_get_bn_param(from, name, number) &&
	       OSSL_PARAM_BLD_push_BN(to, name, *number);
}

/* The same numbers as DSA has them. */
static EVP_PKEY *dsa_group(EVP_PKEY *from)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *p = NULL, *q = NULL, *g = NULL;
	OSSL_PARAM *params = NULL;
	EVP_PKEY *group = NULL;

	if (ctx && build &&
	    copy_number(build, from, OSSL_PKEY_PARAM_FFC_P, &p) &&
	    copy_number(build, from, OSSL_PKEY_PARAM_FFC_Q, &q) &&
	    copy_number(build, from, OSSL_PKEY_PARAM_FFC_G, &g))
		params = OSSL_PARAM_BLD_to_param(build);
	if (params && EVP_PKEY_fromdata_init(ctx) > 0)
		EVP_PKEY_fromdata(ctx, &group, EVP_PKEY_KEY_PARAMETERS, params);
	OSSL_PARAM_free(params);
	BN_free(p);
	BN_free(q);
	BN_free(g);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	return group;
}

static EVP_PKEY *make_dsa(void)
{
	EVP_PKEY *named = named_group();
	EVP_PKEY *group = named ? dsa_group(named) : NULL, *pkey = NULL;
	EVP_PKEY_CTX *ctx;

	ctx = group ? EVP_PKEY_CTX_new_from_pkey(NULL, group, NULL) : NULL;
	if (ctx && EVP_PKEY_keygen_init(ctx) > 0)
		EVP_PKEY_keygen(ctx, &pkey);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(group);
	EVP_PKEY_free(named);
	return pkey;
}

/* Both halves in DER. */
static bool write_halves(EVP_PKEY *pkey, struct type_key *key)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);

	key->private_len = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &key->private) :
				  0;
	PKCS8_PRIV_KEY_INFO_free(info);
	key->public_len = i2d_PUBKEY(pkey, &key->public);
	return key->private_len > 0 && key->public_len > 0;
}

const struct type_key *type_key(const char *algorithm, unsigned int bits)
{
	static struct type_key keys[2];
	const bool dsa = !strcmp(algorithm, "dsa");
	struct type_key *key = &keys[dsa];
	EVP_PKEY *pkey;
	bool good;

	if (key->public_len > 0)
		return key;
	pkey = dsa ? make_dsa() : EVP_RSA_gen(bits);
	good = pkey && write_halves(pkey, key);
	EVP_PKEY_free(pkey);
	if (good)
		return key;
	fail("OpenSSL makes no key pair of %s", algorithm);
	return NULL;
}
