// SPDX-License-Identifier: GPL-2.0
/*
 * Delayed raises: a lane's owner has an event raised later, unless the owner cancels
 * that. Documentation/locking.md, "Delayed raises".
 */
#include <linux/export.h>

#include "course_internal.h"
#include "delayed.h"
#include "delayed_internal.h"
#include "ledger_internal.h"
#include "main.h"
#include "plan_internal.h"
#include "raise_internal.h"
#include "trace.h"

/* Jiffies until a delayed raise that found no memory tries again. */
#define CACTUS_DELAYED_AGAIN (HZ / 10)

static void delayed_over(struct cactus_delayed *d)
{
	cactus_destroyed(CACTUS_OBJ_DELAYED);
	d->done(d);
}

static int delayed_queue(struct cactus_delayed *d, unsigned long delay,
			 bool move)
{
	struct cactus_lane *lane = d->lane;
	const struct cactus_plan *plan;
	int ret = 0;

	spin_lock_bh(&lane->lock);
	if (lane->closed) {
		ret = -ESHUTDOWN;
		goto out;
	}
	plan = rcu_dereference_bh(cactus_lane_course(lane)->plan);
	if (d->event >= plan->n_events ||
	    plan->events[d->event].dir != CACTUS_SIDE) {
		ret = -EINVAL;
		goto out;
	}
	if (list_empty(&d->node))
		list_add_tail(&d->node, &lane->delayed);
	if (move)
		ret = mod_delayed_work(cactus_delayed_wq, &d->work, delay);
	else
		ret = !queue_delayed_work(cactus_delayed_wq, &d->work, delay);
	if (!ret)
		cactus_created(CACTUS_OBJ_DELAYED);
out:
	spin_unlock_bh(&lane->lock);
	return ret;
}

/* The course that the handlers run under, with a reference; NULL if the lane was
 * closed after the time was up.
 */
static struct cactus_course *delayed_begin(struct cactus_delayed *d)
{
	struct cactus_lane *lane = d->lane;
	struct cactus_course *course = NULL;

	spin_lock_bh(&lane->lock);
	/* If @d was raised anew meanwhile, it stays among those that wait. */
	if (!delayed_work_pending(&d->work))
		list_del_init(&d->node);
	if (!lane->closed)
		course = cactus_course_get(cactus_lane_course(lane));
	spin_unlock_bh(&lane->lock);
	return course;
}

/* Free the message before delayed_over() calls @done, which may free all that the message
 * leads to.
 */
static void delayed_run(struct cactus_delayed *d, struct cactus_course *course,
			struct cactus_plan *plan, struct sk_buff *skb)
{
	int err;

	CACTUS_CB(skb)->course = course;
	CACTUS_CB(skb)->number = 0;
	cactus_cb_enter(skb, d->event, true);
	err = cactus_run(skb, &plan->events[d->event]);
	if (err) {
		atomic64_inc(&plan->async_failed);
		trace_cactus_drop(d->lane, skb, err);
	}
	consume_skb(skb);
}

static void delayed_time_up(struct work_struct *work)
{
	struct cactus_delayed *d =
		container_of(to_delayed_work(work), typeof(*d), work);
	struct cactus_course *course = delayed_begin(d);
	struct cactus_plan *plan;
	struct sk_buff *skb;
	bool again = false;

	if (course) {
		plan = cactus_course_plan_get(course);
		/* An empty message grows by @add alone. */
		skb = alloc_skb(plan->events[d->event].growth.add, GFP_KERNEL);
		if (skb)
			delayed_run(d, course, plan, skb);
		else
			again = !delayed_queue(d, CACTUS_DELAYED_AGAIN, false);
		cactus_plan_put(plan);
		cactus_course_put(course);
	}
	/* delayed_queue() has counted the retry, for which @done is called later. */
	if (again)
		cactus_destroyed(CACTUS_OBJ_DELAYED);
	else
		delayed_over(d);
}

/**
 * cactus_delayed_init() - make a delayed raise that does not wait yet
 * @d: its memory, the owner's
 * @lane: the lane that the handlers act for; outlives every accepted raise
 * @event: an event of direction CACTUS_SIDE
 * @done: see struct cactus_delayed
 *
 * Context: process.
 */
void cactus_delayed_init(struct cactus_delayed *d, struct cactus_lane *lane,
			 u16 event, void (*done)(struct cactus_delayed *d))
{
	d->lane = lane;
	d->event = event;
	d->done = done;
	INIT_LIST_HEAD(&d->node);
	INIT_DELAYED_WORK(&d->work, delayed_time_up);
}
EXPORT_SYMBOL_GPL(cactus_delayed_init);

int cactus_delayed_raise(struct cactus_delayed *d, unsigned long delay)
{
	return delayed_queue(d, delay, true);
}
EXPORT_SYMBOL_GPL(cactus_delayed_raise);

int cactus_delayed_raise_unless(struct cactus_delayed *d, unsigned long delay)
{
	return delayed_queue(d, delay, false);
}
EXPORT_SYMBOL_GPL(cactus_delayed_raise_unless);

bool cactus_delayed_cancel(struct cactus_delayed *d)
{
	struct cactus_lane *lane = d->lane;
	bool in_time;

	spin_lock_bh(&lane->lock);
	in_time = cancel_delayed_work(&d->work);
	if (in_time)
		list_del_init(&d->node);
	spin_unlock_bh(&lane->lock);
	if (in_time)
		delayed_over(d);
	return in_time;
}
EXPORT_SYMBOL_GPL(cactus_delayed_cancel);

/**
 * cactus_delayed_take() - cancel all delayed raises of a lane that closes
 * @lane: the lane
 * @list: gets those that were cancelled in time, for cactus_delayed_drop()
 *
 * A raise whose work has begun is not waited for. It runs no handler, unless it has passed
 * delayed_begin() before.
 *
 * Context: needs @lane->lock.
 */
void cactus_delayed_take(struct cactus_lane *lane, struct list_head *list)
{
	struct cactus_delayed *d, *next;

	list_for_each_entry_safe(d, next, &lane->delayed, node) {
		if (cancel_delayed_work(&d->work))
			list_move_tail(&d->node, list);
		else
			list_del_init(&d->node);
	}
}

/**
 * cactus_delayed_drop() - call @done of raises that were cancelled
 * @list: what cactus_delayed_take() gave
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_delayed_drop(struct list_head *list)
{
	struct cactus_delayed *d, *next;

	list_for_each_entry_safe(d, next, list, node) {
		list_del_init(&d->node);
		delayed_over(d);
	}
}

/**
 * cactus_delayed_barrier() - wait for every @done that has begun
 *
 * The owner's module calls it when it is unloaded: @done may have given back the last
 * reference that kept the module, and yet be about to return.
 *
 * Context: process; may sleep; not from a handler.
 */
void cactus_delayed_barrier(void)
{
	flush_workqueue(cactus_delayed_wq);
}
EXPORT_SYMBOL_GPL(cactus_delayed_barrier);
