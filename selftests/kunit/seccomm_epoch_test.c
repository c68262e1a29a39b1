// SPDX-License-Identifier: GPL-2.0
/*
 * Key epochs of a session that has no socket: armed with layers that note what they are
 * given, taken into use, found by number, given back.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include "keys/schedule.h"
#include "session/epoch.h"
#include "session/session.h"
#include "stack/stack.h"

#define LAYERS 3
#define NUMBER 7

/**
 * struct probe - a layer's state
 * @index: of the layer
 * @dir: what it was armed for
 * @receiving: likewise
 * @epoch: likewise
 */
struct probe {
	u16 index;
	u8 dir;
	bool receiving;
	u16 epoch;
};

/**
 * struct epoch_test - a session, and what its epochs are made of
 * @test: KUnit's
 * @s: the session
 * @stack: its stack, of which it is the only session
 * @layers: the stack's layers
 * @roots: roots
 * @keys: keys of the handshake
 * @verdict: what the lanes' gates say
 * @arms: layers that were armed
 * @disarms: layers that were disarmed
 * @fails_at: the arming that fails, counted from 0; -1: none
 */
struct epoch_test {
	struct kunit *test;
	struct seccomm_session s;
	struct seccomm_stack stack;
	struct seccomm_layer layers[LAYERS];
	struct seccomm_roots roots;
	struct seccomm_hs_keys keys;
	int verdict;
	int arms;
	atomic_t disarms;
	int fails_at;
};

static struct epoch_test *layer_test(const struct seccomm_layer *layer)
{
	return container_of(layer - layer->index, struct epoch_test, layers[0]);
}

static int probe_arm(void *state, const struct seccomm_layer *layer,
		     const struct seccomm_arming *arming)
{
	struct epoch_test *t = layer_test(layer);
	struct probe *probe = state;

	if (t->arms == t->fails_at)
		return -EKEYREJECTED;
	t->arms++;
	probe->index = layer->index;
	probe->dir = arming->dir;
	probe->receiving = !arming->sending;
	probe->epoch = arming->epoch;
	return 0;
}

static void probe_disarm(void *state, const struct seccomm_layer *layer)
{
	struct epoch_test *t = layer_test(layer);
	const struct probe *probe = state;

	KUNIT_EXPECT_EQ(t->test, probe->index, layer->index);
	KUNIT_EXPECT_EQ(t->test, probe->epoch, NUMBER);
	atomic_inc(&t->disarms);
}

static const struct seccomm_mp_ops probe_ops = {
	.arm = probe_arm,
	.disarm = probe_disarm,
};

static const struct seccomm_type_desc probe_desc = {
	.name = "Probe",
	.version = 1,
	.algorithm = "",
	.family = "",
};

/* The only handler of either direction: the message's body becomes its layer's state. */
static int probe_run(struct sk_buff *skb, void *layer)
{
	memcpy(skb->data, seccomm_state(skb, layer), sizeof(struct probe));
	return CACTUS_CONTINUE;
}

static int test_gate(struct cactus_lane *lane, struct sk_buff *skb,
		     struct cactus_course **course)
{
	struct seccomm_half *half =
		container_of(lane, struct seccomm_half, lane);

	return container_of(half->session, struct epoch_test, s)->verdict;
}

/* The message stays the test's. */
static int test_done(struct cactus_course *course, struct sk_buff *skb)
{
	return 0;
}

static void test_drop(struct cactus_lane *lane, struct sk_buff *skb,
		      const struct cactus_binding *by, int err)
{
	kfree_skb(skb);
}

static const struct cactus_lane_ops test_lane_ops = {
	.gate = test_gate,
	.done = test_done,
	.drop = test_drop,
};

static void epoch_bind(struct epoch_test *t, struct cactus_composite *c,
		       u16 *event, const char *name, enum cactus_dir dir)
{
	struct cactus_bind bind = {
		.name = name,
		.handler = probe_run,
		.arg = &t->layers[LAYERS - 1],
		.flags = CACTUS_REENTRANT,
		.growth = { .mul = 1 },
	};
	int ret = cactus_event_declare(c, name, dir);

	KUNIT_ASSERT_GE(t->test, ret, 0);
	bind.event = ret;
	KUNIT_ASSERT_EQ(t->test, cactus_bind(c, &bind), 0);
	*event = ret;
}

static void epoch_compose(struct epoch_test *t)
{
	struct cactus_composite *c = cactus_composite_create();
	struct cactus_fault fault;

	KUNIT_ASSERT_NOT_NULL(t->test, c);
	epoch_bind(t, c, &t->stack.ev_down, "down", CACTUS_DOWN);
	epoch_bind(t, c, &t->stack.ev_up, "up", CACTUS_UP);
	t->stack.ev_miss = CACTUS_NO_EVENT;
	t->stack.plan = cactus_freeze(c, &fault);
	cactus_composite_destroy(c);
	KUNIT_ASSERT_FALSE(t->test, IS_ERR(t->stack.plan));
}

/* A session with an epoch in the making, and lanes. */
static struct epoch_test *epoch_prepare(struct kunit *test, bool initiator)
{
	struct epoch_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	struct seccomm_session *s;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->test = test;
	t->fails_at = -1;
	t->verdict = CACTUS_GO;
	for (i = 0; i < LAYERS; i++) {
		t->layers[i].ops = &probe_ops;
		t->layers[i].info.type = &probe_desc;
		t->layers[i].index = i;
		t->layers[i].offset = t->stack.state_size;
		t->stack.state_size += ALIGN(sizeof(struct probe), 16);
	}
	t->stack.layers = t->layers;
	t->stack.n_layers = LAYERS;
	t->stack.net = &init_net;
	refcount_set(&t->stack.ref, 1);
	atomic_set(&t->stack.sessions, 1);
	epoch_compose(t);
	s = &t->s;
	s->stack = &t->stack;
	s->initiator = initiator;
	s->peer_index = 0x01020304;
	spin_lock_init(&s->lock);
	s->tx.session = s;
	s->rx.session = s;
	KUNIT_ASSERT_EQ(test, seccomm_epoch_make(s), 0);
	cactus_lane_init(&s->tx.lane, &s->epochs.making->tx.course,
			 &test_lane_ops, 1, 4096);
	cactus_lane_init(&s->rx.lane, &s->epochs.making->rx.course,
			 &test_lane_ops, 1, 4096);
	s->epochs.making->number = NUMBER;
	memset(t->keys.sid, 0x51, sizeof(t->keys.sid));
	memset(t->keys.control_i, 0xc1, sizeof(t->keys.control_i));
	memset(t->keys.control_r, 0xc2, sizeof(t->keys.control_r));
	return t;
}

static struct seccomm_epoch *epoch_use(struct epoch_test *t)
{
	struct seccomm_epoch *epoch = t->s.epochs.making;

	KUNIT_ASSERT_EQ(t->test, seccomm_epoch_arm(&t->s, &t->roots, &t->keys),
			0);
	spin_lock_bh(&t->s.lock);
	seccomm_epoch_switch(&t->s);
	spin_unlock_bh(&t->s.lock);
	return epoch;
}

static struct seccomm_epoch *epoch_sending(struct epoch_test *t)
{
	struct seccomm_epoch *epoch;

	rcu_read_lock();
	epoch = seccomm_epoch_sending(&t->s.epochs);
	rcu_read_unlock();
	return epoch;
}

static struct seccomm_epoch *epoch_receiving(struct epoch_test *t, u16 number)
{
	const struct seccomm_hdr hdr = { .epoch = cpu_to_be16(number) };
	struct seccomm_epoch *epoch;

	rcu_read_lock();
	epoch = seccomm_epoch_receiving(&t->s.epochs, &hdr);
	rcu_read_unlock();
	return epoch;
}

/* The session's end: nothing is left of its epoch, or of what the epoch held. */
static void epoch_end(struct epoch_test *t)
{
	cactus_lane_close(&t->s.tx.lane);
	cactus_lane_close(&t->s.rx.lane);
	seccomm_epoch_retire(&t->s);
	flush_workqueue(seccomm_wq);
	KUNIT_EXPECT_EQ(t->test, atomic_read(&t->disarms), t->arms);
	KUNIT_EXPECT_EQ(t->test, refcount_read(&t->stack.ref), 1);
	KUNIT_EXPECT_EQ(t->test, atomic_read(&t->stack.sessions), 1);
	cactus_lane_fini(&t->s.tx.lane);
	cactus_lane_fini(&t->s.rx.lane);
	cactus_plan_put(t->stack.plan);
}

/* A message for @lane; with @into, a copy of its body when it has run. */
static int epoch_submit(struct epoch_test *t, struct cactus_lane *lane,
			struct probe *into)
{
	struct sk_buff *skb = alloc_skb(sizeof(*into), GFP_KERNEL);
	int err;

	KUNIT_ASSERT_NOT_NULL(t->test, skb);
	skb_put_zero(skb, sizeof(*into));
	err = cactus_lane_submit(lane, skb);
	if (!err && into) {
		memcpy(into, skb->data, sizeof(*into));
		kfree_skb(skb);
	}
	return err;
}

static void course_check(struct epoch_test *t,
			 const struct seccomm_course *course, u8 dir,
			 bool receiving)
{
	unsigned int i;

	for (i = 0; i < LAYERS; i++) {
		const struct probe *probe = course->state + t->layers[i].offset;

		KUNIT_EXPECT_EQ(t->test, probe->index, i);
		KUNIT_EXPECT_EQ(t->test, probe->dir, dir);
		KUNIT_EXPECT_EQ(t->test, probe->receiving, receiving);
		KUNIT_EXPECT_EQ(t->test, probe->epoch, NUMBER);
	}
	KUNIT_EXPECT_MEMEQ(t->test, course->sid, t->keys.sid,
			   sizeof(course->sid));
	KUNIT_EXPECT_EQ(t->test, atomic64_read(&course->failures), 0);
}

static void arm_as(struct kunit *test, bool initiator)
{
	struct epoch_test *t = epoch_prepare(test, initiator);
	const u8 *ours = initiator ? t->keys.control_i : t->keys.control_r;
	const u8 *peers = initiator ? t->keys.control_r : t->keys.control_i;
	struct seccomm_epoch *epoch = t->s.epochs.making;

	KUNIT_EXPECT_FALSE(test, seccomm_epoch_switched(&t->s));
	/* It keeps the stack and its types. */
	KUNIT_EXPECT_EQ(test, refcount_read(&t->stack.ref), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->stack.sessions), 2);
	KUNIT_ASSERT_EQ(test, seccomm_epoch_arm(&t->s, &t->roots, &t->keys), 0);
	/* Keys alone do not make it one that was open. */
	KUNIT_EXPECT_FALSE(test, seccomm_epoch_switched(&t->s));
	KUNIT_EXPECT_EQ(test, epoch->number, NUMBER);
	KUNIT_EXPECT_EQ(test, t->arms, 2 * LAYERS);
	course_check(t, &epoch->tx, initiator ? 0 : 1, false);
	course_check(t, &epoch->rx, initiator ? 1 : 0, true);
	KUNIT_EXPECT_MEMEQ(test, epoch->control_tx, ours,
			   sizeof(epoch->control_tx));
	KUNIT_EXPECT_MEMEQ(test, epoch->control_rx, peers,
			   sizeof(epoch->control_rx));
	/* Not in use yet. */
	KUNIT_EXPECT_NULL(test, epoch_sending(t));
	KUNIT_EXPECT_NULL(test, epoch_receiving(t, NUMBER));
	KUNIT_EXPECT_EQ(test, seccomm_epoch_number(&t->s), 0);
	epoch_end(t);
}

static void arm(struct kunit *test)
{
	arm_as(test, true);
	arm_as(test, false);
}

/* Whichever layer's arming fails, those before it are disarmed, and nothing else. */
static void arm_fails(struct kunit *test)
{
	struct epoch_test *t;
	int i;

	for (i = 0; i < 2 * LAYERS; i++) {
		t = epoch_prepare(test, true);
		t->fails_at = i;
		KUNIT_EXPECT_EQ(test,
				seccomm_epoch_arm(&t->s, &t->roots, &t->keys),
				-EKEYREJECTED);
		KUNIT_EXPECT_EQ(test, t->arms, i);
		KUNIT_EXPECT_EQ(test, atomic_read(&t->disarms), i);
		KUNIT_EXPECT_FALSE(test, seccomm_epoch_switched(&t->s));
		/* Another try is as good as the first one. */
		t->fails_at = -1;
		epoch_use(t);
		epoch_end(t);
	}
}

/* Without keys nothing is ever made of them. */
static void never_armed(struct kunit *test)
{
	struct epoch_test *t = epoch_prepare(test, false);

	epoch_end(t);
	KUNIT_EXPECT_EQ(test, t->arms, 0);
}

/* Messages go by the epoch, and those that name it are taken, no others. */
static void use(struct kunit *test)
{
	static const u8 hdr[SECCOMM_HDR_LEN] = {
		0x15, 0, 0, NUMBER, 1, 2, 3, 4
	};
	struct epoch_test *t = epoch_prepare(test, true);
	struct seccomm_epoch *epoch = epoch_use(t);
	struct probe probe;
	unsigned int number;

	KUNIT_EXPECT_MEMEQ(test, (const u8 *)&epoch->hdr, hdr, sizeof(hdr));
	KUNIT_EXPECT_PTR_EQ(test, epoch_sending(t), epoch);
	KUNIT_EXPECT_EQ(test, seccomm_epoch_number(&t->s), NUMBER);
	KUNIT_EXPECT_TRUE(test, seccomm_epoch_switched(&t->s));
	for (number = 0; number <= U16_MAX; number++)
		if (epoch_receiving(t, number) !=
		    (number == NUMBER ? epoch : NULL))
			KUNIT_FAIL(test, "number %u", number);
	/* Each direction's handlers find the states of that direction. */
	KUNIT_ASSERT_EQ(test, epoch_submit(t, &t->s.tx.lane, &probe), 0);
	KUNIT_EXPECT_EQ(test, probe.index, LAYERS - 1);
	KUNIT_EXPECT_FALSE(test, probe.receiving);
	KUNIT_ASSERT_EQ(test, epoch_submit(t, &t->s.rx.lane, &probe), 0);
	KUNIT_EXPECT_EQ(test, probe.index, LAYERS - 1);
	KUNIT_EXPECT_TRUE(test, probe.receiving);
	epoch_end(t);
	KUNIT_EXPECT_NULL(test, epoch_sending(t));
	KUNIT_EXPECT_NULL(test, epoch_receiving(t, NUMBER));
}

/* A message that waits keeps its epoch, both directions of it. */
static void message_waits(struct kunit *test)
{
	struct epoch_test *t = epoch_prepare(test, true);
	struct seccomm_epoch *epoch = epoch_use(t);

	t->verdict = CACTUS_PARK;
	KUNIT_ASSERT_EQ(test, epoch_submit(t, &t->s.rx.lane, NULL), 0);
	seccomm_epoch_retire(&t->s);
	flush_workqueue(seccomm_wq);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->disarms), 0);
	course_check(t, &epoch->tx, 0, false);
	course_check(t, &epoch->rx, 1, true);
	epoch_end(t);
}

static struct kunit_case seccomm_epoch_cases[] = {
	KUNIT_CASE(arm),	 KUNIT_CASE(arm_fails),	    KUNIT_CASE(use),
	KUNIT_CASE(never_armed), KUNIT_CASE(message_waits), {},
};

static struct kunit_suite seccomm_epoch_suite = {
	.name = "seccomm_epoch",
	.test_cases = seccomm_epoch_cases,
};

kunit_test_suite(seccomm_epoch_suite);

MODULE_DESCRIPTION("Tests of key epochs");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
