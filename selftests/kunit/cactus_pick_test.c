// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: cactus_pick(). Handlers of an event that is picked run behind the one that has picked it,
 * and before the next one, with tracepoints off and on.
 */
#include <linux/module.h>

#include "cactus_hold_test.h"

/* "r" on @event, at 2 of it, picks one of these events, the first. */
static struct ct_node *picker(struct ct *ct, u16 event, unsigned int n_raises,
			      const struct cactus_raise *raises)
{
	struct ct_node *node;

	ct->combine = CACTUS_ONE_OF;
	node = ct_bind_full(ct, event, 2, 'r', CACTUS_REENTRANT, plain,
			    n_raises, raises);
	ct->combine = CACTUS_EACH;
	/* It raises nothing by itself. */
	node->n_raises = 0;
	node->ret = cactus_pick(0);
	return node;
}

/* e: a r(s | t | v) z, s of two handlers, t of a picker of u of two, and one behind it. */
static struct ct_node *picks(struct ct *ct)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 t = ct_event(ct, "t", CACTUS_DOWN);
	u16 u = ct_event(ct, "u", CACTUS_DOWN);
	u16 v = ct_event(ct, "v", CACTUS_DOWN);
	struct ct_node *node;

	ct_bind(ct, e, 1, 'a');
	node = picker(ct, e, 3,
		      (struct cactus_raise[]){ CT_SYNC(s), CT_SYNC(t),
					       CT_SYNC(v) });
	ct_bind(ct, e, 3, 'z');
	ct_bind(ct, s, 1, 's');
	ct_bind(ct, s, 2, 'S');
	picker(ct, t, 1, (struct cactus_raise[]){ CT_SYNC(u) })->tag = 't';
	ct_bind(ct, t, 3, 'T');
	ct_bind(ct, u, 1, 'u');
	ct_bind(ct, u, 2, 'U');
	ct_freeze(ct);
	ct_lane(ct, e);
	return node;
}

static void cactus_pick__runs_one(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *node = picks(ct);

	ct_both_ways(ct, 0, "arsSz");
	node->ret = cactus_pick(1);
	ct_both_ways(ct, 0, "artuUTz");
	/* No handler is bound to it. */
	node->ret = cactus_pick(2);
	ct_both_ways(ct, 0, "arz");
	/* It need not pick any. */
	node->ret = CACTUS_CONTINUE;
	ct_both_ways(ct, 0, "arz");
	node->ret = CACTUS_HALT;
	ct_both_ways(ct, 0, "ar");
}

static struct ct_node *tagged(struct ct *ct, char tag)
{
	unsigned int i;

	for (i = 0; i < ct->n_nodes; i++)
		if (ct->nodes[i].tag == tag)
			return &ct->nodes[i];
	KUNIT_FAIL_AND_ABORT(ct->test, "no %c", tag);
	return NULL;
}

static void cactus_pick__halt_ends_one_event_only(struct kunit *test)
{
	struct ct *ct = test->priv;

	picks(ct)->ret = cactus_pick(1);
	tagged(ct, 'u')->ret = CACTUS_HALT;
	ct_both_ways(ct, 0, "artuTz");
	tagged(ct, 't')->ret = CACTUS_HALT;
	ct_both_ways(ct, 0, "artz");
}

static void cactus_pick__errno_drops(struct kunit *test)
{
	struct ct *ct = test->priv;

	picks(ct)->ret = cactus_pick(1);
	tagged(ct, 'U')->ret = -EBADMSG;
	ct_both_ways(ct, -EBADMSG, "artuU");
	KUNIT_EXPECT_EQ(test, atomic_read(&ct->dropped), 2);
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "U");
}

/* What is no raise of its binding's, or of one that raises all or has raised, is no answer. */
static void cactus_pick__refusals(struct kunit *test)
{
	struct ct *ct = test->priv;
	struct ct_node *node = picks(ct);

	node->ret = cactus_pick(3);
	ct_both_ways(ct, -EINVAL, "ar");
	node->ret = INT_MAX;
	ct_both_ways(ct, -EINVAL, "ar");
	/* The second event declared is s. */
	node->ret = cactus_pick(0);
	node->n_raises = 1;
	node->raises[0] = CT_SYNC(1);
	ct_both_ways(ct, -EINVAL, "arsS");
	node->n_raises = 0;
	tagged(ct, 'a')->ret = cactus_pick(0);
	ct_both_ways(ct, -EINVAL, "a");
	KUNIT_EXPECT_STREQ(test, (const char *)ct->drop_by, "a");
}

static void cactus_pick__not_of_each(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	struct ct_node *node = ct_bind_raise(ct, e, 1, 'r', CT_SYNC(s));

	node->n_raises = 0;
	node->ret = cactus_pick(0);
	ct_bind(ct, s, 1, 's');
	ct_freeze(ct);
	ct_lane(ct, e);
	ct_both_ways(ct, -EINVAL, "r");
}

/* As deep as raises nest. */
static void cactus_pick__deep(struct kunit *test)
{
	static const char log[] = "rrrrrrrrzzzzzzz";
	struct ct *ct = test->priv;
	u16 event[CACTUS_MAX_DEPTH];
	unsigned int i;

	for (i = 0; i < CACTUS_MAX_DEPTH; i++)
		event[i] =
			ct_event(ct, (char[]){ 'e', '0' + i, 0 }, CACTUS_DOWN);
	for (i = 0; i < CACTUS_MAX_DEPTH - 1; i++) {
		picker(ct, event[i], 1,
		       (struct cactus_raise[]){ CT_SYNC(event[i + 1]) });
		ct_bind(ct, event[i], 3, 'z');
	}
	ct_bind(ct, event[i], 1, 'r');
	ct_freeze(ct);
	ct_lane(ct, event[0]);
	ct_both_ways(ct, 0, log);
}

static void cactus_pick__neutral_in_what_is_picked(struct kunit *test)
{
	struct ct *ct = test->priv;
	const struct cactus_neutral n = {
		.name = "n",
		.order = 1,
		.handler = ct_note_neutral,
		.arg = ct,
		.flags = CACTUS_REENTRANT,
	};

	picks(ct);
	/* The second event declared is s. */
	KUNIT_ASSERT_EQ(test, cactus_lane_bind(&ct->lane, 1, &n), 0);
	ct_both_ways(ct, 0, "arsnSz");
	KUNIT_ASSERT_EQ(test, cactus_lane_unbind(&ct->lane, &n), 0);
	ct_both_ways(ct, 0, "arsSz");
}

/* What goes on behind the handler that held it meets a choice. */
static void cactus_pick__behind_held(struct kunit *test)
{
	struct ct *ct = test->priv;
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 s = ct_event(ct, "s", CACTUS_DOWN);
	u16 miss = ct_event(ct, "keyMiss", CACTUS_SIDE);

	held = NULL;
	ct_bind_full(ct, e, 1, 'h', CACTUS_MAY_HOLD, plain, 0, NULL)->run =
		hold_it;
	picker(ct, e, 1, (struct cactus_raise[]){ CT_SYNC(s) });
	ct_bind(ct, e, 3, 'z');
	ct_bind(ct, s, 1, 's');
	ct_bind_full(ct, miss, 1, 'm', CACTUS_MAY_SLEEP, plain, 0, NULL);
	ct_freeze(ct);
	ct_lane_bound(ct, e, miss, U32_MAX, U32_MAX);
	KUNIT_EXPECT_EQ(test, ct_submit(ct), 0);
	expect_log(ct, "h");
	KUNIT_EXPECT_EQ(test, give(0), 0);
	CT_WAIT(ct, atomic_read(&ct->done) == 1);
	expect_log(ct, "hrsz");
}

static struct kunit_case cactus_pick_cases[] = {
	KUNIT_CASE(cactus_pick__runs_one),
	KUNIT_CASE(cactus_pick__halt_ends_one_event_only),
	KUNIT_CASE(cactus_pick__errno_drops),
	KUNIT_CASE(cactus_pick__refusals),
	KUNIT_CASE(cactus_pick__not_of_each),
	KUNIT_CASE(cactus_pick__deep),
	KUNIT_CASE(cactus_pick__neutral_in_what_is_picked),
	KUNIT_CASE(cactus_pick__behind_held),
	{}
};

static struct kunit_suite cactus_pick_suite = {
	.name = "cactus_pick",
	.init = ct_init,
	.exit = ct_exit,
	.test_cases = cactus_pick_cases,
};

kunit_test_suite(cactus_pick_suite);

MODULE_DESCRIPTION("KUnit: an event that is picked");
MODULE_LICENSE("GPL");
