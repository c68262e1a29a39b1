// SPDX-License-Identifier: GPL-2.0
/*
 * Diffie-Hellman (Documentation/wire-format.md) on OpenSSL, with private keys that the caller
 * has.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "recompute.h"

#define POINT_LEN 65

static bool is_p256(const char *method)
{
	return strstr(method, "group=p256");
}

static const EC_GROUP *p256(void)
{
	static EC_GROUP *group;

	if (!group)
		group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	if (!group)
		rc_die("no P-256");
	return group;
}

/* @private times @point, or times the generator if that is NULL. */
static void p256_times(struct rc_span private, const EC_POINT *point,
		       __u8 out[POINT_LEN])
{
	BIGNUM *d = BN_bin2bn(private.data, (int)private.len, NULL);
	EC_POINT *q = EC_POINT_new(p256());

	if (!d || !q ||
	    !EC_POINT_mul(p256(), q, point ? NULL : d, point, point ? d : NULL,
			  NULL) ||
	    EC_POINT_point2oct(p256(), q, POINT_CONVERSION_UNCOMPRESSED, out,
			       POINT_LEN, NULL) != POINT_LEN)
		rc_die("no point");
	EC_POINT_free(q);
	BN_free(d);
}

static EVP_PKEY *x25519(struct rc_span private)
{
	EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL,
						     private.data, private.len);

	if (!own)
		rc_die("no X25519");
	return own;
}

void rc_dh_public(const char *method, struct rc_span private,
		  struct rc_buf *out)
{
	__u8 public[POINT_LEN];
	size_t len = RC_HASH;
	EVP_PKEY *own;

	if (is_p256(method)) {
		p256_times(private, NULL, public);
		rc_put(out, public, POINT_LEN);
		return;
	}
	own = x25519(private);
	if (!EVP_PKEY_get_raw_public_key(own, public, &len))
		rc_die("no public value");
	EVP_PKEY_free(own);
	rc_put(out, public, len);
}

static size_t p256_shared(struct rc_span private, struct rc_span other,
			  __u8 out[RC_AGREED])
{
	EC_POINT *point = EC_POINT_new(p256());
	__u8 shared[POINT_LEN];
	bool good;

	good = other.len == POINT_LEN && point &&
	       EC_POINT_oct2point(p256(), point, other.data, other.len, NULL);
	if (good) {
		p256_times(private, point, shared);
		memcpy(out, shared + 1, RC_HASH);
	}
	EC_POINT_free(point);
	return good ? RC_HASH : 0;
}

static size_t x25519_shared(struct rc_span private, struct rc_span other,
			    __u8 out[RC_AGREED])
{
	EVP_PKEY *own = x25519(private);
	EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL,
						     other.data, other.len);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);
	size_t len = RC_AGREED;
	bool good;

	good = ctx && peer && EVP_PKEY_derive_init(ctx) > 0 &&
	       EVP_PKEY_derive_set_peer(ctx, peer) > 0 &&
	       EVP_PKEY_derive(ctx, out, &len) > 0;
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(peer);
	EVP_PKEY_free(own);
	return good ? len : 0;
}

/* The modulus of the group of RFC 7919 that a method's text names. */
static BIGNUM *modulus(const char *method)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
	const char *group = strstr(method, "ffdhe2048") ? "ffdhe2048" :
							  "ffdhe3072";
	EVP_PKEY *params = NULL;
	BIGNUM *p = NULL;

	if (!ctx || EVP_PKEY_paramgen_init(ctx) <= 0 ||
	    EVP_PKEY_CTX_set_group_name(ctx, group) <= 0 ||
	    EVP_PKEY_paramgen(ctx, &params) <= 0 ||
	    !EVP_PKEY_get_bn_param(params, OSSL_PKEY_PARAM_FFC_P, &p))
		rc_die("no group %s", group);
	EVP_PKEY_free(params);
	EVP_PKEY_CTX_free(ctx);
	return p;
}

static size_t ffdhe_shared(const char *method, struct rc_span private,
			   struct rc_span other, __u8 out[RC_AGREED])
{
	BIGNUM *x = BN_bin2bn(private.data, (int)private.len, NULL);
	BIGNUM *y = BN_bin2bn(other.data, (int)other.len, NULL);
	BIGNUM *p = modulus(method);
	const size_t len = BN_num_bytes(p);
	BN_CTX *ctx = BN_CTX_new();

	if (!x || !y || !ctx || !BN_mod_exp(y, y, x, p, ctx) ||
	    BN_bn2binpad(y, out, (int)len) < 0)
		rc_die("no power");
	BN_CTX_free(ctx);
	BN_free(p);
	BN_free(y);
	BN_free(x);
	return len;
}

size_t rc_dh_shared(const char *method, struct rc_span private,
		    struct rc_span other, __u8 out[RC_AGREED])
{
	if (is_p256(method))
		return p256_shared(private, other, out);
	if (strstr(method, "group=x25519"))
		return x25519_shared(private, other, out);
	return ffdhe_shared(method, private, other, out);
}
