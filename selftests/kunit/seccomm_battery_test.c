// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: the same battery for each type that the registry has, in the smallest stack with it.
 * A type that is added, or brought by another module, needs nothing here.
 */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/growth.h"
#include "lane.h"
#include "mp/util.h"
#include "seccomm_drop.h"
#include "seccomm_guard.h"
#include "seccomm_smallest.h"
#include "seccomm_watch.h"

#define ALL_TO 300
/* Of a packet of a dear type one bit in so many bytes is flipped. */
#define DEAR_STEP 17

/* Lengths beside all that are short. */
static const u32 long_ones[] = { 1199, 1200, 1201,  4095,
				 4096, 4097, 16383, 16384 };
/* Those for dear types, of which RSAPrivacy has chunks of 190 bytes. */
static const u32 dear_ones[] = { 0, 1, 190, 191, 300 };
/* Those for tests that run through all of something else. */
static const u32 few_ones[] = { 0, 1, 15, 16, 17, 100, 255, 300 };

/**
 * struct battery - the smallest stack with a type, and both ends of one direction
 * @test: KUnit's
 * @s: the type
 * @sc: the stack's case
 * @stack: the stack
 * @tx: where messages go down
 * @rx: where they go up
 * @number: of the last message
 * @hdr: its base header
 * @body: random bytes, of which messages have the first
 * @packet: what was sent last, its base header before it
 * @len: bytes of @packet
 * @offset: bytes before a message's room
 * @guard: the memory that messages are in; NULL: any
 */
struct battery {
	struct kunit *test;
	const struct smallest *s;
	struct smallest_case *sc;
	struct seccomm_stack *stack;
	struct vt_half *tx;
	struct vt_half *rx;
	u64 number;
	struct seccomm_hdr hdr;
	u8 *body;
	u8 *packet;
	unsigned int len;
	unsigned int offset;
	struct guard *guard;
};

/* For all messages, since to fill it takes long. */
static u8 *random_body;
static struct guard guard;

static const void *next_type(const void *prev, char *desc, bool verifying)
{
	const struct smallest *s = prev ? (const struct smallest *)prev + 1 :
					  smallest;

	for (; s < smallest + n_smallest; s++) {
		if (verifying && !smallest_verifies(s))
			continue;
		smallest_name(s, desc);
		return s;
	}
	return NULL;
}

static const void *all_types(const void *prev, char *desc)
{
	return next_type(prev, desc, false);
}

static const void *verifying_types(const void *prev, char *desc)
{
	return next_type(prev, desc, true);
}

static void battery_free_packet(void *packet)
{
	kvfree(packet);
}

static struct battery *battery_make(struct kunit *test)
{
	const struct smallest *s = test->param_value;
	const char *lacks = NULL;
	struct battery *b;
	int err;

	if (smallest_available(s, &lacks) == -ENOENT)
		kunit_skip(test, "this kernel lacks %s", lacks);
	b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, b);
	b->packet = kvmalloc(SECCOMM_HDR_LEN + SECCOMM_MAX_WIRE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, b->packet);
	err = kunit_add_action_or_reset(test, battery_free_packet, b->packet);
	KUNIT_ASSERT_EQ(test, err, 0);
	b->test = test;
	b->s = s;
	b->body = random_body;
	b->sc = smallest_case(test, s);
	b->stack = vt_compose(test, &b->sc->c);
	b->tx = vt_open(test, b->stack, &b->sc->c, 0, false);
	b->rx = vt_open(test, b->stack, &b->sc->c, 0, true);
	return b;
}

static void battery_end(struct battery *b)
{
	vt_close(b->tx);
	vt_close(b->rx);
	test_stack_free(b->stack);
}

/* An empty message with room for @len bytes behind its head. */
static struct sk_buff *battery_skb(struct battery *b, unsigned int len)
{
	struct sk_buff *skb;

	if (b->guard)
		skb = guard_skb(b->guard, VT_HEADROOM + len);
	else
		skb = alloc_skb(b->offset + VT_HEADROOM + len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(b->test, skb);
	skb_reserve(skb, b->offset);
	return skb;
}

/* Send the first @len bytes of the body, with as much room as the family gives. 0 with the
 * packet, or the errno with which a layer refused.
 */
static int battery_send(struct battery *b, unsigned int len)
{
	const u64 grown = seccomm_grown(&b->stack->growth, len);
	struct kunit *test = b->test;
	struct sk_buff *skb;
	int err;

	b->number++;
	b->hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_DATA);
	b->hdr.index = b->sc->m2.sender;
	b->hdr.number = cpu_to_be64(b->number);
	skb = battery_skb(b, grown + SECCOMM_TAILROOM);
	vt_fill(skb, &b->hdr, b->body, len);
	err = vt_run_message(b->tx, skb, &b->hdr);
	if (!b->tx->out)
		return err;
	b->len = b->tx->out->len;
	KUNIT_EXPECT_LE(test, b->len, grown);
	KUNIT_ASSERT_LE(test, b->len, SECCOMM_MAX_WIRE);
	memcpy(b->packet, &b->hdr, SECCOMM_HDR_LEN);
	memcpy(b->packet + SECCOMM_HDR_LEN, b->tx->out->data, b->len);
	vt_free_out(b->tx);
	return err;
}

/* Receive the packet, with no room behind it, and compare it with what was sent. */
static void battery_receive(struct battery *b, unsigned int len)
{
	struct sk_buff *skb = battery_skb(b, b->len);
	struct kunit *test = b->test;
	int err;

	vt_fill(skb, &b->hdr, b->packet + SECCOMM_HDR_LEN, b->len);
	err = vt_run_message(b->rx, skb, &b->hdr);
	KUNIT_ASSERT_EQ_MSG(test, err, 0, "%u bytes", len);
	KUNIT_ASSERT_EQ(test, b->rx->out->len, len);
	KUNIT_EXPECT_MEMEQ(test, b->rx->out->data, b->body, len);
	vt_free_out(b->rx);
}

/* A message of @len bytes goes down and up again, and is the same. */
static void battery_pass(struct battery *b, unsigned int len)
{
	struct kunit *test = b->test;

	KUNIT_ASSERT_EQ_MSG(test, battery_send(b, len), 0, "%u bytes", len);
	battery_receive(b, len);
}

static void battery_pass_each(struct battery *b, const u32 *lengths,
			      unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (lengths[i] <= b->stack->limit)
			battery_pass(b, lengths[i]);
}

/* All that are short, or those that a dear type gets. */
static void battery_pass_short(struct battery *b)
{
	u32 len;

	if (smallest_dear(b->s)) {
		battery_pass_each(b, dear_ones, ARRAY_SIZE(dear_ones));
		return;
	}
	for (len = 0; len <= min(ALL_TO, b->stack->limit); len++)
		battery_pass(b, len);
}

/* One byte over the limit is more than a packet has room for, or a layer refuses it. */
static void battery_over(struct battery *b)
{
	const u32 over = b->stack->limit + 1;
	struct kunit *test = b->test;

	KUNIT_EXPECT_LE(test, seccomm_grown(&b->stack->growth, over - 1),
			SECCOMM_MAX_WIRE);
	if (seccomm_grown(&b->stack->growth, over) <= SECCOMM_MAX_WIRE)
		KUNIT_EXPECT_EQ(test, battery_send(b, over), -EMSGSIZE);
}

static void lengths(struct kunit *test)
{
	struct battery *b = battery_make(test);

	battery_pass_short(b);
	if (!smallest_dear(b->s)) {
		battery_pass_each(b, long_ones, ARRAY_SIZE(long_ones));
		battery_pass(b, b->stack->limit);
	}
	battery_over(b);
	battery_end(b);
}

/* The body begins at each place of a block of 16 bytes. */
static void heads(struct kunit *test)
{
	struct battery *b = battery_make(test);
	const unsigned int step = smallest_dear(b->s) ? 5 : 1;

	for (b->offset = 1; b->offset < 16; b->offset += step)
		battery_pass_each(b, few_ones,
				  smallest_dear(b->s) ? 2 :
							ARRAY_SIZE(few_ones));
	battery_end(b);
}

/* Nothing can be read or written behind a message's room, and before it nothing changes. */
static void guarded(struct kunit *test)
{
	struct battery *b = battery_make(test);

	KUNIT_ASSERT_TRUE(test, guard_reads(guard.end - 1));
	KUNIT_ASSERT_FALSE(test, guard_reads(guard.end));
	b->guard = &guard;
	battery_pass_short(b);
	if (!smallest_dear(b->s))
		battery_pass_each(b, long_ones, ARRAY_SIZE(long_ones));
	KUNIT_EXPECT_FALSE(test, guard_reads(guard.end));
	battery_end(b);
}

/**
 * struct softirq - a message that enters its lane in softirq, as packets do
 * @tasklet: what brings it there
 * @h: the half
 * @skb: the message
 * @serving: a softirq ran
 * @err: what the lane has answered
 */
struct softirq {
	struct tasklet_struct tasklet;
	struct vt_half *h;
	struct sk_buff *skb;
	bool serving;
	int err;
};

static void softirq_run(struct tasklet_struct *tasklet)
{
	struct softirq *s = container_of(tasklet, struct softirq, tasklet);

	s->serving = in_serving_softirq();
	s->err = cactus_lane_submit_bh(&s->h->half.lane, s->skb);
}

static int softirq_submit(struct vt_half *h, struct sk_buff *skb)
{
	struct softirq s = { .h = h, .skb = skb };

	tasklet_setup(&s.tasklet, softirq_run);
	tasklet_schedule(&s.tasklet);
	/* This waits until the tasklet has run. */
	tasklet_kill(&s.tasklet);
	KUNIT_EXPECT_TRUE(h->test, s.serving);
	return s.err;
}

/* Messages pass with one end in softirq, where the type may run there, and the other in process
 * context.
 */
static void lanes_pass(struct battery *b, struct vt_half *in_softirq,
		       struct vt_half *in_process)
{
	struct kunit *test = b->test;
	const bool sleeps = vt_sleeps(&b->sc->c);
	unsigned int i;

	cactus_lane_drain(&b->tx->half.lane);
	cactus_lane_drain(&b->rx->half.lane);
	in_softirq->gate = CACTUS_GO;
	in_process->gate = CACTUS_PROCESS;
	KUNIT_EXPECT_EQ(test, in_softirq->course.course.softirq, !sleeps);
	for (i = 0; i < ARRAY_SIZE(few_ones); i++) {
		if (smallest_dear(b->s) && i > 1)
			break;
		battery_pass(b, few_ones[i]);
		KUNIT_EXPECT_EQ(test, in_softirq->in_process, sleeps);
		KUNIT_EXPECT_TRUE(test, in_process->in_process);
	}
}

static void lanes(struct kunit *test)
{
	struct battery *b = battery_make(test);

	b->tx->submit = softirq_submit;
	b->rx->submit = softirq_submit;
	lanes_pass(b, b->tx, b->rx);
	lanes_pass(b, b->rx, b->tx);
	battery_end(b);
}

/* Of all counters one has moved, by one, and nothing was delivered. */
static void flipped_once(struct battery *b, struct drop_test *t,
			 unsigned int at)
{
	u64 moved = 0;
	unsigned int c;

	for (c = 0; c < SECCOMM_CNT_MAX; c++)
		moved += drop_counted(t, c);
	KUNIT_EXPECT_EQ_MSG(b->test, moved, 1, "a bit of byte %u", at);
	KUNIT_EXPECT_EQ_MSG(b->test, drop_counted(t, SECCOMM_CNT_RX_MESSAGES),
			    0, "a bit of byte %u", at);
}

/* One bit in each byte of a packet, base header included, or in every 17th where the type
 * itself verifies and is dear.
 */
static void flipped(struct kunit *test)
{
	struct battery *b = battery_make(test);
	struct drop_test *t = drop_open(test, b->stack, &b->sc->c, 0);
	const bool dear = smallest_dear(b->s) && smallest_signs(b->s);
	struct vt_bytes packet = { .data = b->packet };
	unsigned int i;

	KUNIT_EXPECT_GT(test, b->stack->floors[SECCOMM_FLOOR_INTEGRITY].least,
			0);
	KUNIT_ASSERT_EQ(test, battery_send(b, 100), 0);
	packet.len = SECCOMM_HDR_LEN + b->len;
	for (i = 0; i < packet.len; i += dear ? DEAR_STEP : 1) {
		b->packet[i] ^= 0x80 >> i % 8;
		drop_receive(t, &packet);
		flipped_once(b, t, i);
		b->packet[i] ^= 0x80 >> i % 8;
	}
	drop_receive(t, &packet);
	KUNIT_EXPECT_EQ(test, drop_counted(t, SECCOMM_CNT_RX_MESSAGES), 1);
	drop_close(t);
	battery_end(b);
}

/* The layers' keys, both directions', may be nowhere. */
static void wiped_keys(struct battery *b)
{
	struct seccomm_roots *roots = vt_roots(b->test, &b->sc->c);
	struct seccomm_layer_key keys[SECCOMM_MAX_KEYS];
	const struct seccomm_layer_info *layer;
	unsigned int i, k;
	int err;

	for (i = 0; i < 2 * b->stack->n_layers; i++) {
		layer = &b->stack->layers[i / 2].info;
		memset(keys, 0, sizeof(keys));
		err = seccomm_layer_keys(roots, layer, i % 2, 0, keys);
		KUNIT_ASSERT_EQ(b->test, err, 0);
		for (k = 0; k < SECCOMM_MAX_KEYS; k++)
			if (keys[k].len)
				watch_secret(keys[k].bytes, keys[k].len);
	}
	memzero_explicit(keys, sizeof(keys));
}

static void wiped_number(const MPI number)
{
	if (number)
		watch_secret(number->d, number->nlimbs * sizeof(*number->d));
}

/* The private numbers of the receiver's key may be nowhere. The rest of a key is public, and the
 * layers' states as they are, too.
 */
static void wiped_pair(struct battery *b)
{
	const struct seccomm_pk *pk =
		vt_key(b->test, b->sc->slots[0].responder, true);

	wiped_number(pk->dsa.x);
	wiped_number(pk->rsa.d);
	wiped_number(pk->rsa.period);
}

/* A session opens, takes a message and ends: what is freed then has no 8 bytes in a row of a
 * layer's key, nor has what its layers were armed with a word in its place, such as a key
 * schedule's.
 */
static void wiped(struct kunit *test)
{
	struct battery *b = battery_make(test);
	const bool pk = smallest_pk(b->s);
	struct vt_bytes packet = { .data = b->packet };
	struct drop_test *t;

	KUNIT_ASSERT_EQ(test, battery_send(b, 100), 0);
	packet.len = SECCOMM_HDR_LEN + b->len;
	vt_close(b->tx);
	vt_close(b->rx);
	vt_keys_put(NULL);
	KUNIT_ASSERT_EQ(test, watch_begin(), 0);
	wiped_keys(b);
	watch_note();
	t = drop_open(test, b->stack, &b->sc->c, 0);
	watch_settle(!pk);
	if (pk)
		wiped_pair(b);
	/* The layers' references are the last. */
	vt_keys_put(NULL);
	drop_receive(t, &packet);
	KUNIT_EXPECT_EQ(test, drop_counted(t, SECCOMM_CNT_RX_MESSAGES), 1);
	drop_close(t);
	watch_end();
	/* Of each direction, the states of its layers. */
	KUNIT_EXPECT_GE(test, watch.freed, 2);
	KUNIT_EXPECT_EQ(test, watch.left, 0);
	KUNIT_EXPECT_FALSE(test, watch.short_of);
	test_stack_free(b->stack);
}

/* An object has @bytes when it is freed: how many were left so until now. */
static unsigned int watch_left(struct kunit *test, const char *bytes,
			       bool as_they_are, bool sensitive)
{
	char *object;

	watch_note();
	object = kstrdup(bytes, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	watch_settle(as_they_are);
	if (sensitive)
		kfree_sensitive(object);
	else
		kfree(object);
	return watch.left;
}

/* The control of wiped(). */
static void left_is_found(struct kunit *test)
{
	static const char key[] = "sixteen bytes...";
	static const char with[] = "of a key, 8 of teen bytes..";
	static const char without[] = "of a key, 7 of n bytes: few";

	KUNIT_ASSERT_EQ(test, watch_begin(), 0);
	watch_secret(key, strlen(key));
	KUNIT_EXPECT_EQ(test, watch_left(test, without, false, false), 0);
	KUNIT_EXPECT_EQ(test, watch_left(test, with, true, true), 0);
	KUNIT_EXPECT_EQ(test, watch_left(test, with, false, false), 1);
	KUNIT_EXPECT_EQ(test, watch_left(test, without, true, false), 2);
	watch_end();
	KUNIT_EXPECT_EQ(test, watch.freed, 4);
}

static int battery_suite_init(struct kunit_suite *suite)
{
	int err = -ENOMEM;

	random_body = kvmalloc(SECCOMM_MAX_WIRE, GFP_KERNEL);
	if (!random_body)
		return err;
	get_random_bytes(random_body, SECCOMM_MAX_WIRE);
	err = guard_make(&guard);
	if (!err)
		err = smallest_get();
	if (err) {
		guard_free(&guard);
		kvfree(random_body);
	}
	return err;
}

static void battery_suite_exit(struct kunit_suite *suite)
{
	if (suite->suite_init_err)
		return;
	smallest_put();
	vt_keys_put(suite);
	guard_free(&guard);
	kvfree(random_body);
}

static struct kunit_case seccomm_battery_cases[] = {
	KUNIT_CASE_PARAM(lengths, all_types),
	KUNIT_CASE_PARAM(heads, all_types),
	KUNIT_CASE_PARAM(guarded, all_types),
	KUNIT_CASE_PARAM(lanes, all_types),
	KUNIT_CASE_PARAM(flipped, verifying_types),
	KUNIT_CASE_PARAM(wiped, all_types),
	KUNIT_CASE(left_is_found),
	{},
};

static struct kunit_suite seccomm_battery_suite = {
	.name = "seccomm_battery",
	.suite_init = battery_suite_init,
	.suite_exit = battery_suite_exit,
	.test_cases = seccomm_battery_cases,
};

kunit_test_suite(seccomm_battery_suite);

MODULE_DESCRIPTION("Tests of every type that there is");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
