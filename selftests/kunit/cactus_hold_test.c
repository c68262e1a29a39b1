// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: held messages: where they go on, the order behind them, bounds, close, and
 * what happens to the lane meanwhile.
 */
#include <linux/kfifo.h>
#include <linux/module.h>

#include "cactus_hold_test.h"
#include "cactus_load_test.h"

static void hold__in_softirq(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, CACTUS_REENTRANT, hold_first);
	submit_from_to(ct, 0, 3);
	ct_idle(ct);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
	expect_log(ct, "ah");
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	expect_log(ct, "ahzahzahz");
	expect_numbers(ct, 3);
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 0U);
	submit_from_to(ct, 3, 4);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
}

static void hold__in_softirq_serial(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, 0, hold_first);
	submit_from_to(ct, 0, 2);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	expect_log(ct, "ahzahz");
	expect_numbers(ct, 2);
}

static void hold__in_worker(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, CACTUS_MAY_SLEEP, hold_first);
	submit_from_to(ct, 0, 2);
	CT_WAIT(ct, READ_ONCE(held));
	ct_idle(ct);
	submit_from_to(ct, 2, 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 3);
	KUNIT_EXPECT_TRUE(test, ran.worker);
	expect_log(ct, "ahzahzahz");
	expect_numbers(ct, 3);
}

static int hold_and_give(struct ct_node *node, struct sk_buff *skb)
{
	int ret = hold_it(node, skb);

	give(0);
	return ret;
}

static void hold__given_back_at_once(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, CACTUS_REENTRANT, hold_and_give);
	submit_from_to(ct, 0, 2);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	KUNIT_EXPECT_TRUE(test, ran.worker);
	KUNIT_EXPECT_TRUE(test, ran.flag_process);
	expect_numbers(ct, 2);
}

static void hold__given_back_with_an_error(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, CACTUS_REENTRANT, hold_first);
	submit_from_to(ct, 0, 2);
	KUNIT_EXPECT_EQ(test, give(-EIO), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 1);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -EIO);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "h");
	expect_log(ct, "ahahz");
}

static int hold_twice(struct ct_node *node, struct sk_buff *skb)
{
	return node->ret++ ? CACTUS_HELD : hold_it(node, skb);
}

/* To say so without doing so is an error. */
static void hold__must_be_called(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, CACTUS_REENTRANT, hold_twice);
	ct->nodes[1].ret = 1;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EINVAL);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "h");
	ct->nodes[0].run = hold_it;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EPERM);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "a");
	ct->nodes[0].run = NULL;
	ct->nodes[0].ret = CACTUS_HELD;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EINVAL);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "a");
}

static void hold__dropped_on_close(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, CACTUS_REENTRANT, hold_first);
	submit_from_to(ct, 0, 2);
	cactus_lane_close(&ct->lane);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 2);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ESHUTDOWN);
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 0U);
	KUNIT_EXPECT_EQ(test, give(0), -ESHUTDOWN);
	expect_log(ct, "ah");
}

/* The lane is closed while the handler has yet to return. */
static int hold_slowly(struct ct_node *node, struct sk_buff *skb)
{
	int ret = hold_it(node, skb);

	complete(&hold_in);
	wait_for_completion(&hold_out);
	return ret;
}

static int close_thread(void *arg)
{
	struct ct *ct = arg;

	cactus_lane_close(&ct->lane);
	return 0;
}

static void hold__closed_before_it_returns(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct task_struct *task;

	holder(ct, CACTUS_MAY_SLEEP, hold_slowly);
	submit_from_to(ct, 0, 1);
	wait_for_completion(&hold_in);
	task = kthread_run(close_thread, ct, "close");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	CT_WAIT(ct, READ_ONCE(ct->lane.closed));
	KUNIT_EXPECT_EQ(test, give(0), -ESHUTDOWN);
	complete_all(&hold_out);
	cactus_lane_close(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->dropped) == 1);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ESHUTDOWN);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "h");
}

/* A group's member holds; the group's other members and what is behind it follow. */
static void hold__in_a_group(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	struct cactus_raise raise = CT_SYNC(s);
	struct cactus_bind group = {
		.name = "g",
		.event = e,
		.order = 1,
		.handler = cactus_raise_all,
		.flags = CACTUS_REENTRANT,
		.raises = &raise,
		.n_raises = 1,
	};

	memset(&ran, 0, sizeof(ran));
	KUNIT_ASSERT_EQ(test, cactus_bind(ct->c, &group), 0);
	ct_bind_full(ct, s, 1, 'h', CACTUS_REENTRANT | CACTUS_MAY_HOLD, plain,
		     0, NULL)
		->run = hold_first;
	ct_bind(ct, s, 2, 'i')->ret = CACTUS_HALT;
	ct_bind(ct, s, 3, 'j');
	ct_bind(ct, e, 2, 'z');
	ct_freeze(ct);
	ct_lane(ct, e);
	ct->done_fn = note_number;
	submit_from_to(ct, 0, 2);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	expect_log(ct, "hizhiz");
	expect_numbers(ct, 2);
}

static void hold__refused_by_freeze(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);

	/* "r" would wait for a message that is held. */
	ct_bind_raise(ct, e, 1, 'r', CT_SYNC(s));
	ct_bind_full(ct, s, 1, 'h', CACTUS_MAY_HOLD, plain, 0, NULL);
	ct_freeze_fails(ct, CACTUS_FAULT_HOLD, -EINVAL, "e", "r");
}

static void hold__refused_for_async(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);

	ct_bind_raise(ct, e, 1, 'r', CT_ASYNC(s));
	ct_bind_full(ct, s, 1, 'h', CACTUS_MAY_HOLD, plain, 0, NULL);
	ct_freeze_fails(ct, CACTUS_FAULT_HOLD, -EINVAL, "e", "r");
}

static void hold__refused_by_bind(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 side = ct_event(ct, "side", CACTUS_SIDE);
	struct cactus_bind bind = {
		.name = "h",
		.event = side,
		.handler = ct_handler,
		.arg = &ct->nodes[0],
		.flags = CACTUS_MAY_HOLD,
	};

	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	bind.event = e;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), 0);
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EEXIST);
}

static int pool_max;
static struct cactus_pool pool = { .max = &pool_max };

static void hold__is_charged(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, CACTUS_REENTRANT, hold_first);
	atomic_long_set(&pool.bytes, 0);
	pool_max = 1;
	ct->lane.pool = &pool;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -ENOBUFS);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pool.bytes), 0L);
	pool_max = 1 << 20;
	submit_from_to(ct, 0, 2);
	KUNIT_EXPECT_GT(test, atomic_long_read(&pool.bytes), 0L);
	/* What waits is flushed, what is held is not. */
	cactus_lane_flush(&ct->lane, -ENOKEY);
	KUNIT_EXPECT_EQ(test, (long)ct->lane.queued_bytes,
			atomic_long_read(&pool.bytes));
	KUNIT_EXPECT_GT(test, ct->lane.queued_bytes, 0U);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 2);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_EQ(test, ct->lane.queued_bytes, 0U);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pool.bytes), 0L);
}

/* The gate is not asked about what is behind a message that is held. */
static void hold__then_park(struct kunit *test)
{
	struct ct *ct = test->priv;

	holder(ct, CACTUS_REENTRANT, hold_first);
	submit_from_to(ct, 0, 1);
	ct->gate = CACTUS_PARK;
	submit_from_to(ct, 1, 2);
	ct_idle(ct);
	KUNIT_EXPECT_FALSE(test, ct->lane.parked);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, READ_ONCE(ct->lane.parked));
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	expect_numbers(ct, 2);
}

static int watched(const struct sk_buff *skb, void *arg)
{
	atomic_inc(arg);
	return 0;
}

/* It goes on in the plan of now, at its place. */
static void hold__while_the_plan_changes(struct kunit *test)
{
	struct ct *ct = test->priv;
	atomic_t before = ATOMIC_INIT(0), behind = ATOMIC_INIT(0);
	struct cactus_neutral first = {
		.name = "first",
		.order = INT_MIN,
		.handler = watched,
		.arg = &before,
		.flags = CACTUS_REENTRANT,
	};
	struct cactus_neutral last = {
		.name = "last",
		.order = INT_MAX,
		.handler = watched,
		.arg = &behind,
		.flags = CACTUS_REENTRANT,
	};

	holder(ct, CACTUS_REENTRANT, hold_it);
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 0, &last), 0);
	submit_from_to(ct, 0, 1);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &last), 0);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&behind), 0);

	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	submit_from_to(ct, 1, 2);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &first), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &last), 0);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&before), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&behind), 1);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &first), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &last), 0);
	expect_log(ct, "ahzahz");
}

/* In softirq: wait without sleep until the test has replaced the plan, but not for ever. */
static int hold_late(struct ct_node *node, struct sk_buff *skb)
{
	unsigned long end = jiffies + 10 * HZ;

	complete(&hold_in);
	while (!completion_done(&hold_out) && time_before(jiffies, end))
		cpu_relax();
	return hold_it(node, skb);
}

static int submit_first_thread(void *arg)
{
	ct_submit_number(arg, 0);
	return 0;
}

/* The plan that a run in softirq has by RCU alone has lost its last reference. */
static void hold__after_the_plan_has_gone(struct kunit *test)
{
	struct ct *ct = test->priv;
	atomic_t seen = ATOMIC_INIT(0);
	struct cactus_neutral n[] = {
		{ .name = "one" },
		{ .name = "two" },
	};
	struct task_struct *task;
	int i;

	KUNIT_ASSERT_GE(test, num_online_cpus(), 2U);
	for (i = 0; i < ARRAY_SIZE(n); i++) {
		n[i].order = INT_MAX;
		n[i].handler = watched;
		n[i].arg = &seen;
		n[i].flags = CACTUS_REENTRANT;
	}
	holder(ct, CACTUS_REENTRANT, hold_late);
	/* No plan of the test's own: the course alone has the reference. */
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 0, &n[0]), 0);
	task = kthread_run(submit_first_thread, ct, "submit");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for_completion(&hold_in);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &n[1]), 0);
	complete_all(&hold_out);
	CT_WAIT(ct, atomic_read(&ct->dropped) == 1);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -ESTALE);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "h");
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &n[0]), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &n[1]), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen), 0);
}

/* It finishes under the course that it was submitted under. */
static void hold__while_the_lane_switches(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct cactus_course next;

	holder(ct, CACTUS_REENTRANT, hold_first);
	submit_from_to(ct, 0, 1);
	cactus_course_init(&next, ct->plan, 0, CACTUS_NO_EVENT, NULL);
	cactus_lane_switch(&ct->lane, &next);
	synchronize_rcu();
	ct_course_put(ct);
	submit_from_to(ct, 1, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 0);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 1);
	expect_numbers(ct, 2);
	cactus_lane_close(&ct->lane);
	synchronize_rcu();
	cactus_course_put(&next);
}

/* ---- a process that answers, under load ---- */

static DEFINE_KFIFO(asked, struct cactus_held *, 128);
static DEFINE_SPINLOCK(asked_lock);

static int ask(struct ct_node *node, struct sk_buff *skb)
{
	struct cactus_held *h;

	if (CACTUS_CB(skb)->number % 8)
		return CACTUS_CONTINUE;
	h = cactus_hold(skb);
	if (IS_ERR(h))
		return PTR_ERR(h);
	kfifo_in_spinlocked(&asked, &h, 1, &asked_lock);
	return CACTUS_HELD;
}

static int answer_thread(void *arg)
{
	struct cactus_held *h;
	unsigned int n = 0;

	while (!kthread_should_stop() || !kfifo_is_empty(&asked)) {
		local_bh_disable();
		h = NULL;
		if (!kfifo_out_spinlocked(&asked, &h, 1, &asked_lock))
			h = NULL;
		local_bh_enable();
		if (h)
			cactus_give_back(h, 0);
		else
			cond_resched();
		if (++n % 16 == 0)
			schedule_timeout_uninterruptible(1);
	}
	return 0;
}

static void under_load(struct ct *ct, unsigned int flags)
{
	struct task_struct *task;

	holder(ct, flags, ask);
	kfifo_reset(&asked);
	task = kthread_run(answer_thread, NULL, "answer");
	KUNIT_ASSERT_FALSE(ct->test, IS_ERR(task));
	load_start(ct);
	CT_WAIT(ct, atomic_read(&ct->done) >= 2000);
	KUNIT_EXPECT_GE(ct->test, load_stop(ct), 2000ULL);
	kthread_stop(task);
}

static void hold__under_load_reentrant(struct kunit *test)
{
	under_load(test->priv, CACTUS_REENTRANT);
}

static void hold__under_load_serial(struct kunit *test)
{
	under_load(test->priv, 0);
}

static void hold__under_load_process(struct kunit *test)
{
	under_load(test->priv, CACTUS_MAY_SLEEP);
}

static void hold__ledger(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct cactus_ledger before, after;
	unsigned int i;

	cactus_ledger(&before);
	holder(ct, CACTUS_REENTRANT, hold_it);
	submit_from_to(ct, 0, 1);
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	submit_from_to(ct, 1, 2);
	KUNIT_EXPECT_EQ(test, give(-EIO), 0);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	submit_from_to(ct, 2, 3);
	ct_end(ct);
	KUNIT_EXPECT_EQ(test, give(0), -ESHUTDOWN);
	cactus_ledger(&after);
	for (i = 0; i < CACTUS_N_OBJECTS; i++)
		if (i != CACTUS_OBJ_COMPOSITE)
			KUNIT_EXPECT_EQ_MSG(test,
					    after.entry[i].created -
						    before.entry[i].created,
					    after.entry[i].destroyed -
						    before.entry[i].destroyed,
					    "%s", after.entry[i].name);
	KUNIT_EXPECT_EQ(test,
			after.entry[CACTUS_OBJ_HELD].created -
				before.entry[CACTUS_OBJ_HELD].created,
			3ULL);
}

static struct kunit_case cactus_hold_cases[] = {
	KUNIT_CASE(hold__in_softirq),
	KUNIT_CASE(hold__in_softirq_serial),
	KUNIT_CASE(hold__in_worker),
	KUNIT_CASE(hold__given_back_at_once),
	KUNIT_CASE(hold__given_back_with_an_error),
	KUNIT_CASE(hold__must_be_called),
	KUNIT_CASE(hold__dropped_on_close),
	KUNIT_CASE(hold__closed_before_it_returns),
	KUNIT_CASE(hold__in_a_group),
	KUNIT_CASE(hold__refused_by_freeze),
	KUNIT_CASE(hold__refused_for_async),
	KUNIT_CASE(hold__refused_by_bind),
	KUNIT_CASE(hold__is_charged),
	KUNIT_CASE(hold__then_park),
	KUNIT_CASE(hold__while_the_plan_changes),
	KUNIT_CASE(hold__after_the_plan_has_gone),
	KUNIT_CASE(hold__while_the_lane_switches),
	KUNIT_CASE(hold__under_load_reentrant),
	KUNIT_CASE(hold__under_load_serial),
	KUNIT_CASE(hold__under_load_process),
	KUNIT_CASE(hold__ledger),
	{}
};

static struct kunit_suite cactus_hold_suite = {
	.name = "cactus_hold",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_hold_cases,
};

kunit_test_suite(cactus_hold_suite);

MODULE_DESCRIPTION("KUnit: held messages");
MODULE_LICENSE("GPL");
