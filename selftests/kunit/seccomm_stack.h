/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A stack for the tests of its layers: checked, composed and frozen as a namespace's
 * are, but in no namespace's list.
 */
#ifndef SECCOMM_TEST_STACK_H
#define SECCOMM_TEST_STACK_H

#include <kunit/test.h>
#include <linux/file.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>
#include "checker/check.h"
#include "keys/secret.h"
#include "mp/registry.h"
#include "seccomm_log.h"
#include "stack/compose.h"
#include "stack/layers.h"
#include "stack/retire.h"
#include "stack/stack.h"

/* Without sessions nobody raises what stands beside the paths. */
static inline int test_side(struct cactus_composite *composite, u16 event)
{
	return 0;
}

static const struct seccomm_sides test_sides = {
	.key_miss = test_side,
	.timer = test_side,
};

/* Have the logs of a stack written to files that are in memory only. */
static inline void test_logs(struct kunit *test, struct seccomm_stack *stack)
{
	unsigned int i;

	for (i = 0; i < stack->n_layers; i++)
		if (stack->layers[i].ops == &seccomm_non_repudiation)
			fput(test_log_attach(test, stack->layers[i].priv,
					     stack->canonical));
}

/**
 * test_stack() - a stack of a composition that the checker accepts
 * @test: KUnit's, whose all memory is
 * @composition: the composition; stays as long as the test
 * @expect: what seccomm_compose() is to return
 *
 * Return: the stack, for test_stack_free(); @expect decides whether it is whole.
 */
static inline struct seccomm_stack *
test_stack(struct kunit *test, struct seccomm_composition *composition,
	   int expect)
{
	struct netlink_ext_ack extack = {};
	struct seccomm_setup setup = { .net = &init_net };
	struct seccomm_mp_hold hold = {};
	struct seccomm_checked *checked;
	struct seccomm_stack *stack;
	int err;

	stack = kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, stack);
	checked = kunit_kzalloc(test, sizeof(*checked), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, checked);
	seccomm_check(composition, seccomm_mp_lookup_desc, &hold, checked);
	if (!checked->accepted)
		seccomm_mp_release(&hold);
	KUNIT_ASSERT_TRUE_MSG(test, checked->accepted, "%s",
			      checked->findings[0].remedy);
	stack->composition = composition;
	stack->canonical = checked->canonical;
	stack->growth = checked->growth;
	stack->limit = checked->limit;
	memcpy(stack->floors, checked->floors, sizeof(stack->floors));
	stack->layers = kunit_kcalloc(test, checked->n_layers,
				      sizeof(*stack->layers), GFP_KERNEL);
	err = stack->layers ?
		      seccomm_stack_digest(stack->canonical, stack->digest) :
		      -ENOMEM;
	setup.digest = stack->digest;
	if (!err)
		err = seccomm_compose(stack, checked, &test_sides, &setup,
				      &extack);
	seccomm_mp_release(&hold);
	KUNIT_EXPECT_EQ(test, err, expect);
	if (!err)
		test_logs(test, stack);
	return stack;
}

/* Nothing of @stack is armed any more. */
static inline void test_stack_free(struct seccomm_stack *stack)
{
	if (stack->plan)
		cactus_plan_put(stack->plan);
	seccomm_stack_release_types(stack);
}

static inline void test_secret_put(void *secret)
{
	seccomm_secret_put(secret);
}

/* A secret that goes with the test. */
static inline struct seccomm_secret *test_secret(struct kunit *test,
						 const void *bytes, u16 len)
{
	struct seccomm_secret *secret = seccomm_secret_new(bytes, len);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, secret);
	err = kunit_add_action_or_reset(test, test_secret_put, secret);
	KUNIT_ASSERT_EQ(test, err, 0);
	return secret;
}

#endif /* SECCOMM_TEST_STACK_H */
