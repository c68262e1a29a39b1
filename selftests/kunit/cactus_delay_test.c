// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: delayed raises. When they run, what cancel says, that each accepted one
 * is over exactly once.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/random.h>

#include "cactus_lane_test.h"

#define LATER (3600 * HZ)
#define ROUNDS 2000

/* The raise under test, and what became of it. */
static struct {
	struct cactus_delayed d;
	struct ct_node *node;
	atomic_t over;
	atomic_t runs;
	unsigned int again;
	bool block;
	struct completion running;
	struct completion go;
	struct cactus_lane *lane;
	unsigned int len;
} timer;

static void timer_over(struct cactus_delayed *d)
{
	atomic_inc(&timer.over);
}

static int timer_run(struct ct_node *node, struct sk_buff *skb)
{
	note_context(node, skb);
	timer.lane = CACTUS_CB(skb)->course->lane;
	timer.len = skb->len;
	atomic_inc(&timer.runs);
	if (timer.block) {
		complete(&timer.running);
		wait_for_completion(&timer.go);
	}
	if (timer.again) {
		timer.again--;
		cactus_delayed_raise(&timer.d, 1);
	}
	return node->ret;
}

/* A lane with an event of each kind; the raise is of @dir's. */
static void timer_plan(struct ct *ct, enum cactus_dir dir)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 t = ct_event(ct, "sessionTimer", CACTUS_SIDE);

	ct_bind(ct, e, 1, 'e');
	memset(&ran, 0, sizeof(ran));
	memset(&timer, 0, sizeof(timer));
	init_completion(&timer.running);
	init_completion(&timer.go);
	timer.node =
		ct_bind_full(ct, t, 1, 't', CACTUS_MAY_SLEEP, plain, 0, NULL);
	timer.node->run = timer_run;
	ct_freeze(ct);
	ct_lane(ct, e);
	cactus_delayed_init(&timer.d, &ct->lane, dir == CACTUS_SIDE ? t : e,
			    timer_over);
}

static void timer_block(struct ct *ct)
{
	unsigned long left;

	timer.block = true;
	KUNIT_ASSERT_EQ(ct->test, cactus_delayed_raise(&timer.d, 0), 0);
	left = wait_for_completion_timeout(&timer.running, CT_TIMEOUT);
	KUNIT_ASSERT_NE(ct->test, left, 0UL);
	timer.block = false;
}

/* Delayed raises that are not over. */
static u64 outstanding(void)
{
	struct cactus_ledger l;

	cactus_ledger(&l);
	return l.entry[CACTUS_OBJ_DELAYED].created -
	       l.entry[CACTUS_OBJ_DELAYED].destroyed;
}

static void delayed__runs_later_in_process_context(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned long start = jiffies;

	timer_plan(ct, CACTUS_SIDE);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, HZ / 10), 0);
	KUNIT_EXPECT_EQ(test, outstanding(), 1ULL);
	CT_WAIT(ct, atomic_read(&timer.over) == 1);
	KUNIT_EXPECT_TRUE(test, time_after_eq(jiffies, start + HZ / 10));
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "t");
	KUNIT_EXPECT_TRUE(test, ran.worker);
	KUNIT_EXPECT_FALSE(test, ran.softirq);
	KUNIT_EXPECT_TRUE(test, ran.flag_process);
	KUNIT_EXPECT_PTR_EQ(test, timer.lane, &ct->lane);
	KUNIT_EXPECT_EQ(test, timer.len, 0U);
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 0);
}

static void delayed__is_moved(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, LATER), 0);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, LATER / 2), 1);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 1), 1);
	CT_WAIT(ct, atomic_read(&timer.over) == 1);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "t");
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
}

static void delayed__unless_one_waits(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise_unless(&timer.d, LATER), 0);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise_unless(&timer.d, 0), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.over), 0);
	KUNIT_EXPECT_TRUE(test, cactus_delayed_cancel(&timer.d));
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.runs), 0);
}

static void delayed__cancel_in_time(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	KUNIT_EXPECT_FALSE(test, cactus_delayed_cancel(&timer.d));
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, LATER), 0);
	KUNIT_EXPECT_TRUE(test, cactus_delayed_cancel(&timer.d));
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.over), 1);
	KUNIT_EXPECT_FALSE(test, cactus_delayed_cancel(&timer.d));
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.over), 1);
	/* And can be raised again. */
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 0), 0);
	CT_WAIT(ct, atomic_read(&timer.over) == 2);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "t");
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
}

static void delayed__cancel_too_late(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	timer_block(ct);
	KUNIT_EXPECT_FALSE(test, cactus_delayed_cancel(&timer.d));
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.over), 0);
	complete(&timer.go);
	CT_WAIT(ct, atomic_read(&timer.over) == 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.runs), 1);
}

static void delayed__raised_while_it_runs(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	timer_block(ct);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 0), 0);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 0), 1);
	KUNIT_EXPECT_EQ(test, outstanding(), 2ULL);
	complete(&timer.go);
	CT_WAIT(ct, atomic_read(&timer.over) == 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.runs), 2);
	/* Of two, the one that waits can be called off. */
	timer_block(ct);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, LATER), 0);
	KUNIT_EXPECT_TRUE(test, cactus_delayed_cancel(&timer.d));
	complete(&timer.go);
	CT_WAIT(ct, atomic_read(&timer.over) == 4);
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.runs), 3);
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
}

static void delayed__raises_itself_again(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	timer.again = 3;
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 1), 0);
	CT_WAIT(ct, atomic_read(&timer.over) == 4);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "tttt");
}

static void delayed__side_events_only(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_DOWN);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 0), -EINVAL);
	timer.d.event = 17;
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.over), 0);
}

static void delayed__failure_is_counted(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	timer.node->ret = -EIO;
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 0), 0);
	CT_WAIT(ct, atomic_read(&timer.over) == 1);
	KUNIT_EXPECT_EQ(test, cactus_plan_async_failed(ct->plan), 1ULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 0);
}

static void delayed__lane_close_calls_it_off(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, LATER), 0);
	cactus_lane_close(&ct->lane);
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.over), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&timer.runs), 0);
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 0), -ESHUTDOWN);
	KUNIT_EXPECT_FALSE(test, cactus_delayed_cancel(&timer.d));
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
}

static int close_lane(struct ct_node *node, struct sk_buff *skb)
{
	/* The next turn that it asked for goes with the lane. */
	cactus_delayed_raise(&timer.d, LATER);
	cactus_lane_close(&node->ct->lane);
	return CACTUS_CONTINUE;
}

static void delayed__handler_closes_the_lane(struct kunit *test)
{
	struct ct *ct = test->priv;

	timer_plan(ct, CACTUS_SIDE);
	timer.node->run = close_lane;
	KUNIT_EXPECT_EQ(test, cactus_delayed_raise(&timer.d, 0), 0);
	CT_WAIT(ct, atomic_read(&timer.over) == 2);
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
}

static void delayed__cancel_races_with_its_time(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned int i, in_time = 0;
	int before;
	bool won;

	timer_plan(ct, CACTUS_SIDE);
	for (i = 0; i < ROUNDS; i++) {
		before = atomic_read(&timer.runs);
		KUNIT_ASSERT_EQ(test, cactus_delayed_raise(&timer.d, i % 2), 0);
		if (i % 2)
			schedule_timeout_uninterruptible(1);
		else
			udelay(get_random_u32() % 60);
		won = cactus_delayed_cancel(&timer.d);
		in_time += won;
		CT_WAIT(ct, atomic_read(&timer.over) == i + 1);
		KUNIT_ASSERT_EQ(test, atomic_read(&timer.runs), before + !won);
	}
	kunit_info(test, "cancelled in time: %u of %u", in_time, ROUNDS);
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
}

static atomic_t accepted;

static int raise_thread(void *arg)
{
	while (!kthread_should_stop()) {
		if (!cactus_delayed_raise(&timer.d, 0))
			atomic_inc(&accepted);
		if (cactus_delayed_cancel(&timer.d))
			cond_resched();
	}
	return 0;
}

static void delayed__close_races_with_raise(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct task_struct *tasks[2];
	unsigned int i;

	timer_plan(ct, CACTUS_SIDE);
	atomic_set(&accepted, 0);
	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		tasks[i] = kthread_run(raise_thread, NULL, "raise%u", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(tasks[i]));
	}
	CT_WAIT(ct, atomic_read(&accepted) > 1000);
	cactus_lane_close(&ct->lane);
	schedule_timeout_uninterruptible(2);
	for (i = 0; i < ARRAY_SIZE(tasks); i++)
		kthread_stop(tasks[i]);
	CT_WAIT(ct, atomic_read(&timer.over) == atomic_read(&accepted));
	KUNIT_EXPECT_EQ(test, outstanding(), 0ULL);
}

static void delay_exit(struct kunit *test)
{
	ct_exit(test);
	/* The struct is static: nothing of it may run into the next test. */
	cactus_delayed_barrier();
}

static struct kunit_case cactus_delay_cases[] = {
	KUNIT_CASE(delayed__runs_later_in_process_context),
	KUNIT_CASE(delayed__is_moved),
	KUNIT_CASE(delayed__unless_one_waits),
	KUNIT_CASE(delayed__cancel_in_time),
	KUNIT_CASE(delayed__cancel_too_late),
	KUNIT_CASE(delayed__raised_while_it_runs),
	KUNIT_CASE(delayed__raises_itself_again),
	KUNIT_CASE(delayed__side_events_only),
	KUNIT_CASE(delayed__failure_is_counted),
	KUNIT_CASE(delayed__lane_close_calls_it_off),
	KUNIT_CASE(delayed__handler_closes_the_lane),
	KUNIT_CASE(delayed__cancel_races_with_its_time),
	KUNIT_CASE(delayed__close_races_with_raise),
	{}
};

static struct kunit_suite cactus_delay_suite = {
	.name = "cactus_delay",
	.init = ct_init,
	.exit = delay_exit,
	.test_cases = cactus_delay_cases,
};

kunit_test_suite(cactus_delay_suite);

MODULE_DESCRIPTION("KUnit: delayed raises");
MODULE_LICENSE("GPL");
