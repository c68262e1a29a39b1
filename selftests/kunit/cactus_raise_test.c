// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: raise. Order, nesting, halt, errors, refused raises, ASYNC raises,
 * attributes.
 */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/preempt.h>

#include "cactus_test.h"

static const struct cactus_growth plain = { .mul = 1 };

static void cactus_raise_sync__nested(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	struct cactus_raise raises[] = { CT_SYNC(s), CT_SYNC(t) };

	ct_bind(ct, e, 1, 'a');
	ct_bind_full(ct, e, 2, 'b', 0, plain, 2, raises);
	ct_bind(ct, e, 3, 'c');
	ct_bind(ct, s, 1, 's');
	ct_bind(ct, s, 2, 'S');
	ct_bind(ct, t, 1, 't');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "absStc");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
}

static void cactus_raise_sync__event_without_handlers(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);

	ct_bind_raise(ct, e, 1, 'a', CT_SYNC(s));
	ct_bind(ct, e, 2, 'b');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "ab");
}

static void cactus_raise_sync__halt_ends_one_event_only(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);

	ct_bind_raise(ct, e, 1, 'a', CT_SYNC(s));
	ct_bind(ct, e, 2, 'b');
	ct_bind(ct, s, 1, 's')->ret = CACTUS_HALT;
	ct_bind(ct, s, 2, 'S');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "asb");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
}

static void cactus_raise_sync__halt_of_the_entry_is_no_error(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	ct_bind(ct, e, 1, 'a')->ret = CACTUS_HALT;
	ct_bind(ct, e, 2, 'b');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "a");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
}

static void cactus_raise_sync__errno_drops(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);

	ct_bind_raise(ct, e, 1, 'a', CT_SYNC(s));
	ct_bind(ct, e, 2, 'b');
	ct_bind(ct, s, 1, 's')->ret = -EBADMSG;
	ct_bind(ct, s, 2, 'S');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EBADMSG);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "as");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 1);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -EBADMSG);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "s");
}

static void cactus_raise_sync__swallowed_errno_drops(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	struct cactus_raise raises[] = { CT_SYNC(s), CT_SYNC(t) };
	struct ct_node *node;

	node = ct_bind_full(ct, e, 1, 'a', 0, plain, 2, raises);
	node->swallow = true;
	ct_bind(ct, e, 2, 'b');
	ct_bind(ct, s, 1, 's')->ret = -EBADMSG;
	ct_bind(ct, t, 1, 't');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EBADMSG);
	/* The message had failed when 'a' raised t. */
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "as");
	KUNIT_EXPECT_EQ(test, node->err, -EBADMSG);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "s");
}

static void cactus_raise_sync__unknown_verdict_drops(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	struct ct_node *node = ct_bind(ct, e, 1, 'a');

	ct_freeze(ct);
	ct_lane(ct, e);
	node->ret = CACTUS_HALT + 1;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EINVAL);
	node->ret = -MAX_ERRNO - 1;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EINVAL);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 2);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "a");
}

/* 'a' declares a SYNC raise of s and does @raise. */
static struct ct_node *undeclared(struct kunit *test, struct cactus_raise raise)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	struct ct_node *node;

	node = ct_bind_raise(ct, e, 1, 'a', CT_SYNC(s));
	node->raises[0] = raise;
	node->swallow = true;
	ct_bind(ct, e, 2, 'b');
	ct_bind(ct, s, 1, 's');
	ct_bind(ct, t, 1, 't');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	return node;
}

static void cactus_raise_sync__undeclared_event(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *node = undeclared(test, CT_SYNC(2));

	KUNIT_EXPECT_EQ(test, node->err, -EPERM);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "ab");
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), 1ULL);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), 2ULL);
}

static void cactus_raise_sync__no_such_event(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *node = undeclared(test, CT_SYNC(CACTUS_NO_EVENT));

	KUNIT_EXPECT_EQ(test, node->err, -EPERM);
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), 1ULL);
}

static void cactus_raise_async__declared_sync(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *node = undeclared(test, CT_ASYNC(1));

	KUNIT_EXPECT_EQ(test, node->err, -EPERM);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "ab");
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), 1ULL);
}

static int raise_twice(struct ct_node *node, struct sk_buff *skb)
{
	int err = cactus_raise_sync(skb, node->raises[0].event);

	if (err)
		return err;
	node->err = cactus_raise_sync(skb, node->raises[0].event);
	return CACTUS_CONTINUE;
}

static void cactus_raise_sync__once_per_call(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	struct ct_node *node = ct_bind_raise(ct, e, 1, 'a', CT_SYNC(s));

	node->run = raise_twice;
	ct_bind(ct, s, 1, 's');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, node->err, -EPERM);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "asas");
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), 2ULL);
}

static void cactus_plan_raise__side_only(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 open = ct_event(ct, "openSession", CACTUS_SIDE);
	u16 s = ct_event(ct, "s", CACTUS_SIDE);
	struct sk_buff *skb = ct_skb(ct, 4, 0);
	struct ct_node *node;

	ct_bind(ct, e, 1, 'e');
	node = ct_bind_raise(ct, open, 1, 'o', CT_ASYNC(s));
	ct_freeze(ct);
	KUNIT_EXPECT_EQ(test, cactus_plan_raise(ct->plan, e, skb), -EINVAL);
	KUNIT_EXPECT_EQ(test, cactus_plan_raise(ct->plan, 3, skb), -EINVAL);
	/* No lane, so no worker for an ASYNC raise. */
	KUNIT_EXPECT_EQ(test, cactus_plan_raise(ct->plan, open, skb),
			-EOPNOTSUPP);
	node->swallow = true;
	KUNIT_EXPECT_EQ(test, cactus_plan_raise(ct->plan, open, skb), 0);
	node->n_raises = 0;
	node->ret = -EIO;
	KUNIT_EXPECT_EQ(test, cactus_plan_raise(ct->plan, open, skb), -EIO);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "ooo");
	kfree_skb(skb);
}

/* What the handler of an ASYNC raise saw, and what it waits for. */
static struct {
	struct completion ran;
	struct completion go;
	u64 number;
	unsigned int len;
	unsigned int tail;
	u8 attr;
	bool process;
	bool wait;
} seen;

static int see(struct ct_node *node, struct sk_buff *skb)
{
	seen.number = CACTUS_CB(skb)->number;
	seen.attr = CACTUS_CB(skb)->attrs[1];
	seen.len = skb->len;
	seen.tail = skb_tailroom(skb);
	seen.process = in_task() && !in_softirq() &&
		       CACTUS_CB(skb)->in_process &&
		       current->flags & PF_WQ_WORKER;
	complete(&seen.ran);
	if (seen.wait)
		wait_for_completion(&seen.go);
	return node->ret;
}

static int mark_and_raise(struct ct_node *node, struct sk_buff *skb)
{
	CACTUS_CB(skb)->attrs[1] = 42;
	node->err = cactus_raise_async(skb, node->raises[0].event);
	return CACTUS_CONTINUE;
}

/* 'a' on e raises s ASYNC, with a sleeping handler. */
static struct ct_node *async_plan(struct ct *ct)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_SIDE);
	struct ct_node *node = ct_bind_raise(ct, e, 1, 'a', CT_ASYNC(s));

	node->run = mark_and_raise;
	ct_bind(ct, e, 2, 'b');
	node = ct_bind_full(ct, s, 1, 's', CACTUS_MAY_SLEEP,
			    (struct cactus_growth){ 2, 24 }, 0, NULL);
	node->run = see;
	memset(&seen, 0, sizeof(seen));
	init_completion(&seen.ran);
	init_completion(&seen.go);
	ct_freeze(ct);
	ct_lane(ct, e);
	return node;
}

static void
cactus_raise_async__runs_later_in_process_context(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned long left;

	async_plan(ct);
	KUNIT_ASSERT_TRUE(test, ct->course.softirq);
	seen.wait = true;
	/* Returns though the handler of s sleeps. */
	KUNIT_EXPECT_EQ(test, ct_submit_number(ct, 77), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
	left = wait_for_completion_timeout(&seen.ran, CT_TIMEOUT);
	KUNIT_ASSERT_NE(test, left, 0UL);
	complete_all(&seen.go);
	ct_idle(ct);
	KUNIT_EXPECT_TRUE(test, seen.process);
	KUNIT_EXPECT_EQ(test, seen.number, 77ULL);
	KUNIT_EXPECT_EQ(test, seen.attr, 42);
	KUNIT_EXPECT_EQ(test, seen.len, 0U);
	KUNIT_EXPECT_GE(test, seen.tail, 24U);
	/* The owner has seen the message itself and nothing else. */
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 0);
	KUNIT_EXPECT_EQ(test, cactus_plan_async_failed(ct->plan), 0ULL);
}

static void cactus_plan_raise__speaks_for_a_lane(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 open = ct_event(ct, "openSession", CACTUS_SIDE);
	u16 s = ct_event(ct, "s", CACTUS_SIDE);
	struct sk_buff *skb = ct_skb(ct, 4, 0);
	struct ct_node *node = ct_bind_raise(ct, open, 1, 'o', CT_ASYNC(s));

	ct_bind(ct, s, 1, 's')->run = see;
	memset(&seen, 0, sizeof(seen));
	init_completion(&seen.ran);
	ct_freeze(ct);
	ct_lane(ct, open);
	CACTUS_CB(skb)->course = &ct->course;
	KUNIT_EXPECT_EQ(test, cactus_plan_raise(ct->plan, open, skb), 0);
	KUNIT_EXPECT_EQ(test, node->err, 0);
	kfree_skb(skb);
	ct_idle(ct);
	KUNIT_EXPECT_TRUE(test, seen.process);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "os");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->entered), 0);
}

static void cactus_raise_async__bounded(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned long left;
	int i;

	async_plan(ct);
	seen.wait = true;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	left = wait_for_completion_timeout(&seen.ran, CT_TIMEOUT);
	KUNIT_ASSERT_NE(test, left, 0UL);
	/* One runs; as many as may wait, then one more. */
	for (i = 0; i < CACTUS_MAX_ASYNC; i++) {
		KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
		KUNIT_EXPECT_EQ(test, ct->nodes[0].err, 0);
	}
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, ct->nodes[0].err, -ENOBUFS);
	complete_all(&seen.go);
	ct_idle(ct);
	KUNIT_EXPECT_EQ(test, (int)strspn(ct->log, "abs"),
			2 * (CACTUS_MAX_ASYNC + 2) + CACTUS_MAX_ASYNC + 1);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, ct->nodes[0].err, 0);
}

static void cactus_raise_async__failure_is_counted(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *node = async_plan(ct);

	node->ret = -EIO;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	ct_idle(ct);
	KUNIT_EXPECT_EQ(test, cactus_plan_async_failed(ct->plan), 1ULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 0);
}

static int set_attr(struct ct_node *node, struct sk_buff *skb)
{
	u8 *attrs = CACTUS_CB(skb)->attrs;

	if (memchr_inv(attrs, 0, CACTUS_LOCAL_ATTRS))
		return -EBADMSG;
	memset(attrs, 0xff, CACTUS_LOCAL_ATTRS);
	return CACTUS_CONTINUE;
}

static int get_attr(struct ct_node *node, struct sk_buff *skb)
{
	return CACTUS_CB(skb)->attrs[3] == 0xff ? CACTUS_CONTINUE : -ENODATA;
}

static void cactus_attrs__zeroed_and_local(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	struct sk_buff *skb;
	int i;

	ct_bind(ct, e, 1, 'a')->run = set_attr;
	ct_bind_raise(ct, e, 2, 'r', CT_SYNC(s));
	ct_bind(ct, s, 1, 'b')->run = get_attr;
	ct_freeze(ct);
	ct_lane(ct, e);
	for (i = 0; i < 2; i++) {
		skb = ct_skb(ct, 8, 0);
		memset(CACTUS_CB(skb)->attrs, 0x5a, CACTUS_LOCAL_ATTRS);
		KUNIT_EXPECT_EQ(test, cactus_lane_submit(&ct->lane, skb), 0);
	}
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "arbarb");
}

static void cactus_attr_push__bounds(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct sk_buff *skb = ct_skb(ct, 3, 0);
	unsigned int room = skb_tailroom(skb);
	u8 *at;

	KUNIT_EXPECT_NULL(test, cactus_attr_push(skb, room + 1));
	KUNIT_EXPECT_EQ(test, skb->len, 3U);
	at = cactus_attr_push(skb, room);
	KUNIT_EXPECT_PTR_EQ(test, at, skb->data + 3);
	KUNIT_EXPECT_EQ(test, skb->len, 3 + room);
	KUNIT_EXPECT_NULL(test, cactus_attr_push(skb, 1));
	kfree_skb(skb);
}

static void cactus_attr_pop__bounds(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct sk_buff *skb = ct_skb(ct, 3, 8);
	u8 *at = cactus_attr_push(skb, 2);

	KUNIT_ASSERT_NOT_NULL(test, at);
	at[0] = 1;
	at[1] = 2;
	KUNIT_EXPECT_NULL(test, cactus_attr_pop(skb, 6));
	KUNIT_EXPECT_EQ(test, skb->len, 5U);
	at = cactus_attr_pop(skb, 2);
	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_EQ(test, at[0] * 256 + at[1], 258);
	KUNIT_EXPECT_EQ(test, skb->len, 3U);
	KUNIT_EXPECT_PTR_EQ(test, cactus_attr_pop(skb, 3), (void *)skb->data);
	KUNIT_EXPECT_NULL(test, cactus_attr_pop(skb, 1));
	kfree_skb(skb);
}

static struct kunit_case cactus_raise_cases[] = {
	KUNIT_CASE(cactus_raise_sync__nested),
	KUNIT_CASE(cactus_raise_sync__event_without_handlers),
	KUNIT_CASE(cactus_raise_sync__halt_ends_one_event_only),
	KUNIT_CASE(cactus_raise_sync__halt_of_the_entry_is_no_error),
	KUNIT_CASE(cactus_raise_sync__errno_drops),
	KUNIT_CASE(cactus_raise_sync__swallowed_errno_drops),
	KUNIT_CASE(cactus_raise_sync__unknown_verdict_drops),
	KUNIT_CASE(cactus_raise_sync__undeclared_event),
	KUNIT_CASE(cactus_raise_sync__no_such_event),
	KUNIT_CASE(cactus_raise_sync__once_per_call),
	KUNIT_CASE(cactus_raise_async__declared_sync),
	KUNIT_CASE(cactus_raise_async__runs_later_in_process_context),
	KUNIT_CASE(cactus_raise_async__bounded),
	KUNIT_CASE(cactus_raise_async__failure_is_counted),
	KUNIT_CASE(cactus_plan_raise__side_only),
	KUNIT_CASE(cactus_plan_raise__speaks_for_a_lane),
	KUNIT_CASE(cactus_attrs__zeroed_and_local),
	KUNIT_CASE(cactus_attr_push__bounds),
	KUNIT_CASE(cactus_attr_pop__bounds),
	{}
};

static struct kunit_suite cactus_raise_suite = {
	.name = "cactus_raise",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_raise_cases,
};

kunit_test_suite(cactus_raise_suite);

MODULE_DESCRIPTION("KUnit: raising events");
MODULE_LICENSE("GPL");
