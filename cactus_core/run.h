/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running an event's handlers, in line, so that for a message of a lane, or a member's
 * event, the engine makes no calls but those of the handlers.
 */
#ifndef CACTUS_RUN_H
#define CACTUS_RUN_H

#include "plan_internal.h"
#include "raise_internal.h"
#include "trace.h"

/* Is a tracepoint of raises or handlers enabled? */
static __always_inline bool cactus_traced(void)
{
	return trace_cactus_raise_enabled() ||
	       trace_cactus_handler_entry_enabled() ||
	       trace_cactus_handler_exit_enabled();
}

/* Charge @truesize to @pool; false: its bound forbids that. No pool (NULL) takes all. */
static inline bool cactus_pool_take(struct cactus_pool *pool, u32 truesize)
{
	if (!pool || atomic_long_add_return(truesize, &pool->bytes) <=
			     READ_ONCE(*pool->max))
		return true;
	atomic_long_sub(truesize, &pool->bytes);
	return false;
}

static inline void cactus_pool_give(struct cactus_pool *pool, u32 truesize)
{
	if (pool)
		atomic_long_sub(truesize, &pool->bytes);
}

/* Take @truesize off what the lane and its pool are charged. Needs @lane->lock. */
static inline void cactus_lane_unqueued(struct cactus_lane *lane, u32 truesize)
{
	WRITE_ONCE(lane->queued_bytes, lane->queued_bytes - truesize);
	cactus_pool_give(lane->pool, truesize);
}

/* Count a raise that the running binding has not declared, or not in this way. */
static inline int cactus_raise_refused(struct cactus_cb *cb)
{
	atomic64_inc(&cb->cur->plan->refused);
	return -EPERM;
}

/* The index of the running binding's raise of @event in @mode; -EPERM, counted, if it has
 * declared none or has made it already.
 */
static __always_inline int
cactus_raise_declared(struct cactus_cb *cb, u16 event, enum cactus_mode mode)
{
	const struct cactus_binding *b = cb->cur;
	unsigned int i;

	for (i = 0; i < b->n_raises; i++) {
		if (b->raises[i].event != event || b->raises[i].mode != mode)
			continue;
		if (cb->raised & BIT(i))
			break;
		return i;
	}
	return cactus_raise_refused(cb);
}

/* Run the handler of @b; returns its answer. */
static __always_inline int cactus_run_binding(struct sk_buff *skb,
					      const struct cactus_binding *b)
{
	struct cactus_cb *cb = CACTUS_CB(skb);

	cb->cur = b;
	cb->raised = 0;
	return b->handler(skb, b->arg);
}

/* Is @ret, of the binding that has just run, a pick that cactus_pick() allows it? All raises of a
 * CACTUS_ONE_OF binding are SYNC.
 */
static __always_inline bool cactus_picks(const struct cactus_cb *cb, int ret)
{
	const struct cactus_binding *b = cb->cur;

	return ret >= CACTUS_PICK && ret - CACTUS_PICK < b->n_raises &&
	       b->combine == CACTUS_ONE_OF && !cb->raised && !cb->err;
}

/* The event that the binding has picked. */
static __always_inline const struct cactus_plan_event *
cactus_picked(const struct cactus_cb *cb, int ret)
{
	const struct cactus_binding *b = cb->cur;

	return &b->plan->events[b->raises[ret - CACTUS_PICK].event];
}

/**
 * cactus_run_event() - run all handlers of an event in order
 * @skb: the message; its cb has been set up
 * @e: an event of a plan that RCU or a reference keeps
 *
 * On failure @cb->cur is the binding that failed.
 *
 * Context: as the handlers'.
 * Return: 0, CACTUS_HELD or a negative errno.
 */
static __always_inline int cactus_run_event(struct sk_buff *skb,
					    const struct cactus_plan_event *e)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	const struct cactus_step *s;
	int ret;

	if (cactus_traced())
		return cactus_run_traced(skb, e);
	s = e->step;
	while (s != e->step_end) {
		ret = cactus_run_binding(skb, s->binding);
		if (likely(!ret && !cb->err)) {
			s = s->next;
			continue;
		}
		if (cactus_picks(cb, ret)) {
			s = cactus_picked(cb, ret)->step;
			continue;
		}
		ret = cactus_verdict(cb, ret);
		if (ret != CACTUS_HALT)
			return ret;
		s = s->halt;
	}
	return 0;
}

/**
 * cactus_lane_exec() - run a message that the gate has let pass
 * @lane: its lane
 * @course: its course, kept by RCU or by the message's reference
 * @plan: the course's, kept by RCU or by a reference
 * @skb: the message
 * @in_process: on the process lane
 * Return: 0, CACTUS_HELD or the errno with which it is to be dropped.
 */
static __always_inline int cactus_lane_exec(struct cactus_lane *lane,
					    struct cactus_course *course,
					    const struct cactus_plan *plan,
					    struct sk_buff *skb,
					    bool in_process)
{
	int err;

	CACTUS_CB(skb)->course = course;
	cactus_cb_enter(skb, course->entry, in_process);
	err = lane->ops->enter ? lane->ops->enter(course, skb) : 0;
	if (unlikely(err))
		return err;
	return cactus_run_event(skb, &plan->events[course->entry]);
}

#endif /* CACTUS_RUN_H */
