// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: lanes. Where messages run, in which order, who refuses
 * them.
 */
#include <linux/completion.h>
#include <linux/module.h>

#include "cactus_lane_test.h"

static void cactus_lane_submit__softirq_inline(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	KUNIT_EXPECT_TRUE(test, ct->course.softirq);
	KUNIT_EXPECT_TRUE(test, ct->lane.reentrant);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
	KUNIT_EXPECT_TRUE(test, ran.softirq);
	KUNIT_EXPECT_FALSE(test, ran.flag_process);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
	KUNIT_EXPECT_FALSE(test, in_softirq());
}

static void cactus_lane_submit__serial_softirq_inline(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, 0, 4, U32_MAX);
	KUNIT_EXPECT_TRUE(test, ct->course.softirq);
	KUNIT_EXPECT_FALSE(test, ct->lane.reentrant);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_TRUE(test, ran.softirq);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
}

static void cactus_lane_submit__from_bh(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct sk_buff *skb;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	skb = ct_skb(ct, 8, 0);
	local_bh_disable();
	KUNIT_EXPECT_EQ(test, cactus_lane_submit(&ct->lane, skb), 0);
	KUNIT_EXPECT_TRUE(test, in_softirq());
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
}

static void cactus_lane_submit__process_in_worker_in_order(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned int i;

	lane_plan(ct, CACTUS_MAY_SLEEP, U32_MAX, U32_MAX);
	KUNIT_EXPECT_FALSE(test, ct->course.softirq);
	/* More than the worker's budget. */
	for (i = 0; i < 200; i++)
		KUNIT_EXPECT_EQ(test, ct_submit_number(ct, i), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 200);
	expect_numbers(ct, 200);
	KUNIT_EXPECT_TRUE(test, ran.worker);
	KUNIT_EXPECT_FALSE(test, ran.softirq);
	KUNIT_EXPECT_TRUE(test, ran.flag_process);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 200);
	KUNIT_EXPECT_TRUE(test, cactus_lane_diverted(&ct->lane, 0));
}

static void cactus_lane_submit__diverted_and_back(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	ct->gate = CACTUS_PROCESS;
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 0), 0);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	KUNIT_EXPECT_TRUE(test, ran.worker);
	ct->gate = CACTUS_GO;
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 1), 0);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
	KUNIT_EXPECT_FALSE(test, ran.flag_process);
	expect_numbers(ct, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 2);
}

static void cactus_lane_drain__waits_for_what_is_queued(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned int i;

	lane_plan(ct, CACTUS_MAY_SLEEP, U32_MAX, U32_MAX);
	cactus_lane_drain(&ct->lane);
	/* More than the worker does in one go. */
	for (i = 0; i < 200; i++)
		KUNIT_EXPECT_EQ(test, ct_submit_number(ct, i), 0);
	cactus_lane_drain(&ct->lane);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 200);
	expect_numbers(ct, 200);
}

static void cactus_lane_drain__leaves_what_is_parked(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_MAY_SLEEP, 4, U32_MAX);
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	cactus_lane_drain(&ct->lane);
	KUNIT_EXPECT_TRUE(test, ct->lane.parked);
	KUNIT_EXPECT_EQ(test, misses(ct), 1U);
	KUNIT_EXPECT_EQ(test, ct->lane.queue.qlen, 2U);
}

static struct completion hold_in, hold_out;

static int hold(struct ct_node *node, struct sk_buff *skb)
{
	if (CACTUS_CB(skb)->in_process) {
		complete(&hold_in);
		wait_for_completion(&hold_out);
	}
	return CACTUS_CONTINUE;
}

static void cactus_lane_submit__follows_what_the_worker_runs(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	ct->nodes[0].run = hold;
	init_completion(&hold_in);
	init_completion(&hold_out);
	ct->gate = CACTUS_PROCESS;
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 0), 0);
	wait_for_completion(&hold_in);
	/* The queue is empty, the worker is not; the gate would say go. */
	ct->gate = CACTUS_GO;
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 1), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
	complete_all(&hold_out);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	expect_numbers(ct, 2);
}

static void cactus_lane_submit__gate_refuses(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	ct->gate = -EKEYEXPIRED;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EKEYEXPIRED);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 1);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "");
	KUNIT_EXPECT_EQ(test, ct->n_log, 0U);
}

static void cactus_lane_submit__worker_gate_refuses(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_MAY_SLEEP, 4, U32_MAX);
	ct->gate = -EKEYEXPIRED;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, atomic_read(&ct->dropped) == 1);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -EKEYEXPIRED);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 0);
}

static void cactus_lane_submit__enter_refuses(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	ct->enter_err = -EOVERFLOW;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 1);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "");
	KUNIT_EXPECT_EQ(test, ct->n_log, 0U);
}

/* Who waits for the worker has had his answer before. */
static void cactus_lane_submit__tells_what_done_gave(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	ct->done_err = -EHOSTUNREACH;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EHOSTUNREACH);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 0);
	ct->gate = CACTUS_PROCESS;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 0);
}

static void cactus_lane_submit__worker_names_who_failed(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_MAY_SLEEP, 4, U32_MAX);
	ct->nodes[0].run = NULL;
	ct->nodes[0].ret = -EBADMSG;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, atomic_read(&ct->dropped) == 1);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -EBADMSG);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "a");
}

/* ---- what would keep bottom halves off for too long ---- */

/* An instruction a byte, and a budget for 100 of them. */
static void budget_plan(struct ct *ct, unsigned int flags)
{
	ct->cost.byte = CACTUS_COST_PARTS;
	lane_plan(ct, flags, U32_MAX, U32_MAX);
	cactus_lane_budget(&ct->lane, 100);
}

static void submit_length(struct ct *ct, unsigned int len, u64 number)
{
	struct sk_buff *skb = ct_skb(ct, len, 0);

	CACTUS_CB(skb)->number = number;
	KUNIT_EXPECT_EQ(ct->test, cactus_lane_submit(&ct->lane, skb), 0);
}

static void cactus_lane_budget__long_runs_in_worker(struct kunit *test)
{
	struct ct *ct = test->priv;

	budget_plan(ct, CACTUS_REENTRANT);
	KUNIT_EXPECT_FALSE(test, cactus_lane_diverted(&ct->lane, 100));
	KUNIT_EXPECT_TRUE(test, cactus_lane_diverted(&ct->lane, 101));
	submit_length(ct, 100, 0);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
	KUNIT_EXPECT_TRUE(test, ran.softirq);
	submit_length(ct, 101, 1);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 100));
	KUNIT_EXPECT_TRUE(test, ran.worker);
	KUNIT_EXPECT_FALSE(test, ran.softirq);
	KUNIT_EXPECT_TRUE(test, ran.flag_process);
	KUNIT_EXPECT_TRUE(test, cactus_lane_diverted(&ct->lane, 101));
	submit_length(ct, 0, 2);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
	expect_numbers(ct, 3);
}

static void cactus_lane_budget__short_follows_long(struct kunit *test)
{
	struct ct *ct = test->priv;

	budget_plan(ct, 0);
	ct->nodes[0].run = hold;
	init_completion(&hold_in);
	init_completion(&hold_out);
	submit_length(ct, 5000, 0);
	wait_for_completion(&hold_in);
	submit_length(ct, 0, 1);
	submit_length(ct, 5000, 2);
	submit_length(ct, 8, 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
	complete_all(&hold_out);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	expect_numbers(ct, 4);
}

static void cactus_lane_budget__none_runs_at_once(struct kunit *test)
{
	struct ct *ct = test->priv;

	ct->cost.message = CACTUS_COST_PARTS;
	lane_plan(ct, CACTUS_REENTRANT, U32_MAX, U32_MAX);
	cactus_lane_budget(&ct->lane, 0);
	submit_length(ct, 0, 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_TRUE(test, ran.worker);
	ct_idle(ct);
	KUNIT_EXPECT_TRUE(test, cactus_lane_diverted(&ct->lane, 0));
}

static void cactus_lane_budget__sleepers_stay(struct kunit *test)
{
	struct ct *ct = test->priv;

	budget_plan(ct, CACTUS_MAY_SLEEP);
	KUNIT_EXPECT_TRUE(test, cactus_lane_diverted(&ct->lane, 0));
	submit_length(ct, 0, 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_TRUE(test, ran.worker);
}

/* ---- two threads, a gate of moods ---- */

#define MIX_MESSAGES 3000
/* So many, then a thread lets the lane come back to softirq. */
#define MIX_BURST 64

static struct {
	struct ct *ct;
	struct completion finished;
	atomic_t running;
	atomic_t inside;
	atomic_t overlaps;
	atomic_t disorder;
	atomic_t inline_runs;
	atomic_t worker_runs;
	u64 next[2];
} mix;

static int mix_gate(struct ct *ct, struct sk_buff *skb)
{
	/* A hash of the number; about one in sixteen says process. */
	u32 h = (u32)((CACTUS_CB(skb)->number + 1) * 2654435761U) >> 16;

	return h % 16 ? CACTUS_GO : CACTUS_PROCESS;
}

static int mix_handler(struct ct_node *node, struct sk_buff *skb)
{
	int i;

	if (atomic_inc_return(&mix.inside) != 1)
		atomic_inc(&mix.overlaps);
	if (CACTUS_CB(skb)->in_process)
		atomic_inc(&mix.worker_runs);
	else
		atomic_inc(&mix.inline_runs);
	/* Long enough that a second run would be met. */
	for (i = 0; i < 100; i++)
		cpu_relax();
	atomic_dec(&mix.inside);
	return CACTUS_CONTINUE;
}

static void mix_done(struct ct *ct, struct sk_buff *skb)
{
	u16 thread = CACTUS_CB(skb)->family;
	u64 number = CACTUS_CB(skb)->number;

	if (READ_ONCE(mix.next[thread]) != number)
		atomic_inc(&mix.disorder);
	WRITE_ONCE(mix.next[thread], number + 1);
}

/*
 * A lane stays diverted for as long as its worker is behind, and two threads
 * can outrun it for good. Both pause, so it does catch up.
 */
static void mix_pause(void)
{
	unsigned long end = jiffies + CT_TIMEOUT;

	while (cactus_lane_diverted(&mix.ct->lane, 0) &&
	       time_before(jiffies, end))
		cond_resched();
}

static int mix_thread(void *arg)
{
	u16 thread = (uintptr_t)arg;
	struct sk_buff *skb;
	u64 i;

	for (i = 0; i < MIX_MESSAGES; i++) {
		if (i % MIX_BURST == 0)
			mix_pause();
		skb = alloc_skb(64, GFP_KERNEL);
		if (!skb)
			break;
		CACTUS_CB(skb)->number = i;
		CACTUS_CB(skb)->family = thread;
		cactus_lane_submit(&mix.ct->lane, skb);
		cond_resched();
	}
	if (atomic_dec_and_test(&mix.running))
		complete(&mix.finished);
	return 0;
}

static void mix_test(struct ct *ct, unsigned int flags)
{
	struct task_struct *task;
	unsigned long i;

	lane_plan(ct, flags, U32_MAX, U32_MAX);
	ct->nodes[0].run = mix_handler;
	ct->gate_fn = mix_gate;
	ct->done_fn = mix_done;
	memset(&mix, 0, sizeof(mix));
	mix.ct = ct;
	init_completion(&mix.finished);
	atomic_set(&mix.running, 2);
	for (i = 0; i < 2; i++) {
		task = kthread_run(mix_thread, (void *)i, "cactus_mix%lu", i);
		KUNIT_ASSERT_FALSE(ct->test, IS_ERR(task));
	}
	KUNIT_ASSERT_NE(ct->test,
			wait_for_completion_timeout(&mix.finished,
						    2 * CT_TIMEOUT),
			0UL);
	CT_WAIT(ct, atomic_read(&ct->done) == 2 * MIX_MESSAGES);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	KUNIT_EXPECT_EQ(ct->test, atomic_read(&mix.disorder), 0);
	KUNIT_EXPECT_EQ(ct->test, atomic_read(&ct->dropped), 0);
	KUNIT_EXPECT_EQ(ct->test, atomic_read(&ct->entered), 2 * MIX_MESSAGES);
	KUNIT_EXPECT_GT(ct->test, atomic_read(&mix.inline_runs), 0);
	KUNIT_EXPECT_GT(ct->test, atomic_read(&mix.worker_runs), 0);
	if (!(flags & CACTUS_REENTRANT))
		KUNIT_EXPECT_EQ(ct->test, atomic_read(&mix.overlaps), 0);
}

static void cactus_lane_submit__mixed_lanes_keep_order(struct kunit *test)
{
	mix_test(test->priv, CACTUS_REENTRANT);
}

static void cactus_lane_submit__mixed_lanes_serialize(struct kunit *test)
{
	mix_test(test->priv, 0);
}

static struct kunit_case cactus_lane_cases[] = {
	KUNIT_CASE(cactus_lane_submit__softirq_inline),
	KUNIT_CASE(cactus_lane_submit__serial_softirq_inline),
	KUNIT_CASE(cactus_lane_submit__from_bh),
	KUNIT_CASE(cactus_lane_submit__process_in_worker_in_order),
	KUNIT_CASE(cactus_lane_submit__diverted_and_back),
	KUNIT_CASE(cactus_lane_drain__waits_for_what_is_queued),
	KUNIT_CASE(cactus_lane_drain__leaves_what_is_parked),
	KUNIT_CASE(cactus_lane_submit__follows_what_the_worker_runs),
	KUNIT_CASE(cactus_lane_submit__gate_refuses),
	KUNIT_CASE(cactus_lane_submit__worker_gate_refuses),
	KUNIT_CASE(cactus_lane_submit__enter_refuses),
	KUNIT_CASE(cactus_lane_submit__tells_what_done_gave),
	KUNIT_CASE(cactus_lane_submit__worker_names_who_failed),
	KUNIT_CASE(cactus_lane_budget__long_runs_in_worker),
	KUNIT_CASE(cactus_lane_budget__short_follows_long),
	KUNIT_CASE(cactus_lane_budget__none_runs_at_once),
	KUNIT_CASE(cactus_lane_budget__sleepers_stay),
	KUNIT_CASE(cactus_lane_submit__mixed_lanes_keep_order),
	KUNIT_CASE(cactus_lane_submit__mixed_lanes_serialize),
	{}
};

static struct kunit_suite cactus_lane_suite = {
	.name = "cactus_lane",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_lane_cases,
};

kunit_test_suite(cactus_lane_suite);

MODULE_DESCRIPTION("KUnit: lanes and their order");
MODULE_LICENSE("GPL");
