// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages: the window of their numbers, and the rate of answers.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/module.h>
#include "session/control_window.h"

#define WINDOW SECCOMM_CONTROL_WINDOW

static int control_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct seccomm_control_window),
				   GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

/* A look and an accept must agree, and what is accepted is so once. */
static void both(struct kunit *test, u64 number, bool expect)
{
	struct seccomm_control_window *w = test->priv;

	KUNIT_EXPECT_EQ(test, seccomm_control_window_fresh(w, number), expect);
	KUNIT_EXPECT_EQ(test, seccomm_control_window_accept(w, number), expect);
	KUNIT_EXPECT_FALSE(test, seccomm_control_window_fresh(w, number));
	KUNIT_EXPECT_FALSE(test, seccomm_control_window_accept(w, number));
}

static void first(struct kunit *test)
{
	both(test, 0, false);
	both(test, 1, true);
	both(test, 0, false);
	both(test, 2, true);
	both(test, 1, false);
}

static void reordered(struct kunit *test)
{
	u64 i;

	for (i = WINDOW; i > 0; i--)
		both(test, i, true);
	for (i = 0; i <= WINDOW; i++)
		both(test, i, false);
	both(test, WINDOW + 1, true);
}

static void edges(struct kunit *test)
{
	const u64 top = 1000;

	both(test, top, true);
	both(test, top - WINDOW, false);
	both(test, top - WINDOW + 1, true);
	/* One further: the oldest leaves, the next one is still to come. */
	both(test, top + 1, true);
	both(test, top - WINDOW + 1, false);
	both(test, top - WINDOW + 2, true);
}

/* Numbers that jumps leave out are still good, seen ones are still seen. */
static void jumps(struct kunit *test)
{
	static const u64 by[] = { 1,   2,	   63,	       64,	  65,
				  127, WINDOW - 1, WINDOW + 1, 1ULL << 40 };
	u64 top = 1, old, n;
	unsigned int i;

	both(test, top, true);
	for (i = 0; i < ARRAY_SIZE(by); i++) {
		old = top;
		top += by[i];
		both(test, top, true);
		both(test, old, false);
		for (n = max(old, top - min(top, WINDOW - 1ULL)) + 1; n < top;
		     n++)
			both(test, n, true);
	}
}

static void last_number(struct kunit *test)
{
	both(test, U64_MAX - 1, true);
	both(test, U64_MAX, true);
	both(test, U64_MAX - WINDOW, false);
	both(test, U64_MAX - WINDOW + 1, true);
	both(test, 0, false);
	both(test, 1, false);
	both(test, U64_MAX, false);
}

/* Answers that may be sent in @ms milliseconds, asked for in each of them. */
static unsigned int answers(u64 *until, u64 *now, unsigned int ms)
{
	unsigned int n = 0;

	for (; ms; ms--, (*now)++)
		while (seccomm_control_answer(until, *now, 1000))
			n++;
	return n;
}

static void rate(struct kunit *test)
{
	u64 until = 0, now = 12345678;

	KUNIT_EXPECT_EQ(test, answers(&until, &now, 1), 25);
	KUNIT_EXPECT_EQ(test, answers(&until, &now, 39), 0);
	KUNIT_EXPECT_EQ(test, answers(&until, &now, 1), 1);
	/* Whoever waits gets no more than at first. */
	now += 1000000;
	KUNIT_EXPECT_LE(test, answers(&until, &now, 1000), 50);
	KUNIT_EXPECT_EQ(test, answers(&until, &now, 10000), 250);
}

static struct kunit_case seccomm_control_cases[] = {
	KUNIT_CASE(first),
	KUNIT_CASE(reordered),
	KUNIT_CASE(edges),
	KUNIT_CASE(jumps),
	KUNIT_CASE(last_number),
	KUNIT_CASE(rate),
	{},
};

static struct kunit_suite seccomm_control_suite = {
	.name = "seccomm_control",
	.init = control_test_init,
	.test_cases = seccomm_control_cases,
};

kunit_test_suite(seccomm_control_suite);

MODULE_DESCRIPTION("Tests of the numbers and the rate of control messages");
MODULE_LICENSE("GPL");
