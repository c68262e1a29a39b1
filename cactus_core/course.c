// SPDX-License-Identifier: GPL-2.0
/*
 * Courses: they put a plan in force on a lane, replace it, and end.
 * Documentation/locking.md, "Courses", says why the order holds over a switch.
 */
#include <linux/export.h>

#include "course.h"
#include "course_internal.h"
#include "lane_internal.h"
#include "ledger_internal.h"
#include "plan_internal.h"

/**
 * cactus_course_init() - make a course that is in force on no lane yet
 * @course: its memory, the owner's
 * @plan: the plan; the course takes a reference of its own
 * @entry: event that each message raises
 * @miss: event raised when the lane parks, or CACTUS_NO_EVENT
 * @release: called when the last reference is gone, or NULL
 *
 * Context: process.
 */
void cactus_course_init(struct cactus_course *course, struct cactus_plan *plan,
			u16 entry, u16 miss,
			void (*release)(struct cactus_course *course))
{
	memset(course, 0, sizeof(*course));
	RCU_INIT_POINTER(course->plan, cactus_plan_get(plan));
	course->entry = entry;
	course->miss = miss;
	course->softirq = cactus_plan_softirq(plan, entry);
	/* Without softirq all messages run on the worker, which takes one at a time. */
	course->reentrant = !course->softirq ||
			    cactus_plan_reentrant(plan, entry);
	refcount_set(&course->ref, 1);
	INIT_LIST_HEAD(&course->node);
	course->release = release;
	if (WARN_ON_ONCE(entry >= plan->n_events ||
			 (miss != CACTUS_NO_EVENT &&
			  (miss >= plan->n_events ||
			   plan->events[miss].dir != CACTUS_SIDE))))
		course->entry = CACTUS_NO_EVENT;
	cactus_created(CACTUS_OBJ_COURSE);
}
EXPORT_SYMBOL_GPL(cactus_course_init);

/* The longest message that runs in softirq under @course, -1 if none does. */
static int course_longest(const struct cactus_lane *lane,
			  const struct cactus_course *course)
{
	if (!course->softirq)
		return -1;
	if (lane->budget == CACTUS_NO_BUDGET)
		return INT_MAX;
	return cactus_plan_longest(rcu_dereference_bh(course->plan),
				   course->entry, lane->budget);
}

/**
 * cactus_course_measure() - bring a lane's limits in line with its courses
 * @lane: the lane
 *
 * A message runs in softirq, or unserialized, only where every course in force allows it,
 * so the messages of one course never overtake those of another.
 *
 * Context: needs @lane->lock, BH off.
 */
void cactus_course_measure(struct cactus_lane *lane)
{
	const struct cactus_course *course;
	bool reentrant = true;
	int longest = INT_MAX;

	list_for_each_entry(course, &lane->courses, node) {
		reentrant &= course->reentrant;
		longest = min(longest, course_longest(lane, course));
	}
	WRITE_ONCE(lane->reentrant, reentrant);
	WRITE_ONCE(lane->longest, longest);
	if (lane->closed)
		return;
	if (lane->at_once >= 0)
		WRITE_ONCE(lane->at_once, longest);
	else if (longest >= 0 && !lane->parked)
		/* worker_next() alone takes the lane back to softirq. */
		cactus_lane_wake(lane);
}

/**
 * cactus_course_attach() - add a course to those in force on a lane
 * @lane: the lane
 * @course: the course
 *
 * Context: needs @lane->lock, BH off.
 * Return: true if a submitter that has read the lane's former limits may yet run a message
 * that the limits with @course do not allow. After a grace period there is no such one.
 */
bool cactus_course_attach(struct cactus_lane *lane,
			  struct cactus_course *course)
{
	bool reentrant = lane->reentrant;
	int longest = lane->longest;

	course->lane = lane;
	list_add_tail(&course->node, &lane->courses);
	if (course->entry == CACTUS_NO_EVENT) {
		lane->closed = true;
		WRITE_ONCE(lane->at_once, -1);
	}
	cactus_course_measure(lane);
	return (reentrant && !lane->reentrant) || longest > lane->longest;
}

static void course_end(struct cactus_course *course)
{
	cactus_plan_put(rcu_dereference_protected(course->plan, true));
	cactus_destroyed(CACTUS_OBJ_COURSE);
	if (course->release)
		course->release(course);
}

/**
 * cactus_course_put() - give a reference back
 * @course: the course
 *
 * The last reference takes the course out of force, and has @course->release called.
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_course_put(struct cactus_course *course)
{
	struct cactus_lane *lane = course->lane;

	if (!refcount_dec_and_test(&course->ref))
		return;
	if (lane) {
		spin_lock_bh(&lane->lock);
		list_del(&course->node);
		cactus_course_measure(lane);
		spin_unlock_bh(&lane->lock);
	}
	course_end(course);
}
EXPORT_SYMBOL_GPL(cactus_course_put);

/**
 * cactus_course_move() - make a message that waits enter under another course
 * @skb: the message, which holds a reference on its course
 * @course: the course, in force on the same lane
 * @over: list for a course that loses its last reference by that
 *
 * Context: needs the lane's lock, BH off. The caller calls cactus_course_over() when it
 * has given the lock back.
 */
void cactus_course_move(struct sk_buff *skb, struct cactus_course *course,
			struct list_head *over)
{
	struct cactus_course *old = CACTUS_CB(skb)->course;

	if (likely(old == course))
		return;
	CACTUS_CB(skb)->course = cactus_course_get(course);
	if (!refcount_dec_and_test(&old->ref))
		return;
	list_move_tail(&old->node, over);
	cactus_course_measure(course->lane);
}

/**
 * cactus_course_move_parked() - make all that is parked enter under the newest course
 * @lane: the lane, which is parked
 * @over: as of cactus_course_move()
 *
 * Context: needs @lane->lock, BH off.
 */
void cactus_course_move_parked(struct cactus_lane *lane, struct list_head *over)
{
	struct cactus_course *course = cactus_lane_course(lane);
	struct sk_buff *skb;

	skb_queue_walk(&lane->queue, skb) cactus_course_move(skb, course, over);
}

/**
 * cactus_course_over() - end courses that have lost their last reference
 * @over: what cactus_course_move() put there
 *
 * Context: any but hardirq; no lane lock held.
 */
void cactus_course_over(struct list_head *over)
{
	struct cactus_course *course, *next;

	list_for_each_entry_safe(course, next, over, node) {
		list_del(&course->node);
		course_end(course);
	}
}

void cactus_lane_switch(struct cactus_lane *lane, struct cactus_course *course)
{
	LIST_HEAD(over);
	bool narrower;

	might_sleep();
	spin_lock_bh(&lane->lock);
	narrower = cactus_course_attach(lane, course);
	spin_unlock_bh(&lane->lock);
	/* lane_submit() reads the lane's limits before @lane->course: once the submitters
	 * that have read wider limits are done, none of them can find @course.
	 */
	if (narrower)
		synchronize_rcu();

	spin_lock_bh(&lane->lock);
	rcu_assign_pointer(lane->course, course);
	if (lane->parked)
		cactus_course_move_parked(lane, &over);
	spin_unlock_bh(&lane->lock);
	cactus_course_over(&over);
}
EXPORT_SYMBOL_GPL(cactus_lane_switch);

/**
 * cactus_course_plan_get() - the plan for a message that enters in process context
 * @course: the course
 *
 * Context: any.
 * Return: the plan, with a reference for the caller.
 */
struct cactus_plan *cactus_course_plan_get(struct cactus_course *course)
{
	struct cactus_plan *plan;

	rcu_read_lock();
	do {
		plan = rcu_dereference(course->plan);
	} while (!refcount_inc_not_zero(&plan->ref));
	rcu_read_unlock();
	return plan;
}

/**
 * cactus_course_swap() - replace a course's plan by one with the same events
 * @course: the course, on which the caller holds a reference
 * @plan: the plan; the caller's reference on it becomes the course's
 *
 * Messages that enter from now on run by @plan. The old plan is used by those alone that
 * run already: in softirq under RCU, in process context with a reference.
 *
 * Context: any; the caller serializes changes of one course's plan.
 */
void cactus_course_swap(struct cactus_course *course, struct cactus_plan *plan)
{
	cactus_plan_put(rcu_replace_pointer(course->plan, plan, true));
}
