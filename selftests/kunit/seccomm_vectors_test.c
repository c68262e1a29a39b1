// SPDX-License-Identifier: GPL-2.0
/*
 * The cases of vectors.json whose secrets are all pre-shared, of key pairs, of Diffie-Hellman
 * or of a key transport: the key schedule and control messages of each; of those whose types exist the
 * layers' keys and the packets, both directions, sealed and opened by the real layers in a
 * real plan, and what must be refused.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/method.h"
#include "keydist/kofn.h"
#include "keys/control_seal.h"
#include "keys/hash.h"
#include "keys/list_seal.h"
#include "mp/randomalt.h"
#include "mp/util.h"
#include "plan_internal.h"
#include "raise_internal.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

/* Cases in all, cases whose types exist, messages that their layers must refuse, what single
 * layers must refuse, and control messages.
 */
#define SCHEDULES 66
#define RUN 65
#define REFUSED 23
#define ALONE 11
#define CONTROLS 10

static bool authentic(const struct vt_case *c)
{
	unsigned int i;

	for (i = 0; i < c->n_layers; i++)
		if (vt_desc(c->layers[i].type)->provides & SECCOMM_INTEGRITY)
			return true;
	return false;
}

static bool fresh(const struct vt_case *c)
{
	unsigned int i;

	for (i = 0; i < c->n_layers; i++)
		if (vt_desc(c->layers[i].type)->provides & SECCOMM_FRESHNESS)
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

/* Is it a message that layers refuse, or that freshness refuses before them? */
static int layers_refuse(const struct vt_negative *n)
{
	if (!strcmp(n->rule, "EBADMSG"))
		return -EBADMSG;
	if (!strcmp(n->rule, "rx-drop-duplicate"))
		return -EALREADY;
	if (!strcmp(n->rule, "rx-drop-stale"))
		return -ESTALE;
	if (!strcmp(n->rule, "rx-drop-time"))
		return -ETIME;
	return 0;
}

static const void *negative_cases(const void *prev, char *desc)
{
	const struct vt_negative *n =
		prev ? (const struct vt_negative *)prev + 1 : vt_negatives;

	for (; n < vt_negatives + ARRAY_SIZE(vt_negatives); n++) {
		if (!vt_runs(n->c) || !layers_refuse(n))
			continue;
		strscpy(desc, n->name, KUNIT_PARAM_DESC_SIZE);
		return n;
	}
	return NULL;
}

static const void *alone_cases(const void *prev, char *desc)
{
	const struct vt_alone *n = prev ? (const struct vt_alone *)prev + 1 :
					  vt_alone;

	for (; n < vt_alone + ARRAY_SIZE(vt_alone); n++) {
		if (!vt_runs(n->c))
			continue;
		strscpy(desc, n->name, KUNIT_PARAM_DESC_SIZE);
		return n;
	}
	return NULL;
}

/* A case is left out for want of a type alone: who adds the type raises the number. */
static void taken(struct kunit *test)
{
	const void *c = NULL, *n = NULL, *a = NULL;
	char desc[KUNIT_PARAM_DESC_SIZE];
	unsigned int run = 0, refused = 0, alone = 0;

	while ((c = all_cases(c, desc)))
		run++;
	while ((n = negative_cases(n, desc)))
		refused++;
	while ((a = alone_cases(a, desc)))
		alone++;
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(vt_cases), SCHEDULES);
	KUNIT_EXPECT_EQ(test, run, RUN);
	KUNIT_EXPECT_EQ(test, refused, REFUSED);
	KUNIT_EXPECT_EQ(test, alone, ALONE);
}

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

static void schedule_transcript(struct schedule *t)
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
static struct seccomm_slot slot_declared(const struct vt_slot *slot)
{
	struct seccomm_slot declared = { .threshold = slot->threshold,
					 .n_methods = slot->n_methods };

	memcpy(declared.methods, slot->methods, sizeof(declared.methods));
	return declared;
}

static void schedule_slots(struct schedule *t)
{
	struct kunit *test = t->test;
	u8 derived[SECCOMM_HASH_LEN], root[SECCOMM_HASH_LEN];
	struct seccomm_slot declared;
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
		err = seccomm_slot_root(
			seccomm_slot_is_late(&declared) ? t->th3 : t->th1,
			t->secrets[i], root);
		KUNIT_ASSERT_EQ(test, err, 0);
		KUNIT_EXPECT_MEMEQ(test, root, slot->root, sizeof(root));
	}
}

/* Add what the slots give to a stage, counted from 0: their secrets to the first, but those that
 * are encrypted to the last, and of one that is late otherwise the parts one by one, each behind
 * its length.
 */
static void schedule_items(struct schedule *t, unsigned int stage,
			   struct seccomm_hmac_ctx *h)
{
	const struct vt_case *c = t->c;
	struct seccomm_slot declared;
	struct seccomm_secret *item;
	unsigned int i, skip;
	const u8 *at;

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
		seccomm_stage_item(
			h, c->slots[i].slot,
			declared.threshold ? SECCOMM_KOFN_ORDINAL : 0, item);
	}
}

static void schedule_stages(struct schedule *t)
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
static void schedule_seal(struct schedule *t, const u8 *sealed, u16 len,
			  const u8 *key, const u8 *bound, size_t bound_len)
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

static void schedule_seals(struct schedule *t)
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

static void schedule_confirm(struct schedule *t)
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

static void key_schedule(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	struct schedule *t;

	t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t);
	t->test = test;
	t->c = c;
	t->session = test_secret(test, c->secret, c->secret_len);
	schedule_transcript(t);
	schedule_slots(t);
	schedule_stages(t);
	schedule_seals(t);
	schedule_confirm(t);
}

/* Those keys of direction 0 that the vectors tell. */
static void layer_keys(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	struct seccomm_stack *s = vt_stack(test, c);
	struct seccomm_roots *roots = vt_roots(test, c);
	struct seccomm_layer_key keys[SECCOMM_MAX_KEYS];
	unsigned int i, k, layer, found = 0;

	for (layer = 0; layer < s->n_layers; layer++) {
		const struct seccomm_layer_info *info = &s->layers[layer].info;

		if (!info->type->keys[0].purpose)
			continue;
		KUNIT_ASSERT_EQ(test,
				seccomm_layer_keys(roots, info, 0, 0, keys), 0);
		for (i = 0; i < c->n_keys; i++) {
			const struct vt_key *key = &c->keys[i];

			if (key->path_len != info->path_len ||
			    memcmp(key->path, info->path, key->path_len))
				continue;
			for (k = 0;
			     k < SECCOMM_MAX_KEYS - 1 &&
			     strcmp(info->type->keys[k].purpose, key->purpose);)
				k++;
			KUNIT_EXPECT_STREQ(test, info->type->keys[k].purpose,
					   key->purpose);
			KUNIT_ASSERT_EQ(test, keys[k].len, key->len);
			KUNIT_EXPECT_MEMEQ(test, keys[k].bytes, key->key,
					   key->len);
			found++;
		}
	}
	KUNIT_EXPECT_EQ(test, found, c->n_keys);
	test_stack_free(s);
}

/* Control messages, made and opened. */
static void controls(struct kunit *test)
{
	unsigned int n, i, made = 0;
	u8 body[64];

	for (n = 0; n < ARRAY_SIZE(vt_cases); n++) {
		const struct vt_case *c = &vt_cases[n];

		for (i = 0; i < c->n_controls; i++, made++) {
			const struct vt_packet *p = &c->controls[i];
			const void *key = p->dir ? c->control_r : c->control_i;
			const unsigned int len = p->plain_len + SECCOMM_TAG_LEN;

			KUNIT_ASSERT_LE(test, len, sizeof(body));
			KUNIT_ASSERT_EQ(test, SECCOMM_HDR_LEN + len,
					p->packet_len);
			memcpy(body, p->plain, p->plain_len);
			seccomm_control_seal(key, p->packet, c->sid, body,
					     p->plain_len);
			KUNIT_EXPECT_MEMEQ(test, body,
					   p->packet + SECCOMM_HDR_LEN, len);
			KUNIT_EXPECT_EQ(test,
					seccomm_control_open(key, p->packet,
							     c->sid, body,
							     p->plain_len),
					0);
			KUNIT_EXPECT_MEMEQ(test, body, p->plain, p->plain_len);
		}
	}
	KUNIT_EXPECT_EQ(test, made, CONTROLS);
}

static void seal(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	struct seccomm_stack *s = vt_stack(test, c);
	struct vt_half *tx[2] = { vt_open(test, s, c, 0, false),
				  vt_open(test, s, c, 1, false) };
	unsigned int i;
	int err;

	KUNIT_EXPECT_EQ(test, tx[0]->course.course.softirq, !vt_sleeps(c));
	for (i = 0; i < c->n_packets; i++) {
		const struct vt_packet *p = &c->packets[i];
		struct vt_half *h = tx[p->dir];

		vt_outside_as(p);
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
		/* All that was to be drawn was, and no more. */
		KUNIT_EXPECT_EQ(test, vt_outside.left, 0);
		KUNIT_EXPECT_EQ(test, vt_outside.short_of, 0);
	}
	vt_close(tx[0]);
	vt_close(tx[1]);
	test_stack_free(s);
}

static void open(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	const bool replay = fresh(c);
	struct seccomm_stack *s = vt_stack(test, c);
	struct vt_half *rx[2] = { vt_open(test, s, c, 0, true),
				  vt_open(test, s, c, 1, true) };
	unsigned int i;

	for (i = 0; i < c->n_packets; i++) {
		const struct vt_packet *p = &c->packets[i];
		const unsigned int len = p->packet_len - SECCOMM_HDR_LEN;
		const void *body = p->packet + SECCOMM_HDR_LEN;
		struct vt_half *h = rx[p->dir];

		/* The receiver's clock may differ a little. */
		vt_outside.now = p->time + USEC_PER_MSEC;
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

/* Each byte of header and body altered, or every 17th of what takes long to verify: refused,
 * counted, and the packet itself passes afterwards.
 */
static void altered(struct kunit *test)
{
	const struct vt_case *c = test->param_value;
	const struct vt_packet *p = &c->packets[2];
	struct seccomm_stack *s = vt_stack(test, c);
	struct vt_half *h = vt_open(test, s, c, p->dir, true);
	u8 *copy = kunit_kzalloc(test, p->packet_len, GFP_KERNEL);
	const unsigned int len = p->packet_len - SECCOMM_HDR_LEN;
	const unsigned int step = vt_sleeps(c) ? 17 : 1;
	unsigned int i, bit;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	vt_outside_as(p);
	memcpy(copy, p->packet, p->packet_len);
	for (i = 0; i < p->packet_len; i += step) {
		bit = 1 << (i % 8);
		copy[i] ^= bit;
		KUNIT_EXPECT_EQ(test,
				vt_run(h, copy, copy + SECCOMM_HDR_LEN, len),
				-EBADMSG);
		copy[i] ^= bit;
	}
	/* Of a message that is split both parts may fail. */
	KUNIT_EXPECT_GE(test, atomic64_read(&h->course.failures),
			p->packet_len / step);
	for (i = 0; i < len; i += step)
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

static int refuse_run(struct vt_half *h, const struct vt_bytes *packet)
{
	int err = vt_run(h, packet->data, packet->data + SECCOMM_HDR_LEN,
			 packet->len - SECCOMM_HDR_LEN);

	vt_free_out(h);
	return err;
}

static void refused(struct kunit *test)
{
	const struct vt_negative *n = test->param_value;
	struct seccomm_stack *s = vt_stack(test, n->c);
	struct vt_half *h = vt_open(test, s, n->c, n->dir, true);
	unsigned int i;

	vt_outside.now = n->before_now;
	for (i = 0; i < n->n_before; i++)
		KUNIT_EXPECT_EQ(test, refuse_run(h, &n->before[i]),
				vt_ahead(n) ? -ETIME : 0);
	vt_outside.now = n->now;
	KUNIT_EXPECT_EQ(test, refuse_run(h, &n->packet), layers_refuse(n));
	vt_close(h);
	test_stack_free(s);
}

/* The binding of @layer upward. */
static const struct cactus_binding *
alone_binding(const struct cactus_plan *plan, const struct seccomm_layer *layer)
{
	const struct cactus_binding *b;
	u16 i;

	for (i = 0; i < plan->n_events; i++)
		for (b = plan->events[i].first; b != plan->events[i].end; b++)
			if (plan->events[i].dir == CACTUS_UP && b->arg == layer)
				return b;
	return NULL;
}

static const struct seccomm_layer *alone_layer(const struct seccomm_stack *s,
					       const struct vt_alone *n)
{
	unsigned int i;

	for (i = 0; i < s->n_layers; i++)
		if (s->layers[i].info.path_len == n->path_len &&
		    !memcmp(s->layers[i].info.path, n->path, n->path_len))
			return &s->layers[i];
	return NULL;
}

/* The up handler of one layer, which runs its members, if it has any, with what the layers
 * behind would never let pass.
 */
static void refused_alone(struct kunit *test)
{
	const struct vt_alone *n = test->param_value;
	struct seccomm_stack *s = vt_stack(test, n->c);
	struct vt_half *h = vt_open(test, s, n->c, 0, true);
	struct seccomm_hdr hdr;
	const bool sleeps = vt_sleeps(n->c);
	const struct cactus_binding *b;
	struct sk_buff *skb;
	unsigned int i;

	/* A true header, but for the number. */
	for (i = 0; n->c->packets[i].dir;)
		i++;
	memcpy(&hdr, n->c->packets[i].packet, sizeof(hdr));
	hdr.number = cpu_to_be64(n->number);

	b = alone_binding(s->plan, alone_layer(s, n));
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_ASSERT_STREQ(test, n->rule, "EBADMSG");
	skb = vt_message(h, &hdr, n->input.data, n->input.len);
	CACTUS_CB(skb)->course = &h->course.course;
	if (!sleeps)
		local_bh_disable();
	cactus_cb_enter(skb, s->ev_up, sleeps);
	CACTUS_CB(skb)->cur = b;
	CACTUS_CB(skb)->raised = 0;
	KUNIT_EXPECT_EQ(test, b->handler(skb, b->arg), -EBADMSG);
	if (!sleeps)
		local_bh_enable();
	kfree_skb(skb);
	vt_close(h);
	test_stack_free(s);
}

static void selects(struct kunit *test)
{
	unsigned int n, i, chosen = 0;

	KUNIT_ASSERT_EQ(test, sizeof(vt_select_key), SECCOMM_SELECT_LEN + 1);
	for (n = 2; n < ARRAY_SIZE(vt_select); n++)
		for (i = 0; vt_select[n] && vt_select[n][i]; i++, chosen++)
			KUNIT_EXPECT_EQ(test,
					seccomm_randomalt_select(vt_select_key,
								 i + 1, n),
					vt_select[n][i] - '0');
	KUNIT_EXPECT_EQ(test, chosen, 4 * 40);
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
	KUNIT_CASE(taken),
	KUNIT_CASE_PARAM(key_schedule, schedule_cases),
	KUNIT_CASE_PARAM(layer_keys, all_cases),
	KUNIT_CASE(controls),
	KUNIT_CASE_PARAM(seal, all_cases),
	KUNIT_CASE_PARAM(open, all_cases),
	KUNIT_CASE_PARAM(altered, authentic_cases),
	KUNIT_CASE_PARAM(failures_cap, authentic_cases),
	KUNIT_CASE_PARAM(refused, negative_cases),
	KUNIT_CASE_PARAM(refused_alone, alone_cases),
	KUNIT_CASE(selects),
	KUNIT_CASE(spending),
	{},
};

static struct kunit_suite seccomm_vectors_suite = {
	.name = "seccomm_vectors",
	.suite_exit = vt_keys_put,
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.test_cases = seccomm_vectors_cases,
};

kunit_test_suite(seccomm_vectors_suite);

MODULE_DESCRIPTION("Tests of key schedule and layers against the vectors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
