/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Courses: plans in force for a lane's messages. Several may be in force on one lane.
 */
#ifndef CACTUS_COURSE_H
#define CACTUS_COURSE_H

#include <linux/list.h>
#include <linux/refcount.h>
#include "lane.h"
#include "plan.h"

/**
 * struct cactus_course - a plan in force for a lane's messages
 * @plan: the plan, with a reference; RCU for readers. cactus_lane_bind() and
 *	cactus_lane_unbind() put a copy of it in its place
 * @lane: the lane on which it is in force; NULL until then
 * @entry: event that each message raises on entry; fixed
 * @miss: event raised SYNC in process context, with the first parked message
 *	untouched as argument, when the gate first says park; or CACTUS_NO_EVENT. If
 *	it fails that message is dropped and the next one asks the gate anew; fixed
 * @softirq: the plan lets messages run in softirq; fixed
 * @reentrant: no run of the plan needs to be serialized; fixed
 * @ref: one of the owner, one for each message that is queued under it
 * @node: in @lane->courses, under @lane->lock
 * @release: called when the last reference is gone: nothing runs or waits under the course
 *	any more, and its memory is the owner's again; or NULL. Any context but hardirq,
 *	no lane lock held.
 *
 * The owner embeds it in the struct that its messages' handlers need. It is in force from
 * cactus_lane_init() or cactus_lane_switch() on, until its last reference is gone.
 * A message that runs in softirq holds no reference, so the owner puts its own a grace
 * period after the last gate could have named the course.
 */
struct cactus_course {
	struct cactus_plan __rcu *plan;
	struct cactus_lane *lane;
	u16 entry;
	u16 miss;
	bool softirq;
	bool reentrant;
	refcount_t ref;
	struct list_head node;
	void (*release)(struct cactus_course *course);
};

/* Make a course, of which the caller has the one reference; the course takes its own on
 * @plan. @entry is an event of the plan, @miss one of direction CACTUS_SIDE or
 * CACTUS_NO_EVENT; else it warns and a lane that takes the course is closed. @release may be
 * NULL. Process context.
 */
void cactus_course_init(struct cactus_course *course, struct cactus_plan *plan,
			u16 entry, u16 miss,
			void (*release)(struct cactus_course *course));

static inline struct cactus_course *
cactus_course_get(struct cactus_course *course)
{
	refcount_inc(&course->ref);
	return course;
}

/* Give a reference back; the last one takes the course out of force. Any context but
 * hardirq; no lane lock held.
 */
void cactus_course_put(struct cactus_course *course);

/**
 * cactus_lane_switch() - put one more course in force: the lane's newest
 * @lane: the lane
 * @course: the course, in force on no lane yet
 *
 * Messages submitted from now on enter under @course, unless the gate names another one
 * in force, and parked messages will enter under it. Those that run, or wait for the worker
 * without being parked, finish under the course that they were submitted under. None is
 * overtaken: a message runs in the context that suits all courses in force.
 * The course that was the newest stays in force until its references are gone.
 *
 * Context: process; sleeps for a grace period if @course needs process context or
 * serialization and the courses before did not; one call at a time for a lane; not from
 * a handler or operation of this lane.
 */
void cactus_lane_switch(struct cactus_lane *lane, struct cactus_course *course);

#endif /* CACTUS_COURSE_H */
