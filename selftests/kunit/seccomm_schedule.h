/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The key schedule of a case of vectors.json, from the messages of the handshake to the
 * session's keys, step by step.
 */
#ifndef SECCOMM_TEST_SCHEDULE_H
#define SECCOMM_TEST_SCHEDULE_H

#include <kunit/test.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/method.h"
#include "keydist/kofn.h"
#include "keys/hash.h"
#include "keys/list_seal.h"
#include "seccomm_case.h"
#include "seccomm_stack.h"

/**
 * struct schedule - a session's keys, as they are made
 * @test: KUnit's
 * @c: the case
 * @session: the session secret
 * @secrets: the slots' secrets
 * @th1: transcript, first stage
 * @th2: second stage
 * @th3: third stage
 * @k1: key of the first stage
 * @k2: of the second
 * @k3: of the third
 */
struct schedule {
	struct kunit *test;
	const struct vt_case *c;
	struct seccomm_secret *session;
	struct seccomm_secret *secrets[SECCOMM_MAX_SLOTS];
	u8 th1[SECCOMM_HASH_LEN];
	u8 th2[SECCOMM_HASH_LEN];
	u8 th3[SECCOMM_HASH_LEN];
	u8 k1[SECCOMM_HASH_LEN];
	u8 k2[SECCOMM_HASH_LEN];
	u8 k3[SECCOMM_HASH_LEN];
};

static inline void schedule_transcript(struct schedule *t)
{
	struct kunit *test = t->test;
	const struct vt_case *c = t->c;
	const struct seccomm_accept *m2 = c->m2;
	const struct seccomm_confirm *m3 = c->m3;
	struct seccomm_ends crossed = { c->ends.responder, c->ends.initiator };
	u8 digest[SECCOMM_HASH_LEN];
	struct seccomm_open *m1;

	m1 = kunit_kzalloc(test, c->m1_len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m1);
	memcpy(m1, c->m1, c->m1_len);
	KUNIT_ASSERT_EQ(test, seccomm_stack_digest(c->canonical, digest), 0);
	KUNIT_EXPECT_MEMEQ(test, digest, c->digest, sizeof(digest));
	KUNIT_EXPECT_MEMEQ(test, digest, m1->digest, sizeof(digest));

	/* The cookie is no part of the transcript. */
	memset(m1->cookie, 0xc3, sizeof(m1->cookie));
	/* Who opens and who answers is. */
	KUNIT_ASSERT_EQ(test, seccomm_th1(&crossed, m1, m2, t->th1), 0);
	KUNIT_EXPECT_MEMNEQ(test, t->th1, c->th1, sizeof(t->th1));
	KUNIT_ASSERT_EQ(test, seccomm_th1(&c->ends, m1, m2, t->th1), 0);
	KUNIT_EXPECT_MEMEQ(test, t->th1, c->th1, sizeof(t->th1));
	KUNIT_ASSERT_EQ(test,
			seccomm_th2(t->th1, seccomm_accept_sealed((void *)m2),
				    seccomm_accept_sealed_len((void *)m2),
				    t->th2),
			0);
	KUNIT_EXPECT_MEMEQ(test, t->th2, c->th2, sizeof(t->th2));
	KUNIT_ASSERT_EQ(test,
			seccomm_th3(t->th2, c->conf_r,
				    seccomm_confirm_sealed((void *)m3),
				    be16_to_cpu(m3->sealed_len), t->th3),
			0);
	KUNIT_EXPECT_MEMEQ(test, t->th3, c->th3, sizeof(t->th3));
}

/* What the slot's secret is made by. */
static inline struct seccomm_slot slot_declared(const struct vt_slot *slot)
{
	struct seccomm_slot declared = { .threshold = slot->threshold,
					 .n_methods = slot->n_methods };

	memcpy(declared.methods, slot->methods, sizeof(declared.methods));
	return declared;
}

static inline void schedule_slots(struct schedule *t)
{
	struct kunit *test = t->test;
	u8 derived[SECCOMM_HASH_LEN], root[SECCOMM_HASH_LEN];
	struct seccomm_slot declared;
	const u8 *th;
	unsigned int i;
	int err;

	for (i = 0; i < t->c->n_slots; i++) {
		const struct vt_slot *slot = &t->c->slots[i];

		t->secrets[i] = test_secret(test, slot->secret, slot->len);
		if (slot->session) {
			err = seccomm_slot_from_session(t->session, slot->slot,
							derived);
			KUNIT_ASSERT_EQ(test, err, 0);
			KUNIT_ASSERT_EQ(test, slot->len, sizeof(derived));
			KUNIT_EXPECT_MEMEQ(test, derived, slot->secret,
					   slot->len);
		}
		declared = slot_declared(slot);
		th = seccomm_slot_is_late(&declared) ? t->th3 : t->th1;
		err = seccomm_slot_root(th, t->secrets[i], root);
		KUNIT_ASSERT_EQ(test, err, 0);
		KUNIT_EXPECT_MEMEQ(test, root, slot->root, sizeof(root));
	}
}

/* Add what the slots give to a stage, counted from 0: their secrets to the first, but those that
 * are encrypted to the last, and of one that is late otherwise the parts one by one, each behind
 * its length.
 */
static inline void schedule_items(struct schedule *t, unsigned int stage,
				  struct seccomm_hmac_ctx *h)
{
	const struct vt_case *c = t->c;
	struct seccomm_slot declared;
	struct seccomm_secret *item;
	unsigned int i, skip;
	const u8 *at;
	u8 ordinal;

	for (i = 0; i < c->n_slots; i++) {
		item = t->secrets[i];
		declared = slot_declared(&c->slots[i]);
		if (seccomm_slot_needs_finish(&declared)) {
			if (stage < 2)
				continue;
		} else if (seccomm_slot_is_late(&declared)) {
			at = item->bytes;
			for (skip = stage; skip; skip--)
				at += 2 + get_unaligned_be16(at);
			item = test_secret(t->test, at + 2,
					   get_unaligned_be16(at));
		} else if (stage) {
			continue;
		}
		ordinal = declared.threshold ? SECCOMM_KOFN_ORDINAL : 0;
		seccomm_stage_item(h, c->slots[i].slot, ordinal, item);
	}
}

static inline void schedule_stages(struct schedule *t)
{
	struct kunit *test = t->test;
	const struct vt_case *c = t->c;
	struct seccomm_hmac_ctx h;

	seccomm_stage_one(&h, t->th1, t->session);
	schedule_items(t, 0, &h);
	KUNIT_ASSERT_EQ(test, seccomm_hmac_final(&h, t->k1), 0);
	KUNIT_EXPECT_MEMEQ(test, t->k1, c->k1, sizeof(t->k1));
	seccomm_stage_next(&h, t->th2, t->k1);
	schedule_items(t, 1, &h);
	KUNIT_ASSERT_EQ(test, seccomm_hmac_final(&h, t->k2), 0);
	KUNIT_EXPECT_MEMEQ(test, t->k2, c->k2, sizeof(t->k2));
	seccomm_stage_next(&h, t->th3, t->k2);
	schedule_items(t, 2, &h);
	KUNIT_ASSERT_EQ(test, seccomm_hmac_final(&h, t->k3), 0);
	KUNIT_EXPECT_MEMEQ(test, t->k3, c->k3, sizeof(t->k3));
}

/* A sealed list, if there is one, opens, is refused if a bit of it is another one, and seals to
 * the same again.
 */
static inline void schedule_seal(struct schedule *t, const u8 *sealed, u16 len,
				 const u8 *key, const u8 *bound,
				 size_t bound_len)
{
	struct kunit *test = t->test;
	u8 *list = kunit_kzalloc(test, len, GFP_KERNEL);
	const u16 plain = len - SECCOMM_TAG_LEN;
	int err;

	if (!len)
		return;
	KUNIT_ASSERT_NOT_NULL(test, list);
	memcpy(list, sealed, len);
	list[len / 2] ^= 1;
	err = seccomm_list_open(key, bound, bound_len, list, plain);
	KUNIT_EXPECT_EQ(test, err, -EBADMSG);
	list[len / 2] ^= 1;
	KUNIT_EXPECT_MEMEQ(test, list, sealed, len);
	err = seccomm_list_open(key, bound, bound_len, list, plain);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_MEMNEQ(test, list, sealed, plain);
	seccomm_list_seal(key, bound, bound_len, list, plain);
	KUNIT_EXPECT_MEMEQ(test, list, sealed, len);
}

static inline void schedule_seals(struct schedule *t)
{
	struct seccomm_accept *m2 = (void *)t->c->m2;
	struct seccomm_confirm *m3 = (void *)t->c->m3;
	u8 bound[SECCOMM_HASH_LEN + SECCOMM_CONF_LEN];
	struct kunit *test = t->test;
	u8 key[SECCOMM_HASH_LEN];

	KUNIT_ASSERT_EQ(test, seccomm_seal_key_r(t->k1, key), 0);
	schedule_seal(t, seccomm_accept_sealed(m2),
		      seccomm_accept_sealed_len(m2), key, t->th1,
		      sizeof(t->th1));
	KUNIT_ASSERT_EQ(test, seccomm_seal_key_i(t->k2, key), 0);
	memcpy(bound, t->th2, SECCOMM_HASH_LEN);
	memcpy(bound + SECCOMM_HASH_LEN, t->c->conf_r, SECCOMM_CONF_LEN);
	schedule_seal(t, seccomm_confirm_sealed(m3),
		      be16_to_cpu(m3->sealed_len), key, bound, sizeof(bound));
}

static inline void schedule_confirm(struct schedule *t)
{
	struct kunit *test = t->test;
	const struct vt_case *c = t->c;
	const struct seccomm_confirm *m3 = c->m3;
	const struct seccomm_finish *m4 = c->m4;
	u8 conf[SECCOMM_CONF_LEN];
	struct seccomm_hs_keys hs;

	KUNIT_ASSERT_EQ(test, seccomm_conf_r(t->k2, t->th2, conf), 0);
	KUNIT_EXPECT_MEMEQ(test, conf, c->conf_r, sizeof(conf));
	KUNIT_EXPECT_MEMEQ(test, conf, seccomm_accept_conf((void *)c->m2),
			   sizeof(conf));
	KUNIT_ASSERT_EQ(test, seccomm_conf_i(t->k3, t->th3, conf), 0);
	KUNIT_EXPECT_MEMEQ(test, conf, c->conf_i, sizeof(conf));
	KUNIT_EXPECT_MEMEQ(test, conf, seccomm_confirm_conf((void *)m3),
			   sizeof(conf));
	KUNIT_ASSERT_EQ(test, seccomm_conf_f(t->k3, t->th3, c->conf_i, conf),
			0);
	KUNIT_EXPECT_MEMEQ(test, conf, c->conf_f, sizeof(conf));
	KUNIT_EXPECT_MEMEQ(test, conf, m4->conf, sizeof(conf));

	KUNIT_ASSERT_EQ(test, seccomm_session_keys(t->k3, &hs), 0);
	KUNIT_EXPECT_MEMEQ(test, hs.sid, c->sid, sizeof(hs.sid));
	KUNIT_EXPECT_MEMEQ(test, hs.control_i, c->control_i,
			   sizeof(hs.control_i));
	KUNIT_EXPECT_MEMEQ(test, hs.control_r, c->control_r,
			   sizeof(hs.control_r));
}

#endif /* SECCOMM_TEST_SCHEDULE_H */
