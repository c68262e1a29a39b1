/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Delayed raises: the owner of a lane raises an event later.
 */
#ifndef CACTUS_DELAYED_H
#define CACTUS_DELAYED_H

#include <linux/list.h>
#include <linux/workqueue.h>
#include "lane.h"

/**
 * struct cactus_delayed - a raise that can be put off, moved and cancelled
 * @lane: the lane that the handlers act for
 * @event: an event of direction CACTUS_SIDE; the owner raises it, so no binding
 *	declares it
 * @done: called once for each accepted raise, when it has run or was cancelled. The
 *	engine is done with the raise then, so @done may give back what the owner held
 *	for it, @lane and this struct included. Any context but hardirq, no lane lock
 *	held.
 * @node: in @lane->delayed while it waits; under @lane->lock
 * @work: waits for the time, and raises the event
 *
 * At most one raise of a struct waits. Its handlers run on a work item of their own,
 * beside the lane's worker, and may therefore wait for the lane, close it, and
 * raise or cancel this very struct again.
 */
struct cactus_delayed {
	struct cactus_lane *lane;
	u16 event;
	void (*done)(struct cactus_delayed *d);
	struct list_head node;
	struct delayed_work work;
};

/* Call it before @lane is closed. Process context. */
void cactus_delayed_init(struct cactus_delayed *d, struct cactus_lane *lane,
			 u16 event, void (*done)(struct cactus_delayed *d));

/**
 * cactus_delayed_raise() - raise the event after a while, in process context
 * @d: the raise
 * @delay: jiffies; 0: at once
 *
 * A raise that waits already is moved to the new time. While one runs the next may
 * wait. The handlers get an empty message of @d->lane with number 0 and tail room
 * for what the event can append; the engine frees it. Without memory for the message
 * the raise is put off a little longer. The failure of a handler is traced and
 * counted, see cactus_plan_async_failed().
 * Return: 0: it waits, and @d->done will be called for it; 1: the one that
 * waited was moved, no further call of @d->done; -ESHUTDOWN: the lane is
 * closed; -EINVAL: the event is not of direction CACTUS_SIDE.
 * Context: any but hardirq; no lane lock held.
 */
int cactus_delayed_raise(struct cactus_delayed *d, unsigned long delay);
/* As cactus_delayed_raise(), but a raise that waits already stays at its time: for a
 * handler that wants a next turn, while others may have asked for an earlier one.
 */
int cactus_delayed_raise_unless(struct cactus_delayed *d, unsigned long delay);

/**
 * cactus_delayed_cancel() - cancel a raise that waits
 * @d: the raise
 *
 * Does not wait for a raise that runs.
 * Return: true: in time, no handler has run or will run, @d->done was called;
 * false: it runs now, has run, or was never raised.
 * Context: any but hardirq; no lane lock held.
 */
bool cactus_delayed_cancel(struct cactus_delayed *d);

/* Wait until every @done that has begun is over; to be called before the owner's code is
 * unloaded. Process context, may sleep; not from a handler.
 */
void cactus_delayed_barrier(void);

#endif /* CACTUS_DELAYED_H */
