// SPDX-License-Identifier: GPL-2.0
/*
 * Diffie-Hellman on OpenSSL, with private keys that the seed repeats.
 */
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "methods.h"

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
static void p256_times(const __u8 private[RC_HASH], const EC_POINT *point,
		       __u8 out[POINT_LEN])
{
	BIGNUM *d = BN_bin2bn(private, RC_HASH, NULL);
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

static EVP_PKEY *x25519(const __u8 private[RC_HASH])
{
	EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL,
						     private, RC_HASH);

	if (!own)
		rc_die("no X25519");
	return own;
}

void dh_public(const char *method, const __u8 private[RC_HASH],
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

static bool p256_shared(const __u8 private[RC_HASH], struct rc_span other,
			struct rc_buf *out)
{
	EC_POINT *point = EC_POINT_new(p256());
	__u8 shared[POINT_LEN];
	bool good;

	good = other.len == POINT_LEN && point &&
	       EC_POINT_oct2point(p256(), point, other.data, other.len, NULL);
	if (good) {
		p256_times(private, point, shared);
		rc_put_lp(out, shared + 1, RC_HASH);
	}
	EC_POINT_free(point);
	return good;
}

static bool x25519_shared(const __u8 private[RC_HASH], struct rc_span other,
			  struct rc_buf *out)
{
	EVP_PKEY *own = x25519(private);
	EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL,
						     other.data, other.len);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);
	size_t len = RC_HASH;
	__u8 shared[RC_HASH];
	bool good;

	good = ctx && peer && EVP_PKEY_derive_init(ctx) > 0 &&
	       EVP_PKEY_derive_set_peer(ctx, peer) > 0 &&
	       EVP_PKEY_derive(ctx, shared, &len) > 0;
	if (good)
		rc_put_lp(out, shared, len);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(peer);
	EVP_PKEY_free(own);
	return good;
}

bool dh_shared(const char *method, const __u8 private[RC_HASH],
	       struct rc_span other, struct rc_buf *out)
{
	return is_p256(method) ? p256_shared(private, other, out) :
				 x25519_shared(private, other, out);
}
