/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Courses, for the engine's sources that hold their lane's lock.
 */
#ifndef CACTUS_COURSE_INTERNAL_H
#define CACTUS_COURSE_INTERNAL_H

#include <linux/lockdep.h>
#include "course.h"

/* The newest course of @lane. Needs @lane->lock, under which alone it changes. */
static inline struct cactus_course *cactus_lane_course(struct cactus_lane *lane)
{
	return rcu_dereference_protected(lane->course,
					 lockdep_is_held(&lane->lock));
}

bool cactus_course_attach(struct cactus_lane *lane,
			  struct cactus_course *course);
void cactus_course_measure(struct cactus_lane *lane);
void cactus_course_move(struct sk_buff *skb, struct cactus_course *course,
			struct list_head *over);
void cactus_course_move_parked(struct cactus_lane *lane,
			       struct list_head *over);
void cactus_course_over(struct list_head *over);
struct cactus_plan *cactus_course_plan_get(struct cactus_course *course);
void cactus_course_swap(struct cactus_course *course, struct cactus_plan *plan);

#endif /* CACTUS_COURSE_INTERNAL_H */
