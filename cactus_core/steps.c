// SPDX-License-Identifier: GPL-2.0
/*
 * Steps: a plan's handlers in the order in which messages meet them.
 * Bindings that only group others are resolved here, and not once per message; so are those
 * that pick one of several events, but for which one it is.
 */
#include <linux/bitmap.h>

#include "plan_internal.h"
#include "steps.h"

/* Does @b do nothing but raise events? The steps of these events take its place. */
static bool steps_is_group(const struct cactus_binding *b)
{
	return b->handler == cactus_raise_all;
}

/* Are the steps of what @b raises among those of its event? */
static bool steps_has_raises(const struct cactus_binding *b)
{
	return steps_is_group(b) || b->combine == CACTUS_ONE_OF;
}

/* How many steps @event takes. Recursion goes as deep as SYNC raises nest, which cactus_freeze()
 * has bounded.
 */
static unsigned int steps_count(const struct cactus_plan *p, u16 event)
{
	const struct cactus_plan_event *e = &p->events[event];
	const struct cactus_binding *b;
	unsigned int i, n = 0;

	for (b = e->first; b != e->end; b++) {
		n += !steps_is_group(b);
		for (i = 0; steps_has_raises(b) && i < b->n_raises; i++)
			n += steps_count(p, b->raises[i].event);
	}
	return n;
}

/**
 * struct steps_place - where the steps of an event are laid out
 * @next: the first, and then the next one
 * @end: one behind the last
 * @then: where to go on behind the last
 */
struct steps_place {
	struct cactus_step *next;
	const struct cactus_step *end;
	const struct cactus_step *then;
};

/* Where to go on behind the @n steps from @place->next on. */
static const struct cactus_step *steps_behind(const struct steps_place *place,
					      unsigned int n)
{
	const struct cactus_step *behind = place->next + n;

	return behind == place->end ? place->then : behind;
}

static struct cactus_step *steps_of(struct cactus_plan *p, u16 event,
				    struct cactus_step *next,
				    const struct cactus_step *then);

/* Lay out the steps of what the group @b raises, one event behind the other. */
static void steps_of_group(struct cactus_plan *p,
			   const struct cactus_binding *b,
			   struct steps_place *place)
{
	unsigned int i;
	u16 event;

	for (i = 0; i < b->n_raises; i++) {
		event = b->raises[i].event;
		place->next =
			steps_of(p, event, place->next,
				 steps_behind(place, steps_count(p, event)));
	}
}

/* Lay out the step of @b and, if it may pick events, theirs, of which one is gone through. */
static void steps_of_binding(struct cactus_plan *p,
			     const struct cactus_binding *b,
			     const struct cactus_step *halt,
			     struct steps_place *place)
{
	const unsigned int n_picks = steps_has_raises(b) ? b->n_raises : 0;
	struct cactus_step *step = place->next;
	unsigned int i, n = 1;

	for (i = 0; i < n_picks; i++)
		n += steps_count(p, b->raises[i].event);
	step->binding = b;
	step->next = steps_behind(place, n);
	step->halt = halt;
	place->next++;
	for (i = 0; i < n_picks; i++)
		place->next = steps_of(p, b->raises[i].event, place->next,
				       step->next);
}

/* Lay out the steps of @event from @next on, behind which messages go on at @then, and return the
 * place behind them.
 */
static struct cactus_step *steps_of(struct cactus_plan *p, u16 event,
				    struct cactus_step *next,
				    const struct cactus_step *then)
{
	struct cactus_plan_event *e = &p->events[event];
	struct steps_place place = {
		.next = next,
		.end = next + steps_count(p, event),
		.then = then,
	};
	const struct cactus_binding *b;

	e->step = steps_behind(&place, 0);
	e->step_end = then;
	for (b = e->first; b != e->end; b++) {
		if (steps_is_group(b))
			steps_of_group(p, b, &place);
		else
			steps_of_binding(p, b, then, &place);
	}
	return place.next;
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
		for (i = 0; steps_has_raises(b) && i < b->n_raises; i++)
			__set_bit(b->raises[i].event, nested);
	for (event = 0; event < p->n_events; event++)
		if (!test_bit(event, nested))
			next = steps_of(p, event, next,
					next + steps_count(p, event));
}
