// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: parking. Kick, bounds, the races between them, flush, close,
 * the ledger.
 */
#include <linux/completion.h>
#include <linux/module.h>

#include "cactus_lane_test.h"

static struct completion hold_in;

static void cactus_lane_kick__resumes_in_order(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned int i;

	lane_plan(ct, CACTUS_REENTRANT, 8, U32_MAX);
	ct->gate = CACTUS_PARK;
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, ct_submit_number(ct, i), 0);
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	KUNIT_EXPECT_TRUE(test, ct->lane.parked);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 0);
	KUNIT_EXPECT_EQ(test, ct->lane.queue.qlen, 5U);

	/* Parked: neither the worker nor the gate is bothered. */
	i = atomic_read(&ct->gated);
	ct->gate = CACTUS_GO;
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 5), 0);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(ct->lane.busy));
	KUNIT_EXPECT_EQ(test, (unsigned int)atomic_read(&ct->gated), i);

	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	expect_numbers(ct, 6);
	KUNIT_EXPECT_EQ(test, misses(ct), 1U);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 6);
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 0U);
}

static void cactus_lane_kick__too_early_parks_again(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 8, U32_MAX);
	cactus_lane_kick(&ct->lane);
	KUNIT_EXPECT_FALSE(test, ct->lane.busy);
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 0), 0);
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 1), 0);
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	/* A new episode, so miss once more. */
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, misses(ct) == 2);
	ct_idle(ct);
	KUNIT_EXPECT_TRUE(test, ct->lane.parked);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	expect_numbers(ct, 2);
}

static int kick_at_once(struct ct_node *node, struct sk_buff *skb)
{
	node->err = skb->len == 8 && in_task() && !in_softirq() ? 0 : -EINVAL;
	WRITE_ONCE(node->ct->gate, CACTUS_GO);
	cactus_lane_kick(&node->ct->lane);
	return CACTUS_CONTINUE;
}

static void cactus_lane_kick__from_the_miss_handler(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *node = lane_plan(ct, CACTUS_REENTRANT, 8, U32_MAX);

	node->run = kick_at_once;
	node->err = -ENOENT;
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	/* It was called in process context, the message untouched. */
	KUNIT_EXPECT_EQ(test, node->err, 0);
	KUNIT_EXPECT_EQ(test, misses(ct), 1U);
}

static void cactus_lane_submit__miss_fails(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *node = lane_plan(ct, CACTUS_REENTRANT, 8, U32_MAX);

	node->ret = -ENOKEY;
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 2);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ENOKEY);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "m");
	KUNIT_EXPECT_EQ(test, misses(ct), 2U);
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 0U);
}

static void cactus_lane_submit__no_miss_event(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_UP);

	ct_bind(ct, e, 1, 'a');
	ct_freeze(ct);
	ct_lane(ct, e);
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, READ_ONCE(ct->lane.parked));
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
}

static void cactus_lane_submit__bounds_messages(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned int i;

	lane_plan(ct, CACTUS_REENTRANT, 3, U32_MAX);
	ct->gate = CACTUS_PARK;
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_FALSE(test, cactus_lane_full(&ct->lane));
		KUNIT_EXPECT_EQ(test, ct_submit_number(ct, i), 0);
	}
	KUNIT_EXPECT_TRUE(test, cactus_lane_full(&ct->lane));
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 9), -ENOBUFS);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ENOBUFS);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "");
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->drained), 0);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 3);
	expect_numbers(ct, 3);
	/* Once for one refusal. */
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->drained), 1);
}

static void cactus_lane_submit__bounds_bytes(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct sk_buff *skb = ct_skb(ct, 8, 64);
	u32 size = skb->truesize;

	kfree_skb(skb);
	/* The one that reaches the bound may exceed it. */
	lane_plan(ct, CACTUS_REENTRANT, U32_MAX, 2 * size - 1);
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_FALSE(test, cactus_lane_full(&ct->lane));
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_TRUE(test, cactus_lane_full(&ct->lane));
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -ENOBUFS);
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 2 * size);
	cactus_lane_flush(&ct->lane, -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->drained), 1);
	KUNIT_EXPECT_FALSE(test, cactus_lane_full(&ct->lane));
}

static void cactus_lane_full__asks_for_drained(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 1, U32_MAX);
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_TRUE(test, cactus_lane_full(&ct->lane));
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->drained), 1);
}

/* Told when half of the room is free, whoever asked for it. */
static void cactus_lane_writable__is_half_free(struct kunit *test)
{
	struct ct *ct = test->priv;
	int i;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	ct->gate = CACTUS_PARK;
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, cactus_lane_writable(&ct->lane), i < 2);
		KUNIT_EXPECT_FALSE(test, cactus_lane_full(&ct->lane));
		KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	}
	KUNIT_EXPECT_FALSE(test, cactus_lane_writable(&ct->lane));
	KUNIT_EXPECT_TRUE(test, cactus_lane_full(&ct->lane));
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->drained), 0);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 4);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->drained), 1);
	KUNIT_EXPECT_TRUE(test, cactus_lane_writable(&ct->lane));
}

/* ---- kick against park ---- */

/* As many rounds as there is time for: where others have the processors, a round takes as
 * long as they keep them.
 */
#define RACE_ROUNDS 2000
#define RACE_TIME (30 * HZ)

static struct {
	struct ct *ct;
	atomic_t round;
	atomic_t kicked;
	atomic_t asked;
	bool stop;
	bool open;
	struct completion finished;
} race;

/*
 * In every other round the worker's question waits until the kick is about to
 * come, so that it arrives between the answer and its effect; in the others it
 * comes when it likes.
 */
static int race_gate(struct ct *ct, struct sk_buff *skb)
{
	int i, round = atomic_read(&race.round);

	if (READ_ONCE(race.open))
		return CACTUS_GO;
	if (round % 2 && current->flags & PF_WQ_WORKER) {
		atomic_set(&race.asked, round);
		/* A bound, as the other thread may be without a CPU. */
		for (i = 0; i < 1000000 && !READ_ONCE(race.open); i++)
			cpu_relax();
		for (i = 0; i < 1000; i++)
			cpu_relax();
	}
	return CACTUS_PARK;
}

static int race_thread(void *unused)
{
	int round = 0, i;

	while (!READ_ONCE(race.stop)) {
		if (atomic_read(&race.round) == round) {
			cond_resched();
			continue;
		}
		round++;
		if (round % 2)
			while (atomic_read(&race.asked) != round &&
			       !READ_ONCE(race.stop))
				cond_resched();
		else
			for (i = 0; i < round * 37 % 1024; i++)
				cpu_relax();
		WRITE_ONCE(race.open, true);
		cactus_lane_kick(&race.ct->lane);
		atomic_set(&race.kicked, round);
	}
	complete(&race.finished);
	return 0;
}

static void cactus_lane_kick__races_with_park(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned long end, enough = jiffies + RACE_TIME;
	struct task_struct *task;
	int i;

	lane_plan(ct, CACTUS_REENTRANT, 8, U32_MAX);
	memset(&race, 0, sizeof(race));
	race.ct = ct;
	init_completion(&race.finished);
	ct->gate_fn = race_gate;
	ct->done_fn = NULL;
	task = kthread_run(race_thread, NULL, "cactus_race");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));

	for (i = 1; i <= RACE_ROUNDS && time_before(jiffies, enough); i++) {
		WRITE_ONCE(race.open, false);
		atomic_set(&race.round, i);
		ct_submit(ct);
		/* One kick per round: if it is lost, this does not end. */
		end = jiffies + CT_TIMEOUT;
		while ((atomic_read(&ct->done) != i ||
			atomic_read(&race.kicked) != i) &&
		       time_before(jiffies, end))
			cond_resched();
		KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), i);
		if (atomic_read(&ct->done) != i)
			break;
	}
	KUNIT_EXPECT_GT(test, i, 10);
	WRITE_ONCE(race.stop, true);
	wait_for_completion(&race.finished);
}

/* ---- flush, close ---- */

static void cactus_lane_flush__lane_stays_open(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 8, U32_MAX);
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	cactus_lane_flush(&ct->lane, -ENOKEY);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 2);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ENOKEY);
	/* Nothing waits, so the lane goes back to softirq without a kick. */
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	ct->gate = CACTUS_GO;
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 0), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
}

static void cactus_lane_take__gives_all_to_the_caller(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct sk_buff_head list;
	struct sk_buff *skb;
	u64 i;

	lane_plan(ct, CACTUS_REENTRANT, 8, U32_MAX);
	__skb_queue_head_init(&list);
	ct->gate = CACTUS_PARK;
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, ct_submit_number(ct, i), 0);
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	cactus_lane_take(&ct->lane, &list);
	KUNIT_EXPECT_EQ(test, list.qlen, 3U);
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 0U);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 0);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	ct->gate = CACTUS_GO;
	while ((skb = __skb_dequeue(&list)))
		KUNIT_EXPECT_EQ(test, cactus_lane_submit(&ct->lane, skb), 0);
	expect_numbers(ct, 3);
}

static int flush_at_once(struct ct_node *node, struct sk_buff *skb)
{
	cactus_lane_flush(&node->ct->lane, -ENOKEY);
	return CACTUS_CONTINUE;
}

static void cactus_lane_flush__from_the_miss_handler(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 8, U32_MAX)->run = flush_at_once;
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 1);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ENOKEY);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "");
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 0U);
}

static void cactus_lane_close__drops_everything(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned int i;

	lane_plan(ct, CACTUS_REENTRANT, 64, U32_MAX);
	ct->gate = CACTUS_PARK;
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	cactus_lane_close(&ct->lane);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 10);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ESHUTDOWN);
	ct->gate = CACTUS_GO;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -ESHUTDOWN);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 11);
	cactus_lane_kick(&ct->lane);
	cactus_lane_flush(&ct->lane, -EIO);
	cactus_lane_close(&ct->lane);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 11);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
}

static int hold_miss(struct ct_node *node, struct sk_buff *skb)
{
	complete(&hold_in);
	/* Until close has marked the lane: it then waits for this handler. */
	while (!READ_ONCE(node->ct->lane.closed))
		schedule_timeout_uninterruptible(1);
	return CACTUS_CONTINUE;
}

static void cactus_lane_close__while_miss_runs(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 64, U32_MAX)->run = hold_miss;
	init_completion(&hold_in);
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	wait_for_completion(&hold_in);
	cactus_lane_close(&ct->lane);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 2);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ESHUTDOWN);
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 0U);
}

static void cactus_lane_close__drops_async_raises(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_SIDE);
	struct cactus_ledger_entry *entry;
	struct cactus_ledger l;

	ct_bind_raise(ct, e, 1, 'a', CT_ASYNC(s))->swallow = true;
	ct_bind_full(ct, s, 1, 's', CACTUS_MAY_SLEEP, plain, 0, NULL);
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	cactus_lane_close(&ct->lane);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&ct->lane.async));
	cactus_ledger(&l);
	entry = &l.entry[CACTUS_OBJ_ASYNC];
	KUNIT_EXPECT_EQ(test, entry->created, entry->destroyed);
}

static void cactus_lane_close__async_raise_after(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_SIDE);
	struct ct_node *node = ct_bind_raise(ct, e, 1, 'a', CT_ASYNC(s));
	struct sk_buff *skb;

	ct_freeze(ct);
	ct_lane(ct, e);
	/* Closed while a message is on its way: what a submit then sees. */
	ct->lane.closed = true;
	skb = ct_skb(ct, 8, 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_submit(&ct->lane, skb), -ESHUTDOWN);
	KUNIT_EXPECT_EQ(test, node->err, -ESHUTDOWN);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ESHUTDOWN);
}

static void cactus_ledger__balances(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct cactus_ledger before, after;
	unsigned int i;

	lane_plan(ct, CACTUS_REENTRANT, 2, U32_MAX);
	cactus_ledger(&before);
	ct->gate = CACTUS_PARK;
	for (i = 0; i < 3; i++)
		ct_submit(ct);
	CT_WAIT(ct, misses(ct) == 1);
	ct_idle(ct);
	ct->gate = CACTUS_GO;
	ct_submit(ct);
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	ct_submit(ct);
	ct_end(ct);
	cactus_ledger(&after);
	for (i = 0; i < CACTUS_N_OBJECTS; i++) {
		KUNIT_EXPECT_NOT_NULL(test, after.entry[i].name);
		KUNIT_EXPECT_EQ_MSG(test, after.entry[i].created,
				    after.entry[i].destroyed, "%s",
				    after.entry[i].name);
	}
	KUNIT_EXPECT_GE(test, after.entry[CACTUS_OBJ_QUEUED].created,
			before.entry[CACTUS_OBJ_QUEUED].created + 2);
	KUNIT_EXPECT_EQ(test, after.entry[CACTUS_OBJ_PLAN].destroyed,
			before.entry[CACTUS_OBJ_PLAN].destroyed + 1);
}

static struct kunit_case cactus_park_cases[] = {
	KUNIT_CASE(cactus_lane_submit__miss_fails),
	KUNIT_CASE(cactus_lane_submit__no_miss_event),
	KUNIT_CASE(cactus_lane_submit__bounds_messages),
	KUNIT_CASE(cactus_lane_submit__bounds_bytes),
	KUNIT_CASE(cactus_lane_full__asks_for_drained),
	KUNIT_CASE(cactus_lane_writable__is_half_free),
	KUNIT_CASE(cactus_lane_kick__resumes_in_order),
	KUNIT_CASE(cactus_lane_kick__too_early_parks_again),
	KUNIT_CASE(cactus_lane_kick__from_the_miss_handler),
	KUNIT_CASE(cactus_lane_kick__races_with_park),
	KUNIT_CASE(cactus_lane_flush__lane_stays_open),
	KUNIT_CASE(cactus_lane_flush__from_the_miss_handler),
	KUNIT_CASE(cactus_lane_take__gives_all_to_the_caller),
	KUNIT_CASE(cactus_lane_close__drops_everything),
	KUNIT_CASE(cactus_lane_close__while_miss_runs),
	KUNIT_CASE(cactus_lane_close__drops_async_raises),
	KUNIT_CASE(cactus_lane_close__async_raise_after),
	KUNIT_CASE(cactus_ledger__balances),
	{}
};

static struct kunit_suite cactus_park_suite = {
	.name = "cactus_park",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_park_cases,
};

kunit_test_suite(cactus_park_suite);

MODULE_DESCRIPTION("KUnit: parking, kicks, flush and close");
MODULE_LICENSE("GPL");
