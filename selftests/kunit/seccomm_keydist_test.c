// SPDX-License-Identifier: GPL-2.0
/*
 * The methods of key distribution by the vectors: what each end gives, and the secret that
 * both get; what they refuse; and how a slot's secret is made of several.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include "checker/length.h"
#include "checker/method.h"
#include "keydist/all.h"
#include "seccomm_dh.h"
#include "seccomm_sealed.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

#define EXCHANGES 10

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

/* An end gives what the vectors have it give in its sealed list, and takes what the other end
 * does.
 */
static void dh_sealed_lists(struct kunit *test, const struct vt_dh *dh,
			    struct seccomm_keydist *kd)
{
	const bool initiator = kd->initiator;
	struct vt_sealed ours, theirs;
	u8 *body;
	int len;

	if (!vt_sealed_open(test, dh->c, initiator, &ours) ||
	    !vt_sealed_open(test, dh->c, !initiator, &theirs))
		return;
	body = kunit_kzalloc(test, seccomm_method_body(kd->method, ours.list),
			     GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, body);
	vt_outside.random = dh->salts[!initiator];
	vt_outside.left = dh->salts[!initiator] ? 32 : 0;
	kd->transcript = ours.bound;
	kd->transcript_len = ours.bound_len;
	len = kd->ops->give(kd, ours.list, body);
	KUNIT_EXPECT_EQ(test, vt_outside.left, 0);
	KUNIT_ASSERT_EQ(test, len, ours.len);
	KUNIT_EXPECT_MEMEQ(test, body, ours.body, len);
	kd->transcript = theirs.bound;
	kd->transcript_len = theirs.bound_len;
	KUNIT_EXPECT_EQ(test,
			kd->ops->take(kd, theirs.list, theirs.body, theirs.len),
			0);
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
	KUNIT_EXPECT_EQ(test, kd.ops->give(&kd, ours, body), dh_len(dh));
	KUNIT_EXPECT_MEMEQ(test, body, dh_body(dh, initiator), dh_len(dh));
	err = kd.ops->take(&kd, theirs, dh_body(dh, !initiator), dh_len(dh));
	KUNIT_ASSERT_EQ(test, err, 0);
	dh_sealed_lists(test, dh, &kd);
	secret = kd.ops->secret(&kd);
	KUNIT_ASSERT_EQ(test, secret->len, dh->slot->len);
	KUNIT_EXPECT_MEMEQ(test, secret->bytes, dh->slot->secret, secret->len);
	seccomm_secret_put(secret);
	kd.ops->end(kd.state);
}

static void dh_agrees(struct kunit *test)
{
	const struct vt_dh *dh = test->param_value;

	vt_dh_set(test, dh, true);
	dh_exchange(test, dh, true);
	vt_dh_set(test, dh, false);
	dh_exchange(test, dh, false);
	vt_dh_del(test, dh);
}

static int dh_take(struct seccomm_keydist *kd, const u8 *body)
{
	return kd->ops->take(kd, SECCOMM_LIST_M2, body,
			     seccomm_method_body(kd->method, SECCOMM_LIST_M2));
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

	vt_dh_set(test, dh, true);
	kd = vt_dh_begin(test, dh, true);
	KUNIT_EXPECT_EQ(test, dh_take(&kd, bad), -ELOOP);
	memcpy(bad, dh_body(dh, false), dh_len(dh));
	for (n = 0; dh_spoil(dh, bad, n); n++) {
		KUNIT_EXPECT_EQ(test, dh_take(&kd, bad), -EBADMSG);
		memcpy(bad, dh_body(dh, false), dh_len(dh));
	}
	KUNIT_EXPECT_EQ(test, dh_take(&kd, dh_body(dh, false)), 0);
	dh_sealed_lists(test, dh, &kd);
	secret = kd.ops->secret(&kd);
	KUNIT_EXPECT_MEMEQ(test, secret->bytes, dh->slot->secret,
			   dh->slot->len);
	seccomm_secret_put(secret);
	kd.ops->end(kd.state);
	vt_dh_del(test, dh);
}

/* What the rules of a sealed list say of a body that is another one at @at. */
static int dh_sealed_rule(const struct vt_dh *dh, const struct vt_sealed *list,
			  unsigned int at)
{
	const unsigned int signature =
		seccomm_pk_signature_len(dh->slot->methods[0].sig);

	if (dh->slot->methods[0].auth == SECCOMM_AUTH_STATIC)
		return -EREMCHG;
	return at < list->len - signature ? -EBADMSG : -EBADE;
}

/* Keys that are not the peer's, signatures that do not verify, and bodies that are cut or have
 * something behind them; the peer's own body is taken afterwards.
 */
static void dh_refuses_others(struct kunit *test)
{
	const struct vt_dh *dh = test->param_value;
	struct seccomm_keydist kd;
	struct vt_sealed list;
	unsigned int i, step;
	u8 *copy;
	int err;

	if (!vt_sealed_open(test, dh->c, false, &list))
		return;
	copy = kunit_kzalloc(test, list.len + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, list.body, list.len);
	vt_dh_set(test, dh, true);
	kd = vt_dh_begin(test, dh, true);
	KUNIT_ASSERT_EQ(test, dh_take(&kd, dh_body(dh, false)), 0);
	kd.transcript = list.bound;
	kd.transcript_len = list.bound_len;
	step = list.len > 64 ? 37 : 1;
	for (i = 0; i < list.len; i += step) {
		copy[i] ^= 1;
		err = kd.ops->take(&kd, list.list, copy, list.len);
		/* One byte of a credential says of which type it is, or of which kind its id. */
		if (err != -EREMCHG)
			KUNIT_EXPECT_EQ_MSG(test, err,
					    dh_sealed_rule(dh, &list, i), "%u",
					    i);
		copy[i] ^= 1;
		KUNIT_EXPECT_EQ_MSG(test, kd.ops->take(&kd, list.list, copy, i),
				    -EBADMSG, "%u", i);
	}
	KUNIT_EXPECT_EQ(test, kd.ops->take(&kd, list.list, copy, list.len + 1),
			-EBADMSG);
	/* Signed, but for another handshake. */
	list.bound[0] ^= 1;
	err = kd.ops->take(&kd, list.list, copy, list.len);
	KUNIT_EXPECT_EQ(test, err,
			dh->slot->methods[0].auth == SECCOMM_AUTH_SIG ? -EBADE :
									0);
	list.bound[0] ^= 1;
	KUNIT_EXPECT_EQ(test, kd.ops->take(&kd, list.list, copy, list.len), 0);
	/* Our own, which the peer has no part in. */
	kd.initiator = false;
	KUNIT_ASSERT_TRUE(test, vt_sealed_open(test, dh->c, true, &list));
	KUNIT_EXPECT_EQ(test, kd.ops->take(&kd, list.list, list.body, list.len),
			-EREMCHG);
	kd.ops->end(kd.state);
	vt_dh_del(test, dh);
}

/* A secret that has to be set and is not, or is too short. */
static void dh_wants_its_secret(struct kunit *test)
{
	const struct vt_dh *dh = test->param_value;
	struct seccomm_keydist kd = vt_dh_end(dh, true);
	struct vt_dh brief = *dh;

	if (dh->pairs[0]) {
		KUNIT_EXPECT_EQ(test, kd.ops->length(&kd), -ENOKEY);
		KUNIT_EXPECT_EQ(test, kd.lacks, SECCOMM_KEY_PRIVATE);
		KUNIT_EXPECT_EQ(test, kd.ops->begin(&kd), -ENOKEY);
		KUNIT_EXPECT_NULL(test, kd.state);
		return;
	}
	if (!dh->psk.len) {
		KUNIT_EXPECT_GE(test, kd.ops->length(&kd), 32);
		return;
	}
	KUNIT_EXPECT_EQ(test, kd.ops->length(&kd), -ENOKEY);
	KUNIT_EXPECT_EQ(test, kd.ops->begin(&kd), -ENOKEY);
	brief.psk.len = SECCOMM_SECRET_MIN - 1;
	vt_dh_set(test, &brief, true);
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
	KUNIT_CASE_PARAM(dh_refuses_others, dh_gen_params),
	KUNIT_CASE_PARAM(dh_wants_its_secret, dh_gen_params),
	KUNIT_CASE(all_in_order),
	{},
};

static struct kunit_suite seccomm_keydist_suite = {
	.name = "seccomm_keydist",
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.suite_exit = vt_keys_put,
	.test_cases = seccomm_keydist_cases,
};

kunit_test_suite(seccomm_keydist_suite);

MODULE_DESCRIPTION("Tests of the methods of key distribution");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
