/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A plan whose handler "h" holds messages, and what the tests do with those.
 */
#ifndef CACTUS_HOLD_TEST_H
#define CACTUS_HOLD_TEST_H

#include <linux/completion.h>

#include "cactus_lane_test.h"

/* What the handler "h" has held last, and with which it failed to. */
static struct cactus_held *held;
static int hold_err;
static struct completion hold_in, hold_out;

static inline int hold_it(struct ct_node *node, struct sk_buff *skb)
{
	struct cactus_held *h = cactus_hold(skb);

	hold_err = PTR_ERR_OR_ZERO(h);
	if (IS_ERR(h))
		return PTR_ERR(h);
	WRITE_ONCE(held, h);
	return CACTUS_HELD;
}

static inline int hold_first(struct ct_node *node, struct sk_buff *skb)
{
	if (CACTUS_CB(skb)->number)
		return CACTUS_CONTINUE;
	return hold_it(node, skb);
}

static inline int give(int err)
{
	struct cactus_held *h = xchg(&held, NULL);

	return h ? cactus_give_back(h, err) : -ENOENT;
}

/* "a", then "h", which holds by @run, then "z", which notes where it ran. */
static inline void holder(struct ct *ct, unsigned int flags,
			  int (*run)(struct ct_node *node, struct sk_buff *skb))
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 miss = ct_event(ct, "keyMiss", CACTUS_SIDE);

	memset(&ran, 0, sizeof(ran));
	held = NULL;
	init_completion(&hold_in);
	init_completion(&hold_out);
	ct_bind_full(ct, e, 1, 'a', flags, plain, 0, NULL);
	ct_bind_full(ct, e, 2, 'h', flags | CACTUS_MAY_HOLD, plain, 0, NULL)
		->run = run;
	ct_bind_full(ct, e, 3, 'z', flags, plain, 0, NULL)->run = note_context;
	ct_bind_full(ct, miss, 1, 'm', CACTUS_MAY_SLEEP, plain, 0, NULL);
	ct_freeze(ct);
	ct_lane_bound(ct, e, miss, U32_MAX, U32_MAX);
	ct->done_fn = note_number;
}

static inline void submit_from_to(struct ct *ct, unsigned int from,
				  unsigned int to)
{
	for (; from < to; from++)
		KUNIT_EXPECT_EQ(ct->test, ct_submit_number(ct, from), 0);
}

static inline void expect_log(struct ct *ct, const char *log)
{
	KUNIT_EXPECT_STREQ(ct->test, (const char *)ct->log, log);
}

#endif /* CACTUS_HOLD_TEST_H */
