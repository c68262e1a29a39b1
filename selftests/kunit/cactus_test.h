/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the engine's KUnit suites share: a composite to build up, handlers
 * that note down that they ran, a lane whose owner is the test.
 */
#ifndef CACTUS_TEST_H
#define CACTUS_TEST_H

#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/trace_events.h>
#include <kunit/test.h>

#include "../../cactus_core/cactus.h"

#define CT_NODES 80
#define CT_LOG 256
/* Long enough for an emulated machine under sanitizers. */
#define CT_TIMEOUT (60 * HZ)

struct ct;

/**
 * struct ct_node - a bound handler
 * @ct: the test
 * @tag: what it adds to the log
 * @ret: what it answers in the end
 * @push: bytes that it appends
 * @swallow: errors of raises are not passed on
 * @n_raises: length of @raises
 * @raises: what it raises, declared or not
 * @err: of the last raise
 * @run: if set, called in place of all this
 */
struct ct_node {
	struct ct *ct;
	char tag;
	int ret;
	unsigned int push;
	bool swallow;
	unsigned int n_raises;
	struct cactus_raise raises[4];
	int err;
	int (*run)(struct ct_node *node, struct sk_buff *skb);
};

/**
 * struct ct - a test's composite, plan and lane
 * @test: KUnit's
 * @c: the composite, or NULL
 * @plan: once frozen
 * @fault: of the freeze
 * @cost: of the handlers that are bound from now on
 * @combine: of the raises of the handlers that are bound from now on
 * @n_nodes: used of @nodes
 * @nodes: the handlers
 * @log_lock: protects @n_log and @log
 * @n_log: used of @log
 * @log: tags of the handlers in the order they ran; a string
 * @course: in force on @lane from the start
 * @has_course: the test has a reference on it
 * @lane: once ct_lane() has been called
 * @has_lane: it has
 * @gate: what the gate answers
 * @gate_fn: if set, called by the gate in place of that
 * @course_fn: if set, the course that the gate names
 * @done_fn: if set, told before a message that is done is freed
 * @enter_err: what enter answers
 * @done_err: what done answers
 * @gated: calls of the gate
 * @entered: calls of enter
 * @done: messages done
 * @dropped: messages dropped
 * @drained: calls of drained
 * @released: calls of release for @course
 * @drop_err: of the last drop
 * @drop_by: binding of the last drop, or empty
 */
struct ct {
	struct kunit *test;
	struct cactus_composite *c;
	struct cactus_plan *plan;
	struct cactus_fault fault;
	struct cactus_cost cost;
	enum cactus_combine combine;
	unsigned int n_nodes;
	struct ct_node nodes[CT_NODES];
	spinlock_t log_lock; /* the log */
	unsigned int n_log;
	char log[CT_LOG];
	struct cactus_course course;
	bool has_course;
	struct cactus_lane lane;
	bool has_lane;
	int gate;
	int (*gate_fn)(struct ct *ct, struct sk_buff *skb);
	struct cactus_course *(*course_fn)(struct ct *ct, struct sk_buff *skb);
	void (*done_fn)(struct ct *ct, struct sk_buff *skb);
	int enter_err;
	int done_err;
	atomic_t gated;
	atomic_t entered;
	atomic_t done;
	atomic_t dropped;
	atomic_t drained;
	atomic_t released;
	int drop_err;
	char drop_by[CACTUS_NAME_LEN];
};

#define CT_SYNC(e) ((struct cactus_raise){ .event = (e), .mode = CACTUS_SYNC })
#define CT_ASYNC(e) \
	((struct cactus_raise){ .event = (e), .mode = CACTUS_ASYNC })

/* Wait for a condition; the test fails if it does not come true. */
#define CT_WAIT(ct, cond)                                                 \
	do {                                                              \
		unsigned long end__ = jiffies + CT_TIMEOUT;               \
		bool true__;                                              \
		while (!(true__ = (cond)) && time_before(jiffies, end__)) \
			schedule_timeout_uninterruptible(1);              \
		KUNIT_EXPECT_TRUE_MSG((ct)->test, true__,                 \
				      "waited for " #cond);               \
	} while (0)

static inline int ct_handler(struct sk_buff *skb, void *arg)
{
	struct ct_node *node = arg;
	struct ct *ct = node->ct;
	unsigned int i;

	spin_lock_bh(&ct->log_lock);
	if (ct->n_log < CT_LOG - 1)
		ct->log[ct->n_log++] = node->tag;
	spin_unlock_bh(&ct->log_lock);

	if (node->run)
		return node->run(node, skb);
	if (node->push && !cactus_attr_push(skb, node->push))
		return -EMSGSIZE;
	for (i = 0; i < node->n_raises; i++) {
		if (node->raises[i].mode == CACTUS_SYNC)
			node->err =
				cactus_raise_sync(skb, node->raises[i].event);
		else
			node->err =
				cactus_raise_async(skb, node->raises[i].event);
		if (node->err && !node->swallow)
			return node->err;
	}
	return node->ret;
}

static inline u16 ct_event(struct ct *ct, const char *name, enum cactus_dir dir)
{
	int event = cactus_event_declare(ct->c, name, dir);

	KUNIT_ASSERT_GE(ct->test, event, 0);
	return event;
}

/* Bind a handler that is named by its tag, and raises what it declares. */
static inline struct ct_node *ct_bind_full(struct ct *ct, u16 event, int order,
					   char tag, unsigned int flags,
					   struct cactus_growth growth,
					   unsigned int n_raises,
					   const struct cactus_raise *raises)
{
	struct ct_node *node = &ct->nodes[ct->n_nodes];
	char name[2] = { tag, 0 };
	struct cactus_bind bind = {
		.name = name,
		.event = event,
		.order = order,
		.handler = ct_handler,
		.arg = node,
		.flags = flags,
		.growth = growth,
		.cost = ct->cost,
		.raises = raises,
		.n_raises = n_raises,
		.combine = ct->combine,
	};

	KUNIT_ASSERT_LT(ct->test, ct->n_nodes, (unsigned int)CT_NODES);
	KUNIT_ASSERT_LE(ct->test, (size_t)n_raises, ARRAY_SIZE(node->raises));
	ct->n_nodes++;
	node->ct = ct;
	node->tag = tag;
	node->n_raises = n_raises;
	if (n_raises)
		memcpy(node->raises, raises, n_raises * sizeof(*raises));
	KUNIT_ASSERT_EQ(ct->test, cactus_bind(ct->c, &bind), 0);
	return node;
}

static inline struct ct_node *ct_bind(struct ct *ct, u16 event, int order,
				      char tag)
{
	return ct_bind_full(ct, event, order, tag, CACTUS_REENTRANT,
			    (struct cactus_growth){ 1, 0 }, 0, NULL);
}

static inline struct ct_node *ct_bind_raise(struct ct *ct, u16 event, int order,
					    char tag, struct cactus_raise raise)
{
	return ct_bind_full(ct, event, order, tag, CACTUS_REENTRANT,
			    (struct cactus_growth){ 1, 0 }, 1, &raise);
}

static inline void ct_freeze(struct ct *ct)
{
	struct cactus_plan *plan = cactus_freeze(ct->c, &ct->fault);

	KUNIT_ASSERT_FALSE(ct->test, IS_ERR(plan));
	KUNIT_EXPECT_EQ(ct->test, ct->fault.kind, CACTUS_FAULT_NONE);
	ct->plan = plan;
}

static inline void ct_freeze_fails(struct ct *ct, enum cactus_fault_kind kind,
				   int err, const char *event,
				   const char *binding)
{
	struct cactus_plan *plan = cactus_freeze(ct->c, &ct->fault);

	if (!IS_ERR(plan))
		ct->plan = plan;
	KUNIT_ASSERT_TRUE(ct->test, IS_ERR(plan));
	KUNIT_EXPECT_EQ(ct->test, PTR_ERR(plan), (long)err);
	KUNIT_EXPECT_EQ(ct->test, ct->fault.kind, kind);
	KUNIT_EXPECT_STREQ(ct->test, (const char *)ct->fault.event, event);
	KUNIT_EXPECT_STREQ(ct->test, (const char *)ct->fault.binding, binding);
}

static inline int ct_gate(struct cactus_lane *lane, struct sk_buff *skb,
			  struct cactus_course **course)
{
	struct ct *ct = container_of(lane, struct ct, lane);

	atomic_inc(&ct->gated);
	if (ct->course_fn)
		*course = ct->course_fn(ct, skb);
	if (ct->gate_fn)
		return ct->gate_fn(ct, skb);
	return READ_ONCE(ct->gate);
}

static inline int ct_enter(struct cactus_course *course, struct sk_buff *skb)
{
	struct ct *ct = container_of(course->lane, struct ct, lane);

	atomic_inc(&ct->entered);
	return ct->enter_err;
}

static inline int ct_done(struct cactus_course *course, struct sk_buff *skb)
{
	struct ct *ct = container_of(course->lane, struct ct, lane);

	if (ct->done_fn)
		ct->done_fn(ct, skb);
	consume_skb(skb);
	atomic_inc(&ct->done);
	return ct->done_err;
}

static inline void ct_drop(struct cactus_lane *lane, struct sk_buff *skb,
			   const struct cactus_binding *by, int err)
{
	struct ct *ct = container_of(lane, struct ct, lane);

	ct->drop_err = err;
	strscpy(ct->drop_by, by ? cactus_binding_name(by) : "",
		sizeof(ct->drop_by));
	kfree_skb(skb);
	atomic_inc(&ct->dropped);
}

static inline void ct_drained(struct cactus_lane *lane)
{
	atomic_inc(&container_of(lane, struct ct, lane)->drained);
}

static inline void ct_release(struct cactus_course *course)
{
	atomic_inc(&container_of(course, struct ct, course)->released);
}

static inline void ct_lane_bound(struct ct *ct, u16 entry, u16 miss,
				 u32 max_queued, u32 max_bytes)
{
	static const struct cactus_lane_ops ops = {
		.gate = ct_gate,
		.enter = ct_enter,
		.done = ct_done,
		.drop = ct_drop,
		.drained = ct_drained,
	};

	cactus_course_init(&ct->course, ct->plan, entry, miss, ct_release);
	ct->has_course = true;
	cactus_lane_init(&ct->lane, &ct->course, &ops, max_queued, max_bytes);
	ct->has_lane = true;
}

static inline void ct_lane(struct ct *ct, u16 entry)
{
	ct_lane_bound(ct, entry, CACTUS_NO_EVENT, U32_MAX, U32_MAX);
}

static inline struct sk_buff *ct_skb(struct ct *ct, unsigned int len,
				     unsigned int tail)
{
	struct sk_buff *skb = alloc_skb(len + tail, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(ct->test, skb);
	if (len)
		memset(__skb_put(skb, len), 'x', len);
	CACTUS_CB(skb)->number = 0;
	CACTUS_CB(skb)->family = 0;
	return skb;
}

static inline int ct_submit(struct ct *ct)
{
	return cactus_lane_submit(&ct->lane, ct_skb(ct, 8, 64));
}

static inline int ct_submit_number(struct ct *ct, u64 number)
{
	struct sk_buff *skb = ct_skb(ct, 8, 64);

	CACTUS_CB(skb)->number = number;
	return cactus_lane_submit(&ct->lane, skb);
}

/* The worker has nothing left that it could do. */
static inline void ct_idle(struct ct *ct)
{
	CT_WAIT(ct, !READ_ONCE(ct->lane.busy) && !work_busy(&ct->lane.work));
}

static inline int ct_init(struct kunit *test)
{
	struct ct *ct = kunit_kzalloc(test, sizeof(*ct), GFP_KERNEL);

	if (!ct)
		return -ENOMEM;
	ct->test = test;
	spin_lock_init(&ct->log_lock);
	test->priv = ct;
	ct->c = cactus_composite_create();
	return ct->c ? 0 : -ENOMEM;
}

/* Gives back the test's reference on the course; no gate names it any more. */
static inline void ct_course_put(struct ct *ct)
{
	if (ct->has_course)
		cactus_course_put(&ct->course);
	ct->has_course = false;
}

/* Ends what there is; a test that looks at the ledger does so itself. */
static inline void ct_end(struct ct *ct)
{
	if (ct->has_lane) {
		cactus_lane_close(&ct->lane);
		synchronize_rcu();
		ct_course_put(ct);
		cactus_lane_fini(&ct->lane);
		ct->has_lane = false;
	}
	cactus_plan_put(ct->plan);
	ct->plan = NULL;
	cactus_composite_destroy(ct->c);
	ct->c = NULL;
}

static inline void ct_exit(struct kunit *test)
{
	if (test->priv)
		ct_end(test->priv);
}

/* A wire-neutral handler that adds its tag to the log. */
static inline int ct_note_neutral(const struct sk_buff *skb, void *arg)
{
	struct ct *ct = arg;

	ct->log[ct->n_log++] = 'n';
	return 0;
}

/* A message, untraced, then traced: both end with @err, having met @log. */
static inline void ct_both_ways(struct ct *ct, int err, const char *log)
{
	int traced;

	for (traced = 0; traced < 2; traced++) {
		ct->n_log = 0;
		memset(ct->log, 0, sizeof(ct->log));
		KUNIT_ASSERT_EQ(ct->test,
				trace_set_clr_event("cactus", NULL, traced), 0);
		KUNIT_EXPECT_EQ(ct->test, ct_submit(ct), err);
		KUNIT_EXPECT_STREQ(ct->test, (const char *)ct->log, log);
	}
	trace_set_clr_event("cactus", NULL, 0);
}

#endif /* CACTUS_TEST_H */
