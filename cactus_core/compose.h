/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Composing: events, and the handlers bound to them. Process context, one thread.
 */
#ifndef CACTUS_COMPOSE_H
#define CACTUS_COMPOSE_H

#include "msg.h"
#include "plan.h"

/**
 * struct cactus_bind - the request to bind a handler to an event
 * @name: for counters and traces; copied
 * @event: index from cactus_event_declare()
 * @order: place among the handlers of this event; equal ones keep binding order
 * @handler: the handler
 * @arg: its static argument; must outlive the plan
 * @flags: enum cactus_binding_flags
 * @growth: worst growth caused by this handler itself, raises not counted
 * @cost: what this handler itself takes, raises not counted
 * @raises: the events that it may raise, each once per call of the handler and
 *	in any order; copied
 * @n_raises: how many, up to CACTUS_MAX_RAISES
 * @combine: how many of @raises one call makes, and for what; unless it is CACTUS_EACH all
 *	of them are SYNC and @handler is not cactus_raise_all()
 */
struct cactus_bind {
	const char *name;
	u16 event;
	int order;
	cactus_handler_t handler;
	void *arg;
	unsigned int flags;
	struct cactus_growth growth;
	struct cactus_cost cost;
	const struct cactus_raise *raises;
	unsigned int n_raises;
	enum cactus_combine combine;
};

struct cactus_composite *cactus_composite_create(void);
void cactus_composite_destroy(struct cactus_composite *c);
/* Index of a new event, or -EEXIST, -ENOSPC, -ENAMETOOLONG, -EINVAL. */
int cactus_event_declare(struct cactus_composite *c, const char *name,
			 enum cactus_dir dir);
/* Byte offset, naturally aligned, of a new zero-filled local attribute, or
 * -ENOSPC, -EINVAL (no size).
 */
int cactus_attr_declare(struct cactus_composite *c, unsigned int size);
/* 0, or -ENOENT (no such event), -EEXIST (a CACTUS_MAY_HOLD handler that is bound with the
 * same argument already), -EINVAL, -ENOMEM.
 */
int cactus_bind(struct cactus_composite *c, const struct cactus_bind *b);

#endif /* CACTUS_COMPOSE_H */
