// SPDX-License-Identifier: GPL-2.0
/*
 * Steps: a plan's handlers in the order in which messages meet them.
 * Bindings that only group others are resolved here, and not once per message.
 */
#include <linux/bitmap.h>

#include "plan_internal.h"
#include "steps.h"

/* Does @b do nothing but raise events? The steps of these events take its place. */
static bool steps_is_group(const struct cactus_binding *b)
{
	return b->handler == cactus_raise_all;
}

/* Lay out the steps of @event from @next on, and return the place behind them. Recursion
 * goes as deep as SYNC raises nest, which cactus_freeze() has bounded.
 */
static struct cactus_step *steps_of(struct cactus_plan *p, u16 event,
				    struct cactus_step *next)
{
	struct cactus_plan_event *e = &p->events[event];
	struct cactus_step *first = next, *s;
	const struct cactus_binding *b;
	unsigned int i;

	for (b = e->first; b != e->end; b++) {
		if (steps_is_group(b)) {
			for (i = 0; i < b->n_raises; i++)
				next = steps_of(p, b->raises[i].event, next);
		} else {
			next++->binding = b;
		}
	}
	/* The steps of nested events have their @halt already. */
	for (s = first; s != next; s++)
		if (!s->halt)
			s->halt = next;
	e->step = first;
	e->step_end = next;
	return next;
}

/**
 * cactus_plan_set_steps() - lay out the steps of all events
 * @p: a plan with its bindings and their raises; its steps are zero
 *
 * No event is raised by two bindings, so no binding makes more than one step.
 *
 * Context: process.
 */
void cactus_plan_set_steps(struct cactus_plan *p)
{
	DECLARE_BITMAP(nested, CACTUS_MAX_EVENTS);
	struct cactus_step *next = cactus_plan_steps(p);
	const struct cactus_binding *b = cactus_plan_bindings(p);
	const struct cactus_binding *end = b + p->n_bindings;
	unsigned int i;
	u16 event;

	bitmap_zero(nested, CACTUS_MAX_EVENTS);
	for (; b != end; b++)
		for (i = 0; steps_is_group(b) && i < b->n_raises; i++)
			__set_bit(b->raises[i].event, nested);
	for (event = 0; event < p->n_events; event++)
		if (!test_bit(event, nested))
			next = steps_of(p, event, next);
}
