// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: cactus_raise_all(). Handlers of grouped events run as if the group had
 * raised them, with tracepoints off, where freeze has put them in a row, and on.
 */
#include <linux/module.h>

#include "cactus_test.h"

/* @raises are of one direction; the group is named by its tag. */
static void group(struct ct *ct, u16 event, int order, char tag,
		  unsigned int n_raises, const struct cactus_raise *raises)
{
	char name[2] = { tag, 0 };
	struct cactus_bind bind = {
		.name = name,
		.event = event,
		.order = order,
		.handler = cactus_raise_all,
		.flags = CACTUS_REENTRANT,
		.raises = raises,
		.n_raises = n_raises,
	};

	KUNIT_ASSERT_EQ(ct->test, cactus_bind(ct->c, &bind), 0);
}

static void cactus_raise_all__in_order(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);

	/* Bound before the group is, and raised the other way round. */
	ct_bind(ct, t, 1, 't');
	ct_bind(ct, s, 2, 'S');
	ct_bind(ct, s, 1, 's');
	ct_bind(ct, e, 3, 'c');
	group(ct, e, 2, 'g', 2,
	      (struct cactus_raise[]){ CT_SYNC(t), CT_SYNC(s) });
	ct_bind(ct, e, 1, 'a');
	ct_freeze(ct);
	ct_lane(ct, e);
	ct_both_ways(ct, 0, "atsSc");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->done), 2);
}

static void cactus_raise_all__nothing_to_raise(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 f = ct_event(ct, "f", CACTUS_DOWN);

	group(ct, e, 1, 'g', 0, NULL);
	group(ct, e, 2, 'h', 1, (struct cactus_raise[]){ CT_SYNC(s) });
	ct_bind(ct, e, 3, 'a');
	group(ct, e, 4, 'i', 1, (struct cactus_raise[]){ CT_SYNC(f) });
	ct_freeze(ct);
	ct_lane(ct, e);
	ct_both_ways(ct, 0, "a");
}

static void cactus_raise_all__only_sync(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	struct cactus_raise raises[] = { CT_SYNC(s), CT_ASYNC(s) };
	struct cactus_bind bind = {
		.name = "g",
		.event = e,
		.handler = cactus_raise_all,
		.raises = raises,
		.n_raises = ARRAY_SIZE(raises),
	};

	KUNIT_EXPECT_EQ(test, cactus_bind(ct->c, &bind), -EINVAL);
}

/* e: a g(s h(t u) v) z; each event of two handlers. */
static struct ct_node *groups_in_groups(struct kunit *test, char which)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 h = ct_event(ct, "h", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	u16 u = ct_event(ct, "u", CACTUS_DOWN);
	u16 v = ct_event(ct, "v", CACTUS_DOWN);
	const u16 events[] = { s, t, u, v };
	struct ct_node *found = NULL, *node;
	unsigned int i;

	ct_bind(ct, e, 1, 'a');
	group(ct, e, 2, 'g', 3,
	      (struct cactus_raise[]){ CT_SYNC(s), CT_SYNC(h), CT_SYNC(v) });
	ct_bind(ct, e, 3, 'z');
	group(ct, h, 1, 'h', 2,
	      (struct cactus_raise[]){ CT_SYNC(t), CT_SYNC(u) });
	for (i = 0; i < ARRAY_SIZE(events); i++) {
		node = ct_bind(ct, events[i], 1, "stuv"[i]);
		if (node->tag == which)
			found = node;
		ct_bind(ct, events[i], 2, "STUV"[i]);
	}
	ct_freeze(ct);
	ct_lane(ct, e);
	KUNIT_ASSERT_TRUE(test, found || !which);
	return found;
}

static void cactus_raise_all__nested(struct kunit *test)
{
	groups_in_groups(test, 0);
	ct_both_ways(test->priv, 0, "asStTuUvVz");
}

static void cactus_raise_all__halt_ends_one_event_only(struct kunit *test)
{
	static const struct {
		char halts;
		const char *log;
	} cases[] = {
		{ 's', "astTuUvVz" },
		{ 't', "asStuUvVz" },
		{ 'u', "asStTuvVz" },
		{ 'v', "asStTuUvz" },
	};
	struct ct *ct = test->priv;
	unsigned int i, j;

	groups_in_groups(test, 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (j = 0; j < ct->n_nodes; j++) {
			struct ct_node *node = &ct->nodes[j];
			bool halts = node->tag == cases[i].halts;

			node->ret = halts ? CACTUS_HALT : CACTUS_CONTINUE;
		}
		ct_both_ways(ct, 0, cases[i].log);
	}
}

static void cactus_raise_all__errno_drops(struct kunit *test)
{
	struct ct *ct = test->priv;

	groups_in_groups(test, 'u')->ret = -EBADMSG;
	ct_both_ways(ct, -EBADMSG, "asStTu");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 2);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "u");
}

/* A handler that raises for itself, inside a group and around one. */
static void cactus_raise_all__among_other_raises(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	u16 u = ct_event(ct, "u", CACTUS_DOWN);

	ct_bind_raise(ct, e, 1, 'a', CT_SYNC(s));
	ct_bind(ct, e, 2, 'b');
	group(ct, s, 1, 'g', 1, (struct cactus_raise[]){ CT_SYNC(t) });
	ct_bind_raise(ct, t, 1, 't', CT_SYNC(u));
	ct_bind(ct, t, 2, 'T');
	ct_bind(ct, u, 1, 'u')->ret = CACTUS_HALT;
	ct_bind(ct, u, 2, 'U');
	ct_freeze(ct);
	ct_lane(ct, e);
	ct_both_ways(ct, 0, "atuTb");
}

static void cactus_raise_all__neutral_in_a_member(struct kunit *test)
{
	struct ct *ct = test->priv;
	const struct cactus_neutral n = {
		.name = "n",
		.order = 1,
		.handler = ct_note_neutral,
		.arg = ct,
		.flags = CACTUS_REENTRANT,
	};

	groups_in_groups(test, 0);
	/* The fourth event declared is t. */
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 3, &n), 0);
	ct_both_ways(ct, 0, "asStnTuUvVz");
	KUNIT_ASSERT_EQ(test, cactus_lane_unbind(&ct->lane, &n), 0);
	ct_both_ways(ct, 0, "asStTuUvVz");
}

static struct kunit_case cactus_group_cases[] = {
	KUNIT_CASE(cactus_raise_all__in_order),
	KUNIT_CASE(cactus_raise_all__nothing_to_raise),
	KUNIT_CASE(cactus_raise_all__only_sync),
	KUNIT_CASE(cactus_raise_all__nested),
	KUNIT_CASE(cactus_raise_all__halt_ends_one_event_only),
	KUNIT_CASE(cactus_raise_all__errno_drops),
	KUNIT_CASE(cactus_raise_all__among_other_raises),
	KUNIT_CASE(cactus_raise_all__neutral_in_a_member),
	{}
};

static struct kunit_suite cactus_group_suite = {
	.name = "cactus_group",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_group_cases,
};

kunit_test_suite(cactus_group_suite);

MODULE_DESCRIPTION("KUnit: groups of events");
MODULE_LICENSE("GPL");
