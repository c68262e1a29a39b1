/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Held messages: a handler keeps a message, and gives it back later.
 */
#ifndef CACTUS_HOLD_H
#define CACTUS_HOLD_H

#include "msg.h"

struct cactus_held;

/**
 * cactus_hold() - keep a message until cactus_give_back()
 * @skb: the message that the calling handler was given; its binding is CACTUS_MAY_HOLD
 *
 * The handler returns CACTUS_HELD next, and touches @skb no more. Meanwhile no message of
 * the lane runs: those that are submitted queue up. ASYNC and delayed raises run. The
 * message is charged to the lane's bytes and pool. If the lane is closed the message is
 * dropped with -ESHUTDOWN in the handler's name; the holder learns of that from
 * cactus_give_back().
 *
 * Context: a handler's.
 * Return: what cactus_give_back() is to be called with, once, also for a message that was
 * dropped meanwhile; ERR_PTR(-EPERM) (not CACTUS_MAY_HOLD), -ENOMEM, -ENOBUFS (the pool is
 * used up, or CACTUS_MAX_HELD messages of the lane are held), -ESTALE (cactus_lane_bind()
 * has replaced the plan that the message runs in, and nobody else has it), -ESHUTDOWN.
 */
struct cactus_held *cactus_hold(struct sk_buff *skb);

/**
 * cactus_give_back() - a held message goes on behind the handler that held it
 * @h: from cactus_hold(); the engine's from here on
 * @err: 0, or a negative errno: the message is dropped in the handler's name
 *
 * The message goes on in the lane's worker, before all that has queued up behind it. It
 * may be given back before the handler has returned, and by the handler itself.
 *
 * Context: any but hardirq; no lane lock held; a handler's as well.
 * Return: 0, or -ESHUTDOWN: the message was dropped meanwhile.
 */
int cactus_give_back(struct cactus_held *h, int err);

#endif /* CACTUS_HOLD_H */
