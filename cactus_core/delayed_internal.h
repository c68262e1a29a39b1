/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The delayed raises of a lane that is closed.
 */
#ifndef CACTUS_DELAYED_INTERNAL_H
#define CACTUS_DELAYED_INTERNAL_H

#include <linux/list.h>
#include "delayed.h"

/* Needs @lane->lock: take all that wait off the lane, into @list. */
void cactus_delayed_take(struct cactus_lane *lane, struct list_head *list);
/* Call off those of @list, and tell their owners. Without locks. */
void cactus_delayed_drop(struct list_head *list);

#endif /* CACTUS_DELAYED_INTERNAL_H */
