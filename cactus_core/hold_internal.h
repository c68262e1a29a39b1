/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Held messages, for lane.c and worker.c.
 */
#ifndef CACTUS_HOLD_INTERNAL_H
#define CACTUS_HOLD_INTERNAL_H

#include <linux/list.h>
#include <linux/refcount.h>
#include "hold.h"

struct cactus_lane;
struct cactus_plan;

/**
 * struct cactus_held - a message that a handler keeps; the engine's
 * @node: in @lane->held while the message is kept; under the lane's lock
 * @lane: the lane; NULL once the message is kept no longer; changes under its lock
 * @skb: the message; its handler may look at it until it is @away
 * @plan: the plan of the handler, which the message's @cur points into; a reference
 * @err: errno to drop the message with, or 0
 * @away: the handler has returned
 * @given: it was given back
 * @ref: one of the handler, until it has given the message back; one for @lane->held
 */
struct cactus_held {
	struct list_head node;
	struct cactus_lane *lane;
	struct sk_buff *skb;
	struct cactus_plan *plan;
	int err;
	bool away;
	bool given;
	refcount_t ref;
};

int cactus_held_away(struct cactus_lane *lane, struct sk_buff *skb);
struct cactus_held *cactus_held_take(struct cactus_lane *lane);
int cactus_held_run(struct sk_buff *skb, const struct cactus_plan *plan);
void cactus_held_put(struct cactus_held *h);
void cactus_held_close(struct cactus_lane *lane, struct list_head *list);
void cactus_held_drop(struct cactus_lane *lane, struct list_head *list);

#endif /* CACTUS_HOLD_INTERNAL_H */
