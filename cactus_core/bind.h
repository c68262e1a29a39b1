/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handlers that are bound and unbound while the lane runs.
 */
#ifndef CACTUS_BIND_H
#define CACTUS_BIND_H

#include "lane.h"

/**
 * struct cactus_neutral - a wire-neutral handler, which reads messages and changes none
 * @name: for counters and traces
 * @order: place among the handlers of the event; behind those of equal order
 * @handler: answers 0, or a negative errno, which drops the message as any handler's does.
 *	It neither changes the message, its length or its attributes, nor raises
 *	events, nor skips other handlers (CACTUS_HALT counts as -EINVAL), so both ends
 *	stay in step whether it is bound or not. Builds with CONFIG_DEBUG_NET notice a
 *	change, and drop the message with -EINVAL.
 * @arg: its argument
 * @flags: enum cactus_binding_flags
 *
 * The struct stays in its place until it is unbound, or until its lanes are gone.
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
 * @n: the handler; its address identifies it for cactus_lane_unbind()
 *
 * The lane's newest course gets a plan of its own with the handler in it. Messages that
 * are running finish in the old plan; all others of that course pass the handler, those
 * that wait in the queue included. No message is lost or overtaken. A course that
 * cactus_lane_switch() puts in force later does not have the handler.
 * Return: 0, or -EINVAL (no name, event of another direction, unknown flag),
 * -EEXIST (bound already to that course), -EOPNOTSUPP (the handler may sleep and the
 * course runs in softirq, or it is not reentrant and the course runs on several CPUs),
 * -E2BIG (CACTUS_MAX_HANDLERS), -ESHUTDOWN, -ENOMEM.
 * Context: process; may sleep; not from a handler.
 */
int cactus_lane_bind(struct cactus_lane *lane, u16 event,
		     const struct cactus_neutral *n);

/**
 * cactus_lane_unbind() - take a wire-neutral handler off a lane
 * @lane: the lane; may be closed
 * @n: the handler
 *
 * Once it has returned 0 the handler does not run for this lane any more, under whatever
 * course: its argument and its code may be freed.
 * Return: 0, -ENOENT (bound to no course of this lane), -ENOMEM (still bound).
 * Context: process; sleeps for a grace period; not from a handler.
 */
int cactus_lane_unbind(struct cactus_lane *lane,
		       const struct cactus_neutral *n);

#endif /* CACTUS_BIND_H */
