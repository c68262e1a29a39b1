// SPDX-License-Identifier: GPL-2.0
/*
 * Held messages: a message leaves its plan at a handler, and goes on behind that handler
 * in the worker.
 * Documentation/locking.md, "Held messages".
 */
#include <linux/export.h>
#include <linux/slab.h>

#include "course_internal.h"
#include "hold.h"
#include "hold_internal.h"
#include "lane_internal.h"
#include "ledger_internal.h"
#include "plan_internal.h"
#include "raise_internal.h"
#include "run.h"

/**
 * cactus_held_put() - give a reference back
 * @h: the held message, which may have left its lane
 *
 * Context: any.
 */
void cactus_held_put(struct cactus_held *h)
{
	if (!refcount_dec_and_test(&h->ref))
		return;
	cactus_plan_put(h->plan);
	kfree(h);
	cactus_destroyed(CACTUS_OBJ_HELD);
}

/* Enter @h in its lane: 0, -ESHUTDOWN or -ENOBUFS. Needs @lane->lock. */
static int held_add(struct cactus_lane *lane, struct cactus_held *h)
{
	if (lane->closed)
		return -ESHUTDOWN;
	if (lane->n_held == CACTUS_MAX_HELD ||
	    !cactus_pool_take(lane->pool, h->skb->truesize))
		return -ENOBUFS;
	WRITE_ONCE(lane->n_held, lane->n_held + 1);
	list_add_tail(&h->node, &lane->held);
	lane->away_bytes += h->skb->truesize;
	WRITE_ONCE(lane->queued_bytes, lane->queued_bytes + h->skb->truesize);
	/* worker_next() alone takes the lane back to softirq. */
	WRITE_ONCE(lane->at_once, -1);
	return 0;
}

/* Take @h off its lane; its message becomes the caller's. Needs @lane->lock. */
static void held_remove(struct cactus_lane *lane, struct cactus_held *h)
{
	WRITE_ONCE(lane->n_held, lane->n_held - 1);
	list_del(&h->node);
	WRITE_ONCE(h->lane, NULL);
	lane->away_bytes -= h->skb->truesize;
	cactus_lane_unqueued(lane, h->skb->truesize);
}

struct cactus_held *cactus_hold(struct sk_buff *skb)
{
	struct cactus_lane *lane = cactus_msg_lane(skb);
	struct cactus_held *h;
	int err;

	if (!CACTUS_CB(skb)->cur->may_hold)
		return ERR_PTR(-EPERM);
	h = kzalloc(sizeof(*h), GFP_ATOMIC | __GFP_NOWARN);
	if (!h)
		return ERR_PTR(-ENOMEM);
	h->lane = lane;
	h->skb = skb;
	h->plan = CACTUS_CB(skb)->cur->plan;
	/* A run in softirq has its plan by RCU alone; cactus_course_swap() may have put
	 * the last reference since.
	 */
	if (!refcount_inc_not_zero(&h->plan->ref)) {
		kfree(h);
		return ERR_PTR(-ESTALE);
	}
	refcount_set(&h->ref, 2);
	spin_lock_bh(&lane->lock);
	err = held_add(lane, h);
	spin_unlock_bh(&lane->lock);
	if (err) {
		cactus_plan_put(h->plan);
		kfree(h);
		return ERR_PTR(err);
	}
	cactus_created(CACTUS_OBJ_HELD);
	trace_cactus_hold(skb);
	return h;
}
EXPORT_SYMBOL_GPL(cactus_hold);

/**
 * cactus_held_away() - the handler that keeps a message has returned
 * @lane: its lane
 * @skb: the message, which has a reference on its course; kept, or dropped
 *
 * Context: any but hardirq; no lane lock held; under RCU, or in the worker.
 * Return: 0, or the errno with which it was dropped.
 */
int cactus_held_away(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct cactus_held *h;
	bool closed;

	spin_lock_bh(&lane->lock);
	closed = lane->closed;
	list_for_each_entry(h, &lane->held, node) {
		if (h->skb != skb)
			continue;
		h->away = true;
		if (h->given)
			cactus_lane_wake(lane);
		spin_unlock_bh(&lane->lock);
		return 0;
	}
	spin_unlock_bh(&lane->lock);
	/* cactus_held_close() has removed it, or the handler did not call cactus_hold(). */
	cactus_lane_drop_queued(lane, skb, closed ? -ESHUTDOWN : -EINVAL);
	return closed ? -ESHUTDOWN : -EINVAL;
}

int cactus_give_back(struct cactus_held *h, int err)
{
	struct cactus_lane *lane;
	int ret = -ESHUTDOWN;

	rcu_read_lock();
	lane = READ_ONCE(h->lane);
	/* Under RCU the lane is there: its memory is freed no earlier than a grace period
	 * after cactus_held_close() has cleared @h->lane.
	 */
	if (lane) {
		spin_lock_bh(&lane->lock);
		if (h->lane) {
			trace_cactus_give_back(h->skb, err);
			h->err = err > 0 || err < -MAX_ERRNO ? -EINVAL : err;
			h->given = true;
			if (h->away)
				cactus_lane_wake(lane);
			ret = 0;
		}
		spin_unlock_bh(&lane->lock);
	}
	rcu_read_unlock();
	cactus_held_put(h);
	return ret;
}
EXPORT_SYMBOL_GPL(cactus_give_back);

/**
 * cactus_held_take() - take a message that was given back off its lane, to go on
 * @lane: the lane
 *
 * Context: needs @lane->lock.
 * Return: the held message, which is the caller's with its reference; or NULL.
 */
struct cactus_held *cactus_held_take(struct cactus_lane *lane)
{
	struct cactus_held *h;

	list_for_each_entry(h, &lane->held, node) {
		if (h->away && h->given) {
			held_remove(lane, h);
			return h;
		}
	}
	return NULL;
}

/* Run the steps from @s to the end of the entry event. They are traced without the groups
 * that they are in.
 */
static int held_steps(struct sk_buff *skb, const struct cactus_step *s,
		      const struct cactus_step *end)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	int ret;

	while (s != end) {
		trace_cactus_handler_entry(s->binding, skb);
		ret = cactus_run_binding(skb, s->binding);
		trace_cactus_handler_exit(s->binding, skb, ret);
		if (cactus_picks(cb, ret)) {
			s = cactus_picked(cb, ret)->step;
			continue;
		}
		ret = cactus_verdict(cb, ret);
		if (ret && ret != CACTUS_HALT)
			return ret;
		s = ret ? s->halt : s->next;
	}
	return 0;
}

/**
 * cactus_held_run() - run the handlers behind the one that held a message
 * @skb: the message
 * @plan: its course's present plan, in which cactus_lane_bind() may have put other
 *	handlers than in the plan that @skb was held in; the caller keeps both
 *
 * Context: the worker's.
 * Return: 0, CACTUS_HELD or the errno to drop it with.
 */
int cactus_held_run(struct sk_buff *skb, const struct cactus_plan *plan)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	const struct cactus_plan_event *e = &plan->events[cb->event];
	const struct cactus_step *s;

	for (s = e->step; s != e->step_end; s++)
		if (s->binding->handler == cb->cur->handler &&
		    s->binding->arg == cb->cur->arg)
			break;
	if (WARN_ON_ONCE(s == e->step_end))
		return -EINVAL;
	cb->in_process = true;
	return held_steps(skb, s->next, e->step_end);
}

/**
 * cactus_held_close() - remove all held messages from a lane that is closed
 * @lane: the lane
 * @list: for cactus_held_drop()
 *
 * Context: needs @lane->lock.
 */
void cactus_held_close(struct cactus_lane *lane, struct list_head *list)
{
	struct cactus_held *h, *next;

	list_for_each_entry_safe(h, next, &lane->held, node) {
		held_remove(lane, h);
		list_add_tail(&h->node, list);
	}
}

/**
 * cactus_held_drop() - drop the held messages of a closed lane
 * @lane: the lane
 * @list: what cactus_held_close() put there
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_held_drop(struct cactus_lane *lane, struct list_head *list)
{
	struct cactus_held *h, *next;

	list_for_each_entry_safe(h, next, list, node) {
		/* If the handler still runs, cactus_held_away() drops the message. */
		if (h->away)
			cactus_lane_drop_queued(lane, h->skb, -ESHUTDOWN);
		cactus_held_put(h);
	}
}
