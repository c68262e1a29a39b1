// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: forks: what a second message under the same number is, what it is good for,
 * what bounds it, and its end.
 */
#include <linux/module.h>

#include "cactus_load_test.h"

#define HEAD 16

/* What the handlers of members have seen of the last fork or message. */
static struct {
	u64 number;
	u8 attr;
	bool head;
	bool worker;
	unsigned int room;
	int err[4];
} seen;

/* "r" on e splits by @run; "s" appends 5 bytes, "t" 8. */
static struct ct_node *splitter(struct ct *ct, unsigned int flags,
				int (*run)(struct ct_node *node,
					   struct sk_buff *skb))
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	const struct cactus_raise raises[] = { CT_SYNC(s), CT_SYNC(t) };
	struct ct_node *node;

	memset(&seen, 0, sizeof(seen));
	memset(&ran, 0, sizeof(ran));
	ct->combine = CACTUS_SPLIT;
	node = ct_bind_full(ct, e, 1, 'r', flags, plain, 2, raises);
	node->run = run;
	ct->combine = CACTUS_EACH;
	ct_bind_full(ct, s, 1, 's', CACTUS_REENTRANT,
		     (struct cactus_growth){ 1, 5 }, 0, NULL)
		->push = 5;
	ct_bind_full(ct, t, 1, 't', CACTUS_REENTRANT,
		     (struct cactus_growth){ 257, 8, 256 }, 0, NULL)
		->push = 8;
	ct_freeze(ct);
	ct_lane(ct, e);
	return node;
}

static int submit_with_head(struct ct *ct, u64 number)
{
	struct sk_buff *skb = ct_skb(ct, HEAD + 8, 64);

	memset(skb->data, 'h', HEAD);
	__skb_pull(skb, HEAD);
	CACTUS_CB(skb)->number = number;
	return cactus_lane_submit(&ct->lane, skb);
}

static void append(struct sk_buff *skb, const struct sk_buff *fork)
{
	void *to = cactus_attr_push(skb, fork->len);

	if (to)
		memcpy(to, fork->data, fork->len);
}

static int look(struct ct_node *node, struct sk_buff *skb)
{
	seen.number = CACTUS_CB(skb)->number;
	seen.attr = CACTUS_CB(skb)->attrs[0];
	seen.head = skb_headroom(skb) == HEAD &&
		    !memchr_inv(skb->head, 'h', HEAD);
	seen.room = skb_tailroom(skb);
	seen.worker = current->flags & PF_WQ_WORKER;
	if (!cactus_attr_push(skb, 8))
		return -EMSGSIZE;
	return node->ret;
}

/* The message is the first part, a fork with half of its bytes the second. */
static int split(struct ct_node *node, struct sk_buff *skb)
{
	unsigned int len = skb->len / 2;
	struct sk_buff *fork;
	int err;

	CACTUS_CB(skb)->attrs[0] = 7;
	fork = cactus_fork(skb, node->raises[1].event, len);
	if (IS_ERR(fork))
		return PTR_ERR(fork);
	memset(fork->data, 'f', len);
	seen.err[1] = cactus_raise_sync(fork, node->raises[1].event);
	err = cactus_raise_sync(skb, node->raises[0].event);
	if (!err)
		append(skb, fork);
	cactus_fork_end(skb, fork);
	return err;
}

static unsigned int done_len;

static void note_len(struct ct *ct, struct sk_buff *skb)
{
	done_len = skb->len;
	note_number(ct, skb);
}

static void fork__is_the_same_message(struct kunit *test)
{
	struct ct *ct = test->priv;

	splitter(ct, CACTUS_REENTRANT, split);
	ct->nodes[2].run = look;
	ct->done_fn = note_len;
	KUNIT_EXPECT_EQ(test, submit_with_head(ct, 4711), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "rts");
	KUNIT_EXPECT_EQ(test, seen.number, 4711ULL);
	KUNIT_EXPECT_EQ(test, seen.attr, 7);
	KUNIT_EXPECT_TRUE(test, seen.head);
	/* As much as the fraction says, and what the allocator rounds up. */
	KUNIT_EXPECT_GE(test, seen.room, 8U);
	KUNIT_EXPECT_LT(test, seen.room, 1000U);
	KUNIT_EXPECT_FALSE(test, seen.worker);
	KUNIT_EXPECT_EQ(test, done_len, 8U + 5 + 4 + 8);
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), 0ULL);
}

static void fork__in_worker(struct kunit *test)
{
	struct ct *ct = test->priv;

	splitter(ct, CACTUS_MAY_SLEEP, split);
	ct->nodes[2].run = look;
	KUNIT_EXPECT_EQ(test, submit_with_head(ct, 1), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	KUNIT_EXPECT_TRUE(test, seen.worker);
}

/* All parts are forks, and no event is good for two. */
static int misuse(struct ct_node *node, struct sk_buff *skb)
{
	u16 s = node->raises[0].event, t = node->raises[1].event;
	struct sk_buff *fork = cactus_fork(skb, s, 0);

	if (IS_ERR(fork))
		return PTR_ERR(fork);
	seen.err[0] = PTR_ERR_OR_ZERO(cactus_fork(skb, s, 0));
	seen.err[1] = cactus_raise_sync(skb, s);
	seen.err[2] = cactus_raise_sync(fork, t);
	if (cactus_raise_sync(fork, s))
		seen.err[2] = 0;
	seen.err[3] = cactus_raise_sync(fork, s);
	cactus_fork_end(skb, fork);
	return CACTUS_CONTINUE;
}

static void fork__is_good_for_one_raise(struct kunit *test)
{
	struct ct *ct = test->priv;
	unsigned int i;

	splitter(ct, CACTUS_REENTRANT, misuse);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "rs");
	for (i = 0; i < ARRAY_SIZE(seen.err); i++)
		KUNIT_EXPECT_EQ(test, seen.err[i], -EPERM);
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), 4ULL);
}

static int too_long(struct ct_node *node, struct sk_buff *skb)
{
	struct sk_buff *fork;

	fork = cactus_fork(skb, node->raises[0].event, skb->len + 1);
	seen.err[0] = PTR_ERR_OR_ZERO(fork);
	return CACTUS_CONTINUE;
}

static void fork__is_no_longer_than_its_message(struct kunit *test)
{
	struct ct *ct = test->priv;

	splitter(ct, CACTUS_REENTRANT, too_long);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, seen.err[0], -EMSGSIZE);
}

static int fork_one(struct ct_node *node, struct sk_buff *skb)
{
	seen.err[0] =
		PTR_ERR_OR_ZERO(cactus_fork(skb, node->raises[0].event, 0));
	return CACTUS_CONTINUE;
}

/* Its growth would not be counted. */
static void fork__needs_split(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);

	memset(&seen, 0, sizeof(seen));
	ct_bind_raise(ct, e, 1, 'r', CT_SYNC(s))->run = fork_one;
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, seen.err[0], -EPERM);
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), 1ULL);
}

/* The other part runs all the same, and the message is dropped in the name of who
 * failed.
 */
static void fork__failure_is_the_messages(struct kunit *test)
{
	struct ct *ct = test->priv;

	splitter(ct, CACTUS_REENTRANT, split);
	ct->nodes[2].ret = -EBADMSG;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EBADMSG);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "rts");
	KUNIT_EXPECT_EQ(test, seen.err[1], -EBADMSG);
	KUNIT_EXPECT_EQ(test, ct->drop_err, -EBADMSG);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "t");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 0);
}

static int pool_max;
static struct cactus_pool pool = { .max = &pool_max };

static void fork__is_charged_to_the_pool(struct kunit *test)
{
	struct ct *ct = test->priv;

	splitter(ct, CACTUS_REENTRANT, split);
	atomic_long_set(&pool.bytes, 0);
	pool_max = 1;
	ct->lane.pool = &pool;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -ENOBUFS);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "r");
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pool.bytes), 0L);
	pool_max = 1 << 20;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pool.bytes), 0L);
}

/* A member that splits as well. */
static void fork__of_a_fork(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	u16 u = ct_event(ct, "u", CACTUS_DOWN);
	u16 v = ct_event(ct, "v", CACTUS_DOWN);
	const struct cactus_raise outer[] = { CT_SYNC(s), CT_SYNC(t) };
	const struct cactus_raise inner[] = { CT_SYNC(u), CT_SYNC(v) };

	memset(&seen, 0, sizeof(seen));
	memset(&ran, 0, sizeof(ran));
	ct->combine = CACTUS_SPLIT;
	ct_bind_full(ct, e, 1, 'r', CACTUS_REENTRANT, plain, 2, outer)->run =
		split;
	ct_bind_full(ct, t, 1, 'i', CACTUS_REENTRANT, plain, 2, inner)->run =
		split;
	ct->combine = CACTUS_EACH;
	ct_bind_full(ct, v, 1, 'v', CACTUS_REENTRANT,
		     (struct cactus_growth){ 1, 8 }, 0, NULL)
		->run = look;
	ct_freeze(ct);
	ct_lane(ct, e);
	ct->done_fn = note_len;
	KUNIT_EXPECT_EQ(test, submit_with_head(ct, 3), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "riv");
	KUNIT_EXPECT_EQ(test, seen.number, 3ULL);
	KUNIT_EXPECT_TRUE(test, seen.head);
	/* 8 and, of the fork, 4 and, of its fork, 2 and 8. */
	KUNIT_EXPECT_EQ(test, done_len, 8U + 4 + 2 + 8);
}

static void fork__keeps_the_order(struct kunit *test)
{
	struct ct *ct = test->priv;

	splitter(ct, CACTUS_REENTRANT, split);
	load_start(ct);
	CT_WAIT(ct, atomic_read(&ct->done) >= 2000);
	KUNIT_EXPECT_GE(test, load_stop(ct), 2000ULL);
}

static void fork__ledger(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct cactus_ledger before, after;

	cactus_ledger(&before);
	splitter(ct, CACTUS_REENTRANT, split);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	ct->nodes[2].ret = -EBADMSG;
	KUNIT_EXPECT_EQ(test, ct_submit(ct), -EBADMSG);
	cactus_ledger(&after);
	KUNIT_EXPECT_EQ(test,
			after.entry[CACTUS_OBJ_FORK].created -
				before.entry[CACTUS_OBJ_FORK].created,
			2ULL);
	KUNIT_EXPECT_EQ(test,
			after.entry[CACTUS_OBJ_FORK].destroyed -
				before.entry[CACTUS_OBJ_FORK].destroyed,
			2ULL);
}

static struct kunit_case cactus_fork_cases[] = {
	KUNIT_CASE(fork__is_the_same_message),
	KUNIT_CASE(fork__in_worker),
	KUNIT_CASE(fork__is_good_for_one_raise),
	KUNIT_CASE(fork__is_no_longer_than_its_message),
	KUNIT_CASE(fork__needs_split),
	KUNIT_CASE(fork__failure_is_the_messages),
	KUNIT_CASE(fork__is_charged_to_the_pool),
	KUNIT_CASE(fork__of_a_fork),
	KUNIT_CASE(fork__keeps_the_order),
	KUNIT_CASE(fork__ledger),
	{}
};

static struct kunit_suite cactus_fork_suite = {
	.name = "cactus_fork",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_fork_cases,
};

kunit_test_suite(cactus_fork_suite);

MODULE_DESCRIPTION("KUnit: forks");
MODULE_LICENSE("GPL");
