// SPDX-License-Identifier: GPL-2.0
/*
 * The replay window: first number, duplicates, edges, jumps, the last number.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/bottom_half.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include "mp/window.h"

#define RANDOM_STEPS 20000

static int window_test_init(struct kunit *test)
{
	struct seccomm_window *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	test->priv = w;
	return seccomm_window_init(w);
}

static void window_test_exit(struct kunit *test)
{
	seccomm_window_free(test->priv);
}

/* A look and a commit must agree. */
static void both(struct kunit *test, u64 number, int expect)
{
	int seen, committed;

	local_bh_disable();
	seen = seccomm_window_peek(test->priv, number);
	committed = seccomm_window_commit(test->priv, number);
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, seen, expect);
	KUNIT_EXPECT_EQ(test, committed, expect);
}

static void first(struct kunit *test)
{
	both(test, 0, -EINVAL);
	both(test, 1, 0);
	both(test, 1, -EALREADY);
	both(test, 0, -EINVAL);
	both(test, 2, 0);
	both(test, 1, -EALREADY);
}

static void peek_changes_nothing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, seccomm_window_peek(test->priv, 9), 0);
	KUNIT_EXPECT_EQ(test, seccomm_window_peek(test->priv, 9), 0);
	both(test, 9, 0);
	both(test, 9, -EALREADY);
}

static void reordered(struct kunit *test)
{
	u64 i;

	for (i = 100; i > 0; i--)
		both(test, i, 0);
	for (i = 1; i <= 100; i++)
		both(test, i, -EALREADY);
	both(test, 101, 0);
}

static void edges(struct kunit *test)
{
	const u64 top = 3 * SECCOMM_WINDOW + 5;

	both(test, top, 0);
	both(test, top - SECCOMM_WINDOW, -ESTALE);
	both(test, top - SECCOMM_WINDOW + 1, 0);
	both(test, top - SECCOMM_WINDOW + 1, -EALREADY);
	both(test, 1, -ESTALE);
	/* One further: the oldest leaves, the next one is still to come. */
	both(test, top + 1, 0);
	both(test, top - SECCOMM_WINDOW + 1, -ESTALE);
	both(test, top - SECCOMM_WINDOW + 2, 0);
}

/* Numbers that jumps leave out are still good, seen ones are still seen. */
static void jumps(struct kunit *test)
{
	static const u64 by[] = { 1,
				  2,
				  63,
				  64,
				  65,
				  127,
				  SECCOMM_WINDOW - 1,
				  SECCOMM_WINDOW,
				  SECCOMM_WINDOW + 1,
				  2 * SECCOMM_WINDOW,
				  1ULL << 40 };
	u64 top = 1, old, n;
	unsigned int i;

	both(test, top, 0);
	for (i = 0; i < ARRAY_SIZE(by); i++) {
		old = top;
		top += by[i];
		both(test, top, 0);
		both(test, top, -EALREADY);
		both(test, old, by[i] < SECCOMM_WINDOW ? -EALREADY : -ESTALE);
		for (n = max(old, top - min(top, SECCOMM_WINDOW - 1ULL)) + 1;
		     n < top; n++)
			both(test, n, 0);
	}
}

static void last_number(struct kunit *test)
{
	both(test, U64_MAX - 1, 0);
	both(test, U64_MAX, 0);
	both(test, U64_MAX, -EALREADY);
	both(test, U64_MAX - SECCOMM_WINDOW, -ESTALE);
	both(test, U64_MAX - SECCOMM_WINDOW + 1, 0);
	/* A commit below the top moves nothing, the last number being the top. */
	both(test, U64_MAX - SECCOMM_WINDOW + 1, -EALREADY);
	both(test, U64_MAX - 1, -EALREADY);
	both(test, U64_MAX, -EALREADY);
	both(test, 0, -EINVAL);
	both(test, 1, -ESTALE);
}

/* Against the plainest model there is: a bit for every number. */
static void random_walk(struct kunit *test)
{
	const unsigned int max_number = 8 * SECCOMM_WINDOW;
	unsigned long *seen;
	struct rnd_state rnd;
	u64 top = 0, number;
	unsigned int i;
	int expect;

	seen = kunit_kzalloc(test, BITS_TO_LONGS(max_number) * sizeof(long),
			     GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, seen);
	prandom_seed_state(&rnd, 253);
	for (i = 0; i < RANDOM_STEPS; i++) {
		number = top + prandom_u32_state(&rnd) % 12;
		if (prandom_u32_state(&rnd) % 2)
			number -= min(number, (u64)prandom_u32_state(&rnd) %
						      (SECCOMM_WINDOW + 64));
		if (!number || number >= max_number)
			continue;
		if (number + SECCOMM_WINDOW <= top)
			expect = -ESTALE;
		else
			expect = test_bit(number, seen) ? -EALREADY : 0;
		both(test, number, expect);
		if (!expect)
			__set_bit(number, seen);
		top = max(top, number);
	}
	KUNIT_EXPECT_GT(test, top, 2ULL * SECCOMM_WINDOW);
}

static struct kunit_case seccomm_window_cases[] = {
	KUNIT_CASE(first),	 KUNIT_CASE(peek_changes_nothing),
	KUNIT_CASE(reordered),	 KUNIT_CASE(edges),
	KUNIT_CASE(jumps),	 KUNIT_CASE(last_number),
	KUNIT_CASE(random_walk), {},
};

static struct kunit_suite seccomm_window_suite = {
	.name = "seccomm_window",
	.init = window_test_init,
	.exit = window_test_exit,
	.test_cases = seccomm_window_cases,
};

kunit_test_suite(seccomm_window_suite);

MODULE_DESCRIPTION("Tests of the replay window");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
