// SPDX-License-Identifier: GPL-2.0
/*
 * Every case of vectors.json whose types exist: key schedule and packets,
 * both directions, sealed and opened by the real layers in a real plan.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "mp/util.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

static bool authentic(const struct vt_case *c)
{
	unsigned int i;

	for (i = 0; i < c->n_layers; i++)
		if (vt_desc(c->layers[i].type)->provides & SECCOMM_INTEGRITY)
			return true;
	return false;
}

static bool has_type(const struct vt_case *c, const char *type)
{
	unsigned int i;

	for (i = 0; i < c->n_layers; i++)
		if (!strcmp(c->layers[i].type, type))
			return true;
	return false;
}

static const void *next_case(const struct vt_case *prev, char *desc,
			     bool authentic_only)
{
	const struct vt_case *c = prev ? prev + 1 : vt_cases;

	for (; c < vt_cases + ARRAY_SIZE(vt_cases); c++) {
		if (!vt_runs(c) || (authentic_only && !authentic(c)))
			continue;
		strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
		return c;
	}
	return NULL;
}

static const void *all_cases(const void *prev, char *desc)
{
	return next_case(prev, desc, false);
}

static const void *authentic_cases(const void *prev, char *desc)
{
	return next_case(prev, desc, true);
}

/* The key schedule has no types: every case, also of types yet to come. */
static const void *schedule_cases(const void *prev, char *desc)
{
	const struct vt_case *c = prev ? (const struct vt_case *)prev + 1 :
					 vt_cases;

	if (c == vt_cases + ARRAY_SIZE(vt_cases))
		return NULL;
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
	return c;
}

/**
 * struct schedule - what is too large for the stack
 * @keys: roots
 * @hs: keys of the handshake
 */
struct schedule {
	struct seccomm_roots keys;
	struct seccomm_hs_keys hs;
};

static void key_schedule(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	const struct seccomm_accept *m2 = c->m2;
	const struct seccomm_confirm *m3 = c->m3;
	struct schedule *t;
	struct seccomm_secret *session, *secret;
	u8 digest[SECCOMM_HASH_LEN], th[SECCOMM_HASH_LEN],
		conf[SECCOMM_CONF_LEN], derived[SECCOMM_HASH_LEN];
	struct seccomm_open m1;
	unsigned int i;
	int err;

	t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t);
	session = test_secret(test, c->secret, c->secret_len);
	memcpy(&m1, c->m1, sizeof(m1));

	KUNIT_ASSERT_EQ(test, seccomm_stack_digest(c->canonical, digest), 0);
	KUNIT_EXPECT_MEMEQ(test, digest, c->digest, sizeof(digest));
	KUNIT_EXPECT_MEMEQ(test, digest, m1.digest, sizeof(digest));

	/* The cookie is no part of the transcript. */
	memset(m1.cookie, 0xc3, sizeof(m1.cookie));
	KUNIT_ASSERT_EQ(test, seccomm_transcript(&m1, m2, th), 0);
	KUNIT_EXPECT_MEMEQ(test, th, c->th1, sizeof(th));

	for (i = 0; i < c->n_slots; i++) {
		const struct vt_slot *slot = &c->slots[i];

		secret = test_secret(test, slot->secret, slot->len);
		if (slot->session) {
			err = seccomm_slot_from_session(session, slot->slot,
							derived);
			KUNIT_ASSERT_EQ(test, err, 0);
			KUNIT_ASSERT_EQ(test, slot->len, sizeof(derived));
			KUNIT_EXPECT_MEMEQ(test, derived, slot->secret,
					   slot->len);
		}
		err = seccomm_slot_root(th, secret, t->keys.root[slot->slot]);
		KUNIT_ASSERT_EQ(test, err, 0);
		KUNIT_EXPECT_MEMEQ(test, t->keys.root[slot->slot], slot->root,
				   SECCOMM_HASH_LEN);
		t->keys.slots |= BIT(slot->slot);
	}

	err = seccomm_handshake_keys(th, session, &t->keys, &t->hs);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_MEMEQ(test, t->hs.sid, c->sid, sizeof(t->hs.sid));
	KUNIT_EXPECT_MEMEQ(test, t->hs.confirm_i, c->confirm_i,
			   sizeof(t->hs.confirm_i));
	KUNIT_EXPECT_MEMEQ(test, t->hs.confirm_r, c->confirm_r,
			   sizeof(t->hs.confirm_r));
	KUNIT_EXPECT_MEMEQ(test, t->hs.control_i, c->control_i,
			   sizeof(t->hs.control_i));
	KUNIT_EXPECT_MEMEQ(test, t->hs.control_r, c->control_r,
			   sizeof(t->hs.control_r));

	KUNIT_ASSERT_EQ(test, seccomm_conf_r(&t->hs, th, conf), 0);
	KUNIT_EXPECT_MEMEQ(test, conf, c->conf_r, sizeof(conf));
	KUNIT_EXPECT_MEMEQ(test, conf, m2->conf, sizeof(conf));
	KUNIT_ASSERT_EQ(test, seccomm_conf_i(&t->hs, th, m2->conf, conf), 0);
	KUNIT_EXPECT_MEMEQ(test, conf, c->conf_i, sizeof(conf));
	KUNIT_EXPECT_MEMEQ(test, conf, m3->conf, sizeof(conf));
}

static void seal(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	struct seccomm_stack *s = vt_stack(test, c);
	struct vt_half *tx[2] = { vt_open(test, s, c, 0, false),
				  vt_open(test, s, c, 1, false) };
	unsigned int i;
	int err;

	for (i = 0; i < c->n_packets; i++) {
		const struct vt_packet *p = &c->packets[i];
		struct vt_half *h = tx[p->dir];

		err = vt_run(h, p->packet, p->plain, p->plain_len);
		KUNIT_EXPECT_EQ(test, err, 0);
		if (!h->out)
			continue;
		KUNIT_EXPECT_EQ(test, h->out->len + SECCOMM_HDR_LEN,
				p->packet_len);
		KUNIT_EXPECT_MEMEQ(test, h->out->data,
				   p->packet + SECCOMM_HDR_LEN,
				   p->packet_len - SECCOMM_HDR_LEN);
		vt_free_out(h);
	}
	vt_close(tx[0]);
	vt_close(tx[1]);
	test_stack_free(s);
}

static void open(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	const bool replay = has_type(c, "WindowReplay");
	struct seccomm_stack *s = vt_stack(test, c);
	struct vt_half *rx[2] = { vt_open(test, s, c, 0, true),
				  vt_open(test, s, c, 1, true) };
	unsigned int i;

	for (i = 0; i < c->n_packets; i++) {
		const struct vt_packet *p = &c->packets[i];
		const unsigned int len = p->packet_len - SECCOMM_HDR_LEN;
		const void *body = p->packet + SECCOMM_HDR_LEN;
		struct vt_half *h = rx[p->dir];

		KUNIT_EXPECT_EQ(test, vt_run(h, p->packet, body, len), 0);
		if (!h->out)
			continue;
		KUNIT_EXPECT_EQ(test, h->out->len, p->plain_len);
		KUNIT_EXPECT_MEMEQ(test, h->out->data, p->plain, p->plain_len);
		vt_free_out(h);
		KUNIT_EXPECT_EQ(test, vt_run(h, p->packet, body, len),
				replay ? -EALREADY : 0);
		vt_free_out(h);
		/* The other direction, where no number was seen yet, has other keys. */
		if (!p->dir && authentic(c))
			KUNIT_EXPECT_EQ(test,
					vt_run(rx[1], p->packet, body, len),
					-EBADMSG);
	}
	vt_close(rx[0]);
	vt_close(rx[1]);
	test_stack_free(s);
}

/* Each byte of header and body altered: refused, counted, and the packet itself
 * passes afterwards.
 */
static void altered(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	const struct vt_packet *p = &c->packets[2];
	struct seccomm_stack *s = vt_stack(test, c);
	struct vt_half *h = vt_open(test, s, c, p->dir, true);
	u8 *copy = kunit_kzalloc(test, p->packet_len, GFP_KERNEL);
	const unsigned int len = p->packet_len - SECCOMM_HDR_LEN;
	unsigned int i, bit;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, p->packet, p->packet_len);
	for (i = 0; i < p->packet_len; i++) {
		bit = 1 << (i % 8);
		copy[i] ^= bit;
		KUNIT_EXPECT_EQ(test,
				vt_run(h, copy, copy + SECCOMM_HDR_LEN, len),
				-EBADMSG);
		copy[i] ^= bit;
	}
	KUNIT_EXPECT_EQ(test, atomic64_read(&h->course.failures),
			p->packet_len);
	for (i = 0; i < len; i++)
		KUNIT_EXPECT_EQ(test,
				vt_run(h, copy, copy + SECCOMM_HDR_LEN, i),
				-EBADMSG);
	KUNIT_EXPECT_EQ(test, vt_run(h, copy, copy + SECCOMM_HDR_LEN, len), 0);
	vt_free_out(h);
	vt_close(h);
	test_stack_free(s);
}

static void failures_cap(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	const struct vt_packet *p = &c->packets[2];
	const unsigned int len = p->packet_len - SECCOMM_HDR_LEN;
	struct seccomm_stack *s = vt_stack(test, c);
	struct vt_half *h = vt_open(test, s, c, p->dir, true);

	atomic64_set(&h->course.failures, SECCOMM_MAX_FAILURES - 1);
	KUNIT_EXPECT_EQ(test,
			vt_run(h, p->packet, p->packet + SECCOMM_HDR_LEN,
			       len - 1),
			-EBADMSG);
	KUNIT_EXPECT_EQ(test,
			vt_run(h, p->packet, p->packet + SECCOMM_HDR_LEN, len),
			-EKEYEXPIRED);
	vt_close(h);
	test_stack_free(s);
}

static void spending(struct kunit *test)
{
	atomic64_t spent = ATOMIC64_INIT(0);

	KUNIT_EXPECT_EQ(test, seccomm_spend(&spent, 7, 10), 0);
	KUNIT_EXPECT_EQ(test, seccomm_spend(&spent, 3, 10), 0);
	KUNIT_EXPECT_EQ(test, seccomm_spend(&spent, 0, 10), 0);
	/* What is refused is not counted: the counter stays at its cap. */
	KUNIT_EXPECT_EQ(test, seccomm_spend(&spent, 1, 10), -EKEYEXPIRED);
	KUNIT_EXPECT_EQ(test, atomic64_read(&spent), 10);
	KUNIT_EXPECT_EQ(test, seccomm_spend(&spent, 1, 10), -EKEYEXPIRED);
	KUNIT_EXPECT_EQ(test, seccomm_spend(&spent, 0, 10), 0);
}

static struct kunit_case seccomm_vectors_cases[] = {
	KUNIT_CASE_PARAM(key_schedule, schedule_cases),
	KUNIT_CASE_PARAM(seal, all_cases),
	KUNIT_CASE_PARAM(open, all_cases),
	KUNIT_CASE_PARAM(altered, authentic_cases),
	KUNIT_CASE_PARAM(failures_cap, authentic_cases),
	KUNIT_CASE(spending),
	{},
};

static struct kunit_suite seccomm_vectors_suite = {
	.name = "seccomm_vectors",
	.test_cases = seccomm_vectors_cases,
};

kunit_test_suite(seccomm_vectors_suite);

MODULE_DESCRIPTION("Tests of key schedule and layers against the vectors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
