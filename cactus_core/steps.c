// SPDX-License-Identifier: GPL-2.0
/*
 * Steps: a plan's handlers in the order in which messages meet them.
 * What only groups others is looked through here, and not once per message.
 */
#include <linux/bitmap.h>

#include "plan_internal.h"
#include "steps.h"

/* The events that such a binding raises have their steps among its event's. */
static bool step_through(const struct cactus_binding *b)
{
	return b->handler == cactus_raise_all;
}

/* Nests as deep as SYNC raises, which freeze has bounded. */
static struct cactus_step *steps_of(struct cactus_plan *p, u16 event,
				    struct cactus_step *next)
{
	struct cactus_plan_event *e = &p->events[event];
	struct cactus_step *first = next, *s;
	const struct cactus_binding *b;
	unsigned int i;

	for (b = e->first; b != e->end; b++) {
		if (step_through(b)) {
			for (i = 0; i < b->n_raises; i++)
				next = steps_of(p, b->raises[i].event, next);
		} else {
			next++->binding = b;
		}
	}
	/* Those of nested events end with these already. */
	for (s = first; s != next; s++)
		if (!s->halt)
			s->halt = next;
	e->step = first;
	e->step_end = next;
	return next;
}

/**
 * cactus_plan_set_steps() - the steps of all events
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
		for (i = 0; step_through(b) && i < b->n_raises; i++)
			__set_bit(b->raises[i].event, nested);
	for (event = 0; event < p->n_events; event++)
		if (!test_bit(event, nested))
			next = steps_of(p, event, next);
}
