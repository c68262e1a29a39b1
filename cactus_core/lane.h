/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lanes: the messages of a session and direction, in order.
 */
#ifndef CACTUS_LANE_H
#define CACTUS_LANE_H

#include <linux/list.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include "msg.h"

/**
 * struct cactus_pool - memory that the queues of several lanes share
 * @bytes: truesize of all that is queued in them
 * @max: bound of @bytes; the owner may change it
 */
struct cactus_pool {
	atomic_long_t bytes;
	const int *max;
};

enum cactus_gate {
	CACTUS_GO, /* run it now, where the plan allows */
	CACTUS_PROCESS, /* run it on the process lane, for a passing reason */
	CACTUS_PARK, /* keep it untouched until cactus_lane_kick() */
};

/**
 * struct cactus_lane_ops - what the lane's owner decides; all but @enter and @drained needed
 * @gate: asked before a message enters a plan; any context, BH off, may be
 *	called under the lane's lock, so it calls nothing of this lane; may
 *	change its mind between calls. *@course is the course that the message was
 *	queued under, else the lane's newest; the gate may name another one in force
 *	on the lane, which it reads under RCU. What is parked enters under the newest,
 *	unless the gate names another one then. A negative errno drops the message.
 * @enter: last thing before the entry event, in lane order, each message
 *	once: take the message number. 0 or a negative errno (dropped).
 *	Softirq lane: BH off, under @run_lock unless the plan is reentrant.
 * @done: the plan has run; owns @skb. Under rcu_read_lock_bh() in either lane.
 *	0 or a negative errno, which cactus_lane_submit() returns if the message
 *	has run at once; nobody gets that of a message that had to wait.
 * @drop: a handler, the gate or a bound refused the message; owns @skb. @by
 *	is the binding that failed, or NULL. Any context, no lane lock held.
 * @drained: called once half of the room is free after a bound refused a message,
 *	cactus_lane_full() returned true or cactus_lane_writable() false; may be NULL.
 *	Any context, no lane lock held.
 */
struct cactus_lane_ops {
	int (*gate)(struct cactus_lane *lane, struct sk_buff *skb,
		    struct cactus_course **course);
	int (*enter)(struct cactus_course *course, struct sk_buff *skb);
	int (*done)(struct cactus_course *course, struct sk_buff *skb);
	void (*drop)(struct cactus_lane *lane, struct sk_buff *skb,
		     const struct cactus_binding *by, int err);
	void (*drained)(struct cactus_lane *lane);
};

/**
 * struct cactus_lane - a session's messages of one direction, in order
 * @course: the newest of the courses in force; RCU for readers
 * @ops: the owner's decisions
 * @reentrant: no course in force needs serialization
 * @longest: the longest message that runs in softirq under every course in force, in
 *	bytes as submitted; -1 if none does
 * @at_once: the longest message that need not join @queue: @longest, or -1 while
 *	others wait there or for good; changes under @lock only
 * @parked: the gate said park and nobody has kicked since
 * @closed: takes no more messages
 * @busy: the worker is queued or runs
 * @refused: someone waits for @ops->drained
 * @budget: instructions that one message may take with BH off; U32_MAX: any
 * @run_lock: serializes the softirq lane where @reentrant is false
 * @lock: protects @queue, @first, @held, @async, @delayed, @courses, the flags and changes of
 *	@course and of the limits; inside @run_lock
 * @queue: parked or waiting for the process lane
 * @first: the head of @queue while miss is raised with it; still counted
 * @first_err: errno to drop @first with if it was flushed meanwhile, or 0
 * @queued_bytes: truesize of @queue and @away_bytes
 * @away_bytes: truesize of @first and of what is in @held
 * @max_queued: bound, messages
 * @max_bytes: bound, bytes of truesize; the last message may exceed it
 * @pool: further bound, over several lanes, or NULL; set by the owner after
 *	cactus_lane_init() and not changed once messages are submitted
 * @async: messages of ASYNC raises that wait for the worker
 * @delayed: struct cactus_delayed that wait for their time
 * @courses: struct cactus_course in force
 * @held: struct cactus_held of messages that handlers keep
 * @n_held: length of @held; read without @lock by cactus_lane_holds()
 * @work: the process lane
 */
struct cactus_lane {
	struct cactus_course __rcu *course;
	const struct cactus_lane_ops *ops;
	int at_once;
	int longest;
	bool reentrant;
	bool parked;
	bool closed;
	bool busy;
	bool refused;
	u32 budget;
	spinlock_t run_lock; /* a plan's run in softirq */
	spinlock_t lock; /* queues and flags */
	struct sk_buff_head queue;
	struct sk_buff *first;
	int first_err;
	u32 queued_bytes;
	u32 away_bytes;
	u32 max_queued;
	u32 max_bytes;
	struct cactus_pool *pool;
	struct sk_buff_head async;
	struct list_head delayed;
	struct list_head courses;
	struct list_head held;
	u16 n_held;
	struct work_struct work;
};

/* Make a lane. @course, from cactus_course_init(), is the first in force; the owner's
 * reference on it stays the owner's. Process context.
 */
void cactus_lane_init(struct cactus_lane *lane, struct cactus_course *course,
		      const struct cactus_lane_ops *ops, u32 max_queued,
		      u32 max_bytes);
/* Bound what one message may take in softirq, or with BH off in the submitter's context: a
 * message that may take more than @budget instructions goes by the process lane, and so do
 * those behind it until it has run. To be called after cactus_lane_init() and before
 * messages are submitted. Process context.
 */
void cactus_lane_budget(struct cactus_lane *lane, u32 budget);
/* Close the lane: drop all that is queued with -ESHUTDOWN, cancel delayed raises, wait for
 * the worker; later submits are dropped with -ESHUTDOWN. Process context, may
 * sleep; not from a handler of this lane, but for those of a delayed raise, for
 * which it does not wait. Callers make sure that no submit runs any more before
 * the lane's memory goes (RCU).
 */
void cactus_lane_close(struct cactus_lane *lane);
/* The lane's end, after cactus_lane_close(), a grace period and the last
 * cactus_course_put().
 */
void cactus_lane_fini(struct cactus_lane *lane);

/**
 * cactus_lane_submit() - a message enters the lane
 * @lane: the lane
 * @skb: the message, the engine's from here on in every case
 * Return: 0 if it ran, waits in the queue or is held; else what @ops->done gave for it, or
 * the errno with which it was dropped (already given to @ops->drop): the
 * handler's, the gate's, -ENOBUFS (bound reached), -ESHUTDOWN.
 * Context: any but hardirq; no lane lock held.
 */
int cactus_lane_submit(struct cactus_lane *lane, struct sk_buff *skb);
/* As cactus_lane_submit(), for callers that have BH off already, as in softirq. */
int cactus_lane_submit_bh(struct cactus_lane *lane, struct sk_buff *skb);

/* The gate may let more through: run what is parked, in order. Any context but hardirq. */
void cactus_lane_kick(struct cactus_lane *lane);
/* Drop all that is parked or queued with @err; the lane stays open. Any context but
 * hardirq.
 */
void cactus_lane_flush(struct cactus_lane *lane, int err);
/* Wait until what is queued, but not parked, has run. Process context. */
void cactus_lane_drain(struct cactus_lane *lane);
/* Does a handler hold a message, behind which others wait? Any context. */
static inline bool cactus_lane_holds(const struct cactus_lane *lane)
{
	return READ_ONCE(lane->n_held);
}

/* Take out all that is parked or queued, undropped, appended to @list; the lane
 * stays open. Any context but hardirq.
 */
void cactus_lane_take(struct cactus_lane *lane, struct sk_buff_head *list);
/* Queue what was taken from another lane, before all that waits and whatever the
 * bounds. Any context but hardirq.
 */
void cactus_lane_give(struct cactus_lane *lane, struct sk_buff_head *list);
/* Would one more message be refused for the bounds? If so @ops->drained will be
 * called when half of the room is free. Any context.
 */
bool cactus_lane_full(struct cactus_lane *lane);
/* Is half of the room free? If not @ops->drained will be called when it is. Any
 * context.
 */
bool cactus_lane_writable(struct cactus_lane *lane);
/* Does a message of @len bytes join the queue now, instead of running at once? The
 * answer is a guess, as others submit meanwhile.
 */
static inline bool cactus_lane_diverted(const struct cactus_lane *lane,
					unsigned int len)
{
	return (int)len > READ_ONCE(lane->at_once);
}

#endif /* CACTUS_LANE_H */
