// SPDX-License-Identifier: GPL-2.0
/*
 * The process lane: one worker per lane, one message at a time, in order.
 * It alone parks the lane and it alone takes it back to softirq.
 */
#include <linux/sched.h>

#include "run.h"

/**
 * enum worker_job - what there is to do, decided under the lane's lock
 * @WORKER_IDLE: nothing that could be done now
 * @WORKER_AGAIN: only an ASYNC raise
 * @WORKER_RUN: a message that the gate let pass
 * @WORKER_DROP: a message that the gate refused
 * @WORKER_MISS: the lane parks: raise miss
 */
enum worker_job {
	WORKER_IDLE,
	WORKER_AGAIN,
	WORKER_RUN,
	WORKER_DROP,
	WORKER_MISS,
};

/* Needs @lane->lock. */
static struct sk_buff *worker_dequeue(struct cactus_lane *lane)
{
	struct sk_buff *skb = __skb_dequeue(&lane->queue);

	cactus_lane_unqueued(lane, skb->truesize);
	return skb;
}

/* Needs @lane->lock. */
static enum worker_job worker_next(struct cactus_lane *lane,
				   struct sk_buff **skb, int *verdict)
{
	if (lane->closed || lane->parked)
		return WORKER_IDLE;
	*skb = skb_peek(&lane->queue);
	if (!*skb) {
		/* Release: the next submit sees what handlers did. */
		smp_store_release(&lane->at_once, lane->longest);
		return WORKER_IDLE;
	}

	*verdict = lane->ops->gate(lane, *skb);
	if (*verdict != CACTUS_PARK) {
		worker_dequeue(lane);
		return *verdict < 0 ? WORKER_DROP : WORKER_RUN;
	}

	WRITE_ONCE(lane->parked, true);
	trace_cactus_park(lane);
	if (lane->miss == CACTUS_NO_EVENT)
		return WORKER_IDLE;
	__skb_unlink(*skb, &lane->queue);
	WRITE_ONCE(lane->held, *skb);
	lane->held_err = 0;
	return WORKER_MISS;
}

static void worker_run(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct cactus_plan *plan = CACTUS_CB(skb)->plan;
	int err;

	err = cactus_lane_exec(lane, plan, skb, true);
	if (unlikely(err)) {
		cactus_lane_drop_queued(lane, skb, err);
		return;
	}
	rcu_read_lock_bh();
	lane->ops->done(lane, skb);
	rcu_read_unlock_bh();
	cactus_plan_put(plan);
	cactus_destroyed(CACTUS_OBJ_QUEUED);
}

/* The head goes back to its place, unless miss failed or it was flushed. */
static void worker_miss(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	int err;

	cactus_cb_enter(skb, cb->plan, lane->miss, true);
	err = cactus_run(skb, lane->miss);

	spin_lock_bh(&lane->lock);
	if (!err) {
		cb->cur = NULL;
		err = lane->held_err;
	} else {
		/* The next message asks for itself. */
		WRITE_ONCE(lane->parked, false);
	}
	if (err) {
		cactus_lane_unqueued(lane, skb->truesize);
	} else {
		/* cactus_lane_bind() saw what was in the queue, and not this. */
		cactus_lane_rehome(lane, skb);
		__skb_queue_head(&lane->queue, skb);
	}
	WRITE_ONCE(lane->held, NULL);
	spin_unlock_bh(&lane->lock);

	if (err) {
		cactus_lane_drop_queued(lane, skb, err);
		cactus_lane_drained(lane);
	}
}

/* Turns take an ASYNC raise and a message each: neither starves the other. */
static bool worker_turn(struct cactus_lane *lane)
{
	struct sk_buff *async, *skb = NULL;
	enum worker_job job;
	int verdict = 0;

	spin_lock_bh(&lane->lock);
	async = __skb_dequeue(&lane->async);
	job = worker_next(lane, &skb, &verdict);
	if (job == WORKER_IDLE && async)
		job = WORKER_AGAIN;
	if (job == WORKER_IDLE)
		lane->busy = false;
	spin_unlock_bh(&lane->lock);

	if (async)
		cactus_async_run(lane, async);
	switch (job) {
	case WORKER_IDLE:
		return false;
	case WORKER_AGAIN:
		break;
	case WORKER_RUN:
		cactus_lane_drained(lane);
		worker_run(lane, skb);
		break;
	case WORKER_DROP:
		cactus_lane_drained(lane);
		cactus_lane_drop_queued(lane, skb, verdict);
		break;
	case WORKER_MISS:
		worker_miss(lane, skb);
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
