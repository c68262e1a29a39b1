/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The delayed raises of a lane that is closed.
 */
#ifndef CACTUS_DELAYED_INTERNAL_H
#define CACTUS_DELAYED_INTERNAL_H

#include <linux/list.h>
#include "delayed.h"

/* Cancel all raises that wait on the lane, and move them to @list. Needs @lane->lock. */
void cactus_delayed_take(struct cactus_lane *lane, struct list_head *list);
/* Call @done of the raises in @list. No lane lock held. */
void cactus_delayed_drop(struct list_head *list);

#endif /* CACTUS_DELAYED_INTERNAL_H */
