// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: how the raises of a binding combine: what freeze makes of each kind, and what
 * a handler may raise.
 */
#include <linux/module.h>

#include "cactus_test.h"

static const struct cactus_growth plain = { .mul = 1 };

/* "r" on e raises s, where n bytes become 2 * n + 5, and t, where they become n + 8. */
static struct ct_node *raiser(struct ct *ct, enum cactus_combine combine)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	const struct cactus_raise raises[] = { CT_SYNC(s), CT_SYNC(t) };
	struct ct_node *node;

	ct->combine = combine;
	node = ct_bind_full(ct, e, 1, 'r', CACTUS_REENTRANT, plain, 2, raises);
	ct->combine = CACTUS_EACH;
	ct->cost = (struct cactus_cost){ 100, 3 };
	ct_bind_full(ct, s, 1, 's', CACTUS_REENTRANT,
		     (struct cactus_growth){ 2, 5 }, 0, NULL);
	ct->cost = (struct cactus_cost){ 50, 7 };
	ct_bind_full(ct, t, 1, 't', CACTUS_REENTRANT,
		     (struct cactus_growth){ 1, 8 }, 0, NULL);
	ct->cost = (struct cactus_cost){};
	return node;
}

static void expect_plan(struct ct *ct, u32 mul, u32 add, u64 message, u64 byte)
{
	struct cactus_growth growth = cactus_plan_growth(ct->plan, 0);
	struct cactus_cost cost = cactus_plan_cost(ct->plan, 0);

	KUNIT_EXPECT_EQ(ct->test, growth.mul, mul);
	KUNIT_EXPECT_EQ(ct->test, growth.add, add);
	KUNIT_EXPECT_EQ(ct->test, cost.message, message);
	KUNIT_EXPECT_EQ(ct->test, cost.byte, byte);
}

/* The events by themselves cost 100 + 3 * 5 and 3 * 2 a byte, and 50 + 7 * 8 and 7. */
static void combine__each(struct kunit *test)
{
	struct ct *ct = test->priv;

	raiser(ct, CACTUS_EACH);
	ct_freeze(ct);
	expect_plan(ct, 2, 21, 115 + 106 + 13 * 21, 13 * 2);
}

/* A group's handler raises in the order of the list: 2 * n + 5, and 8 behind that. */
static void combine__in_order(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	const struct cactus_raise raises[] = { CT_SYNC(t), CT_SYNC(s) };
	const struct cactus_bind group = {
		.name = "group",
		.event = e,
		.handler = cactus_raise_all,
		.raises = raises,
		.n_raises = 2,
	};

	KUNIT_ASSERT_EQ(test, cactus_bind(ct->c, &group), 0);
	ct_bind_full(ct, s, 1, 's', 0, (struct cactus_growth){ 1, 8 }, 0, NULL);
	ct_bind_full(ct, t, 1, 't', 0, (struct cactus_growth){ 2, 5 }, 0, NULL);
	ct_freeze(ct);
	expect_plan(ct, 2, 13, 0, 0);
}

static void combine__one_of(struct kunit *test)
{
	struct ct *ct = test->priv;

	raiser(ct, CACTUS_ONE_OF);
	ct_freeze(ct);
	expect_plan(ct, 2, 8, 115 + 7 * 8, 7 * 2);
}

static void combine__split(struct kunit *test)
{
	struct ct *ct = test->priv;

	raiser(ct, CACTUS_SPLIT);
	ct_freeze(ct);
	expect_plan(ct, 3, 13, 115 + 106 + 13 * 13, 13 * 3);
}

/* "r" on e adds 2 bytes, and what it raises on s doubles a message. */
static void own_growth(struct ct *ct, enum cactus_combine combine)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	const struct cactus_raise raises[] = { CT_SYNC(s) };

	ct->combine = combine;
	ct_bind_full(ct, e, 1, 'r', 0, (struct cactus_growth){ 1, 2 }, 1,
		     raises);
	ct->combine = CACTUS_EACH;
	ct_bind_full(ct, s, 1, 's', 0, (struct cactus_growth){ 2, 0 }, 0, NULL);
	ct_freeze(ct);
}

/* The handler's own growth comes before or after that of its raises. */
static void combine__own_growth(struct kunit *test)
{
	struct ct *ct = test->priv;

	own_growth(ct, CACTUS_EACH);
	expect_plan(ct, 2, 4, 0, 0);
}

/* It comes after that of a choice. */
static void combine__own_growth_behind(struct kunit *test)
{
	struct ct *ct = test->priv;

	own_growth(ct, CACTUS_ONE_OF);
	expect_plan(ct, 2, 2, 0, 0);
}

static void combine__without_raises(struct kunit *test)
{
	struct ct *ct = test->priv;

	ct->combine = CACTUS_SPLIT;
	ct_bind(ct, ct_event(ct, "e", CACTUS_DOWN), 1, 'r');
	ct_freeze(ct);
	expect_plan(ct, 1, 0, 0, 0);
}

static void combine__split_overflows(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	const struct cactus_raise raises[] = { CT_SYNC(s), CT_SYNC(t) };

	ct->combine = CACTUS_SPLIT;
	ct_bind_full(ct, e, 1, 'r', 0, plain, 2, raises);
	ct_bind_full(ct, s, 1, 's', 0, (struct cactus_growth){ U32_MAX, 0 }, 0,
		     NULL);
	ct_bind_full(ct, t, 1, 't', 0, plain, 0, NULL);
	ct_freeze_fails(ct, CACTUS_FAULT_GROWTH, -EMSGSIZE, "e", "r");
}

/* Two events with so many handlers that a message can pass those of one of them. */
static void many_handlers(struct ct *ct, enum cactus_combine combine)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	const struct cactus_raise raises[] = { CT_SYNC(s), CT_SYNC(t) };
	unsigned int i;

	ct->combine = combine;
	ct_bind_full(ct, e, 1, 'r', 0, plain, 2, raises);
	ct->combine = CACTUS_EACH;
	for (i = 0; i < CACTUS_MAX_HANDLERS / 2; i++) {
		ct_bind(ct, s, 1, 's');
		ct_bind(ct, t, 1, 't');
	}
}

static void combine__each_counts_all(struct kunit *test)
{
	struct ct *ct = test->priv;

	many_handlers(ct, CACTUS_EACH);
	ct_freeze_fails(ct, CACTUS_FAULT_HANDLERS, -E2BIG, "e", "r");
}

static void combine__one_of_counts_the_most(struct kunit *test)
{
	struct ct *ct = test->priv;

	many_handlers(ct, CACTUS_ONE_OF);
	ct_freeze(ct);
}

static void combine__split_counts_all(struct kunit *test)
{
	struct ct *ct = test->priv;

	many_handlers(ct, CACTUS_SPLIT);
	ct_freeze_fails(ct, CACTUS_FAULT_HANDLERS, -E2BIG, "e", "r");
}

/* The raises follow each other; whatever is refused is passed over. */
static void raise_both(struct kunit *test, enum cactus_combine combine,
		       const char *log, int err)
{
	struct ct *ct = test->priv;
	struct ct_node *node = raiser(ct, combine);

	node->swallow = true;
	ct_freeze(ct);
	ct_lane(ct, 0);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, log);
	KUNIT_EXPECT_EQ(test, node->err, err);
	KUNIT_EXPECT_EQ(test, cactus_plan_refused(ct->plan), err ? 1 : 0);
}

static void combine__each_raises_both(struct kunit *test)
{
	raise_both(test, CACTUS_EACH, "rst", 0);
}

static void combine__one_of_raises_one(struct kunit *test)
{
	raise_both(test, CACTUS_ONE_OF, "rs", -EPERM);
}

/* The message itself can be one of the parts. */
static void combine__split_raises_one_for_the_message(struct kunit *test)
{
	raise_both(test, CACTUS_SPLIT, "rs", -EPERM);
}

static int never(struct sk_buff *skb, void *arg)
{
	return CACTUS_CONTINUE;
}

static void combine__refusals(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_SIDE);
	const struct cactus_raise raise = CT_ASYNC(s);
	struct cactus_bind bind = {
		.name = "r",
		.event = e,
		.handler = never,
		.raises = &raise,
		.n_raises = 1,
		.combine = CACTUS_ONE_OF,
	};

	/* What is run later is no part of this message. */
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	bind.combine = CACTUS_SPLIT;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	bind.combine = CACTUS_EACH;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), 0);
	bind.n_raises = 0;
	bind.combine = CACTUS_SPLIT + 1;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	/* A group raises all. */
	bind.handler = cactus_raise_all;
	bind.combine = CACTUS_ONE_OF;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
}

static struct kunit_case cactus_combine_cases[] = {
	KUNIT_CASE(combine__each),
	KUNIT_CASE(combine__in_order),
	KUNIT_CASE(combine__one_of),
	KUNIT_CASE(combine__split),
	KUNIT_CASE(combine__own_growth),
	KUNIT_CASE(combine__own_growth_behind),
	KUNIT_CASE(combine__without_raises),
	KUNIT_CASE(combine__split_overflows),
	KUNIT_CASE(combine__each_counts_all),
	KUNIT_CASE(combine__one_of_counts_the_most),
	KUNIT_CASE(combine__split_counts_all),
	KUNIT_CASE(combine__each_raises_both),
	KUNIT_CASE(combine__one_of_raises_one),
	KUNIT_CASE(combine__split_raises_one_for_the_message),
	KUNIT_CASE(combine__refusals),
	{}
};

static struct kunit_suite cactus_combine_suite = {
	.name = "cactus_combine",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_combine_cases,
};

kunit_test_suite(cactus_combine_suite);

MODULE_DESCRIPTION("KUnit: how raises combine");
MODULE_LICENSE("GPL");
