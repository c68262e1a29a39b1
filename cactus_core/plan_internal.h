/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A frozen plan as it lies in memory, for those who make, change and run it.
 */
#ifndef CACTUS_PLAN_INTERNAL_H
#define CACTUS_PLAN_INTERNAL_H

#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include "plan.h"
#include "raise.h"

/**
 * struct cactus_binding - a handler in a plan, immutable
 * @handler: the handler
 * @arg: its static argument
 * @plan: the plan that it is part of
 * @raises: what it may raise
 * @n_raises: how many
 * @combine: enum cactus_combine
 * @may_hold: CACTUS_MAY_HOLD
 * @order: as given to cactus_bind()
 * @name: for counters and traces
 */
struct cactus_binding {
	cactus_handler_t handler;
	void *arg;
	struct cactus_plan *plan;
	const struct cactus_raise *raises;
	u16 n_raises;
	u8 combine;
	bool may_hold;
	int order;
	char name[CACTUS_NAME_LEN];
};

/**
 * struct cactus_step - a handler that runs, in a plan, immutable
 * @binding: the binding whose handler it runs
 * @next: the step to go on at, past those of events that the handler did not pick
 * @halt: the same after CACTUS_HALT: behind the last of its event
 */
struct cactus_step {
	const struct cactus_binding *binding;
	const struct cactus_step *next;
	const struct cactus_step *halt;
};

/**
 * struct cactus_plan_event - an event in a plan, immutable
 * @first: the first of its bindings, which follow each other in the order to run
 * @end: one behind the last
 * @step: the first of its steps: one for each binding, but for a binding that does nothing
 *	but raise events, in whose place are the steps of these events; behind that of a
 *	binding that is CACTUS_ONE_OF are those of its events, to be picked
 * @step_end: where to go on behind the last, of an event that is picked behind the others that
 *	might be
 * @growth: the worst that all its handlers and their SYNC raises make of a message
 * @cost: the most that all its handlers and their SYNC raises take
 * @dir: its direction
 * @softirq: nothing reachable by SYNC raises sleeps
 * @reentrant: everything reachable by SYNC raises is reentrant
 * @handlers: that one raise can run, those of ASYNC raises included
 * @name: for traces
 */
struct cactus_plan_event {
	const struct cactus_binding *first;
	const struct cactus_binding *end;
	const struct cactus_step *step;
	const struct cactus_step *step_end;
	struct cactus_growth growth;
	struct cactus_cost cost;
	enum cactus_dir dir;
	bool softirq;
	bool reentrant;
	u16 handlers;
	char name[CACTUS_NAME_LEN];
};

/**
 * struct cactus_plan - a frozen composite: one block of memory, flat arrays
 * @ref: courses, what runs in process context, and whoever froze it
 * @rcu: readers in softirq hold no reference
 * @refused: raises that their binding had not declared
 * @async_failed: ASYNC raises in which a handler failed
 * @n_bindings: of all events
 * @n_events: length of @events
 * @events: by event index; bindings, steps and raises follow in the same block
 */
struct cactus_plan {
	refcount_t ref;
	struct rcu_head rcu;
	atomic64_t refused;
	atomic64_t async_failed;
	size_t n_bindings;
	u16 n_events;
	struct cactus_plan_event events[];
};

/* A plan with room for that many of each, and one reference; NULL: no memory. May sleep. */
struct cactus_plan *cactus_plan_alloc(u16 n_events, size_t n_bindings,
				      size_t n_raises);

/* Where a plan's bindings, steps and raises begin. */
static inline struct cactus_binding *cactus_plan_bindings(struct cactus_plan *p)
{
	return (struct cactus_binding *)&p->events[p->n_events];
}

static inline struct cactus_step *cactus_plan_steps(struct cactus_plan *p)
{
	return (struct cactus_step *)(cactus_plan_bindings(p) + p->n_bindings);
}

static inline struct cactus_raise *cactus_plan_raises(struct cactus_plan *p)
{
	return (struct cactus_raise *)(cactus_plan_steps(p) + p->n_bindings);
}

/* Copy a binding's raises to *@r, and move *@r on behind them. */
static inline void cactus_binding_raises(struct cactus_binding *b,
					 const struct cactus_raise *from,
					 struct cactus_raise **r)
{
	b->raises = *r;
	memcpy(*r, from, array_size(b->n_raises, sizeof(*from)));
	*r += b->n_raises;
}

#endif /* CACTUS_PLAN_INTERNAL_H */
