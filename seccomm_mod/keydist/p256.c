// SPDX-License-Identifier: GPL-2.0
/*
 * P-256, by the crypto API. A public value is 0x04, then both coordinates of the point.
 */
#include <crypto/kpp.h>
#include <linux/err.h>
#include <linux/kmod.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "keydist/p256.h"

#define P256_ALGORITHM "ecdh-nist-p256"
#define P256_LEN 32 /* bytes of a coordinate */
#define P256_UNCOMPRESSED 4

/* A private value as crypto_ecdh_encode_key() has it, which is in a module that need not be
 * there.
 */
struct p256_secret {
	struct kpp_secret head;
	unsigned short key_size;
	u8 key[SECCOMM_GROUP_PRIVATE_LEN];
} __packed;

/* The module that has the algorithm does not bear its name. */
static const char *p256_lacks(void)
{
	request_module("crypto-ecdh");
	return crypto_has_kpp(P256_ALGORITHM, 0, 0) ?
		       NULL :
		       "this kernel lacks " P256_ALGORITHM ", which p256 needs";
}

/* A transform with a private value, or ERR_PTR(): -EAGAIN, if it is not below the order. */
static struct crypto_kpp *p256_key(const u8 private[SECCOMM_GROUP_PRIVATE_LEN])
{
	struct p256_secret secret = {
		.head = { .type = CRYPTO_KPP_SECRET_TYPE_ECDH,
			  .len = sizeof(secret) },
		.key_size = sizeof(secret.key),
	};
	struct crypto_kpp *tfm = crypto_alloc_kpp(P256_ALGORITHM, 0, 0);
	int err;

	if (IS_ERR(tfm))
		return tfm;
	memcpy(secret.key, private, sizeof(secret.key));
	err = crypto_kpp_set_secret(tfm, &secret, sizeof(secret));
	memzero_explicit(&secret, sizeof(secret));
	if (!err)
		return tfm;
	crypto_free_kpp(tfm);
	return ERR_PTR(err == -EINVAL ? -EAGAIN : err);
}

/* The public value of @tfm at @to, of two coordinates; or with that of the peer at @from what
 * both agree on, of one. Both are of kmalloc().
 */
static int p256_compute(struct crypto_kpp *tfm, u8 *from, u8 *to)
{
	struct kpp_request *req = kpp_request_alloc(tfm, GFP_KERNEL);
	struct scatterlist src, dst;
	DECLARE_CRYPTO_WAIT(wait);
	int err;

	if (!req)
		return -ENOMEM;
	kpp_request_set_callback(req, CRYPTO_TFM_REQ_MAY_SLEEP, crypto_req_done,
				 &wait);
	if (from) {
		sg_init_one(&src, from, 2 * P256_LEN);
		sg_init_one(&dst, to, P256_LEN);
		kpp_request_set_input(req, &src, 2 * P256_LEN);
		kpp_request_set_output(req, &dst, P256_LEN);
		err = crypto_wait_req(crypto_kpp_compute_shared_secret(req),
				      &wait);
	} else {
		sg_init_one(&dst, to, 2 * P256_LEN);
		kpp_request_set_input(req, NULL, 0);
		kpp_request_set_output(req, &dst, 2 * P256_LEN);
		err = crypto_wait_req(crypto_kpp_generate_public_key(req),
				      &wait);
	}
	kpp_request_free(req);
	return err;
}

static int p256_publish(u8 private[SECCOMM_GROUP_PRIVATE_LEN], u8 *public)
{
	struct crypto_kpp *tfm = p256_key(private);
	u8 *point;
	int err = -ENOMEM;

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	point = kmalloc(2 * P256_LEN, GFP_KERNEL);
	if (point)
		err = p256_compute(tfm, NULL, point);
	if (!err) {
		public[0] = P256_UNCOMPRESSED;
		memcpy(public + 1, point, 2 * P256_LEN);
	}
	kfree(point);
	crypto_free_kpp(tfm);
	return err;
}

/* The crypto API refuses a point that is not on the curve, or at infinity. */
static int p256_agree(const u8 private[SECCOMM_GROUP_PRIVATE_LEN],
		      const u8 *peer, u8 *shared)
{
	struct crypto_kpp *tfm;
	u8 *bytes;
	int err;

	if (peer[0] != P256_UNCOMPRESSED)
		return -EBADMSG;
	tfm = p256_key(private);
	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	err = -ENOMEM;
	bytes = kmalloc(3 * P256_LEN, GFP_KERNEL);
	if (bytes) {
		memcpy(bytes, peer + 1, 2 * P256_LEN);
		err = p256_compute(tfm, bytes, bytes + 2 * P256_LEN);
		if (err && err != -ENOMEM)
			err = -EBADMSG;
		if (!err)
			memcpy(shared, bytes + 2 * P256_LEN, P256_LEN);
		kfree_sensitive(bytes);
	}
	crypto_free_kpp(tfm);
	return err;
}

const struct seccomm_group seccomm_p256 = {
	.lacks = p256_lacks,
	.shared_len = P256_LEN,
	.publish = p256_publish,
	.agree = p256_agree,
};
