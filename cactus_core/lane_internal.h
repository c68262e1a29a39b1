/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A lane, for its worker and the sources that give it work.
 */
#ifndef CACTUS_LANE_INTERNAL_H
#define CACTUS_LANE_INTERNAL_H

#include "lane.h"
#include "main.h"

/* Messages before the worker lets other lanes have its thread. */
#define CACTUS_WORKER_BUDGET 64
/* The budget of a lane that has none. */
#define CACTUS_NO_BUDGET U32_MAX

/* Queue the worker, unless it is queued or runs already. Needs @lane->lock. */
static inline void cactus_lane_wake(struct cactus_lane *lane)
{
	if (lane->busy)
		return;
	lane->busy = true;
	queue_work(cactus_wq, &lane->work);
}

/* Have the lane's owner drop a message that is in no queue. */
void cactus_lane_drop(struct cactus_lane *lane, struct sk_buff *skb, int err);
void cactus_lane_drop_queued(struct cactus_lane *lane, struct sk_buff *skb,
			     int err);
void cactus_lane_drained(struct cactus_lane *lane);

#endif /* CACTUS_LANE_INTERNAL_H */
