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
 * @lane: that the handlers act for
 * @event: of direction CACTUS_SIDE; the owner's own entry, so no binding
 *	declares it
 * @done: a raise is over: it has run, or was cancelled by whoever did; called
 *	once for each accepted one, last of all, so that it may give back what the
 *	owner held for it, @lane and this struct included. Any context but
 *	hardirq, no lane lock held.
 * @node: in @lane->delayed while it waits; under @lane->lock
 * @work: the wait
 *
 * It waits once, or not at all. Its handlers run on a work item of their own,
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

/* Before @lane is closed. Process context. */
void cactus_delayed_init(struct cactus_delayed *d, struct cactus_lane *lane,
			 u16 event, void (*done)(struct cactus_delayed *d));

/**
 * cactus_delayed_raise() - raise the event after a while, in process context
 * @d: the raise
 * @delay: jiffies; 0: as soon as may be
 *
 * One that waits already is moved to the new time. While one runs the next may
 * wait. The handlers get an empty message with @d->lane, number 0, and tail room
 * for what the event can append; it is the engine's. Where there is no memory
 * for it, the raise is put off a little longer. If a handler fails, that is
 * traced and counted, see cactus_plan_async_failed().
 * Return: 0: it waits, and @d->done will be called for it; 1: the one that
 * waited was moved, no further call of @d->done; -ESHUTDOWN: the lane is
 * closed; -EINVAL: the event is not of direction CACTUS_SIDE.
 * Context: any but hardirq; no lane lock held.
 */
int cactus_delayed_raise(struct cactus_delayed *d, unsigned long delay);
/* The same, but one that waits already stays at its time: for a handler that
 * wants a next turn, while others may have asked for one that is due earlier.
 */
int cactus_delayed_raise_unless(struct cactus_delayed *d, unsigned long delay);

/**
 * cactus_delayed_cancel() - call off what waits
 * @d: the raise
 *
 * Does not wait for one that runs.
 * Return: true: in time, no handler has run or will run, @d->done was called;
 * false: it runs now, has run, or was never raised.
 * Context: any but hardirq; no lane lock held.
 */
bool cactus_delayed_cancel(struct cactus_delayed *d);

/* Wait until every @done that has begun is over: before the owner's code goes.
 * Process context, may sleep; not from a handler.
 */
void cactus_delayed_barrier(void);

#endif /* CACTUS_DELAYED_H */
