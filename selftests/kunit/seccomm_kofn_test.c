// SPDX-License-Identifier: GPL-2.0
/*
 * A secret that is shared out among several methods, by the vectors: shares, boxes and commitment;
 * what each subset of methods that have failed or lie leaves; and the lists that say so.
 */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/string.h>
#include "checker/length.h"
#include "checker/method.h"
#include "handshake/items.h"
#include "keydist/kofn.h"
#include "keydist/shamir.h"
#include "seccomm_sealed.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

#define SHARED 2

/* Whose secrets: the indexes of struct vt_kofn. */
enum { OF_INITIATOR, OF_RESPONDER, OF_VICTIM };

static const struct in6_addr kofn_peer = { .s6_addr = { 0xfd, 9 } };

/**
 * struct kofn_end - one end
 * @kd: what the method is asked for
 * @slot: the slot
 * @members: secrets of the methods that have not failed
 */
struct kofn_end {
	struct seccomm_keydist kd;
	struct seccomm_slot slot;
	struct seccomm_secret *members[SECCOMM_MAX_METHODS];
};

static void kofn_desc(const struct vt_kofn *kofn, char *desc)
{
	strscpy(desc, kofn->c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kofn, vt_kofns, kofn_desc);

static void taken(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(vt_kofns), SHARED);
}

/* Any k shares give the secret, and all others. */
static void shares(struct kunit *test)
{
	const u8(*all)[SECCOMM_SHARE_LEN];
	u8 some[SECCOMM_MAX_METHODS][SECCOMM_SHARE_LEN],
		at[SECCOMM_MAX_METHODS];
	u8 made[SECCOMM_SHARE_LEN];
	const struct vt_shares *v;
	unsigned long subset;
	unsigned int i, n;

	for (v = vt_shares; v < vt_shares + ARRAY_SIZE(vt_shares); v++) {
		all = v->shares;
		for (i = 0; i < v->n; i++) {
			seccomm_shamir_share(v->secret, v->coefficients, v->k,
					     i + 1, made);
			KUNIT_EXPECT_MEMEQ(test, made, all[i], sizeof(made));
		}
		for (subset = 0; subset < BIT(v->n); subset++) {
			if (hweight_long(subset) != v->k)
				continue;
			n = 0;
			for_each_set_bit(i, &subset, v->n) {
				at[n] = i + 1;
				memcpy(some[n++], all[i], sizeof(some[0]));
			}
			seccomm_shamir_value(some[0], at, n, 0, made);
			KUNIT_EXPECT_MEMEQ(test, made, v->secret, sizeof(made));
			seccomm_shamir_value(some[0], at, n, v->n, made);
			KUNIT_EXPECT_MEMEQ(test, made, all[v->n - 1],
					   sizeof(made));
		}
	}
}

static void kofn_begin(struct kunit *test, const struct vt_kofn *kofn,
		       unsigned int whose, struct kofn_end *end)
{
	const struct vt_bytes *secrets = kofn->secrets[whose];
	unsigned int i;

	memset(end, 0, sizeof(*end));
	end->slot.threshold = kofn->slot->threshold;
	end->slot.n_methods = kofn->slot->n_methods;
	for (i = 0; i < end->slot.n_methods; i++)
		if (secrets[i].len)
			end->members[i] = test_secret(test, secrets[i].data,
						      secrets[i].len);
	end->kd = (struct seccomm_keydist){
		.ops = &seccomm_kofn,
		.net = &init_net,
		.stack = "vectors",
		.peer = &kofn_peer,
		.shared = &end->slot,
		.members = end->members,
		.slot = kofn->slot->slot,
		.ordinal = SECCOMM_KOFN_ORDINAL,
		.initiator = whose == OF_INITIATOR,
	};
	KUNIT_ASSERT_EQ(test, end->kd.ops->begin(&end->kd), 0);
}

/* The initiator's item, as the vectors have it, and what it is bound to. */
static void kofn_list(struct kunit *test, const struct vt_kofn *kofn,
		      struct kofn_end *end, struct vt_sealed *list)
{
	KUNIT_ASSERT_TRUE(test, vt_sealed_open(test, kofn->c, true, list));
	KUNIT_ASSERT_EQ(test, list->len, seccomm_kofn_body(&end->slot));
	end->kd.transcript = list->bound;
	end->kd.transcript_len = list->bound_len;
}

static int kofn_take(struct kofn_end *end, const struct vt_sealed *list)
{
	return end->kd.ops->take(&end->kd, list->list, list->body, list->len);
}

/* The slot's secret is the case's, and enters the last stage alone. */
static void kofn_has_secret(struct kunit *test, const struct vt_kofn *kofn,
			    struct kofn_end *end)
{
	struct seccomm_secret *secret = end->kd.ops->secret(&end->kd);

	KUNIT_ASSERT_EQ(test, secret->len, kofn->slot->len);
	KUNIT_EXPECT_MEMEQ(test, secret->bytes, kofn->slot->secret,
			   secret->len);
	KUNIT_EXPECT_NULL(test, end->kd.ops->item(&end->kd, 1));
	KUNIT_EXPECT_PTR_EQ(test, end->kd.ops->item(&end->kd, 2),
			    (const struct seccomm_secret *)secret);
	seccomm_secret_put(secret);
}

static void gives(struct kunit *test)
{
	const struct vt_kofn *kofn = test->param_value;
	struct vt_sealed list;
	struct kofn_end end;
	unsigned int i;
	u8 *body;

	kofn_begin(test, kofn, OF_INITIATOR, &end);
	/* A method that has failed at the responder, too, has no box. */
	for (i = 0; i < end.slot.n_methods; i++)
		if (!kofn->secrets[OF_RESPONDER][i].len)
			end.members[i] = NULL;
	kofn_list(test, kofn, &end, &list);
	body = kunit_kzalloc(test, list.len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, body);
	vt_outside.random = kofn->drawn.data;
	vt_outside.left = kofn->drawn.len;
	KUNIT_ASSERT_EQ(test, end.kd.ops->give(&end.kd, list.list, body),
			list.len);
	KUNIT_EXPECT_EQ(test, vt_outside.left, 0);
	KUNIT_EXPECT_EQ(test, vt_outside.short_of, 0);
	KUNIT_EXPECT_MEMEQ(test, body, list.body, list.len);
	kofn_has_secret(test, kofn, &end);
	end.kd.ops->end(end.kd.state);
}

/* The methods of an end that have not failed. */
static u8 kofn_alive(const struct kofn_end *end)
{
	unsigned int i;
	u8 alive = 0;

	for (i = 0; i < end->slot.n_methods; i++)
		alive |= end->members[i] ? BIT(i) : 0;
	return alive;
}

/* Whatever subset of methods has failed or lies, k that have not give the secret, and fewer give
 * nothing. Those that lie have not given their shares.
 */
static void takes(struct kunit *test)
{
	const struct vt_kofn *kofn = test->param_value;
	const unsigned int k = kofn->slot->threshold;
	const unsigned int n = kofn->slot->n_methods;
	struct seccomm_secret *lie = test_secret(test, "another secret", 14);
	struct vt_sealed list;
	struct kofn_end end;
	unsigned long bad;
	unsigned int i, good;
	bool lies;

	for (bad = 0; bad < BIT(n + 1); bad++) {
		kofn_begin(test, kofn, OF_RESPONDER, &end);
		kofn_list(test, kofn, &end, &list);
		lies = bad & BIT(n);
		good = 0;
		for (i = 0; i < n; i++) {
			if (bad & BIT(i))
				end.members[i] = lies ? lie : NULL;
			else
				good += !!end.members[i];
		}
		KUNIT_EXPECT_EQ_MSG(test, kofn_take(&end, &list),
				    good < k ? -EDOM : 0, "%lx", bad);
		KUNIT_EXPECT_EQ_MSG(test, end.kd.lost,
				    lies ? bad & kofn_alive(&end) : 0, "%lx",
				    bad);
		if (good >= k)
			kofn_has_secret(test, kofn, &end);
		end.kd.ops->end(end.kd.state);
	}
}

/* The initiator has committed itself to the secret; and two methods that lie are one too many. */
static void refuses(struct kunit *test)
{
	const struct vt_kofn *kofn = test->param_value;
	struct vt_sealed list;
	struct kofn_end end;

	kofn_begin(test, kofn, OF_RESPONDER, &end);
	kofn_list(test, kofn, &end, &list);
	list.body[0] ^= 1;
	KUNIT_EXPECT_EQ(test, kofn_take(&end, &list), -EDOM);
	list.body[0] ^= 1;
	list.bound[0] ^= 1;
	KUNIT_EXPECT_EQ(test, kofn_take(&end, &list), -EDOM);
	list.bound[0] ^= 1;
	KUNIT_EXPECT_EQ(test, kofn_take(&end, &list), 0);
	end.kd.ops->end(end.kd.state);
	if (!kofn->secrets[OF_VICTIM][0].len)
		return;
	kofn_begin(test, kofn, OF_VICTIM, &end);
	kofn_list(test, kofn, &end, &list);
	KUNIT_EXPECT_EQ(test, kofn_take(&end, &list), -EDOM);
	end.kd.ops->end(end.kd.state);
}

/* Lists of M2 in which a method is there or not, and nothing else. */
static void statuses(struct kunit *test)
{
	const struct vt_kofn *kofn = test->param_value;
	const struct seccomm_accept *m2 = kofn->c->m2;
	const u16 len = be16_to_cpu(m2->items_len);
	struct seccomm_stack *stack = vt_stack(test, kofn->c);
	u8 *items = kunit_kzalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, items);
	memcpy(items, &m2->sealed_len, len);
	stack->slots = BIT(kofn->slot->slot);
	KUNIT_EXPECT_TRUE(test, seccomm_items_fit(stack, SECCOMM_LIST_M2, items,
						  len));
	KUNIT_EXPECT_TRUE(test, seccomm_item_present(items));
	/* One that is not there has nothing to say. */
	items[3] = 1;
	KUNIT_EXPECT_FALSE(test, seccomm_items_fit(stack, SECCOMM_LIST_M2,
						   items, len));
	items[3] = 2;
	KUNIT_EXPECT_FALSE(test, seccomm_items_fit(stack, SECCOMM_LIST_M2,
						   items, len));
	test_stack_free(stack);
}

static struct kunit_case seccomm_kofn_cases[] = {
	KUNIT_CASE(taken),
	KUNIT_CASE(shares),
	KUNIT_CASE_PARAM(gives, kofn_gen_params),
	KUNIT_CASE_PARAM(takes, kofn_gen_params),
	KUNIT_CASE_PARAM(refuses, kofn_gen_params),
	KUNIT_CASE_PARAM(statuses, kofn_gen_params),
	{},
};

static struct kunit_suite seccomm_kofn_suite = {
	.name = "seccomm_kofn",
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.test_cases = seccomm_kofn_cases,
};

kunit_test_suite(seccomm_kofn_suite);

MODULE_DESCRIPTION("Tests of a secret that is shared out");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
