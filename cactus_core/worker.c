// SPDX-License-Identifier: GPL-2.0
/*
 * The process lane: one worker per lane, one message at a time, in order.
 * The worker alone parks the lane, and it alone takes the lane back to softirq.
 */
#include <linux/sched.h>

#include "course_internal.h"
#include "hold_internal.h"
#include "lane_internal.h"
#include "ledger_internal.h"
#include "main.h"
#include "plan_internal.h"
#include "raise_internal.h"
#include "run.h"
#include "worker.h"

/**
 * enum worker_job - what the worker is to do, decided under the lane's lock
 * @WORKER_IDLE: nothing that could be done now
 * @WORKER_AGAIN: only an ASYNC raise
 * @WORKER_RUN: a message that the gate let pass
 * @WORKER_DROP: a message that the gate refused
 * @WORKER_MISS: the lane parks: raise miss
 * @WORKER_REST: a message that was held goes on
 */
enum worker_job {
	WORKER_IDLE,
	WORKER_AGAIN,
	WORKER_RUN,
	WORKER_DROP,
	WORKER_MISS,
	WORKER_REST,
};

/**
 * struct worker_turn - what the worker does when it has given the lane's lock back
 * @async: message of an ASYNC raise to run, or NULL
 * @skb: message to run, to drop or to raise miss with
 * @held: held message to go on with
 * @verdict: the gate's answer for @skb
 * @over: courses whose last reference @skb or other messages have given back
 */
struct worker_turn {
	struct sk_buff *async;
	struct sk_buff *skb;
	struct cactus_held *held;
	int verdict;
	struct list_head over;
};

/* Park the lane, whose gate has said so for @turn->skb. Needs @lane->lock. */
static enum worker_job worker_park(struct cactus_lane *lane,
				   struct worker_turn *turn)
{
	WRITE_ONCE(lane->parked, true);
	trace_cactus_park(lane);
	cactus_course_move_parked(lane, &turn->over);
	if (CACTUS_CB(turn->skb)->course->miss == CACTUS_NO_EVENT)
		return WORKER_IDLE;
	__skb_unlink(turn->skb, &lane->queue);
	WRITE_ONCE(lane->first, turn->skb);
	lane->away_bytes += turn->skb->truesize;
	lane->first_err = 0;
	return WORKER_MISS;
}

/* Choose the message of this turn, and what to do with it. Needs @lane->lock. */
static enum worker_job worker_next(struct cactus_lane *lane,
				   struct worker_turn *turn)
{
	struct cactus_course *course;

	if (lane->closed)
		return WORKER_IDLE;
	/* Messages behind one that is held wait for it. */
	if (lane->n_held) {
		turn->held = cactus_held_take(lane);
		return turn->held ? WORKER_REST : WORKER_IDLE;
	}
	if (lane->parked)
		return WORKER_IDLE;
	turn->skb = skb_peek(&lane->queue);
	if (!turn->skb) {
		/* Pairs with lane_try()'s acquire: the next message that runs in softirq
		 * sees what handlers did here.
		 */
		smp_store_release(&lane->at_once, lane->longest);
		return WORKER_IDLE;
	}

	course = CACTUS_CB(turn->skb)->course;
	turn->verdict = lane->ops->gate(lane, turn->skb, &course);
	if (turn->verdict == CACTUS_PARK)
		return worker_park(lane, turn);
	__skb_unlink(turn->skb, &lane->queue);
	cactus_lane_unqueued(lane, turn->skb->truesize);
	if (turn->verdict < 0)
		return WORKER_DROP;
	cactus_course_move(turn->skb, course, &turn->over);
	return WORKER_RUN;
}

/* Finish a message whose handlers have answered @ret; the caller keeps the plan. */
static void worker_over(struct cactus_lane *lane, struct sk_buff *skb, int ret)
{
	struct cactus_course *course = CACTUS_CB(skb)->course;

	if (unlikely(ret == CACTUS_HELD)) {
		cactus_held_away(lane, skb);
	} else if (unlikely(ret)) {
		cactus_lane_drop_queued(lane, skb, ret);
	} else {
		rcu_read_lock_bh();
		lane->ops->done(course, skb);
		rcu_read_unlock_bh();
		cactus_course_put(course);
		cactus_destroyed(CACTUS_OBJ_QUEUED);
	}
}

static void worker_run(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct cactus_course *course = CACTUS_CB(skb)->course;
	struct cactus_plan *plan = cactus_course_plan_get(course);

	worker_over(lane, skb, cactus_lane_exec(lane, course, plan, skb, true));
	cactus_plan_put(plan);
}

/* A message that was held goes on, or is dropped by whoever gave it back. */
static void worker_rest(struct cactus_lane *lane, struct cactus_held *h)
{
	struct cactus_plan *plan =
		cactus_course_plan_get(CACTUS_CB(h->skb)->course);

	worker_over(lane, h->skb, h->err ?: cactus_held_run(h->skb, plan));
	cactus_plan_put(plan);
	cactus_held_put(h);
}

/* Raise miss with the head of the queue, which goes back to its place unless miss failed or
 * cactus_lane_flush() was called meanwhile.
 */
static void worker_miss(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	u16 miss = cb->course->miss;
	struct cactus_plan *plan = cactus_course_plan_get(cb->course);
	LIST_HEAD(over);
	int err;

	cactus_cb_enter(skb, miss, true);
	err = cactus_run(skb, &plan->events[miss]);

	spin_lock_bh(&lane->lock);
	if (!err) {
		cb->cur = NULL;
		err = lane->first_err;
	} else {
		/* The next message asks the gate, and has miss raised, for itself. */
		WRITE_ONCE(lane->parked, false);
	}
	lane->away_bytes -= skb->truesize;
	if (err) {
		cactus_lane_unqueued(lane, skb->truesize);
	} else {
		/* @skb was not in the queue when cactus_lane_switch() moved parked messages
		 * to a newer course: move it now.
		 */
		cactus_course_move(skb, cactus_lane_course(lane), &over);
		__skb_queue_head(&lane->queue, skb);
	}
	WRITE_ONCE(lane->first, NULL);
	spin_unlock_bh(&lane->lock);

	cactus_course_over(&over);
	if (err) {
		cactus_lane_drop_queued(lane, skb, err);
		cactus_lane_drained(lane);
	}
	cactus_plan_put(plan);
}

/* One turn takes one ASYNC raise and one message, so that neither starves the other. */
static bool worker_turn(struct cactus_lane *lane)
{
	struct worker_turn turn = { .over = LIST_HEAD_INIT(turn.over) };
	enum worker_job job;

	spin_lock_bh(&lane->lock);
	turn.async = __skb_dequeue(&lane->async);
	job = worker_next(lane, &turn);
	if (job == WORKER_IDLE && turn.async)
		job = WORKER_AGAIN;
	if (job == WORKER_IDLE)
		lane->busy = false;
	spin_unlock_bh(&lane->lock);

	cactus_course_over(&turn.over);
	if (turn.async)
		cactus_async_run(lane, turn.async);
	switch (job) {
	case WORKER_IDLE:
		return false;
	case WORKER_AGAIN:
		break;
	case WORKER_RUN:
		cactus_lane_drained(lane);
		worker_run(lane, turn.skb);
		break;
	case WORKER_DROP:
		cactus_lane_drained(lane);
		cactus_lane_drop_queued(lane, turn.skb, turn.verdict);
		break;
	case WORKER_MISS:
		worker_miss(lane, turn.skb);
		break;
	case WORKER_REST:
		cactus_lane_drained(lane);
		worker_rest(lane, turn.held);
		break;
	}
	return true;
}

/**
 * cactus_lane_work() - the worker's function
 * @work: the lane's
 *
 * Context: process, BH on; never on two CPUs for one lane.
 */
void cactus_lane_work(struct work_struct *work)
{
	struct cactus_lane *lane = container_of(work, struct cactus_lane, work);
	unsigned int i;

	for (i = 0; i < CACTUS_WORKER_BUDGET; i++) {
		if (!worker_turn(lane))
			return;
		cond_resched();
	}

	spin_lock_bh(&lane->lock);
	if (!lane->closed)
		queue_work(cactus_wq, &lane->work);
	spin_unlock_bh(&lane->lock);
}
