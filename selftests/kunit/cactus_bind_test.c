// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: binding wire-neutral handlers to a running lane, and unbinding them:
 * what is refused, who passes them, that none runs afterwards.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "cactus_load_test.h"

#define ROUNDS 200

struct watch;

typedef int (*watch_fn)(struct watch *w, const struct sk_buff *skb);

/**
 * struct watch - a wire-neutral handler of the test
 * @n: as bound
 * @ct: the test
 * @tag: what it adds to the log
 * @ret: what it answers
 * @runs: calls
 * @run: if set, called in place of all this
 */
struct watch {
	struct cactus_neutral n;
	struct ct *ct;
	char tag;
	int ret;
	atomic_t runs;
	watch_fn run;
};

static int watch_run(const struct sk_buff *skb, void *arg)
{
	struct watch *w = arg;

	atomic_inc(&w->runs);
	if (w->run)
		return w->run(w, skb);
	spin_lock_bh(&w->ct->log_lock);
	if (w->ct->n_log < CT_LOG - 1)
		w->ct->log[w->ct->n_log++] = w->tag;
	spin_unlock_bh(&w->ct->log_lock);
	return w->ret;
}

static void watch_init(struct watch *w, struct ct *ct, char tag, int order,
		       unsigned int flags)
{
	memset(w, 0, sizeof(*w));
	w->ct = ct;
	w->tag = tag;
	w->n.name = "watch";
	w->n.order = order;
	w->n.handler = watch_run;
	w->n.arg = w;
	w->n.flags = flags;
}

static void clear_log(struct ct *ct)
{
	memset(ct->log, 0, sizeof(ct->log));
	ct->n_log = 0;
}

static void bind__in_order(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 n = ct_event(ct, "n", CACTUS_DOWN);
	struct ct_node *raiser = ct_bind_raise(ct, e, 2, 'r', CT_SYNC(n));
	struct watch w[4];

	ct_bind(ct, e, 4, 't');
	ct_bind(ct, n, 1, 'n');
	ct_freeze(ct);
	ct_lane(ct, e);
	watch_init(&w[0], ct, '0', INT_MIN, CACTUS_REENTRANT);
	watch_init(&w[1], ct, '1', 2, CACTUS_REENTRANT);
	watch_init(&w[2], ct, '2', INT_MAX, CACTUS_REENTRANT);
	watch_init(&w[3], ct, '3', 1, CACTUS_REENTRANT);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, e, &w[2].n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, e, &w[1].n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, e, &w[0].n), 0);
	/* To an event that a handler raises as well. */
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, n, &w[3].n), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "0rn31t2");
	KUNIT_EXPECT_EQ(test, raiser->err, 0);

	clear_log(ct);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w[1].n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w[3].n), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "0rnt2");

	clear_log(ct);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w[0].n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w[2].n), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "rnt");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 3);
}

static void bind__refusals(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct watch w;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	watch_init(&w, ct, 'w', 0, CACTUS_REENTRANT);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), -ENOENT);
	/* 1 is keyMiss, of another direction; 2 is no event. */
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 1, &w.n), -EINVAL);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 2, &w.n), -EINVAL);
	w.n.flags = BIT(7);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), -EINVAL);
	w.n.flags = CACTUS_REENTRANT;
	w.n.name = "";
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), -EINVAL);
	w.n.name = "a name of more characters than 31";
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), -EINVAL);
	w.n.name = "watch";
	w.n.handler = NULL;
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), -EINVAL);
	w.n.handler = watch_run;
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), -EEXIST);
	cactus_lane_close(&ct->lane);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), -ESHUTDOWN);
}

static void bind__context_on_a_reentrant_lane(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct watch w;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	watch_init(&w, ct, 'w', 0, CACTUS_REENTRANT | CACTUS_MAY_SLEEP);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n),
			-EOPNOTSUPP);
	w.n.flags = 0;
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n),
			-EOPNOTSUPP);
}

static void bind__context_on_a_serial_lane(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct watch w;

	lane_plan(ct, 0, 4, U32_MAX);
	watch_init(&w, ct, 'w', 0, CACTUS_MAY_SLEEP);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n),
			-EOPNOTSUPP);
	w.n.flags = 0;
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&w.runs), 1);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), 0);
}

static void bind__context_on_a_process_lane(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct watch w;

	lane_plan(ct, CACTUS_MAY_SLEEP, 4, U32_MAX);
	watch_init(&w, ct, 'w', 0, CACTUS_MAY_SLEEP);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&w.runs), 1);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), 0);
}

/* All that one message can reach counts, whichever event it is bound to. */
static void bind__too_many_handlers(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 n = ct_event(ct, "n", CACTUS_DOWN);
	struct watch w[2];
	unsigned int i;

	ct_bind_raise(ct, e, 1, 'r', CT_SYNC(n));
	for (i = 0; i < CACTUS_MAX_HANDLERS - 2; i++)
		ct_bind(ct, n, 1, 'n');
	ct_freeze(ct);
	ct_lane(ct, e);
	watch_init(&w[0], ct, '0', 0, CACTUS_REENTRANT);
	watch_init(&w[1], ct, '1', 0, CACTUS_REENTRANT);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, n, &w[0].n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, n, &w[1].n), -E2BIG);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, e, &w[1].n), -E2BIG);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w[0].n), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, e, &w[1].n), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&w[1].runs), 1);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w[1].n), 0);
}

static void bind__may_drop_but_not_halt(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct watch w;

	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	watch_init(&w, ct, 'w', 0, CACTUS_REENTRANT);
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	w.ret = -EDQUOT;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EDQUOT);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -EDQUOT);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "watch");
	w.ret = CACTUS_HALT;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EINVAL);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "watch");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), 0);
}

static int change_body(struct watch *w, const struct sk_buff *skb)
{
	skb->data[0] ^= 1;
	return 0;
}

static int change_length(struct watch *w, const struct sk_buff *skb)
{
	__skb_put((struct sk_buff *)skb, 1);
	return 0;
}

static int change_attr(struct watch *w, const struct sk_buff *skb)
{
	CACTUS_CB(skb)->attrs[0]++;
	return 0;
}

static int raise_event(struct watch *w, const struct sk_buff *skb)
{
	return cactus_raise_sync((struct sk_buff *)skb, 0);
}

static void bind__touching_is_seen(struct kunit *test)
{
	static const watch_fn run[] = {
		change_body,
		change_length,
		change_attr,
	};
	struct ct *ct = test->priv;
	struct watch w;
	unsigned int i;

	if (!IS_ENABLED(CONFIG_DEBUG_NET))
		kunit_skip(test, "needs CONFIG_DEBUG_NET");
	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	watch_init(&w, ct, 'w', 0, CACTUS_REENTRANT);
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	for (i = 0; i < ARRAY_SIZE(run); i++) {
		w.run = run[i];
		KUNIT_EXPECT_EQ(test, ct_submit(ct), -EINVAL);
		KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "watch");
	}
	w.run = raise_event;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EPERM);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), 0);
}

static void bind__parked_messages_pass_it(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct watch w;
	unsigned int i;

	lane_plan(ct, CACTUS_REENTRANT, U32_MAX, U32_MAX);
	watch_init(&w, ct, 'w', 0, CACTUS_REENTRANT);
	ct->gate = CACTUS_PARK;
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, ct_submit_number(ct, i), 0);
	ct_idle(ct);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&w.runs), 3);
	expect_numbers(ct, 3);

	/* Unbind does not wait for what is parked: it does not run it any more. */
	ct_idle(ct);
	ct->gate = CACTUS_PARK;
	for (; i < 6; i++)
		KUNIT_EXPECT_EQ(test, ct_submit_number(ct, i), 0);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), 0);
	ct->gate = CACTUS_GO;
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 6);
	KUNIT_EXPECT_EQ(test, atomic_read(&w.runs), 3);
	expect_numbers(ct, 6);
}

static struct completion miss_runs, miss_goes;

static int miss_blocks(struct ct_node *node, struct sk_buff *skb)
{
	complete(&miss_runs);
	wait_for_completion(&miss_goes);
	return CACTUS_CONTINUE;
}

/* The message that keyMiss is raised with is in no queue when the plan changes. */
static void bind__while_miss_runs(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *miss = lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	unsigned long left;
	struct watch w;

	init_completion(&miss_runs);
	init_completion(&miss_goes);
	miss->run = miss_blocks;
	watch_init(&w, ct, 'w', 0, CACTUS_REENTRANT);
	ct->gate = CACTUS_PARK;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	left = wait_for_completion_timeout(&miss_runs, CT_TIMEOUT);
	KUNIT_ASSERT_NE(test, left, 0UL);
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	ct->gate = CACTUS_GO;
	complete(&miss_goes);
	cactus_lane_kick(&ct->lane);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&w.runs), 1);
	KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), 0);
}

static struct completion watch_runs, watch_goes;

static int watch_blocks(struct watch *w, const struct sk_buff *skb)
{
	complete(&watch_runs);
	wait_for_completion(&watch_goes);
	return 0;
}

static atomic_t unbound;

static int unbind_thread(void *arg)
{
	struct watch *w = arg;
	int err = cactus_lane_unbind(&w->ct->lane, &w->n);

	atomic_set(&unbound, err ?: 1);
	return 0;
}

static void bind__unbind_waits_for_the_worker(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct task_struct *task;
	unsigned long left;
	struct watch w;

	lane_plan(ct, CACTUS_MAY_SLEEP, 4, U32_MAX);
	init_completion(&watch_runs);
	init_completion(&watch_goes);
	atomic_set(&unbound, 0);
	watch_init(&w, ct, 'w', 0, CACTUS_MAY_SLEEP);
	w.run = watch_blocks;
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	left = wait_for_completion_timeout(&watch_runs, CT_TIMEOUT);
	KUNIT_ASSERT_NE(test, left, 0UL);
	task = kthread_run(unbind_thread, &w, "unbind");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	/* Long after the grace period it waits yet. */
	synchronize_rcu();
	msleep(100);
	KUNIT_EXPECT_EQ(test, atomic_read(&unbound), 0);
	complete(&watch_goes);
	CT_WAIT(ct, atomic_read(&unbound));
	KUNIT_EXPECT_EQ(test, atomic_read(&unbound), 1);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&w.runs), 1);
}

static int look(struct watch *w, const struct sk_buff *skb)
{
	return READ_ONCE(w->tag) == 'w' ? 0 : -EBADF;
}

/* Handlers come and go, and their memory with them, while messages run. */
static void under_load(struct ct *ct)
{
	u64 sent, runs = 0;
	struct watch *w;
	unsigned int i;

	load_start(ct);
	for (i = 0; i < ROUNDS; i++) {
		w = kmalloc(sizeof(*w), GFP_KERNEL);
		if (!w)
			break;
		watch_init(w, ct, 'w', i % 3, CACTUS_REENTRANT);
		w->run = look;
		KUNIT_EXPECT_EQ(ct->test, cactus_lane_bind(&ct->lane, 0, &w->n),
				0);
		if (i % 4 == 0)
			schedule_timeout_uninterruptible(1);
		KUNIT_EXPECT_EQ(ct->test, cactus_lane_unbind(&ct->lane, &w->n),
				0);
		runs += atomic_read(&w->runs);
		w->tag = 0;
		kfree(w);
	}
	sent = load_stop(ct);
	kunit_info(ct->test, "%llu messages, %llu seen", sent, runs);
	KUNIT_EXPECT_GT(ct->test, runs, 0ULL);
}

static void bind__under_load_reentrant(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_REENTRANT, U32_MAX, U32_MAX);
	under_load(ct);
}

static void bind__under_load_serial(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, 0, U32_MAX, U32_MAX);
	under_load(ct);
}

static void bind__under_load_process(struct kunit *test)
{
	struct ct *ct = test->priv;

	lane_plan(ct, CACTUS_MAY_SLEEP, U32_MAX, U32_MAX);
	under_load(ct);
}

/* Each change made a plan, and each went but the lane's own. */
static void bind__plans_go(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct cactus_ledger before, after;
	struct watch w;
	unsigned int i;

	cactus_ledger(&before);
	lane_plan(ct, CACTUS_REENTRANT, 4, U32_MAX);
	watch_init(&w, ct, 'w', 0, CACTUS_REENTRANT);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
		KUNIT_EXPECT_EQ(test, cactus_lane_unbind(&ct->lane, &w.n), 0);
	}
	/* Bound to the end. */
	KUNIT_EXPECT_EQ(test, cactus_lane_bind(&ct->lane, 0, &w.n), 0);
	ct_end(ct);
	cactus_ledger(&after);
	KUNIT_EXPECT_EQ(test,
			after.entry[CACTUS_OBJ_PLAN].created -
				before.entry[CACTUS_OBJ_PLAN].created,
			8ULL);
	KUNIT_EXPECT_EQ(test,
			after.entry[CACTUS_OBJ_PLAN].destroyed -
				before.entry[CACTUS_OBJ_PLAN].destroyed,
			8ULL);
}

static struct kunit_case cactus_bind_cases[] = {
	KUNIT_CASE(bind__in_order),
	KUNIT_CASE(bind__refusals),
	KUNIT_CASE(bind__context_on_a_reentrant_lane),
	KUNIT_CASE(bind__context_on_a_serial_lane),
	KUNIT_CASE(bind__context_on_a_process_lane),
	KUNIT_CASE(bind__too_many_handlers),
	KUNIT_CASE(bind__may_drop_but_not_halt),
	KUNIT_CASE(bind__touching_is_seen),
	KUNIT_CASE(bind__parked_messages_pass_it),
	KUNIT_CASE(bind__while_miss_runs),
	KUNIT_CASE(bind__unbind_waits_for_the_worker),
	KUNIT_CASE(bind__under_load_reentrant),
	KUNIT_CASE(bind__under_load_serial),
	KUNIT_CASE(bind__under_load_process),
	KUNIT_CASE(bind__plans_go),
	{}
};

static struct kunit_suite cactus_bind_suite = {
	.name = "cactus_bind",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_bind_cases,
};

kunit_test_suite(cactus_bind_suite);

MODULE_DESCRIPTION("KUnit: binding to a running lane");
MODULE_LICENSE("GPL");
