/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handlers that let messages grow or cost time, and what a plan makes of them.
 */
#ifndef CACTUS_GROWTH_TEST_H
#define CACTUS_GROWTH_TEST_H

#include "cactus_test.h"

static inline void expect_growth(struct kunit *test, u16 event, u32 mul,
				 u32 add)
{
	struct ct *ct = test->priv;

	KUNIT_EXPECT_EQ(test, cactus_plan_growth(ct->plan, event).mul, mul);
	KUNIT_EXPECT_EQ(test, cactus_plan_growth(ct->plan, event).add, add);
}

static inline void bind_growth(struct ct *ct, u16 e, int order, u32 mul,
			       u32 add)
{
	ct_bind_full(ct, e, order, 'g', 0, (struct cactus_growth){ mul, add },
		     0, NULL);
}

static inline void expect_fraction(struct kunit *test, u16 event, u32 mul,
				   u32 div, u32 add)
{
	struct ct *ct = test->priv;

	expect_growth(test, event, mul, add);
	KUNIT_EXPECT_EQ(test, cactus_plan_growth(ct->plan, event).div, div);
}

static inline void bind_fraction(struct ct *ct, u16 e, int order, u32 mul,
				 u32 div, u32 add)
{
	const struct cactus_growth growth = { .mul = mul,
					      .div = div,
					      .add = add };

	ct_bind_full(ct, e, order, 'g', 0, growth, 0, NULL);
}

static inline void bind_cost(struct ct *ct, u16 e, int order, u64 message,
			     u64 byte, struct cactus_growth growth)
{
	ct->cost = (struct cactus_cost){ message, byte };
	ct_bind_full(ct, e, order, 'c', 0, growth, 0, NULL);
}

static inline void expect_cost(struct kunit *test, u16 event, u64 message,
			       u64 byte)
{
	struct ct *ct = test->priv;

	KUNIT_EXPECT_EQ(test, cactus_plan_cost(ct->plan, event).message,
			message);
	KUNIT_EXPECT_EQ(test, cactus_plan_cost(ct->plan, event).byte, byte);
}

#endif /* CACTUS_GROWTH_TEST_H */
