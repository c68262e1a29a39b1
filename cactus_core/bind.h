/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bindings that come and go while the lane runs.
 */
#ifndef CACTUS_BIND_H
#define CACTUS_BIND_H

#include "lane.h"

/**
 * struct cactus_neutral - a wire-neutral handler: it looks and does not touch
 * @name: who, for counters and traces
 * @order: place among the handlers of the event; behind those of equal order
 * @handler: 0, or a negative errno: the message is dropped, as any handler may.
 *	It gets a const view: it neither changes the message, its length or its
 *	attributes, nor raises, nor skips others (halt counts as -EINVAL), so both
 *	ends stay in step whether it is bound or not. Builds with
 *	CONFIG_DEBUG_NET see what it changed all the same, and drop the message
 *	with -EINVAL.
 * @arg: its argument
 * @flags: enum cactus_binding_flags
 *
 * It stays where it is until it is unbound or its lanes are no more.
 */
struct cactus_neutral {
	const char *name;
	int order;
	int (*handler)(const struct sk_buff *skb, void *arg);
	void *arg;
	unsigned int flags;
};

/**
 * cactus_lane_bind() - bind a wire-neutral handler to an event of a running lane
 * @lane: the lane
 * @event: an event of the lane's direction
 * @n: the handler; what it is, is told it apart by
 *
 * The lane's newest course gets a plan of its own with the handler in it. Messages that
 * run now run on through the plan from before; all others under that course pass the
 * handler, those that wait in the queue included. None is lost or overtaken. A course
 * that cactus_lane_switch() puts in force later knows nothing of the handler.
 * Return: 0, or -EINVAL (no name, event of another direction, unknown flag),
 * -EEXIST (bound already to that course), -EOPNOTSUPP (may sleep, or is not
 * reentrant, and its handlers run in softirq, or on several CPUs),
 * -E2BIG (CACTUS_MAX_HANDLERS), -ESHUTDOWN, -ENOMEM.
 * Context: process; may sleep; not from a handler.
 */
int cactus_lane_bind(struct cactus_lane *lane, u16 event,
		     const struct cactus_neutral *n);

/**
 * cactus_lane_unbind() - take it away again
 * @lane: the lane; may be closed
 * @n: the handler
 *
 * When it returns the handler runs no more for this lane, under whatever course: its
 * argument and its code may go.
 * Return: 0, -ENOENT (bound to no course of this lane), -ENOMEM (still bound).
 * Context: process; sleeps for a grace period; not from a handler.
 */
int cactus_lane_unbind(struct cactus_lane *lane,
		       const struct cactus_neutral *n);

#endif /* CACTUS_BIND_H */
