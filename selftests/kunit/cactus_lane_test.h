/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suites on lanes share: a plan with one handler that notes where
 * it ran, a miss event, the numbers of the messages done.
 */
#ifndef CACTUS_LANE_TEST_H
#define CACTUS_LANE_TEST_H

#include <linux/preempt.h>

#include "cactus_test.h"

static const struct cactus_growth plain = { .mul = 1 };

/* Where the last message ran, and the numbers of all that are done. */
static struct {
	bool softirq;
	bool worker;
	bool flag_process;
	struct task_struct *task;
	u64 numbers[256];
	unsigned int n;
} ran;

static inline int note_context(struct ct_node *node, struct sk_buff *skb)
{
	ran.softirq = in_softirq();
	ran.worker = current->flags & PF_WQ_WORKER;
	ran.flag_process = CACTUS_CB(skb)->in_process;
	ran.task = current;
	return CACTUS_CONTINUE;
}

static inline void note_number(struct ct *ct, struct sk_buff *skb)
{
	if (ran.n < ARRAY_SIZE(ran.numbers))
		ran.numbers[ran.n++] = CACTUS_CB(skb)->number;
}

static inline void expect_numbers(struct ct *ct, unsigned int n)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(ct->test, ran.n, n);
	for (i = 0; i < min_t(unsigned int, n, ARRAY_SIZE(ran.numbers)); i++)
		KUNIT_EXPECT_EQ(ct->test, ran.numbers[i], (u64)i);
}

/* One handler on e that notes its context; bounds as given. */
static inline struct ct_node *lane_plan(struct ct *ct, unsigned int flags,
					u32 max, u32 max_bytes)
{
	u16 e = ct_event(ct, "e", CACTUS_DOWN);
	u16 miss = ct_event(ct, "keyMiss", CACTUS_SIDE);
	struct ct_node *node =
		ct_bind_full(ct, e, 1, 'a', flags, plain, 0, NULL);

	node->run = note_context;
	memset(&ran, 0, sizeof(ran));
	node = ct_bind_full(ct, miss, 1, 'm', CACTUS_MAY_SLEEP, plain, 0, NULL);
	ct_freeze(ct);
	ct_lane_bound(ct, e, miss, max, max_bytes);
	ct->done_fn = note_number;
	return node;
}

static inline unsigned int misses(struct ct *ct)
{
	unsigned int n = 0, i;

	spin_lock_bh(&ct->log_lock);
	for (i = 0; i < ct->n_log; i++)
		n += ct->log[i] == 'm';
	spin_unlock_bh(&ct->log_lock);
	return n;
}

#endif /* CACTUS_LANE_TEST_H */
