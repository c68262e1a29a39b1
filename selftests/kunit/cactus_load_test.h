/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suites that change a lane under load share: threads that submit, and a
 * look at the order of what is done.
 */
#ifndef CACTUS_LOAD_TEST_H
#define CACTUS_LOAD_TEST_H

#include <linux/random.h>

#include "cactus_lane_test.h"

#define SUBMITTERS 2
#define SUBMITTED_AT_ONCE 64

/**
 * struct submitter - a thread that submits messages 1, 2, ... as its own
 * @ct: the test
 * @task: the thread
 * @id: in cb->family
 * @sent: last number submitted
 * @done: last number done; a submitter's messages are never done side by side
 * @disorder: one came before or twice
 */
struct submitter {
	struct ct *ct;
	struct task_struct *task;
	unsigned int id;
	u64 sent;
	u64 done;
	bool disorder;
};

static struct submitter submitters[SUBMITTERS];

static inline void load_done(struct ct *ct, struct sk_buff *skb)
{
	struct submitter *s = &submitters[CACTUS_CB(skb)->family];

	if (CACTUS_CB(skb)->number != s->done + 1)
		s->disorder = true;
	WRITE_ONCE(s->done, CACTUS_CB(skb)->number);
}

/* Now and then by the process lane. */
static inline int load_gate(struct ct *ct, struct sk_buff *skb)
{
	return get_random_u32() % 16 ? CACTUS_GO : CACTUS_PROCESS;
}

/* Let others run, and what waits become no more than that, however slow the machine. */
static inline void submit_pause(const struct submitter *s)
{
	do {
		schedule_timeout_uninterruptible(1);
	} while (s->sent - READ_ONCE(s->done) > SUBMITTED_AT_ONCE &&
		 !kthread_should_stop());
}

static inline int submit_thread(void *arg)
{
	struct submitter *s = arg;
	struct sk_buff *skb;

	while (!kthread_should_stop()) {
		skb = alloc_skb(72, GFP_KERNEL);
		if (!skb)
			continue;
		memset(__skb_put(skb, 8), 'x', 8);
		CACTUS_CB(skb)->family = s->id;
		CACTUS_CB(skb)->number = ++s->sent;
		cactus_lane_submit(&s->ct->lane, skb);
		if (!(s->sent % SUBMITTED_AT_ONCE))
			submit_pause(s);
	}
	return 0;
}

static inline void load_start(struct ct *ct)
{
	unsigned int i;

	ct->done_fn = load_done;
	ct->gate_fn = load_gate;
	memset(submitters, 0, sizeof(submitters));
	for (i = 0; i < SUBMITTERS; i++) {
		struct submitter *s = &submitters[i];

		s->ct = ct;
		s->id = i;
		s->task = kthread_run(submit_thread, s, "submit%u", i);
		KUNIT_ASSERT_FALSE(ct->test, IS_ERR(s->task));
	}
}

/* All that was submitted is done, each thread's in order; how many that are. */
static inline u64 load_stop(struct ct *ct)
{
	unsigned int i;
	u64 sent = 0;

	for (i = 0; i < SUBMITTERS; i++) {
		kthread_stop(submitters[i].task);
		sent += submitters[i].sent;
	}
	CT_WAIT(ct, atomic_read(&ct->done) + atomic_read(&ct->dropped) == sent);
	KUNIT_EXPECT_EQ(ct->test, atomic_read(&ct->dropped), 0);
	for (i = 0; i < SUBMITTERS; i++) {
		KUNIT_EXPECT_FALSE(ct->test, submitters[i].disorder);
		KUNIT_EXPECT_EQ(ct->test, submitters[i].done,
				submitters[i].sent);
	}
	return sent;
}

#endif /* CACTUS_LOAD_TEST_H */
