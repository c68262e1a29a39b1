// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: composition. Events, local attributes, bindings, what each call
 * refuses.
 */
#include <linux/module.h>

#include "cactus_test.h"

static int null_handler(struct sk_buff *skb, void *arg)
{
	return CACTUS_CONTINUE;
}

static void cactus_event_declare__indexes_count_up(struct kunit *test)
{
	struct ct *ct = test->priv;

	KUNIT_EXPECT_EQ(test, cactus_event_declare(ct->c, "a", CACTUS_DOWN), 0);
	KUNIT_EXPECT_EQ(test, cactus_event_declare(ct->c, "b", CACTUS_UP), 1);
	KUNIT_EXPECT_EQ(test, cactus_event_declare(ct->c, "c", CACTUS_SIDE), 2);
}

static void cactus_event_declare__same_name(struct kunit *test)
{
	struct ct *ct = test->priv;

	ct_event(ct, "a", CACTUS_DOWN);
	KUNIT_EXPECT_EQ(test, cactus_event_declare(ct->c, "a", CACTUS_UP),
			-EEXIST);
}

static void cactus_event_declare__name_length(struct kunit *test)
{
	struct ct *ct = test->priv;
	char name[CACTUS_NAME_LEN + 1] = {};

	memset(name, 'n', CACTUS_NAME_LEN);
	KUNIT_EXPECT_EQ(test, cactus_event_declare(ct->c, name, CACTUS_UP),
			-ENAMETOOLONG);
	name[CACTUS_NAME_LEN - 1] = 0;
	KUNIT_EXPECT_EQ(test, cactus_event_declare(ct->c, name, CACTUS_UP), 0);
	KUNIT_EXPECT_EQ(test, cactus_event_declare(ct->c, "", CACTUS_UP),
			-EINVAL);
}

static void cactus_event_declare__too_many(struct kunit *test)
{
	struct ct *ct = test->priv;
	char name[8];
	int i;

	for (i = 0; i < CACTUS_MAX_EVENTS; i++) {
		snprintf(name, sizeof(name), "e%d", i);
		KUNIT_ASSERT_EQ(test, ct_event(ct, name, CACTUS_UP), i);
	}
	KUNIT_EXPECT_EQ(test, cactus_event_declare(ct->c, "more", CACTUS_UP),
			-ENOSPC);
	ct_freeze(ct);
	KUNIT_EXPECT_STREQ(test, cactus_plan_event_name(ct->plan, 127), "e127");
	KUNIT_EXPECT_STREQ(test, cactus_plan_event_name(ct->plan, 128), "?");
}

static void cactus_attr_declare__offsets_and_bounds(struct kunit *test)
{
	struct ct *ct = test->priv;

	KUNIT_EXPECT_EQ(test, cactus_attr_declare(ct->c, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, cactus_attr_declare(ct->c, 5), -ENOSPC);
	KUNIT_EXPECT_EQ(test, cactus_attr_declare(ct->c, 1), 0);
	KUNIT_EXPECT_EQ(test, cactus_attr_declare(ct->c, 2), 2);
	KUNIT_EXPECT_EQ(test, cactus_attr_declare(ct->c, 1), -ENOSPC);
}

static void cactus_bind__refuses(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct cactus_raise raise = CT_SYNC(0);
	const struct cactus_bind good = {
		.name = "b",
		.event = ct_event(ct, "a", CACTUS_DOWN),
		.handler = null_handler,
	};
	char name[CACTUS_NAME_LEN + 1] = {};
	struct cactus_bind bind = good;

	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), 0);
	bind.event = 1;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -ENOENT);
	bind = good;
	bind.handler = NULL;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	bind = good;
	bind.name = "";
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	memset(name, 'n', CACTUS_NAME_LEN);
	bind.name = name;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	bind = good;
	bind.flags = BIT(31);
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	bind = good;
	bind.n_raises = 1;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	raise.event = 1;
	bind.raises = &raise;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -ENOENT);
	raise.event = 0;
	raise.mode = CACTUS_ASYNC + 1;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
	raise.mode = CACTUS_SYNC;
	bind.n_raises = CACTUS_MAX_RAISES + 1;
	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
}

static void cactus_bind__order(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	ct_bind(ct, e, 3, 'c');
	ct_bind(ct, e, -1, 'a');
	ct_bind(ct, e, 7, 'd');
	ct_bind(ct, e, 2, 'b');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "abcd");
}

static void cactus_bind__equal_order_keeps_binding_order(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	ct_bind(ct, e, 1, 'b');
	ct_bind(ct, e, 2, 'e');
	ct_bind(ct, e, 1, 'c');
	ct_bind(ct, e, 0, 'a');
	ct_bind(ct, e, 1, 'd');
	ct_bind(ct, e, 2, 'f');
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "abcdef");
}

static void cactus_composite_destroy__plan_stays(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);

	ct_bind(ct, e, 1, 'a');
	ct_freeze(ct);
	cactus_composite_destroy(ct->c);
	ct->c = NULL;
	ct_lane(ct, e);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->log, "a");
	cactus_composite_destroy(NULL);
	cactus_plan_put(NULL);
}

static struct kunit_case cactus_compose_cases[] = {
	KUNIT_CASE(cactus_event_declare__indexes_count_up),
	KUNIT_CASE(cactus_event_declare__same_name),
	KUNIT_CASE(cactus_event_declare__name_length),
	KUNIT_CASE(cactus_event_declare__too_many),
	KUNIT_CASE(cactus_attr_declare__offsets_and_bounds),
	KUNIT_CASE(cactus_bind__refuses),
	KUNIT_CASE(cactus_bind__order),
	KUNIT_CASE(cactus_bind__equal_order_keeps_binding_order),
	KUNIT_CASE(cactus_composite_destroy__plan_stays),
	{}
};

static struct kunit_suite cactus_compose_suite = {
	.name = "cactus_compose",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_compose_cases,
};

kunit_test_suite(cactus_compose_suite);

MODULE_DESCRIPTION("KUnit: composition of micro-protocols");
MODULE_LICENSE("GPL");
