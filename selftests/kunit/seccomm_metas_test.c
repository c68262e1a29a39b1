// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: metas that choose or split, with members that sleep and members that fail, and what
 * is left of a message then.
 */
#include <linux/module.h>

#include "seccomm_test.h"

#define TRAILER_LEN 3
#define LONGEST 300

/* How often the handlers of the tests' types ran, and what they answer upward. */
static atomic_t slept, undone[2];
static int answer[2];

static int sleep_down(struct sk_buff *skb, void *arg)
{
	u8 *trailer = cactus_attr_push(skb, TRAILER_LEN);

	might_sleep();
	atomic_inc(&slept);
	if (!trailer)
		return -EMSGSIZE;
	memset(trailer, 0xa5, TRAILER_LEN);
	return CACTUS_CONTINUE;
}

static int sleep_up(struct sk_buff *skb, void *arg)
{
	might_sleep();
	atomic_inc(&slept);
	return cactus_attr_pop(skb, TRAILER_LEN) ? CACTUS_CONTINUE : -EBADMSG;
}

static int first_run(struct sk_buff *skb, void *arg)
{
	atomic_inc(&undone[0]);
	return answer[0];
}

static int second_run(struct sk_buff *skb, void *arg)
{
	atomic_inc(&undone[1]);
	return answer[1];
}

static const struct seccomm_type_desc sleep_desc = {
	.name = "TestSleep",
	.algorithm = "",
	.family = "",
	.flags = SECCOMM_TYPE_MAY_SLEEP | SECCOMM_TYPE_REENTRANT,
	.growth = { .add = TRAILER_LEN },
};

static const struct seccomm_type_desc first_desc = {
	.name = "TestFirst",
	.algorithm = "",
	.family = "",
	.flags = SECCOMM_TYPE_REENTRANT,
};

static const struct seccomm_type_desc second_desc = {
	.name = "TestSecond",
	.algorithm = "",
	.family = "",
	.flags = SECCOMM_TYPE_REENTRANT,
};

static const struct seccomm_mp_ops sleep_ops = {
	.down = sleep_down,
	.up = sleep_up,
};

static const struct seccomm_mp_ops first_ops = {
	.down = first_run,
	.up = first_run,
};

static const struct seccomm_mp_ops second_ops = {
	.down = second_run,
	.up = second_run,
};

static struct seccomm_mp_type types[] = {
	{ .desc = &sleep_desc, .ops = &sleep_ops, .owner = THIS_MODULE },
	{ .desc = &first_desc, .ops = &first_ops, .owner = THIS_MODULE },
	{ .desc = &second_desc, .ops = &second_ops, .owner = THIS_MODULE },
};

/* A layer of no slot. */
#define LAYER(type, parent)                               \
	{                                                 \
		type, parent, 0, SECCOMM_NO_SLOT, NULL, 0 \
	}
#define OPTION(type, parent, name, value)                     \
	{                                                     \
		type, parent, 0, SECCOMM_NO_SLOT, name, value \
	}

/* Members that sleep, in all metas. */
static const struct vt_layer sleeping[] = {
	OPTION("ExpansionSecurity", -1, "mask", 0),
	LAYER("AltSecurity", 0),
	LAYER("TestSleep", 1),
	LAYER("NullSecurity", 1),
	OPTION("RandomAltSecurity", 0, "keyed", 0),
	LAYER("MultiSecurity", 4),
	LAYER("TestSleep", 5),
	LAYER("TestSleep", 5),
	OPTION("ExpansionSecurity", 4, "mask", 129),
	LAYER("NullSecurity", 8),
	LAYER("TestSleep", 8),
};

/* Each meta at its deepest: three splits, all with the longest member. */
static const struct vt_layer splits[] = {
	OPTION("ExpansionSecurity", -1, "mask", 0),
	OPTION("ExpansionSecurity", 0, "mask", 1),
	OPTION("ExpansionSecurity", 1, "mask", 254),
	LAYER("NullSecurity", 2),
	LAYER("NullSecurity", 2),
	LAYER("AltSecurity", 1),
	LAYER("NullSecurity", 5),
	OPTION("RandomAltSecurity", 5, "keyed", 0),
	LAYER("NullSecurity", 7),
	LAYER("NullSecurity", 7),
	OPTION("RandomAltSecurity", 0, "keyed", 0),
	LAYER("NullSecurity", 10),
	OPTION("ExpansionSecurity", 10, "mask", 0),
	LAYER("NullSecurity", 12),
	LAYER("NullSecurity", 12),
};

static const struct vt_layer failing[] = {
	OPTION("ExpansionSecurity", -1, "mask", 0),
	LAYER("TestFirst", 0),
	LAYER("TestSecond", 0),
};

static const struct vt_layer chosen[] = {
	OPTION("RandomAltSecurity", -1, "keyed", 0),
	LAYER("NullSecurity", 0),
	LAYER("NullSecurity", 0),
	LAYER("NullSecurity", 0),
};

static const u8 no_sid[SECCOMM_SID_LEN];

/**
 * struct metas - a stack and a direction of it, sealed and opened
 * @c: what the stack is made of
 * @s: the stack
 * @tx: where messages go down
 * @rx: where they go up
 */
struct metas {
	struct vt_case c;
	struct seccomm_stack *s;
	struct vt_half *tx;
	struct vt_half *rx;
};

static struct metas *metas_open(struct kunit *test,
				const struct vt_layer *layers, unsigned int n)
{
	struct seccomm_composition *to;
	struct metas *m;
	unsigned int i;

	m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	to = kunit_kzalloc(test, sizeof(*to), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m);
	KUNIT_ASSERT_NOT_NULL(test, to);
	m->c.layers = layers;
	m->c.n_layers = n;
	m->c.sid = no_sid;
	to->n_instances = n;
	for (i = 0; i < n; i++)
		vt_instance(to, &m->c, i);
	m->s = test_stack(test, to, 0);
	KUNIT_ASSERT_NOT_NULL(test, m->s->plan);
	m->tx = vt_open(test, m->s, &m->c, 0, false);
	m->rx = vt_open(test, m->s, &m->c, 0, true);
	return m;
}

static void metas_close(struct metas *m)
{
	vt_close(m->tx);
	vt_close(m->rx);
	test_stack_free(m->s);
}

/* A message of @len bytes goes down and up again, and is the same. */
static void metas_pass(struct kunit *test, struct metas *m, u64 number,
		       unsigned int len)
{
	u8 hdr[SECCOMM_HDR_LEN] = {}, body[LONGEST];
	unsigned int i;
	int err;

	for (i = 0; i < len; i++)
		body[i] = number + i;
	put_unaligned_be64(number, hdr + 8);
	KUNIT_ASSERT_EQ(test, vt_run(m->tx, hdr, body, len), 0);
	KUNIT_ASSERT_NOT_NULL(test, m->tx->out);
	KUNIT_EXPECT_LE(test, m->tx->out->len,
			seccomm_grown(&m->s->growth, len));
	err = vt_run(m->rx, hdr, m->tx->out->data, m->tx->out->len);
	KUNIT_EXPECT_EQ(test, err, 0);
	vt_free_out(m->tx);
	KUNIT_ASSERT_NOT_NULL(test, m->rx->out);
	KUNIT_ASSERT_EQ(test, m->rx->out->len, len);
	KUNIT_EXPECT_MEMEQ(test, m->rx->out->data, body, len);
	vt_free_out(m->rx);
}

static void members_sleep(struct kunit *test)
{
	struct metas *m = metas_open(test, sleeping, ARRAY_SIZE(sleeping));
	unsigned int len;

	KUNIT_EXPECT_FALSE(test, m->tx->course.course.softirq);
	atomic_set(&slept, 0);
	for (len = 0; len < 40; len++)
		metas_pass(test, m, len + 1, len);
	KUNIT_EXPECT_GT(test, atomic_read(&slept), 40);
	metas_close(m);
}

static void all_lengths(struct kunit *test)
{
	struct metas *m = metas_open(test, splits, ARRAY_SIZE(splits));
	unsigned int len;

	KUNIT_EXPECT_TRUE(test, m->tx->course.course.softirq);
	for (len = 0; len <= LONGEST; len++)
		metas_pass(test, m, len + 1, len);
	/* The first branch, and the more of the second's: 2 * n + 2, and n + 1. */
	KUNIT_EXPECT_EQ(test, m->s->growth.mul, 3 + 2);
	KUNIT_EXPECT_EQ(test, m->s->growth.add, (2 + 1 + 2) + (2 + 1) + 2);
	metas_close(m);
}

/* Two parts of 8 bytes, upward. */
static int fail_up(struct kunit *test, struct metas *m, int first, int second)
{
	static const u8 hdr[SECCOMM_HDR_LEN] = { [15] = 1 };
	static const u8 parts[2 * 8 + 2] = { [17] = 8 };

	answer[0] = first;
	answer[1] = second;
	atomic_set(&undone[0], 0);
	atomic_set(&undone[1], 0);
	return vt_run(m->rx, hdr, parts, sizeof(parts));
}

/* Nothing tells which part has failed but the counter. */
static void both_parts_are_undone(struct kunit *test)
{
	struct metas *m = metas_open(test, failing, ARRAY_SIZE(failing));
	static const struct {
		int first, second;
		const char *by;
	} fails[] = {
		{ -EBADMSG, 0, "TestFirst#1" },
		{ 0, -EBADMSG, "TestSecond#2" },
		{ -EBADMSG, -EBADMSG, "TestFirst#1" },
	};
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(fails); i++) {
		err = fail_up(test, m, fails[i].first, fails[i].second);
		KUNIT_EXPECT_EQ(test, err, -EBADMSG);
		KUNIT_EXPECT_EQ(test, atomic_read(&undone[0]), 1);
		KUNIT_EXPECT_EQ(test, atomic_read(&undone[1]), 1);
		KUNIT_EXPECT_STREQ(test, m->rx->by, fails[i].by);
		KUNIT_EXPECT_TRUE(test, m->rx->wiped);
	}
	KUNIT_EXPECT_EQ(test, fail_up(test, m, 0, 0), 0);
	vt_free_out(m->rx);
	metas_close(m);
}

/* The part that is left holds the random mask. */
static void dropped_parts_are_wiped(struct kunit *test)
{
	struct metas *m = metas_open(test, failing, ARRAY_SIZE(failing));
	static const u8 hdr[SECCOMM_HDR_LEN] = { [15] = 1 };

	answer[0] = 0;
	answer[1] = -EIO;
	KUNIT_EXPECT_EQ(test, vt_run(m->tx, hdr, "01234567", 8), -EIO);
	KUNIT_EXPECT_STREQ(test, m->tx->by, "TestSecond#2");
	KUNIT_EXPECT_TRUE(test, m->tx->wiped);
	answer[0] = -EIO;
	KUNIT_EXPECT_EQ(test, vt_run(m->tx, hdr, "01234567", 8), -EIO);
	KUNIT_EXPECT_STREQ(test, m->tx->by, "TestFirst#1");
	KUNIT_EXPECT_TRUE(test, m->tx->wiped);
	metas_close(m);
}

/* By chance one of 3 stays away from 200 messages once in 10^34 runs. */
static void each_member_is_chosen(struct kunit *test)
{
	struct metas *m = metas_open(test, chosen, ARRAY_SIZE(chosen));
	static const u8 hdr[SECCOMM_HDR_LEN] = { [15] = 1 };
	unsigned int i, seen = 0;

	for (i = 0; i < 200; i++) {
		KUNIT_ASSERT_EQ(test, vt_run(m->tx, hdr, "x", 1), 0);
		KUNIT_ASSERT_EQ(test, m->tx->out->len, 2);
		KUNIT_EXPECT_LT(test, m->tx->out->data[1], 3);
		seen |= BIT(m->tx->out->data[1]);
		vt_free_out(m->tx);
	}
	KUNIT_EXPECT_EQ(test, seen, 7);
	metas_close(m);
}

static int metas_suite_init(struct kunit_suite *suite)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		err = seccomm_mp_register(&types[i]);
		if (err)
			return err;
	}
	return 0;
}

static void metas_suite_exit(struct kunit_suite *suite)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		seccomm_mp_unregister(&types[i]);
}

static struct kunit_case seccomm_metas_cases[] = {
	KUNIT_CASE(members_sleep),	   KUNIT_CASE(all_lengths),
	KUNIT_CASE(both_parts_are_undone), KUNIT_CASE(dropped_parts_are_wiped),
	KUNIT_CASE(each_member_is_chosen), {}
};

static struct kunit_suite seccomm_metas_suite = {
	.name = "seccomm_metas",
	.suite_init = metas_suite_init,
	.suite_exit = metas_suite_exit,
	.test_cases = seccomm_metas_cases,
};

kunit_test_suite(seccomm_metas_suite);

MODULE_DESCRIPTION("Tests of metas that choose or split");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
