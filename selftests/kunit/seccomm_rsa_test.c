// SPDX-License-Identifier: GPL-2.0
/*
 * The key transport by the vectors: what each end gives, and the key that both get; what the
 * responder makes of a block that does not decrypt; and what both refuse.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/seccomm.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/length.h"
#include "checker/method.h"
#include "keydist/cred.h"
#include "keydist/keydist.h"
#include "keys/store.h"
#include "pk/oaep.h"
#include "seccomm_sealed.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

#define TRANSPORTS 1
#define RSA_STACK "vectors"

static const struct in6_addr rsa_peer = { .s6_addr = { 0xfd, 9 } };

static void rsa_desc(const struct vt_rsa *rsa, char *desc)
{
	strscpy(desc, rsa->c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(rsa, vt_rsas, rsa_desc);

static void taken(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(vt_rsas), TRANSPORTS);
}

static struct seccomm_key_id rsa_id(const struct vt_rsa *rsa,
				    enum seccomm_key_kind kind)
{
	return (struct seccomm_key_id){
		.stack = RSA_STACK,
		.slot = rsa->slot->slot,
		.kind = kind,
	};
}

static void rsa_set(struct kunit *test, const struct vt_rsa *rsa,
		    struct vt_key_pair *pair, enum seccomm_key_kind kind)
{
	const struct seccomm_key_id id = rsa_id(rsa, kind);
	struct seccomm_pk *pk = vt_key(test, pair, !seccomm_key_is_peers(kind));
	struct netlink_ext_ack extack = {};
	int err;

	err = seccomm_key_set_pk(&init_net, &id, pk, NULL, &extack);
	KUNIT_ASSERT_EQ(test, err, 0);
}

static void rsa_del(struct kunit *test, const struct vt_rsa *rsa,
		    enum seccomm_key_kind kind)
{
	const struct seccomm_key_id id = rsa_id(rsa, kind);
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, seccomm_key_del(&init_net, &id, &extack), 0);
}

/* One end, before it begins. */
static struct seccomm_keydist rsa_end(const struct vt_rsa *rsa, bool initiator)
{
	const struct seccomm_method *method = &rsa->slot->methods[0];

	return (struct seccomm_keydist){
		.ops = seccomm_keydist_method(rsa->slot->source, method),
		.net = &init_net,
		.stack = RSA_STACK,
		.peer = &rsa_peer,
		.alg = seccomm_method_pk(method),
		.method = method,
		.slot = rsa->slot->slot,
		.initiator = initiator,
	};
}

/* One end, which has begun by the keys that its part takes, and no others. */
static struct seccomm_keydist
rsa_begin(struct kunit *test, const struct vt_rsa *rsa, bool initiator)
{
	const enum seccomm_key_kind own = initiator ? SECCOMM_KEY_PRIVATE :
						      SECCOMM_KEY_DECRYPT;
	const enum seccomm_key_kind peers = initiator ? SECCOMM_KEY_ENCRYPT :
							SECCOMM_KEY_PUBLIC;
	struct seccomm_keydist kd = rsa_end(rsa, initiator);

	KUNIT_EXPECT_EQ(test, kd.ops->length(&kd), -ENOKEY);
	KUNIT_EXPECT_EQ(test, kd.lacks, own);
	rsa_set(test, rsa, initiator ? rsa->signer : rsa->receiver, own);
	KUNIT_EXPECT_EQ(test, kd.ops->begin(&kd), -ENOKEY);
	KUNIT_EXPECT_EQ(test, kd.lacks, peers);
	rsa_set(test, rsa, initiator ? rsa->receiver : rsa->signer, peers);
	KUNIT_EXPECT_EQ(test, kd.ops->length(&kd), SECCOMM_OAEP_KEY);
	KUNIT_ASSERT_EQ(test, kd.ops->begin(&kd), 0);
	rsa_del(test, rsa, own);
	rsa_del(test, rsa, peers);
	return kd;
}

/* The body of the item that an end gives, as the vectors have it. */
static void rsa_list(struct kunit *test, const struct vt_rsa *rsa,
		     bool initiator, struct vt_sealed *list)
{
	KUNIT_ASSERT_TRUE(test, vt_sealed_open(test, rsa->c, initiator, list));
}

static int rsa_take(struct seccomm_keydist *kd, const struct vt_sealed *list)
{
	kd->transcript = list->bound;
	kd->transcript_len = list->bound_len;
	return kd->ops->take(kd, list->list, list->body, list->len);
}

static void rsa_gives(struct kunit *test, const struct vt_rsa *rsa,
		      struct seccomm_keydist *kd)
{
	struct vt_sealed list;
	u8 *body;
	int len;

	rsa_list(test, rsa, kd->initiator, &list);
	body = kunit_kzalloc(test, seccomm_method_body(kd->method, list.list),
			     GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, body);
	kd->transcript = list.bound;
	kd->transcript_len = list.bound_len;
	vt_outside.random = rsa->drawn.data;
	vt_outside.left = kd->initiator ? rsa->drawn.len : 0;
	len = kd->ops->give(kd, list.list, body);
	KUNIT_EXPECT_EQ(test, vt_outside.left, 0);
	KUNIT_EXPECT_EQ(test, vt_outside.short_of, 0);
	KUNIT_ASSERT_EQ(test, len, list.len);
	KUNIT_EXPECT_MEMEQ(test, body, list.body, len);
}

/* Does the method give the case's key? It gives it to the last stage alone. */
static bool rsa_has_key(struct kunit *test, const struct vt_rsa *rsa,
			struct seccomm_keydist *kd)
{
	struct seccomm_secret *secret = kd->ops->secret(kd);
	bool same;

	KUNIT_ASSERT_EQ(test, secret->len, rsa->slot->len);
	same = !memcmp(secret->bytes, rsa->slot->secret, secret->len);
	KUNIT_EXPECT_NULL(test, kd->ops->item(kd, 0));
	KUNIT_EXPECT_NULL(test, kd->ops->item(kd, 1));
	KUNIT_EXPECT_PTR_EQ(test, kd->ops->item(kd, 2),
			    (const struct seccomm_secret *)secret);
	seccomm_secret_put(secret);
	return same;
}

static void rsa_initiator(struct kunit *test)
{
	const struct vt_rsa *rsa = test->param_value;
	struct seccomm_keydist kd = rsa_begin(test, rsa, true);
	struct vt_sealed list;

	rsa_list(test, rsa, false, &list);
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), 0);
	rsa_gives(test, rsa, &kd);
	KUNIT_EXPECT_TRUE(test, rsa_has_key(test, rsa, &kd));
	/* Another key is not the one that was set, and one byte more or less is none. */
	list.len--;
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), -EBADMSG);
	list.len++;
	list.body[list.len - 1] ^= 1;
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), -EBADMSG);
	rsa_list(test, rsa, true, &list);
	list.list = SECCOMM_LIST_B_R;
	list.len = 2 + get_unaligned_be16(list.body);
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), -EREMCHG);
	kd.ops->end(kd.state);
}

static void rsa_responder(struct kunit *test)
{
	const struct vt_rsa *rsa = test->param_value;
	struct seccomm_keydist kd = rsa_begin(test, rsa, false);
	struct vt_sealed list;
	unsigned int i, n;

	rsa_gives(test, rsa, &kd);
	rsa_list(test, rsa, true, &list);
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), 0);
	KUNIT_EXPECT_TRUE(test, rsa_has_key(test, rsa, &kd));
	/* Neither the block nor what it is for changes behind the signature's back. */
	n = seccomm_pk_rsa_len(seccomm_method_enc_pk(kd.method));
	for (i = 1; i <= n; i += 51) {
		list.body[list.len - i] ^= 1;
		KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), -EBADE);
		list.body[list.len - i] ^= 1;
	}
	list.bound[0] ^= 1;
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), -EBADE);
	list.bound[0] ^= 1;
	/* The block's length, one byte less, and nothing at all. */
	list.body[list.len - n - 1] ^= 1;
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), -EBADMSG);
	list.body[list.len - n - 1] ^= 1;
	list.len--;
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), -EBADMSG);
	list.len = 1;
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), -EBADMSG);
	kd.ops->end(kd.state);
}

/* Sign the list's block anew, as a peer does that signs whatever it sends. */
static void rsa_sign_anew(struct kunit *test, const struct vt_rsa *rsa,
			  struct vt_sealed *list, u8 *block, unsigned int n)
{
	const struct seccomm_cred_own own = {
		.pk = vt_key(test, rsa->signer, true),
	};
	const struct seccomm_cred_scope scope = {
		.responder = {
			.kind = SECCOMM_ID_KEY,
			.len = SECCOMM_HASH_LEN,
			.value = vt_key(test, rsa->receiver, false)->id,
		},
		.block = block,
		.block_len = n,
	};
	struct seccomm_keydist kd = rsa_end(rsa, true);
	int len;

	kd.transcript = list->bound;
	kd.transcript_len = list->bound_len;
	vt_outside.random = rsa->drawn.data;
	vt_outside.left = rsa->drawn.len;
	len = seccomm_cred_give(&kd, &own, &scope, list->list, list->body);
	KUNIT_ASSERT_EQ(test, len, list->len - 2 - n);
	memcpy(list->body + list->len - n, block, n);
}

/* A block that does not decrypt gives the responder a key all the same: the same one for the same
 * block, and another one for another.
 */
static void rsa_rejects_silently(struct kunit *test)
{
	const struct vt_rsa *rsa = test->param_value;
	struct seccomm_keydist kd = rsa_begin(test, rsa, false);
	const unsigned int n =
		seccomm_pk_rsa_len(seccomm_method_enc_pk(kd.method));
	struct seccomm_secret *keys[3];
	struct vt_sealed list;
	unsigned int i;
	u8 *block;

	rsa_list(test, rsa, true, &list);
	block = kunit_kzalloc(test, n, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, block);
	memcpy(block, list.body + list.len - n, n);
	rsa_sign_anew(test, rsa, &list, block, n);
	KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), 0);
	KUNIT_EXPECT_TRUE(test, rsa_has_key(test, rsa, &kd));
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		/* In the end the block is a number above any modulus. */
		if (i < 2)
			block[n - 1] = i;
		else
			memset(block, 0xff, n);
		rsa_sign_anew(test, rsa, &list, block, n);
		KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), 0);
		KUNIT_EXPECT_FALSE(test, rsa_has_key(test, rsa, &kd));
		keys[i] = kd.ops->secret(&kd);
		KUNIT_EXPECT_EQ(test, rsa_take(&kd, &list), 0);
		KUNIT_EXPECT_MEMEQ(test, kd.ops->item(&kd, 2)->bytes,
				   keys[i]->bytes, SECCOMM_OAEP_KEY);
	}
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		KUNIT_EXPECT_MEMNEQ(test, keys[i]->bytes,
				    keys[(i + 1) % ARRAY_SIZE(keys)]->bytes,
				    SECCOMM_OAEP_KEY);
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		seccomm_secret_put(keys[i]);
	kd.ops->end(kd.state);
}

static struct kunit_case seccomm_rsa_cases[] = {
	KUNIT_CASE(taken),
	KUNIT_CASE_PARAM(rsa_initiator, rsa_gen_params),
	KUNIT_CASE_PARAM(rsa_responder, rsa_gen_params),
	KUNIT_CASE_PARAM(rsa_rejects_silently, rsa_gen_params),
	{},
};

static struct kunit_suite seccomm_rsa_suite = {
	.name = "seccomm_rsa",
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.suite_exit = vt_keys_put,
	.test_cases = seccomm_rsa_cases,
};

kunit_test_suite(seccomm_rsa_suite);

MODULE_DESCRIPTION("Tests of the key transport by RSA");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
