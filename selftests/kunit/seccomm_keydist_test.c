// SPDX-License-Identifier: GPL-2.0
/*
 * The methods of key distribution by the vectors: what each end gives, and the secret that
 * both get; what they refuse; and how a slot's secret is made of several.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include "checker/method.h"
#include "keydist/all.h"
#include "seccomm_dh.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

#define EXCHANGES 6

static void dh_desc(const struct vt_dh *dh, char *desc)
{
	strscpy(desc, dh->c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(dh, vt_dhs, dh_desc);

static void taken(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(vt_dhs), EXCHANGES);
}

/* The body of the item that an end of @dh gives, as the vectors have it; no other item stands
 * before it.
 */
static const u8 *dh_body(const struct vt_dh *dh, bool initiator)
{
	return (const u8 *)(initiator ? dh->c->m1 : dh->c->m2) +
	       (initiator ? sizeof(struct seccomm_open) :
			    offsetof(struct seccomm_accept, sealed_len)) +
	       SECCOMM_ITEM_HEAD;
}

/* Bytes of a body. */
static unsigned int dh_len(const struct vt_dh *dh)
{
	return seccomm_method_body(&dh->slot->methods[0], SECCOMM_LIST_M1);
}

static u8 *dh_copy(struct kunit *test, const struct vt_dh *dh, bool initiator)
{
	u8 *copy = kunit_kzalloc(test, dh_len(dh), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	return memcpy(copy, dh_body(dh, initiator), dh_len(dh));
}

/* One end gives and takes, and gets the slot's secret. */
static void dh_exchange(struct kunit *test, const struct vt_dh *dh,
			bool initiator)
{
	const enum seccomm_list ours = initiator ? SECCOMM_LIST_M1 :
						   SECCOMM_LIST_M2;
	const enum seccomm_list theirs = initiator ? SECCOMM_LIST_M2 :
						     SECCOMM_LIST_M1;
	struct seccomm_keydist kd = vt_dh_begin(test, dh, initiator);
	u8 *body = kunit_kzalloc(test, dh_len(dh), GFP_KERNEL);
	struct seccomm_secret *secret;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, body);
	kd.ops->give(&kd, ours, body);
	KUNIT_EXPECT_MEMEQ(test, body, dh_body(dh, initiator), dh_len(dh));
	err = kd.ops->take(&kd, theirs, dh_body(dh, !initiator));
	KUNIT_ASSERT_EQ(test, err, 0);
	secret = kd.ops->secret(&kd);
	KUNIT_ASSERT_EQ(test, secret->len, dh->slot->len);
	KUNIT_EXPECT_MEMEQ(test, secret->bytes, dh->slot->secret, secret->len);
	seccomm_secret_put(secret);
	kd.ops->end(kd.state);
}

static void dh_agrees(struct kunit *test)
{
	const struct vt_dh *dh = test->param_value;

	vt_dh_set(test, dh);
	dh_exchange(test, dh, true);
	dh_exchange(test, dh, false);
	vt_dh_del(test, dh);
}

static int dh_take(struct seccomm_keydist *kd, const u8 *body)
{
	return kd->ops->take(kd, SECCOMM_LIST_M2, body);
}

/* Make of @body, which holds a good value of @dh, one that may not be given, number @n. False:
 * there are no more.
 */
static bool dh_spoil(const struct vt_dh *dh, u8 *body, unsigned int n)
{
	const unsigned int len = dh_len(dh);
	const u8 group = dh->slot->methods[0].group;

	if (group == SECCOMM_GROUP_P256) {
		/* Not on the curve, not uncompressed, at infinity. */
		if (n < 2)
			body[n ? 0 : len - 1] ^= 1;
		else
			memset(body + 1, 0, len - 1);
		return n < 3;
	}
	memset(body, 0, len);
	if (group == SECCOMM_GROUP_X25519) {
		/* Of small order. */
		body[0] = n;
		return n < 2;
	}
	/* 0, 1, and what is above the prime. */
	body[len - 1] = n;
	if (n == 2)
		memset(body, 0xff, len);
	return n < 3;
}

/* What may not be given, and one's own; a good value is taken afterwards. */
static void dh_refuses(struct kunit *test)
{
	const struct vt_dh *dh = test->param_value;
	struct seccomm_keydist kd;
	struct seccomm_secret *secret;
	u8 *bad = dh_copy(test, dh, true);
	unsigned int n;

	vt_dh_set(test, dh);
	kd = vt_dh_begin(test, dh, true);
	KUNIT_EXPECT_EQ(test, dh_take(&kd, bad), -ELOOP);
	memcpy(bad, dh_body(dh, false), dh_len(dh));
	for (n = 0; dh_spoil(dh, bad, n); n++) {
		KUNIT_EXPECT_EQ(test, dh_take(&kd, bad), -EBADMSG);
		memcpy(bad, dh_body(dh, false), dh_len(dh));
	}
	KUNIT_EXPECT_EQ(test, dh_take(&kd, dh_body(dh, false)), 0);
	secret = kd.ops->secret(&kd);
	KUNIT_EXPECT_MEMEQ(test, secret->bytes, dh->slot->secret,
			   dh->slot->len);
	seccomm_secret_put(secret);
	kd.ops->end(kd.state);
	vt_dh_del(test, dh);
}

/* A secret that has to be set and is not, or is too short. */
static void dh_wants_its_secret(struct kunit *test)
{
	const struct vt_dh *dh = test->param_value;
	struct seccomm_keydist kd = vt_dh_end(dh, true);
	struct vt_dh brief = *dh;

	if (!dh->psk.len) {
		KUNIT_EXPECT_GE(test, kd.ops->length(&kd), 32);
		return;
	}
	KUNIT_EXPECT_EQ(test, kd.ops->length(&kd), -ENOKEY);
	KUNIT_EXPECT_EQ(test, kd.ops->begin(&kd), -ENOKEY);
	brief.psk.len = SECCOMM_SECRET_MIN - 1;
	vt_dh_set(test, &brief);
	KUNIT_EXPECT_EQ(test, kd.ops->length(&kd), brief.psk.len);
	KUNIT_EXPECT_EQ(test, kd.ops->begin(&kd), -EKEYREJECTED);
	KUNIT_EXPECT_NULL(test, kd.state);
	vt_dh_del(test, &brief);
}

/* LP(text) || LP(secret) of each. */
static void all_in_order(struct kunit *test)
{
	static const struct seccomm_slot slot = {
		.source = SECCOMM_SOURCE_ALL,
		.n_methods = 2,
		.methods = {
			{ SECCOMM_METHOD_PSK },
			{ SECCOMM_METHOD_DH, SECCOMM_AUTH_NONE,
			  SECCOMM_GROUP_X25519 },
		},
	};
	static const char whole[] =
		"\0\3psk\0\1a\0\43dh(auth=none,group=x25519,sig=none)\0\2bc";
	struct seccomm_secret *secrets[] = { test_secret(test, "a", 1),
					     test_secret(test, "bc", 2) };
	struct seccomm_secret *secret = seccomm_all(&slot, secrets);

	KUNIT_ASSERT_NOT_NULL(test, secret);
	KUNIT_ASSERT_EQ(test, secret->len, sizeof(whole) - 1);
	KUNIT_EXPECT_MEMEQ(test, secret->bytes, whole, secret->len);
	seccomm_secret_put(secret);
}

static struct kunit_case seccomm_keydist_cases[] = {
	KUNIT_CASE(taken),
	KUNIT_CASE_PARAM(dh_agrees, dh_gen_params),
	KUNIT_CASE_PARAM(dh_refuses, dh_gen_params),
	KUNIT_CASE_PARAM(dh_wants_its_secret, dh_gen_params),
	KUNIT_CASE(all_in_order),
	{},
};

static struct kunit_suite seccomm_keydist_suite = {
	.name = "seccomm_keydist",
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.test_cases = seccomm_keydist_cases,
};

kunit_test_suite(seccomm_keydist_suite);

MODULE_DESCRIPTION("Tests of the methods of key distribution");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
