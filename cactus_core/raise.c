// SPDX-License-Identifier: GPL-2.0
/*
 * Raise: run an event's handlers now, or hand the event to the lane's worker.
 * The declared raises of the running binding bound what it may raise.
 */
#include <linux/export.h>

#include "course_internal.h"
#include "lane_internal.h"
#include "ledger_internal.h"
#include "plan_internal.h"
#include "raise.h"
#include "raise_internal.h"
#include "run.h"

/**
 * cactus_verdict() - what a handler's answer means for its message
 * @cb: the message's
 * @ret: the answer
 *
 * A nested failure stands even if the handlers above it did not pass it on: the
 * message may be half changed.
 *
 * Context: any.
 * Return: CACTUS_CONTINUE, CACTUS_HALT, CACTUS_HELD or a negative errno.
 */
int cactus_verdict(struct cactus_cb *cb, int ret)
{
	if (cb->err)
		return cb->err;
	if (ret == CACTUS_CONTINUE || ret == CACTUS_HALT ||
	    (ret == CACTUS_HELD && cb->cur->may_hold))
		return ret;
	cb->err = ret < 0 && ret >= -MAX_ERRNO ? ret : -EINVAL;
	return cb->err;
}

/* cactus_run_event() out of line, for callers off the fast path. */
int cactus_run(struct sk_buff *skb, const struct cactus_plan_event *e)
{
	return cactus_run_event(skb, e);
}

/* Run the event's bindings instead of its steps, so that groups are traced, too. */
int cactus_run_traced(struct sk_buff *skb, const struct cactus_plan_event *e)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	const struct cactus_binding *b;
	int ret;

	trace_cactus_raise(skb, e, CACTUS_SYNC);
	for (b = e->first; b != e->end; b++) {
		trace_cactus_handler_entry(b, skb);
		ret = cactus_run_binding(skb, b);
		trace_cactus_handler_exit(b, skb, ret);
		if (cactus_picks(cb, ret)) {
			cb->depth++;
			ret = cactus_run_traced(skb, cactus_picked(cb, ret));
			cb->depth--;
		} else {
			ret = cactus_verdict(cb, ret);
		}
		if (ret)
			return ret == CACTUS_HALT ? 0 : ret;
	}
	return 0;
}

/* Marks the raise as done; 0, or -EPERM and counted. */
static __always_inline int raise_claim(struct cactus_cb *cb, u16 event,
				       enum cactus_mode mode)
{
	int raise = cactus_raise_declared(cb, event, mode);

	if (unlikely(raise < 0))
		return raise;
	/* cactus_freeze() has counted a single raise for the message of other bindings. */
	cb->raised |= cb->cur->combine == CACTUS_EACH ? BIT(raise) : U32_MAX;
	return 0;
}

int cactus_raise_sync(struct sk_buff *skb, u16 event)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	const struct cactus_binding *cur = cb->cur;
	u32 raised;
	int err;

	if (unlikely(cb->err))
		return cb->err;
	err = raise_claim(cb, event, CACTUS_SYNC);
	if (unlikely(err))
		return err;

	raised = cb->raised;
	cb->depth++;
	err = cactus_run_event(skb, &cur->plan->events[event]);
	cb->depth--;
	if (likely(!err)) {
		cb->cur = cur;
		cb->raised = raised;
	}
	return err;
}
EXPORT_SYMBOL_GPL(cactus_raise_sync);

int cactus_raise_all(struct sk_buff *skb, void *arg)
{
	const struct cactus_binding *b = CACTUS_CB(skb)->cur;
	unsigned int i;
	int err;

	for (i = 0; i < b->n_raises; i++) {
		err = cactus_raise_sync(skb, b->raises[i].event);
		if (err)
			return err;
	}
	return CACTUS_CONTINUE;
}
EXPORT_SYMBOL_GPL(cactus_raise_all);

/**
 * cactus_async_free() - free an ASYNC raise's message
 * @skb: the message
 *
 * Context: any but hardirq.
 */
void cactus_async_free(struct sk_buff *skb)
{
	struct cactus_course *course = CACTUS_CB(skb)->course;

	consume_skb(skb);
	cactus_course_put(course);
	cactus_destroyed(CACTUS_OBJ_ASYNC);
}

static struct sk_buff *async_alloc(const struct sk_buff *skb, u16 event)
{
	const struct cactus_cb *from = CACTUS_CB(skb);
	struct cactus_cb *to;
	struct sk_buff *copy;

	/* An empty message grows by @add alone. */
	copy = alloc_skb(from->cur->plan->events[event].growth.add, GFP_ATOMIC);
	if (!copy)
		return NULL;
	to = CACTUS_CB(copy);
	cactus_cb_enter(copy, event, true);
	to->number = from->number;
	memcpy(to->attrs, from->attrs, sizeof(to->attrs));
	return copy;
}

int cactus_raise_async(struct sk_buff *skb, u16 event)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	struct cactus_lane *lane = cactus_msg_lane(skb);
	struct sk_buff *copy;
	int err;

	if (unlikely(cb->err))
		return cb->err;
	err = raise_claim(cb, event, CACTUS_ASYNC);
	if (unlikely(err))
		return err;
	if (unlikely(!lane))
		return -EOPNOTSUPP;
	copy = async_alloc(skb, event);
	if (unlikely(!copy))
		return -ENOMEM;

	spin_lock_bh(&lane->lock);
	if (lane->closed) {
		err = -ESHUTDOWN;
	} else if (skb_queue_len(&lane->async) >= CACTUS_MAX_ASYNC) {
		err = -ENOBUFS;
	} else {
		trace_cactus_raise(skb, &cb->cur->plan->events[event],
				   CACTUS_ASYNC);
		CACTUS_CB(copy)->course = cactus_course_get(cb->course);
		cactus_created(CACTUS_OBJ_ASYNC);
		__skb_queue_tail(&lane->async, copy);
		cactus_lane_wake(lane);
	}
	spin_unlock_bh(&lane->lock);
	if (unlikely(err))
		consume_skb(copy);
	return err;
}
EXPORT_SYMBOL_GPL(cactus_raise_async);

/**
 * cactus_async_run() - the worker's part of an ASYNC raise
 * @lane: the lane
 * @skb: the raise's message; freed
 *
 * Context: process.
 */
void cactus_async_run(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	struct cactus_plan *plan = cactus_course_plan_get(cb->course);
	int err;

	err = cactus_run(skb, &plan->events[cb->event]);
	if (err) {
		atomic64_inc(&plan->async_failed);
		trace_cactus_drop(lane, skb, err);
	}
	cactus_async_free(skb);
	cactus_plan_put(plan);
}

int cactus_plan_raise(struct cactus_plan *plan, u16 event, struct sk_buff *skb)
{
	if (event >= plan->n_events || plan->events[event].dir != CACTUS_SIDE)
		return -EINVAL;
	might_sleep();
	cactus_cb_enter(skb, event, true);
	return cactus_run(skb, &plan->events[event]);
}
EXPORT_SYMBOL_GPL(cactus_plan_raise);
