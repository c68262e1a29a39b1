// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: freeze. Every rule with the fault it names, context analysis,
 * growth.
 */
#include <linux/module.h>

#include "cactus_growth_test.h"

static const struct cactus_growth plain = { .mul = 1 };

static void cactus_freeze__empty(struct kunit *test)
{
	struct ct *ct = test->priv;

	ct_freeze(ct);
	KUNIT_EXPECT_FALSE(test, cactus_plan_softirq(ct->plan, 0));
	KUNIT_EXPECT_FALSE(test, cactus_plan_reentrant(ct->plan, 0));
	KUNIT_EXPECT_EQ(test, cactus_plan_growth(ct->plan, 0).mul, 1U);
}

static void cactus_freeze__composite_goes_on(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	struct cactus_plan *first;

	ct_bind(ct, e, 1, 'a');
	ct_freeze(ct);
	first = ct->plan;
	ct_bind(ct, e, 2, 'b');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "ab");
	cactus_plan_put(first);
}

static void cactus_freeze__cycle(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 in = ct_event(ct, "in", CACTUS_DOWN);
	u16 a = ct_event(ct, "a", CACTUS_DOWN);
	u16 b = ct_event(ct, "b", CACTUS_DOWN);

	/* "in" only leads to the cycle and is not named. */
	ct_bind_raise(ct, in, 1, 'i', CT_SYNC(a));
	ct_bind_raise(ct, a, 1, 'a', CT_SYNC(b));
	ct_bind_raise(ct, b, 1, 'b', CT_SYNC(a));
	KUNIT_EXPECT_EQ(test, PTR_ERR(cactus_freeze(ct->c, &ct->fault)),
			(long)-ELOOP);
	KUNIT_EXPECT_EQ(test, ct->fault.kind, CACTUS_FAULT_CYCLE);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->fault.event,
			   (const char *)ct->fault.binding);
	KUNIT_EXPECT_NE(test, ct->fault.event[0], 'i');
}

static void cactus_freeze__self_cycle(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	ct_bind(ct, e, 1, 'a');
	ct_bind_raise(ct, e, 2, 'b', CT_SYNC(e));
	ct_freeze_fails(ct, CACTUS_FAULT_CYCLE, -ELOOP, "e", "b");
}

static void cactus_freeze__async_cycle(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_SIDE);

	ct_bind_raise(ct, e, 1, 'a', CT_ASYNC(e));
	ct_freeze_fails(ct, CACTUS_FAULT_CYCLE, -ELOOP, "e", "a");
}

static void cactus_freeze__shared_by_two(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);

	ct_bind_raise(ct, e, 1, 'a', CT_SYNC(s));
	ct_bind_raise(ct, e, 2, 'b', CT_SYNC(s));
	ct_freeze_fails(ct, CACTUS_FAULT_SHARED_EVENT, -EINVAL, "s", "b");
}

static void cactus_freeze__named_twice_by_one(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	struct cactus_raise raises[] = { CT_SYNC(s), CT_ASYNC(s) };

	ct_bind_full(ct, e, 1, 'a', 0, plain, 2, raises);
	ct_freeze_fails(ct, CACTUS_FAULT_SHARED_EVENT, -EINVAL, "s", "a");
}

static u16 chain(struct ct *ct, unsigned int n, enum cactus_mode mode)
{
	struct cactus_raise raise = { .mode = mode };
	char name[8];
	unsigned int i;
	u16 e;

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "e%u", i);
		e = ct_event(ct, name, CACTUS_SIDE);
		raise.event = e - 1;
		if (i)
			ct_bind_raise(ct, e, 1, 'a' + i, raise);
		else
			ct_bind(ct, e, 1, 'a');
	}
	return e;
}

static void cactus_freeze__deepest(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = chain(ct, CACTUS_MAX_DEPTH, CACTUS_SYNC);
	struct sk_buff *skb = ct_skb(ct, 1, 0);

	ct_freeze(ct);
	KUNIT_EXPECT_EQ(test, cactus_plan_raise(ct->plan, e, skb), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "hgfedcba");
	kfree_skb(skb);
}

static void cactus_freeze__too_deep(struct kunit *test)
{
	struct ct *ct = test->priv;

	chain(ct, CACTUS_MAX_DEPTH + 1, CACTUS_SYNC);
	ct_freeze_fails(ct, CACTUS_FAULT_DEPTH, -E2BIG, "e8", "i");
}

static void cactus_freeze__async_is_no_nesting(struct kunit *test)
{
	struct ct *ct = test->priv;

	chain(ct, CACTUS_MAX_DEPTH + 1, CACTUS_ASYNC);
	ct_freeze(ct);
}

static void handlers(struct ct *ct, enum cactus_mode mode, unsigned int n)
{
	u16 e = ct_event(ct, "e", CACTUS_SIDE);
	u16 sub = ct_event(ct, "sub", CACTUS_SIDE);
	struct cactus_raise raise = { .event = sub, .mode = mode };
	unsigned int i;

	ct_bind_raise(ct, e, 0, 'r', raise);
	for (i = 1; i < n; i++)
		ct_bind(ct, i % 2 ? sub : e, i, 'h');
}

static void cactus_freeze__most_handlers(struct kunit *test)
{
	struct ct *ct = test->priv;

	handlers(ct, CACTUS_SYNC, CACTUS_MAX_HANDLERS);
	ct_freeze(ct);
}

static void cactus_freeze__too_many_handlers(struct kunit *test)
{
	struct ct *ct = test->priv;

	handlers(ct, CACTUS_SYNC, CACTUS_MAX_HANDLERS + 1);
	ct_freeze_fails(ct, CACTUS_FAULT_HANDLERS, -E2BIG, "e", "h");
}

static void cactus_freeze__async_handlers_count(struct kunit *test)
{
	struct ct *ct = test->priv;

	handlers(ct, CACTUS_ASYNC, CACTUS_MAX_HANDLERS + 1);
	ct_freeze_fails(ct, CACTUS_FAULT_HANDLERS, -E2BIG, "e", "h");
}

static void direction(struct kunit *test, enum cactus_dir from,
		      enum cactus_mode mode, enum cactus_dir to, bool good)
{
	struct ct *ct = test->priv;
	u16 a, b;

	a = ct_event(ct, "a", from);
	b = ct_event(ct, "b", to);
	ct_bind_raise(ct, a, 1, 'x',
		      (struct cactus_raise){ .event = b, .mode = mode });
	if (good) {
		ct_freeze(ct);
		cactus_plan_put(ct->plan);
		ct->plan = NULL;
	} else {
		ct_freeze_fails(ct, CACTUS_FAULT_DIRECTION, -EINVAL, "a", "x");
	}
	cactus_composite_destroy(ct->c);
	ct->c = cactus_composite_create();
	KUNIT_ASSERT_NOT_NULL(test, ct->c);
}

static void cactus_freeze__direction(struct kunit *test)
{
	enum cactus_dir from, to;

	for (from = CACTUS_DOWN; from <= CACTUS_SIDE; from++) {
		for (to = CACTUS_DOWN; to <= CACTUS_SIDE; to++) {
			direction(test, from, CACTUS_SYNC, to, from == to);
			direction(test, from, CACTUS_ASYNC, to,
				  from == to || to == CACTUS_SIDE);
		}
	}
}

/* Context: e -> s by @mode, and @flags on the only handler of s. */
static void context(struct ct *ct, enum cactus_mode mode, unsigned int flags)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);

	ct_bind_raise(ct, e, 1, 'e',
		      (struct cactus_raise){ .event = s, .mode = mode });
	ct_bind_full(ct, s, 1, 's', flags, plain, 0, NULL);
	ct_freeze(ct);
}

static void cactus_plan_softirq__nested_sleeper(struct kunit *test)
{
	struct ct *ct = test->priv;

	context(ct, CACTUS_SYNC, CACTUS_MAY_SLEEP | CACTUS_REENTRANT);
	KUNIT_EXPECT_FALSE(test, cactus_plan_softirq(ct->plan, 0));
	KUNIT_EXPECT_FALSE(test, cactus_plan_softirq(ct->plan, 1));
	KUNIT_EXPECT_TRUE(test, cactus_plan_reentrant(ct->plan, 0));
}

static void cactus_plan_softirq__async_sleeper(struct kunit *test)
{
	struct ct *ct = test->priv;

	context(ct, CACTUS_ASYNC, CACTUS_MAY_SLEEP);
	KUNIT_EXPECT_TRUE(test, cactus_plan_softirq(ct->plan, 0));
	KUNIT_EXPECT_TRUE(test, cactus_plan_reentrant(ct->plan, 0));
	KUNIT_EXPECT_FALSE(test, cactus_plan_softirq(ct->plan, 1));
	KUNIT_EXPECT_FALSE(test, cactus_plan_reentrant(ct->plan, 1));
}

static void cactus_plan_reentrant__nested(struct kunit *test)
{
	struct ct *ct = test->priv;

	context(ct, CACTUS_SYNC, 0);
	KUNIT_EXPECT_TRUE(test, cactus_plan_softirq(ct->plan, 0));
	KUNIT_EXPECT_FALSE(test, cactus_plan_reentrant(ct->plan, 0));
}

static void cactus_plan_reentrant__other_events_do_not_count(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 a = ct_event(ct, "a", CACTUS_DOWN);
	u16 b = ct_event(ct, "b", CACTUS_UP);

	ct_bind(ct, a, 1, 'a');
	ct_bind_full(ct, b, 1, 'b', CACTUS_MAY_SLEEP, plain, 0, NULL);
	ct_freeze(ct);
	KUNIT_EXPECT_TRUE(test, cactus_plan_softirq(ct->plan, a));
	KUNIT_EXPECT_TRUE(test, cactus_plan_reentrant(ct->plan, a));
	KUNIT_EXPECT_FALSE(test, cactus_plan_softirq(ct->plan, b));
	KUNIT_EXPECT_FALSE(test, cactus_plan_reentrant(ct->plan, b));
}

static void cactus_plan_growth__sums(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	bind_growth(ct, e, 1, 1, 16);
	bind_growth(ct, e, 2, 0, 4);
	bind_growth(ct, e, 3, 1, 32);
	ct_freeze(ct);
	expect_growth(test, e, 1, 52);
}

static void cactus_plan_growth__handler_order(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 a = ct_event(ct, "a", CACTUS_DOWN);
	u16 b = ct_event(ct, "b", CACTUS_DOWN);

	/* 2 * (n + 10) + 3 */
	bind_growth(ct, a, 1, 1, 10);
	bind_growth(ct, a, 2, 2, 3);
	/* (2 * n + 3) + 10 */
	bind_growth(ct, b, 2, 1, 10);
	bind_growth(ct, b, 1, 2, 3);
	ct_freeze(ct);
	expect_growth(test, a, 2, 23);
	expect_growth(test, b, 2, 13);
}

static void cactus_plan_growth__by_a_fraction(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 one = ct_event(ct, "one", CACTUS_DOWN);
	u16 two = ct_event(ct, "two", CACTUS_DOWN);
	u16 less = ct_event(ct, "less", CACTUS_DOWN);

	bind_fraction(ct, one, 1, 256, 190, 66);
	/* 66 bytes become 89 at most. */
	bind_fraction(ct, two, 1, 256, 190, 66);
	bind_fraction(ct, two, 2, 256, 190, 66);
	bind_fraction(ct, less, 1, 3, 4, 1);
	ct_freeze(ct);
	expect_fraction(test, one, 256, 190, 66);
	expect_fraction(test, two, 128 * 128, 95 * 95, 155);
	expect_fraction(test, less, 4, 4, 1);
}

/* Of more than 32 bits, a factor is rounded up. */
static void cactus_plan_growth__fraction_is_cut(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	const u32 odd = 0x10001;

	bind_fraction(ct, e, 1, odd, 0xffff, 0);
	bind_fraction(ct, e, 2, odd, 0xfffd, 0);
	ct_freeze(ct);
	expect_fraction(test, e, ((u64)odd * odd + 1) / 2,
			0xffffU * 0xfffdU / 2, 0);
}

static void cactus_plan_growth__nested(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	struct cactus_raise raises[] = { CT_SYNC(s), CT_SYNC(t) };

	bind_growth(ct, s, 1, 1, 16);
	bind_growth(ct, t, 1, 1, 8);
	ct_bind_full(ct, e, 1, 'm', 0, (struct cactus_growth){ 1, 4 }, 2,
		     raises);
	bind_growth(ct, e, 2, 2, 1);
	ct_freeze(ct);
	expect_growth(test, s, 1, 16);
	expect_growth(test, t, 1, 8);
	expect_growth(test, e, 2, 57);
}

static void cactus_plan_growth__nested_in_the_worse_order(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	struct cactus_raise raise = CT_SYNC(s);

	/* A handler may double before or after it raises: 2 * (n + 5) + 7 is
	 * more than (2 * n + 7) + 5; 5 * 2 + 7 * 1 bounds both.
	 */
	bind_growth(ct, s, 1, 1, 5);
	ct_bind_full(ct, e, 1, 'm', 0, (struct cactus_growth){ 2, 7 }, 1,
		     &raise);
	ct_freeze(ct);
	expect_growth(test, e, 2, 17);
}

static void cactus_plan_growth__async_does_not_count(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_SIDE);

	bind_growth(ct, s, 1, 3, 100);
	ct_bind_raise(ct, e, 1, 'm', CT_ASYNC(s));
	ct_freeze(ct);
	expect_growth(test, e, 1, 0);
	expect_growth(test, s, 3, 100);
}

static void cactus_plan_growth__add_overflows(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	bind_growth(ct, e, 1, 1, U32_MAX);
	bind_growth(ct, e, 2, 1, 1);
	ct_freeze_fails(ct, CACTUS_FAULT_GROWTH, -EMSGSIZE, "e", "g");
}

static void cactus_plan_growth__mul_overflows(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	bind_growth(ct, e, 1, 0x10000, 0);
	bind_growth(ct, e, 2, 0x10000, 0);
	ct_freeze_fails(ct, CACTUS_FAULT_GROWTH, -EMSGSIZE, "e", "g");
}

static void cactus_plan_growth__nested_overflows(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	struct cactus_raise raise = CT_SYNC(s);

	bind_growth(ct, s, 1, 2, 0);
	ct_bind_full(ct, e, 1, 'm', 0,
		     (struct cactus_growth){ 1, U32_MAX / 2 + 1 }, 1, &raise);
	ct_freeze_fails(ct, CACTUS_FAULT_GROWTH, -EMSGSIZE, "e", "m");
}

static void cactus_plan_cost__sums(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	bind_cost(ct, e, 1, 1000, 2, plain);
	bind_cost(ct, e, 2, 50, 0, plain);
	bind_cost(ct, e, 3, 0, 40, plain);
	ct_freeze(ct);
	expect_cost(test, e, 1050, 42);
	expect_cost(test, e + 1, 0, 0);
}

static void cactus_plan_cost__counts_growth(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	/* n; then 2 * n + 5; then as many and 8. */
	bind_cost(ct, e, 1, 0, 3, plain);
	bind_cost(ct, e, 2, 100, 7, (struct cactus_growth){ 2, 5 });
	bind_cost(ct, e, 3, 0, 10, (struct cactus_growth){ 1, 8 });
	ct_freeze(ct);
	expect_cost(test, e, 100 + 7 * 5 + 10 * 13, 3 + 7 * 2 + 10 * 2);
}

static void cactus_plan_cost__nested(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 side = ct_event(ct, "side", CACTUS_SIDE);
	struct cactus_raise raises[] = { CT_SYNC(s), CT_ASYNC(side) };

	bind_cost(ct, s, 1, 20, 3, (struct cactus_growth){ 1, 4 });
	/* A message of its own, and the worker's. */
	bind_cost(ct, side, 1, 1 << 20, 1 << 20, plain);
	/* In either order no handler meets more than n + 10. */
	ct->cost = (struct cactus_cost){ 100, 7 };
	ct_bind_full(ct, e, 1, 'm', 0, (struct cactus_growth){ 1, 6 }, 2,
		     raises);
	ct_freeze(ct);
	expect_cost(test, s, 20 + 3 * 4, 3);
	expect_cost(test, e, 100 + 7 * 10 + 20 + 3 * 4 + 3 * 10, 10);
}

static void cactus_plan_cost__saturates(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);

	bind_cost(ct, e, 1, U64_MAX, U64_MAX, plain);
	bind_cost(ct, e, 2, 1, 1, plain);
	bind_cost(ct, s, 1, 0, U64_MAX / 2, (struct cactus_growth){ 3, 0 });
	bind_cost(ct, t, 1, 0, U64_MAX / 2, (struct cactus_growth){ 1, 3 });
	ct_freeze(ct);
	expect_cost(test, e, U64_MAX, U64_MAX);
	expect_cost(test, s, 0, U64_MAX);
	expect_cost(test, t, U64_MAX, U64_MAX / 2);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, e, U32_MAX), -1);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, s, U32_MAX), 0);
}

static void cactus_plan_longest__is_within_the_budget(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 free = ct_event(ct, "free", CACTUS_DOWN);

	/* 100 instructions, and 2.5 a byte. */
	bind_cost(ct, e, 1, 100 * CACTUS_COST_PARTS, 2500, plain);
	bind_cost(ct, free, 1, 5 * CACTUS_COST_PARTS, 0, plain);
	ct_freeze(ct);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, e, 0), -1);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, e, 99), -1);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, e, 100), 0);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, e, 102), 0);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, e, 103), 1);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, e, 105), 2);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, e, 1100), 400);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, free, 4), -1);
	KUNIT_EXPECT_EQ(test, cactus_plan_longest(ct->plan, free, 5), INT_MAX);
}

static void cactus_fault_str__words(struct kunit *test)
{
	int kind;

	for (kind = CACTUS_FAULT_NONE; kind <= CACTUS_FAULT_NOMEM; kind++)
		KUNIT_EXPECT_NE(test,
				strcmp(cactus_fault_str(kind), "unknown fault"),
				0);
	KUNIT_EXPECT_STREQ(test, cactus_fault_str(99), "unknown fault");
}

static struct kunit_case cactus_freeze_cases[] = {
	KUNIT_CASE(cactus_freeze__empty),
	KUNIT_CASE(cactus_freeze__composite_goes_on),
	KUNIT_CASE(cactus_freeze__cycle),
	KUNIT_CASE(cactus_freeze__self_cycle),
	KUNIT_CASE(cactus_freeze__async_cycle),
	KUNIT_CASE(cactus_freeze__shared_by_two),
	KUNIT_CASE(cactus_freeze__named_twice_by_one),
	KUNIT_CASE(cactus_freeze__deepest),
	KUNIT_CASE(cactus_freeze__too_deep),
	KUNIT_CASE(cactus_freeze__async_is_no_nesting),
	KUNIT_CASE(cactus_freeze__most_handlers),
	KUNIT_CASE(cactus_freeze__too_many_handlers),
	KUNIT_CASE(cactus_freeze__async_handlers_count),
	KUNIT_CASE(cactus_freeze__direction),
	KUNIT_CASE(cactus_plan_softirq__nested_sleeper),
	KUNIT_CASE(cactus_plan_softirq__async_sleeper),
	KUNIT_CASE(cactus_plan_reentrant__nested),
	KUNIT_CASE(cactus_plan_reentrant__other_events_do_not_count),
	KUNIT_CASE(cactus_plan_growth__sums),
	KUNIT_CASE(cactus_plan_growth__handler_order),
	KUNIT_CASE(cactus_plan_growth__by_a_fraction),
	KUNIT_CASE(cactus_plan_growth__fraction_is_cut),
	KUNIT_CASE(cactus_plan_growth__nested),
	KUNIT_CASE(cactus_plan_growth__nested_in_the_worse_order),
	KUNIT_CASE(cactus_plan_growth__async_does_not_count),
	KUNIT_CASE(cactus_plan_growth__add_overflows),
	KUNIT_CASE(cactus_plan_growth__mul_overflows),
	KUNIT_CASE(cactus_plan_growth__nested_overflows),
	KUNIT_CASE(cactus_plan_cost__sums),
	KUNIT_CASE(cactus_plan_cost__counts_growth),
	KUNIT_CASE(cactus_plan_cost__nested),
	KUNIT_CASE(cactus_plan_cost__saturates),
	KUNIT_CASE(cactus_plan_longest__is_within_the_budget),
	KUNIT_CASE(cactus_fault_str__words),
	{}
};

static struct kunit_suite cactus_freeze_suite = {
	.name = "cactus_freeze",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_freeze_cases,
};

kunit_test_suite(cactus_freeze_suite);

MODULE_DESCRIPTION("KUnit: freezing a composite into a plan");
MODULE_LICENSE("GPL");
