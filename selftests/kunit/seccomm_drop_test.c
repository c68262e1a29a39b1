// SPDX-License-Identifier: GPL-2.0
/*
 * The messages of vectors.json that an open session must refuse, each given to it as IP gives
 * it to the demux: of all counters of the namespace, that of the message's rule alone moves,
 * by one.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include "seccomm_drop.h"
#include "seccomm_vectors.inc"

/* Messages whose case has no type that is still to come. */
#define DROPS 35

static const void *drop_cases(const void *prev, char *desc)
{
	const struct vt_negative *n =
		prev ? (const struct vt_negative *)prev + 1 : vt_negatives;

	for (; n < vt_negatives + ARRAY_SIZE(vt_negatives); n++) {
		if (!vt_runs(n->c))
			continue;
		strscpy(desc, n->name, KUNIT_PARAM_DESC_SIZE);
		return n;
	}
	return NULL;
}

static void taken(struct kunit *test)
{
	char desc[KUNIT_PARAM_DESC_SIZE];
	const void *n = NULL;
	unsigned int drops = 0;

	while ((n = drop_cases(n, desc)))
		drops++;
	KUNIT_EXPECT_EQ(test, drops, DROPS);
}

static void dropped(struct kunit *test)
{
	const struct vt_negative *n = test->param_value;
	const enum seccomm_counter rule = vt_counter(test, n->rule);
	struct seccomm_stack *stack = vt_stack(test, n->c);
	struct drop_test *t = drop_open(test, stack, n->c, n->dir);
	unsigned int i;

	vt_outside.now = n->before_now;
	for (i = 0; i < n->n_before; i++) {
		drop_receive(t, &n->before[i]);
		KUNIT_EXPECT_EQ(test,
				drop_counted(t, SECCOMM_CNT_RX_MESSAGES) +
					drop_counted(t, SECCOMM_CNT_CONTROL_RX),
				!vt_ahead(n));
	}
	vt_outside.now = n->now;
	drop_receive(t, &n->packet);
	vt_expect_moved(test, t->s.snet, t->before, rule);
	drop_close(t);
	test_stack_free(stack);
}

static struct kunit_case seccomm_drop_cases[] = {
	KUNIT_CASE(taken),
	KUNIT_CASE_PARAM(dropped, drop_cases),
	{},
};

static struct kunit_suite seccomm_drop_suite = {
	.name = "seccomm_drop",
	.suite_exit = vt_keys_put,
	.init = vt_outside_init,
	.exit = vt_outside_exit,
	.test_cases = seccomm_drop_cases,
};

kunit_test_suite(seccomm_drop_suite);

MODULE_DESCRIPTION("Tests of what a session refuses, by the vectors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
