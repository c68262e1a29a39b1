// SPDX-License-Identifier: GPL-2.0
/*
 * The cases of vectors.json whose secrets are all pre-shared, of key pairs, of Diffie-Hellman
 * or of a key transport: the key schedule and control messages of each; of those whose types
 * exist the layers' keys and the packets, both directions, sealed and opened by the real layers
 * in a real plan, and what must be refused.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/module.h>
#include <linux/string.h>
#include "keys/control_seal.h"
#include "mp/randomalt.h"
#include "mp/util.h"
#include "plan_internal.h"
#include "raise_internal.h"
#include "seccomm_schedule.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

/* Cases in all, cases whose types exist, messages that their layers must refuse, what single
 * layers must refuse, and control messages.
 */
#define SCHEDULES 66
#define RUN 66
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
