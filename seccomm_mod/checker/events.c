// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The checker's rules on events: who raises them, who is bound, which way.
 * What passes is a tree in each direction, with the stack's events as roots.
 */
#include "checker/events.h"
#include "checker/work.h"

/* The remedies of the findings. */
static const char event_reserved[] =
	"Let instance %u raise an event of another name: %s is the stack's own.";
static const char event_direction[] =
	"Let instance %u raise %s in one direction: it is both a downward and an upward event.";
static const char event_cycle[] =
	"Let instance %u raise an event of its own: %s starts the path that leads to it.";
static const char event_shared[] =
	"Let instance %u raise an event of its own: instance %u raises %s already.";
static const char event_unhandled[] =
	"Bind a micro-protocol to %s, or drop it from the list of instance %u.";
static const char event_unknown[] =
	"Bind instance %u to %s, %s or an event that a meta raises: nothing raises %s.";
static const char instance_direction[] =
	"Bind instance %u (%s) to one event each way: %s and %s are on the same path.";
static const char swap_bijection[] =
	"Bind instance %u the right way round: %s is no length-preserving bijection.";
static const char order_clash[] =
	"Give instance %u another order than %d on %s, which instance %u has.";
static const char nesting_cycle[] =
	"Bind instance %u (%s) elsewhere: the events that it raises lead back to it.";
static const char too_deep[] =
	"Nest at most %d deep: instance %u (%s) stands at depth %u.";

static const char *const entry_event[] = {
	[SECCOMM_DIR_DOWN] = "msgFromAbove",
	[SECCOMM_DIR_UP] = "dataMsgFromBelow",
};

/* Events of the stack itself, which no micro-protocol may raise. */
static const char *const reserved_events[] = { "openSession", "msgFromBelow",
					       "keyMiss", "sessionTimer" };

/**
 * struct source - where an event is raised
 * @raiser: instance that raises the event, or SECCOMM_TOP
 * @index: the event's index in the raiser's list
 * @dir: direction in which the event is raised
 */
struct source {
	int raiser;
	unsigned int index;
	enum seccomm_dir dir;
};

static unsigned int events_n_raised(const struct seccomm_instance *inst,
				    enum seccomm_dir dir)
{
	return dir == SECCOMM_DIR_DOWN ? inst->n_down : inst->n_up;
}

static const char *events_raised(const struct seccomm_instance *inst,
				 enum seccomm_dir dir, unsigned int index)
{
	return dir == SECCOMM_DIR_DOWN ? inst->down[index] : inst->up[index];
}

/* Find the first place that raises @event; the stack's own events come first. */
static bool events_source(const struct seccomm_work *w, const char *event,
			  struct source *source)
{
	unsigned int i, dir, index;

	for (dir = SECCOMM_DIR_DOWN; dir <= SECCOMM_DIR_UP; dir++) {
		if (strcmp(event, entry_event[dir]))
			continue;
		*source = (struct source){ .raiser = SECCOMM_TOP, .dir = dir };
		return true;
	}
	for (i = 0; i < w->in->n_instances; i++) {
		const struct seccomm_instance *inst = &w->in->instances[i];

		for (dir = SECCOMM_DIR_DOWN; dir <= SECCOMM_DIR_UP; dir++) {
			for (index = 0; index < events_n_raised(inst, dir);
			     index++) {
				if (strcmp(event,
					   events_raised(inst, dir, index)))
					continue;
				*source = (struct source){ i, index, dir };
				return true;
			}
		}
	}
	return false;
}

static bool events_handled(const struct seccomm_work *w, const char *event)
{
	unsigned int i;

	for (i = 0; i < w->in->n_instances; i++)
		if (!strcmp(w->in->instances[i].d_event, event) ||
		    !strcmp(w->in->instances[i].u_event, event))
			return true;
	return false;
}

static void events_check_raise(struct seccomm_work *w, unsigned int i,
			       enum seccomm_dir dir, unsigned int index)
{
	const char *event = events_raised(&w->in->instances[i], dir, index);
	struct source first = { SECCOMM_TOP, 0, dir };
	unsigned int k;

	for (k = 0; k < SECCOMM_COUNT(reserved_events); k++)
		if (!strcmp(event, reserved_events[k]))
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i,
				       "event-reserved", event_reserved, i + 1,
				       event);

	events_source(w, event, &first);
	if (first.dir != dir)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "event-direction",
			       event_direction, i + 1, event);
	else if (first.raiser == SECCOMM_TOP)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "event-cycle",
			       event_cycle, i + 1, event);
	else if (first.raiser != (int)i || first.index != index)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "event-shared",
			       event_shared, i + 1, first.raiser + 1, event);
	else if (!events_handled(w, event))
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "event-unhandled",
			       event_unhandled, event, i + 1);
}

static bool events_check_known(struct seccomm_work *w, unsigned int i,
			       const char *event, struct source *source)
{
	if (events_source(w, event, source))
		return true;
	seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "event-unknown",
		       event_unknown, i + 1, entry_event[SECCOMM_DIR_DOWN],
		       entry_event[SECCOMM_DIR_UP], event);
	return false;
}

/* Note where an instance's handlers are bound, and whether the instance is swapped. */
static void events_check_bindings(struct seccomm_work *w, unsigned int i)
{
	const struct seccomm_instance *inst = &w->in->instances[i];
	struct source d, u;
	bool known;

	known = events_check_known(w, i, inst->d_event, &d);
	known = events_check_known(w, i, inst->u_event, &u) && known;
	if (!known)
		return;
	if (d.dir == u.dir) {
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "event-direction",
			       instance_direction, i + 1, inst->type,
			       inst->d_event, inst->u_event);
		return;
	}
	w->at[i][d.dir] =
		(struct seccomm_place){ .raiser = d.raiser, .index = d.index };
	w->at[i][u.dir] =
		(struct seccomm_place){ .raiser = u.raiser, .index = u.index };
	if (d.dir == SECCOMM_DIR_DOWN)
		return;
	w->swapped |= 1U << i;
	if (!(w->type[i]->flags & SECCOMM_TYPE_BIJECTION))
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "swap-bijection",
			       swap_bijection, i + 1, inst->type);
}

static bool events_same_binding(const char *event, __s32 order,
				const char *event2, __s32 order2)
{
	return order == order2 && !strcmp(event, event2);
}

static void events_check_clashes(struct seccomm_work *w, unsigned int i)
{
	const struct seccomm_instance *a = &w->in->instances[i];
	unsigned int k;

	for (k = 0; k < i; k++) {
		const struct seccomm_instance *b = &w->in->instances[k];

		if (events_same_binding(a->d_event, a->d_order, b->d_event,
					b->d_order) ||
		    events_same_binding(a->d_event, a->d_order, b->u_event,
					b->u_order))
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i,
				       "order-clash", order_clash, i + 1,
				       a->d_order, a->d_event, k + 1);
		if (events_same_binding(a->u_event, a->u_order, b->d_event,
					b->d_order) ||
		    events_same_binding(a->u_event, a->u_order, b->u_event,
					b->u_order))
			seccomm_report(w, SECCOMM_SEVERITY_ERROR, i,
				       "order-clash", order_clash, i + 1,
				       a->u_order, a->u_event, k + 1);
	}
}

/* How deep an instance stands: 1 at the top, 0 if its events lead back to it. */
static unsigned int events_nesting(const struct seccomm_work *w, unsigned int i,
				   enum seccomm_dir dir)
{
	int raiser = w->at[i][dir].raiser;
	unsigned int depth;

	for (depth = 1; depth <= w->in->n_instances; depth++) {
		if (raiser == SECCOMM_TOP)
			return depth;
		if (raiser == (int)i)
			return 0;
		raiser = w->at[raiser][dir].raiser;
	}
	/* The instance is below a cycle: only the instances on the cycle are reported. */
	return 1;
}

static void events_check_nesting(struct seccomm_work *w, unsigned int i,
				 enum seccomm_dir dir)
{
	unsigned int depth = events_nesting(w, i, dir);

	if (!depth)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "event-cycle",
			       nesting_cycle, i + 1, w->type[i]->name);
	else if (depth == SECCOMM_MAX_DEPTH + 1)
		seccomm_report(w, SECCOMM_SEVERITY_ERROR, i, "depth", too_deep,
			       SECCOMM_MAX_DEPTH, i + 1, w->type[i]->name,
			       depth);
}

/**
 * seccomm_check_events() - the rules on events
 * @w: the run, its arguments found good
 *
 * Fills in @w->at but for the ranks, and @w->swapped.
 */
void seccomm_check_events(struct seccomm_work *w)
{
	unsigned int i, dir, index;

	for (i = 0; i < w->in->n_instances; i++) {
		for (dir = SECCOMM_DIR_DOWN; dir <= SECCOMM_DIR_UP; dir++)
			for (index = 0;
			     index < events_n_raised(&w->in->instances[i], dir);
			     index++)
				events_check_raise(w, i, dir, index);
		events_check_bindings(w, i);
		events_check_clashes(w, i);
	}
	if (w->n_errors)
		return;
	for (i = 0; i < w->in->n_instances; i++)
		for (dir = SECCOMM_DIR_DOWN; dir <= SECCOMM_DIR_UP; dir++)
			events_check_nesting(w, i, dir);
}
