/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Raising events: from a handler, or outside any lane.
 */
#ifndef CACTUS_RAISE_H
#define CACTUS_RAISE_H

#include "msg.h"

/**
 * cactus_raise_sync() - run all handlers of an event, nested ones included
 * @skb: the message that the calling handler was given
 * @event: the event; declared SYNC by the calling binding and not yet raised by
 *	this call of the handler, else -EPERM, counted; so is every raise of @skb after
 *	the first one by a binding that is not CACTUS_EACH
 * Return: 0, or the negative errno of the handler that failed.
 * Context: a handler's.
 */
int cactus_raise_sync(struct sk_buff *skb, u16 event);

/**
 * cactus_raise_all() - a handler: raises SYNC all that its binding declares
 * @skb: the message
 * @arg: not used
 *
 * The events are raised in the order in which the binding lists them; all are SYNC.
 * cactus_freeze() puts the handlers of these events in the place of such a binding,
 * so grouping costs a message nothing.
 * Return: CACTUS_CONTINUE, or the negative errno of the handler that failed.
 * Context: a handler's.
 */
int cactus_raise_all(struct sk_buff *skb, void *arg);

/**
 * cactus_raise_async() - run an event's handlers later, in process context
 * @skb: the message that the calling handler was given
 * @event: the event; declared ASYNC by the calling binding and not yet raised by
 *	this call of the handler, else -EPERM, counted
 *
 * The handlers get an empty message that has the number and local attributes
 * of @skb, and tail room for what the event can append; @skb itself goes on. The
 * handlers run one after the other on the lane's worker, also while the
 * lane is parked, and beside the handlers that run in softirq meanwhile: an
 * instance locks what it shares between the two. The empty message is the
 * engine's: the lane's owner sees it in no operation. A handler's failure is traced
 * and counted, see cactus_plan_async_failed().
 * Return: 0, -EPERM, -ENOMEM, -ENOBUFS (CACTUS_MAX_ASYNC outstanding),
 * -ESHUTDOWN, -EOPNOTSUPP (the message has no lane).
 * Context: a handler's.
 */
int cactus_raise_async(struct sk_buff *skb, u16 event);

/**
 * cactus_plan_raise() - raise an event outside any lane: openSession
 * @plan: the plan
 * @event: an event of direction CACTUS_SIDE
 * @skb: argument; its cb->course is NULL or the one that the handlers act under, which the
 *	caller keeps
 * Return: 0 or the negative errno of the handler that failed; -EINVAL if the
 * event is not of that direction.
 * Context: process; may sleep.
 */
int cactus_plan_raise(struct cactus_plan *plan, u16 event, struct sk_buff *skb);

#endif /* CACTUS_RAISE_H */
