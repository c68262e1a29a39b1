/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Held messages, for their lane.
 */
#ifndef CACTUS_HOLD_INTERNAL_H
#define CACTUS_HOLD_INTERNAL_H

#include <linux/list.h>
#include "hold.h"

struct cactus_held;
struct cactus_lane;

int cactus_held_away(struct cactus_lane *lane, struct sk_buff *skb);
struct cactus_held *cactus_held_take(struct cactus_lane *lane);
void cactus_held_rest(struct cactus_held *h, struct cactus_lane *lane);
void cactus_held_close(struct cactus_lane *lane, struct list_head *list);
void cactus_held_drop(struct cactus_lane *lane, struct list_head *list);

#endif /* CACTUS_HOLD_INTERNAL_H */
