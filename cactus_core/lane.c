// SPDX-License-Identifier: GPL-2.0
/*
 * Lanes: submit, the softirq lane, kick, flush, close.
 * Documentation/locking.md, "Lanes", says why the order holds.
 */
#include <linux/export.h>

#include "course_internal.h"
#include "delayed_internal.h"
#include "hold_internal.h"
#include "lane.h"
#include "lane_internal.h"
#include "ledger_internal.h"
#include "raise_internal.h"
#include "run.h"
#include "worker.h"

/* lane_try() has put the message in the queue. */
#define LANE_QUEUED 1

/**
 * cactus_lane_drop() - have the lane's owner drop a message
 * @lane: its lane
 * @skb: the message; the owner's from here on
 * @err: why
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_lane_drop(struct cactus_lane *lane, struct sk_buff *skb, int err)
{
	trace_cactus_drop(lane, skb, err);
	lane->ops->drop(lane, skb, CACTUS_CB(skb)->cur, err);
}

/**
 * cactus_lane_drop_queued() - drop a message that has a reference on its course
 * @lane: its lane
 * @skb: the message; if a handler failed, the caller keeps the plan
 * @err: why
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_lane_drop_queued(struct cactus_lane *lane, struct sk_buff *skb,
			     int err)
{
	struct cactus_course *course = CACTUS_CB(skb)->course;

	cactus_lane_drop(lane, skb, err);
	cactus_course_put(course);
	cactus_destroyed(CACTUS_OBJ_QUEUED);
}

/* Is a 2^@shift-th part of the messages or bytes that may wait taken? The message that
 * reaches the bound of bytes may exceed it, of whatever size it is.
 */
static bool lane_over(const struct cactus_lane *lane, unsigned int shift)
{
	u64 n = skb_queue_len_lockless(&lane->queue) + !!READ_ONCE(lane->first);
	u64 bytes = READ_ONCE(lane->queued_bytes);

	return n << shift >= lane->max_queued ||
	       bytes << shift >= lane->max_bytes;
}

/**
 * cactus_lane_drained() - call @ops->drained if the queue has become short enough
 * @lane: the lane
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_lane_drained(struct cactus_lane *lane)
{
	/* Pairs with lane_asks(): either it sees the room, or we see the flag. */
	smp_mb();
	if (likely(!READ_ONCE(lane->refused)) || lane_over(lane, 1))
		return;
	WRITE_ONCE(lane->refused, false);
	if (lane->ops->drained)
		lane->ops->drained(lane);
}

/* As lane_over(); after true @ops->drained is called when half of the room is free. */
static bool lane_asks(struct cactus_lane *lane, unsigned int shift)
{
	if (!lane_over(lane, shift))
		return false;
	WRITE_ONCE(lane->refused, true);
	/* Pairs with cactus_lane_drained(). */
	smp_mb();
	return lane_over(lane, shift);
}

/**
 * cactus_lane_full() - would one more message be refused for the bounds?
 * @lane: the lane
 *
 * The answer is a guess, as others submit meanwhile. After true @ops->drained is called
 * once half of the room is free.
 *
 * Context: any.
 * Return: true if it would.
 */
bool cactus_lane_full(struct cactus_lane *lane)
{
	return lane_asks(lane, 0);
}
EXPORT_SYMBOL_GPL(cactus_lane_full);

/**
 * cactus_lane_writable() - is half of the room free, as poll() wants it?
 * @lane: the lane
 *
 * A lane that is writable takes a message of any size: it is not full. After false
 * @ops->drained is called once it is writable.
 *
 * Context: any.
 * Return: true if it is.
 */
bool cactus_lane_writable(struct cactus_lane *lane)
{
	return !lane_asks(lane, 1);
}
EXPORT_SYMBOL_GPL(cactus_lane_writable);

/* Queue @skb under @course, which the gate has named; under the newest one if the gate was
 * not asked (NULL), or if the lane is parked.
 */
static int lane_enqueue(struct cactus_lane *lane, struct sk_buff *skb,
			struct cactus_course *course)
{
	int ret = LANE_QUEUED;

	spin_lock(&lane->lock);
	if (lane->closed) {
		ret = -ESHUTDOWN;
	} else if (lane_over(lane, 0) ||
		   !cactus_pool_take(lane->pool, skb->truesize)) {
		WRITE_ONCE(lane->refused, true);
		ret = -ENOBUFS;
	} else {
		if (!course || lane->parked)
			course = cactus_lane_course(lane);
		CACTUS_CB(skb)->course = cactus_course_get(course);
		cactus_created(CACTUS_OBJ_QUEUED);
		__skb_queue_tail(&lane->queue, skb);
		WRITE_ONCE(lane->queued_bytes,
			   lane->queued_bytes + skb->truesize);
		WRITE_ONCE(lane->at_once, -1);
		/* A parked lane waits for a kick, not for more messages. */
		if (!lane->parked)
			cactus_lane_wake(lane);
	}
	spin_unlock(&lane->lock);
	return ret;
}

/* 0: the message has run; else LANE_QUEUED, CACTUS_HELD, or the errno to drop it with. */
static __always_inline int lane_try(struct cactus_lane *lane,
				    struct sk_buff *skb)
{
	struct cactus_course *course;
	int verdict;

	/* The message is too long for softirq, or others wait. Pairs with worker_next()'s
	 * release: all that the worker did happened before it left the lane.
	 */
	if (unlikely((int)skb->len > smp_load_acquire(&lane->at_once)))
		return lane_enqueue(lane, skb, NULL);

	course = rcu_dereference_bh(lane->course);
	verdict = lane->ops->gate(lane, skb, &course);
	if (likely(verdict == CACTUS_GO))
		return cactus_lane_exec(lane, course,
					rcu_dereference_bh(course->plan), skb,
					false);
	if (verdict < 0)
		return verdict;
	return lane_enqueue(lane, skb, course);
}

/* A handler has held @skb in softirq: it is the worker's from here on, as if queued. */
static noinline int lane_held(struct cactus_lane *lane, struct sk_buff *skb)
{
	cactus_course_get(CACTUS_CB(skb)->course);
	cactus_created(CACTUS_OBJ_QUEUED);
	return cactus_held_away(lane, skb);
}

/* Needs BH off. */
static __always_inline int lane_submit(struct cactus_lane *lane,
				       struct sk_buff *skb)
{
	int ret;

	CACTUS_CB(skb)->cur = NULL;
	/* First the lane's limits, then the course: see cactus_lane_switch(). */
	if (likely(READ_ONCE(lane->reentrant))) {
		ret = lane_try(lane, skb);
	} else {
		spin_lock(&lane->run_lock);
		ret = lane_try(lane, skb);
		spin_unlock(&lane->run_lock);
	}

	/* No lock is held, so that the owner may send, wake, or submit to other lanes. */
	if (likely(!ret))
		ret = lane->ops->done(CACTUS_CB(skb)->course, skb);
	else if (ret == LANE_QUEUED)
		ret = 0;
	else if (ret == CACTUS_HELD)
		ret = lane_held(lane, skb);
	else
		cactus_lane_drop(lane, skb, ret);
	return ret;
}

int cactus_lane_submit(struct cactus_lane *lane, struct sk_buff *skb)
{
	int ret;

	rcu_read_lock_bh();
	ret = lane_submit(lane, skb);
	rcu_read_unlock_bh();
	return ret;
}
EXPORT_SYMBOL_GPL(cactus_lane_submit);

int cactus_lane_submit_bh(struct cactus_lane *lane, struct sk_buff *skb)
{
	return lane_submit(lane, skb);
}
EXPORT_SYMBOL_GPL(cactus_lane_submit_bh);

/**
 * cactus_lane_kick() - have a parked lane ask its gate again
 * @lane: the lane
 *
 * Whoever changes what the gate looks at calls this afterwards. The worker asks the
 * gate and parks under @lane->lock, so either the gate has seen the change or the kick
 * finds the lane parked.
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_lane_kick(struct cactus_lane *lane)
{
	spin_lock_bh(&lane->lock);
	if (lane->parked && !lane->closed) {
		WRITE_ONCE(lane->parked, false);
		trace_cactus_resume(lane);
		cactus_lane_wake(lane);
	}
	spin_unlock_bh(&lane->lock);
}
EXPORT_SYMBOL_GPL(cactus_lane_kick);

/* Take out all messages but those that the worker or handlers have. Needs @lane->lock. */
static void lane_empty(struct cactus_lane *lane, struct sk_buff_head *list)
{
	skb_queue_splice_init(&lane->queue, list);
	cactus_lane_unqueued(lane, lane->queued_bytes - lane->away_bytes);
	if (lane->parked && !lane->closed) {
		/* worker_next() alone takes the lane back to softirq. */
		WRITE_ONCE(lane->parked, false);
		cactus_lane_wake(lane);
	}
}

static void lane_drop_list(struct cactus_lane *lane, struct sk_buff_head *list,
			   int err)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(list)))
		cactus_lane_drop_queued(lane, skb, err);
}

/**
 * cactus_lane_flush() - drop all that is parked or queued; the lane stays open
 * @lane: the lane
 * @err: negative errno for @ops->drop
 *
 * A message that runs already, or is held, runs on; ASYNC raises are not touched.
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_lane_flush(struct cactus_lane *lane, int err)
{
	struct sk_buff_head list;

	__skb_queue_head_init(&list);
	spin_lock_bh(&lane->lock);
	lane_empty(lane, &list);
	lane->first_err = err;
	spin_unlock_bh(&lane->lock);

	lane_drop_list(lane, &list, err);
	cactus_lane_drained(lane);
}
EXPORT_SYMBOL_GPL(cactus_lane_flush);

/**
 * cactus_lane_drain() - wait until what is queued now has run
 * @lane: the lane
 *
 * Parked messages stay: they wait for a kick, which may never come. So do those behind a
 * message that is held.
 *
 * Context: process; may sleep; not from a handler or operation of this lane.
 */
void cactus_lane_drain(struct cactus_lane *lane)
{
	u32 turns = lane->max_queued / CACTUS_WORKER_BUDGET + 2;

	/* Others may go on submitting, so bound the turns by what can be queued now. */
	while (turns-- && !skb_queue_empty_lockless(&lane->queue) &&
	       !READ_ONCE(lane->parked))
		flush_work(&lane->work);
	/* The last message may be running. */
	flush_work(&lane->work);
}
EXPORT_SYMBOL_GPL(cactus_lane_drain);

/**
 * cactus_lane_take() - take out all that is parked or queued, undropped
 * @lane: the lane
 * @list: the messages are appended to it, in order, the caller's from here on
 *
 * For an owner that has another lane take the messages, see cactus_lane_give(). A message
 * that runs, is held, or that miss is raised with, stays. The lane is no longer parked.
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_lane_take(struct cactus_lane *lane, struct sk_buff_head *list)
{
	struct sk_buff_head taken;
	struct sk_buff *skb;

	__skb_queue_head_init(&taken);
	spin_lock_bh(&lane->lock);
	lane_empty(lane, &taken);
	spin_unlock_bh(&lane->lock);
	while ((skb = __skb_dequeue(&taken))) {
		cactus_course_put(CACTUS_CB(skb)->course);
		cactus_destroyed(CACTUS_OBJ_QUEUED);
		__skb_queue_tail(list, skb);
	}
	cactus_lane_drained(lane);
}
EXPORT_SYMBOL_GPL(cactus_lane_take);

/**
 * cactus_lane_give() - queue what was taken out of another lane
 * @lane: the lane
 * @list: from cactus_lane_take(); empty afterwards
 *
 * The messages are queued in order before all that waits here already, and whatever the
 * bounds, which they have passed on their first lane. A closed lane drops them with
 * -ESHUTDOWN.
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_lane_give(struct cactus_lane *lane, struct sk_buff_head *list)
{
	struct sk_buff *skb;
	bool closed;

	if (skb_queue_empty(list))
		return;
	/* Wait for a run in softirq of a plan that is not reentrant. */
	spin_lock_bh(&lane->run_lock);
	spin_lock(&lane->lock);
	closed = lane->closed;
	skb_queue_walk(list, skb)
	{
		CACTUS_CB(skb)->cur = NULL;
		if (closed)
			continue;
		CACTUS_CB(skb)->course =
			cactus_course_get(cactus_lane_course(lane));
		cactus_created(CACTUS_OBJ_QUEUED);
		WRITE_ONCE(lane->queued_bytes,
			   lane->queued_bytes + skb->truesize);
	}
	if (!closed) {
		skb_queue_splice_init(list, &lane->queue);
		WRITE_ONCE(lane->at_once, -1);
		if (!lane->parked)
			cactus_lane_wake(lane);
	}
	spin_unlock(&lane->lock);
	spin_unlock_bh(&lane->run_lock);
	while ((skb = __skb_dequeue(list)))
		cactus_lane_drop(lane, skb, -ESHUTDOWN);
}
EXPORT_SYMBOL_GPL(cactus_lane_give);

/**
 * cactus_lane_init() - make a lane
 * @lane: its memory, the owner's
 * @course: the first course in force
 * @ops: what the owner decides
 * @max_queued: bound of the queue, messages
 * @max_bytes: bound of the queue, bytes of truesize; the last message may exceed it
 *
 * Context: process.
 */
void cactus_lane_init(struct cactus_lane *lane, struct cactus_course *course,
		      const struct cactus_lane_ops *ops, u32 max_queued,
		      u32 max_bytes)
{
	memset(lane, 0, sizeof(*lane));
	lane->ops = ops;
	lane->budget = CACTUS_NO_BUDGET;
	spin_lock_init(&lane->run_lock);
	spin_lock_init(&lane->lock);
	__skb_queue_head_init(&lane->queue);
	__skb_queue_head_init(&lane->async);
	INIT_LIST_HEAD(&lane->delayed);
	INIT_LIST_HEAD(&lane->courses);
	INIT_LIST_HEAD(&lane->held);
	lane->max_queued = max_queued;
	lane->max_bytes = max_bytes;
	INIT_WORK(&lane->work, cactus_lane_work);

	spin_lock_bh(&lane->lock);
	cactus_course_attach(lane, course);
	RCU_INIT_POINTER(lane->course, course);
	spin_unlock_bh(&lane->lock);
	cactus_created(CACTUS_OBJ_LANE);
}
EXPORT_SYMBOL_GPL(cactus_lane_init);

/**
 * cactus_lane_budget() - bound what one message may take with BH off
 * @lane: the lane, to which nothing has been submitted yet
 * @budget: instructions
 *
 * The cost is that of the plans that courses were made with: what the handlers of
 * cactus_lane_bind() take is not counted.
 *
 * Context: process.
 */
void cactus_lane_budget(struct cactus_lane *lane, u32 budget)
{
	spin_lock_bh(&lane->lock);
	lane->budget = budget;
	cactus_course_measure(lane);
	spin_unlock_bh(&lane->lock);
}
EXPORT_SYMBOL_GPL(cactus_lane_budget);

/**
 * cactus_lane_close() - drop all that waits, take no more, wait for the worker
 * @lane: the lane
 *
 * Queued and held messages and, later, submitted ones go to @ops->drop with -ESHUTDOWN.
 * Delayed raises are cancelled; one that runs is not waited for. Closing twice is
 * no error.
 *
 * Context: process; may sleep; not from a handler or operation of this lane, but
 * for the handlers of a delayed raise.
 */
void cactus_lane_close(struct cactus_lane *lane)
{
	struct sk_buff_head list, async;
	LIST_HEAD(delayed);
	LIST_HEAD(held);
	struct sk_buff *skb;

	__skb_queue_head_init(&list);
	__skb_queue_head_init(&async);
	spin_lock_bh(&lane->lock);
	lane->closed = true;
	WRITE_ONCE(lane->at_once, -1);
	lane_empty(lane, &list);
	lane->first_err = -ESHUTDOWN;
	skb_queue_splice_init(&lane->async, &async);
	cactus_delayed_take(lane, &delayed);
	cactus_held_close(lane, &held);
	spin_unlock_bh(&lane->lock);

	cactus_held_drop(lane, &held);
	lane_drop_list(lane, &list, -ESHUTDOWN);
	while ((skb = __skb_dequeue(&async)))
		cactus_async_free(skb);
	/* Nobody queues the work of a closed lane again. */
	cancel_work_sync(&lane->work);
	cactus_lane_drained(lane);
	/* Call @done last, as an owner may free the lane by it. */
	cactus_delayed_drop(&delayed);
}
EXPORT_SYMBOL_GPL(cactus_lane_close);

/**
 * cactus_lane_fini() - the end of a closed lane that no submit can see any more
 * @lane: the lane
 *
 * Context: any but hardirq.
 */
void cactus_lane_fini(struct cactus_lane *lane)
{
	WARN_ON_ONCE(!lane->closed || !list_empty(&lane->courses));
	RCU_INIT_POINTER(lane->course, NULL);
	cactus_destroyed(CACTUS_OBJ_LANE);
}
EXPORT_SYMBOL_GPL(cactus_lane_fini);
