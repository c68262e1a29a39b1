// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: courses: two in force on one lane, who enters under which, the order over a
 * switch in both directions of context, and their end.
 */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "cactus_load_test.h"

#define ROUNDS 150

/* The course that a test switches to. */
static struct {
	struct cactus_course course;
	bool has;
	atomic_t released;
} next;

static struct completion hold_in, hold_out;

static void next_release(struct cactus_course *course)
{
	atomic_inc(&next.released);
}

static void next_put(void)
{
	if (next.has)
		cactus_course_put(&next.course);
	next.has = false;
}

/* The worker stays in the handler until hold_out. */
static int hold(struct ct_node *node, struct sk_buff *skb)
{
	note_context(node, skb);
	complete(&hold_in);
	wait_for_completion(&hold_out);
	return CACTUS_CONTINUE;
}

/* "a" handles the messages of the lane's first course, "b" those of the next one, which
 * is in force nowhere yet and has a plan of its own. "m" is the miss event's.
 */
static void two_courses(struct ct *ct, unsigned int flags, unsigned int flags_b)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 f = ct_event(ct, "f", CACTUS_DOWN);
	u16 miss = ct_event(ct, "keyMiss", CACTUS_SIDE);
	struct cactus_plan *plan;

	memset(&ran, 0, sizeof(ran));
	init_completion(&hold_in);
	init_completion(&hold_out);
	ct_bind_full(ct, e, 1, 'a', flags, plain, 0, NULL)->run = note_context;
	ct_bind_full(ct, f, 1, 'b', flags_b, plain, 0, NULL)->run =
		note_context;
	ct_bind_full(ct, miss, 1, 'm', CACTUS_MAY_SLEEP, plain, 0, NULL);
	ct_freeze(ct);
	ct_lane_bound(ct, e, miss, U32_MAX, U32_MAX);
	ct->done_fn = note_number;

	plan = cactus_freeze(ct->c, &ct->fault);
	KUNIT_ASSERT_FALSE(ct->test, IS_ERR(plan));
	cactus_course_init(&next.course, plan, f, miss, next_release);
	cactus_plan_put(plan);
	next.has = true;
	atomic_set(&next.released, 0);
}

static void submit_from_to(struct ct *ct, unsigned int from, unsigned int to)
{
	for (; from < to; from++)
		KUNIT_EXPECT_EQ(ct->test, ct_submit_number(ct, from), 0);
}

/* The first course ends with what waits under it. */
static void leave_first(struct ct *ct)
{
	synchronize_rcu();
	ct_course_put(ct);
}

static void expect_log(struct ct *ct, const char *log)
{
	KUNIT_EXPECT_STREQ(ct->test, (const char *)ct->log, log);
}

static struct cactus_course *by_family(struct ct *ct, struct sk_buff *skb)
{
	return CACTUS_CB(skb)->family ? &next.course : &ct->course;
}

static void course__gate_names_it(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct sk_buff *skb;
	unsigned int i;

	two_courses(ct, CACTUS_REENTRANT, CACTUS_REENTRANT);
	cactus_lane_switch(&ct->lane, &next.course);
	submit_from_to(ct, 0, 1);
	ct->course_fn = by_family;
	for (i = 1; i < 5; i++) {
		skb = ct_skb(ct, 8, 0);
		CACTUS_CB(skb)->number = i;
		CACTUS_CB(skb)->family = i % 2;
		KUNIT_EXPECT_EQ(test, cactus_lane_submit(&ct->lane, skb), 0);
		KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
	}
	expect_log(ct, "bbaba");
	expect_numbers(ct, 5);
}

/* The gate is asked about what waits as well. */
static void course__gate_names_it_in_worker(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct sk_buff *skb;
	unsigned int i;

	two_courses(ct, CACTUS_MAY_SLEEP, CACTUS_REENTRANT);
	ct->nodes[0].run = hold;
	complete_all(&hold_out);
	cactus_lane_switch(&ct->lane, &next.course);
	ct->course_fn = by_family;
	for (i = 0; i < 4; i++) {
		skb = ct_skb(ct, 8, 0);
		CACTUS_CB(skb)->number = i;
		CACTUS_CB(skb)->family = i % 2;
		KUNIT_EXPECT_EQ(test, cactus_lane_submit(&ct->lane, skb), 0);
	}
	CT_WAIT(ct, atomic_read(&ct->done) == 4);
	expect_log(ct, "abab");
	expect_numbers(ct, 4);
}

static void course__process_to_softirq(struct kunit *test)
{
	struct ct *ct = test->priv;

	two_courses(ct, CACTUS_MAY_SLEEP, CACTUS_REENTRANT);
	ct->nodes[0].run = hold;
	submit_from_to(ct, 0, 3);
	wait_for_completion(&hold_in);
	cactus_lane_switch(&ct->lane, &next.course);
	submit_from_to(ct, 3, 5);
	leave_first(ct);
	/* What was submitted under it holds it. */
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
	complete_all(&hold_out);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 1);
	KUNIT_EXPECT_TRUE(test, ran.worker);
	submit_from_to(ct, 5, 6);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
	expect_log(ct, "aaabbb");
	expect_numbers(ct, 6);
}

/* A lane that was idle comes back to softirq as well. */
static void course__process_to_softirq_idle(struct kunit *test)
{
	struct ct *ct = test->priv;

	two_courses(ct, CACTUS_MAY_SLEEP, CACTUS_REENTRANT);
	cactus_lane_switch(&ct->lane, &next.course);
	KUNIT_EXPECT_TRUE(test, cactus_lane_diverted(&ct->lane, 0));
	leave_first(ct);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 1);
	CT_WAIT(ct, !cactus_lane_diverted(&ct->lane, 0));
	submit_from_to(ct, 0, 1);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
	expect_log(ct, "b");
}

static void course__softirq_to_process(struct kunit *test)
{
	struct ct *ct = test->priv;

	two_courses(ct, CACTUS_REENTRANT, CACTUS_MAY_SLEEP);
	submit_from_to(ct, 0, 1);
	KUNIT_EXPECT_PTR_EQ(test, ran.task, current);
	/* These wait for the worker, who gets to them after the switch or before. */
	ct->gate = CACTUS_PROCESS;
	submit_from_to(ct, 1, 3);
	ct->gate = CACTUS_GO;
	cactus_lane_switch(&ct->lane, &next.course);
	KUNIT_EXPECT_TRUE(test, cactus_lane_diverted(&ct->lane, 0));
	submit_from_to(ct, 3, 5);
	leave_first(ct);
	CT_WAIT(ct, atomic_read(&ct->done) == 5);
	KUNIT_EXPECT_TRUE(test, ran.worker);
	CT_WAIT(ct, atomic_read(&ct->released) == 1);
	ct_idle(ct);
	KUNIT_EXPECT_TRUE(test, cactus_lane_diverted(&ct->lane, 0));
	expect_log(ct, "aaabb");
	expect_numbers(ct, 5);
}

static void course__parked_get_the_newest(struct kunit *test)
{
	struct ct *ct = test->priv;

	two_courses(ct, CACTUS_REENTRANT, CACTUS_REENTRANT);
	ct->gate = CACTUS_PARK;
	submit_from_to(ct, 0, 3);
	ct_idle(ct);
	cactus_lane_switch(&ct->lane, &next.course);
	leave_first(ct);
	/* Nothing waits under it. */
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 1);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 3);
	expect_log(ct, "mbbb");
	expect_numbers(ct, 3);
}

/* What waited under the first course when the gate says park is parked, too; and the
 * switch frees the first course if its owner has left it already.
 */
static void course__parked_after_the_switch(struct kunit *test)
{
	struct ct *ct = test->priv;

	two_courses(ct, CACTUS_MAY_SLEEP, CACTUS_REENTRANT);
	ct->nodes[0].run = hold;
	submit_from_to(ct, 0, 3);
	wait_for_completion(&hold_in);
	cactus_lane_switch(&ct->lane, &next.course);
	leave_first(ct);
	ct->gate = CACTUS_PARK;
	complete_all(&hold_out);
	CT_WAIT(ct, READ_ONCE(ct->lane.parked));
	ct_idle(ct);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 1);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 3);
	expect_log(ct, "ambb");
	expect_numbers(ct, 3);
}

/* The message that keyMiss is raised with is in no queue when the lane switches. */
static void course__while_miss_runs(struct kunit *test)
{
	struct ct *ct = test->priv;

	two_courses(ct, CACTUS_REENTRANT, CACTUS_REENTRANT);
	ct->nodes[2].run = hold;
	ct->gate = CACTUS_PARK;
	submit_from_to(ct, 0, 1);
	wait_for_completion(&hold_in);
	cactus_lane_switch(&ct->lane, &next.course);
	leave_first(ct);
	ct->gate = CACTUS_GO;
	complete_all(&hold_out);
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	CT_WAIT(ct, atomic_read(&ct->released) == 1);
	expect_log(ct, "mb");
}

static void course__close_drops_all(struct kunit *test)
{
	struct ct *ct = test->priv;

	two_courses(ct, CACTUS_MAY_SLEEP, CACTUS_REENTRANT);
	ct->nodes[0].run = hold;
	submit_from_to(ct, 0, 2);
	wait_for_completion(&hold_in);
	cactus_lane_switch(&ct->lane, &next.course);
	submit_from_to(ct, 2, 4);
	leave_first(ct);
	complete_all(&hold_out);
	cactus_lane_close(&ct->lane);
	KUNIT_EXPECT_EQ(test,
			atomic_read(&ct->done) + atomic_read(&ct->dropped), 4);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&next.released), 0);
	next_put();
	KUNIT_EXPECT_EQ(test, atomic_read(&next.released), 1);
}

static int watched(const struct sk_buff *skb, void *arg)
{
	atomic_inc(arg);
	return 0;
}

/* Bound to the newest; taken from all. */
static void course__bind_and_unbind(struct kunit *test)
{
	struct ct *ct = test->priv;
	atomic_t seen = ATOMIC_INIT(0);
	struct cactus_neutral n = {
		.name = "watch",
		.handler = watched,
		.arg = &seen,
		.flags = CACTUS_REENTRANT,
	};

	two_courses(ct, CACTUS_REENTRANT, CACTUS_REENTRANT);
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 0, &n), 0);
	cactus_lane_switch(&ct->lane, &next.course);
	submit_from_to(ct, 0, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen), 0);
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 1, &n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 1, &n), -EEXIST);
	submit_from_to(ct, 1, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen), 1);
	ct->course_fn = by_family;
	submit_from_to(ct, 2, 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen), 2);

	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &n), 0);
	submit_from_to(ct, 3, 4);
	ct->course_fn = NULL;
	submit_from_to(ct, 4, 5);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen), 2);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &n), -ENOENT);
	expect_log(ct, "bbaab");
}

/* ---- courses come and go under load ---- */

/* By their entry events, which are the first of the composite: a lane without a lock,
 * one with a lock, a process lane.
 */
static const unsigned int load_flags[] = { CACTUS_REENTRANT, 0,
					   CACTUS_MAY_SLEEP };

/* Runs of a course with a lock, which exclude each other. */
static atomic_t inside;
static bool overlap;

static int run_alone(struct ct_node *node, struct sk_buff *skb)
{
	if (atomic_inc_return(&inside) != 1)
		WRITE_ONCE(overlap, true);
	atomic_dec(&inside);
	return CACTUS_CONTINUE;
}

static int run_asleep(struct ct_node *node, struct sk_buff *skb)
{
	might_sleep();
	return CACTUS_CONTINUE;
}

static void load_release(struct cactus_course *course)
{
	kfree(course);
}

static void course__switched_under_load(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct cactus_course *course, *before = NULL;
	struct cactus_ledger ledger, after;
	unsigned int i;
	u64 sent;

	cactus_ledger(&ledger);
	for (i = 0; i < ARRAY_SIZE(load_flags); i++) {
		char name[] = { 'e', '0' + i, 0 };
		u16 e = ct_event(ct, name, CACTUS_DOWN);

		ct_bind_full(ct, e, 1, 'a' + i, load_flags[i], plain, 0, NULL);
	}
	ct->nodes[1].run = run_alone;
	ct->nodes[2].run = run_asleep;
	overlap = false;
	ct_freeze(ct);
	ct_lane(ct, 0);
	load_start(ct);
	for (i = 0; i < ROUNDS; i++) {
		course = kmalloc(sizeof(*course), GFP_KERNEL);
		if (!course)
			break;
		cactus_course_init(course, ct->plan, get_random_u32() % 3,
				   CACTUS_NO_EVENT, load_release);
		cactus_lane_switch(&ct->lane, course);
		if (i % 3 == 0)
			schedule_timeout_uninterruptible(1);
		synchronize_rcu();
		if (before)
			cactus_course_put(before);
		else
			ct_course_put(ct);
		before = course;
	}
	sent = load_stop(ct);
	KUNIT_EXPECT_FALSE(test, overlap);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->released), 1);
	kunit_info(test, "%llu messages, %u courses", sent, i);
	cactus_lane_close(&ct->lane);
	synchronize_rcu();
	cactus_course_put(before);
	ct_end(ct);
	cactus_ledger(&after);
	KUNIT_EXPECT_EQ(test,
			after.entry[CACTUS_OBJ_COURSE].created -
				ledger.entry[CACTUS_OBJ_COURSE].created,
			i + 1ULL);
	KUNIT_EXPECT_EQ(test,
			after.entry[CACTUS_OBJ_COURSE].destroyed -
				ledger.entry[CACTUS_OBJ_COURSE].destroyed,
			i + 1ULL);
}

static void course_exit(struct kunit *test)
{
	struct ct *ct = test->priv;

	if (ct && ct->has_lane) {
		complete_all(&hold_out);
		cactus_lane_close(&ct->lane);
		synchronize_rcu();
	}
	next_put();
	ct_exit(test);
}

static struct kunit_case cactus_course_cases[] = {
	KUNIT_CASE(course__gate_names_it),
	KUNIT_CASE(course__gate_names_it_in_worker),
	KUNIT_CASE(course__process_to_softirq),
	KUNIT_CASE(course__process_to_softirq_idle),
	KUNIT_CASE(course__softirq_to_process),
	KUNIT_CASE(course__parked_get_the_newest),
	KUNIT_CASE(course__parked_after_the_switch),
	KUNIT_CASE(course__while_miss_runs),
	KUNIT_CASE(course__close_drops_all),
	KUNIT_CASE(course__bind_and_unbind),
	KUNIT_CASE(course__switched_under_load),
	{}
};

static struct kunit_suite cactus_course_suite = {
	.name = "cactus_course",
	.init = ct_init,
	.exit = course_exit,
	.test_cases = cactus_course_cases,
};

kunit_test_suite(cactus_course_suite);

MODULE_DESCRIPTION("KUnit: courses of a lane");
MODULE_LICENSE("GPL");
