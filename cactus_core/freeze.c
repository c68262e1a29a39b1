// SPDX-License-Identifier: GPL-2.0
/*
 * Freeze: judge a composite's graph of declared raises and lay it out
 * as a plan. What is proved here is not checked again per message.
 */
#include <linux/export.h>
#include <linux/gcd.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "compose_internal.h"
#include "freeze.h"
#include "plan_internal.h"
#include "steps.h"

/**
 * struct freeze_event - what cactus_freeze() has found out about an event
 * @sorted: it is in the order already, as is all that it raises
 * @raised: a binding names it
 * @softirq: as in the plan
 * @reentrant: as in the plan
 * @holds: a handler that SYNC raises reach may hold the message
 * @depth: nesting of SYNC raises, itself 1
 * @handlers: that one raise can run, those of ASYNC raises included
 * @growth: as in the plan
 * @cost: as in the plan
 */
struct freeze_event {
	bool sorted;
	bool raised;
	bool softirq;
	bool reentrant;
	bool holds;
	unsigned int depth;
	unsigned int handlers;
	struct cactus_growth growth;
	struct cactus_cost cost;
};

/**
 * struct freeze_raises - what the raises of one call of a handler do in all
 * @handlers: that they can run
 * @growth: the worst that the SYNC ones make of the message
 * @cost: the most that the SYNC ones take
 */
struct freeze_raises {
	unsigned int handlers;
	struct cactus_growth growth;
	struct cactus_cost cost;
};

/**
 * struct freeze - one run of cactus_freeze()
 * @c: the composite
 * @fault: the caller's
 * @n_sorted: length of @order
 * @order: event indexes, each behind all that it raises
 * @events: by event index
 */
struct freeze {
	const struct cactus_composite *c;
	struct cactus_fault *fault;
	u16 n_sorted;
	u16 order[CACTUS_MAX_EVENTS];
	struct freeze_event events[CACTUS_MAX_EVENTS];
};

static const struct {
	const char *text;
	int err;
} freeze_faults[] = {
	[CACTUS_FAULT_NONE] = { "no fault", 0 },
	[CACTUS_FAULT_CYCLE] = { "the event reaches itself", -ELOOP },
	[CACTUS_FAULT_SHARED_EVENT] = { "the event is raised more than once",
					-EINVAL },
	[CACTUS_FAULT_DEPTH] = { "events are nested too deep", -E2BIG },
	[CACTUS_FAULT_HANDLERS] = { "a message can reach too many handlers",
				    -E2BIG },
	[CACTUS_FAULT_DIRECTION] = { "the raise leaves its direction",
				     -EINVAL },
	[CACTUS_FAULT_GROWTH] = { "the growth of a message overflows",
				  -EMSGSIZE },
	[CACTUS_FAULT_HOLD] = { "a message is held in a handler's raise",
				-EINVAL },
	[CACTUS_FAULT_NOMEM] = { "out of memory", -ENOMEM },
};

/**
 * cactus_fault_str() - why freeze refused, in words
 * @kind: the rule broken
 *
 * Context: any.
 * Return: a constant string, never NULL.
 */
const char *cactus_fault_str(enum cactus_fault_kind kind)
{
	if ((unsigned int)kind >= ARRAY_SIZE(freeze_faults))
		return "unknown fault";
	return freeze_faults[kind].text;
}
EXPORT_SYMBOL_GPL(cactus_fault_str);

static int freeze_fail(struct freeze *f, enum cactus_fault_kind kind, u16 event,
		       const struct cactus_compose_binding *b)
{
	f->fault->kind = kind;
	strscpy(f->fault->event, f->c->events[event].name,
		sizeof(f->fault->event));
	strscpy(f->fault->binding, b ? b->name : "", sizeof(f->fault->binding));
	return freeze_faults[kind].err;
}

/*
 * Check that each event has one raiser at most. With a second one a message would pass
 * the same layers twice, and the engine lays peer attributes out by position.
 */
static int freeze_edges(struct freeze *f, u16 event)
{
	const struct cactus_compose_event *e = &f->c->events[event];
	const struct cactus_compose_binding *b;
	unsigned int i;

	list_for_each_entry(b, &e->bindings, node) {
		for (i = 0; i < b->n_raises; i++) {
			u16 to = b->raises[i].event;
			enum cactus_dir dir = f->c->events[to].dir;

			if (f->events[to].raised)
				return freeze_fail(f, CACTUS_FAULT_SHARED_EVENT,
						   to, b);
			f->events[to].raised = true;
			if (dir == e->dir)
				continue;
			if (b->raises[i].mode == CACTUS_SYNC ||
			    dir != CACTUS_SIDE)
				return freeze_fail(f, CACTUS_FAULT_DIRECTION,
						   event, b);
		}
	}
	return 0;
}

/* What @add bytes become in a handler of growth @by; up to 64 bits. */
static u64 growth_carried(u32 add, const struct cactus_growth *by)
{
	return div_u64((u64)add * by->mul + (by->div - 1), by->div);
}

/* Set the factor of @a to @mul / @div. Both parts are halved until they fit in 32 bits, and
 * rounded so that the factor becomes no less. True if it does not fit so either.
 */
static bool growth_fit(struct cactus_growth *a, u64 mul, u64 div)
{
	while (mul > U32_MAX || div > U32_MAX) {
		mul = mul / 2 + mul % 2;
		div /= 2;
	}
	a->mul = mul;
	a->div = div;
	return !div;
}

/* Multiply the factor of @a by that of @b. True if it does not fit. */
static bool growth_factor(struct cactus_growth *a,
			  const struct cactus_growth *b)
{
	const u32 over = gcd(a->mul, b->div), under = gcd(b->mul, a->div);

	return growth_fit(a, (u64)(a->mul / over) * (b->mul / under),
			  (u64)(a->div / under) * (b->div / over));
}

/* Store @a + @b in @sum. True if that takes more than 32 bits. */
static bool growth_add(u64 a, u64 b, u32 *sum)
{
	return a > U32_MAX || b > U32_MAX ||
	       check_add_overflow((u32)a, (u32)b, sum);
}

/* Make @a the growth of @a and then @b. True if it overflows. */
static bool growth_then(struct cactus_growth *a, const struct cactus_growth *b)
{
	return growth_add(growth_carried(a->add, b), b->add, &a->add) ||
	       growth_factor(a, b);
}

/* Make @a the growth of @a and @b in the worse order, as a handler may raise before or
 * after its work. True if it overflows.
 */
static bool growth_with(struct cactus_growth *a, const struct cactus_growth *b)
{
	return growth_add(growth_carried(a->add, b), growth_carried(b->add, a),
			  &a->add) ||
	       growth_factor(a, b);
}

/* Make @all, the growth by what @b raises, that of @b as well. True if it overflows. */
static bool growth_own(struct cactus_growth *all,
		       const struct cactus_compose_binding *b)
{
	/* What a choice or a split adds stands behind what its raises have made. */
	return b->combine == CACTUS_EACH ? growth_with(all, &b->growth) :
					   growth_then(all, &b->growth);
}

/* Make @a the growth of @a or @b, whichever is more. */
static void growth_most(struct cactus_growth *a, const struct cactus_growth *b)
{
	if ((u64)b->mul * a->div > (u64)a->mul * b->div) {
		a->mul = b->mul;
		a->div = b->div;
	}
	a->add = max(a->add, b->add);
}

/* Make @a the growth of @a and @b together, each for a part of the message that may be as
 * long as all of it. True if it overflows.
 */
static bool growth_sum(struct cactus_growth *a, const struct cactus_growth *b)
{
	const u32 common = gcd(a->div, b->div);
	u64 mul;

	return check_add_overflow((u64)a->mul * (b->div / common),
				  (u64)b->mul * (a->div / common), &mul) ||
	       check_add_overflow(a->add, b->add, &a->add) ||
	       growth_fit(a, mul, (u64)a->div * (b->div / common));
}

static u64 cost_sum(u64 a, u64 b)
{
	u64 sum;

	return check_add_overflow(a, b, &sum) ? U64_MAX : sum;
}

/* @a * @mul / @div, rounded up; saturates. */
static u64 cost_times(u64 a, u32 mul, u32 div)
{
	u64 product;
	u32 rest;

	if (check_mul_overflow(a, (u64)mul, &product))
		return U64_MAX;
	product = div_u64_rem(product, div, &rest);
	return product + !!rest;
}

/* Add @more to @cost, for a message that has become as long as @growth says. */
static void cost_add(struct cactus_cost *cost, const struct cactus_cost *more,
		     const struct cactus_growth *growth)
{
	cost->message = cost_sum(cost->message, more->message);
	cost->message =
		cost_sum(cost->message, cost_times(more->byte, growth->add, 1));
	cost->byte = cost_sum(cost->byte,
			      cost_times(more->byte, growth->mul, growth->div));
}

/* Add one SYNC raise of a binding to @all, @in_order: behind those that are in it. True if the
 * growth overflows.
 */
static bool raises_add(struct freeze_raises *all, const struct freeze_event *to,
		       enum cactus_combine combine, bool in_order)
{
	if (combine == CACTUS_ONE_OF) {
		all->handlers = max(all->handlers, to->handlers);
		all->cost.message = max(all->cost.message, to->cost.message);
		all->cost.byte = max(all->cost.byte, to->cost.byte);
		growth_most(&all->growth, &to->growth);
		return false;
	}
	all->handlers += to->handlers;
	all->cost.message = cost_sum(all->cost.message, to->cost.message);
	all->cost.byte = cost_sum(all->cost.byte, to->cost.byte);
	if (combine == CACTUS_SPLIT)
		return growth_sum(&all->growth, &to->growth);
	if (in_order)
		return growth_then(&all->growth, &to->growth);
	return growth_with(&all->growth, &to->growth);
}

/* Judge @b, which raises only events that have been judged. An ASYNC raise has a message of
 * its own, so it counts among the handlers alone.
 */
static int freeze_binding(struct freeze *f, u16 event,
			  const struct cactus_compose_binding *b)
{
	struct freeze_event *e = &f->events[event];
	/* CACTUS_SPLIT sums up the parts; the others begin with the message as it is. */
	struct freeze_raises all = {
		.growth = { .mul = b->combine != CACTUS_SPLIT, .div = 1 },
	};
	unsigned int i;

	e->softirq &= !(b->flags & CACTUS_MAY_SLEEP);
	e->reentrant &= !!(b->flags & CACTUS_REENTRANT);
	e->holds |= !!(b->flags & CACTUS_MAY_HOLD);

	for (i = 0; i < b->n_raises; i++) {
		const struct freeze_event *to = &f->events[b->raises[i].event];

		/* cactus_held_run() goes on at a step of the entry event, so none but
		 * cactus_raise_all() may raise what holds.
		 */
		if (to->holds && b->handler != cactus_raise_all)
			return freeze_fail(f, CACTUS_FAULT_HOLD, event, b);
		e->holds |= to->holds;
		if (b->raises[i].mode == CACTUS_ASYNC) {
			all.handlers += to->handlers;
			continue;
		}
		e->softirq &= to->softirq;
		e->reentrant &= to->reentrant;
		e->depth = max(e->depth, to->depth + 1);
		if (raises_add(&all, to, b->combine,
			       b->handler == cactus_raise_all))
			return freeze_fail(f, CACTUS_FAULT_GROWTH, event, b);
	}
	/* A CACTUS_SPLIT binding that raises nothing leaves the message as it is. */
	all.growth.mul = max(all.growth.mul, 1U);

	e->handlers += 1 + all.handlers;
	if (e->handlers > CACTUS_MAX_HANDLERS)
		return freeze_fail(f, CACTUS_FAULT_HANDLERS, event, b);
	if (e->depth > CACTUS_MAX_DEPTH)
		return freeze_fail(f, CACTUS_FAULT_DEPTH, event, b);
	if (growth_own(&all.growth, b) || growth_then(&e->growth, &all.growth))
		return freeze_fail(f, CACTUS_FAULT_GROWTH, event, b);
	/* Neither @b nor what it raises meets or makes a message that is longer than
	 * @e->growth says, which has @b in it: growth never makes a message shorter.
	 */
	cost_add(&e->cost, &b->cost, &e->growth);
	cost_add(&e->cost, &all.cost, &e->growth);
	return 0;
}

static int freeze_event(struct freeze *f, u16 event)
{
	struct freeze_event *e = &f->events[event];
	const struct cactus_compose_binding *b;
	int err;

	e->softirq = true;
	e->reentrant = true;
	e->depth = 1;
	e->growth.mul = 1;
	e->growth.div = 1;

	list_for_each_entry(b, &f->c->events[event].bindings, node) {
		err = freeze_binding(f, event, b);
		if (err)
			return err;
	}
	return 0;
}

/* The binding of @event that raises an unsorted event, which is left in @to. */
static const struct cactus_compose_binding *
freeze_unsorted(const struct freeze *f, u16 event, u16 *to)
{
	const struct cactus_compose_binding *b;
	unsigned int i;

	list_for_each_entry(b, &f->c->events[event].bindings, node) {
		for (i = 0; i < b->n_raises; i++) {
			*to = b->raises[i].event;
			if (!f->events[*to].sorted)
				return b;
		}
	}
	return NULL;
}

/* Name a cycle. Each unsorted event raises another unsorted one, so a walk of more steps
 * than there are events ends on a cycle.
 */
static int freeze_cycle(struct freeze *f, u16 event)
{
	const struct cactus_compose_binding *b = NULL;
	u16 at = event, i;

	for (i = 0; i <= f->c->n_events; i++) {
		event = at;
		b = freeze_unsorted(f, event, &at);
	}
	return freeze_fail(f, CACTUS_FAULT_CYCLE, event, b);
}

/* Sort from the leaves up, without recursion, as nothing bounds the graph's depth yet. */
static int freeze_sort(struct freeze *f)
{
	u16 before, i, to;

	do {
		before = f->n_sorted;
		for (i = 0; i < f->c->n_events; i++) {
			if (f->events[i].sorted || freeze_unsorted(f, i, &to))
				continue;
			f->events[i].sorted = true;
			f->order[f->n_sorted++] = i;
		}
	} while (f->n_sorted != before);

	for (i = 0; i < f->c->n_events; i++)
		if (!f->events[i].sorted)
			return freeze_cycle(f, i);
	return 0;
}

/* Look for cycles first, since a cycle often makes a shared event as well. */
static int freeze_judge(struct freeze *f)
{
	int err;
	u16 i;

	err = freeze_sort(f);
	for (i = 0; !err && i < f->c->n_events; i++)
		err = freeze_edges(f, i);
	for (i = 0; !err && i < f->c->n_events; i++)
		err = freeze_event(f, f->order[i]);
	return err;
}

static struct cactus_plan *freeze_layout(const struct freeze *f)
{
	const struct cactus_composite *c = f->c;
	const struct cactus_compose_binding *cb;
	struct cactus_binding *b;
	struct cactus_raise *r;
	struct cactus_plan *p;
	u16 i;

	p = cactus_plan_alloc(c->n_events, c->n_bindings, c->n_raises);
	if (!p)
		return NULL;

	b = cactus_plan_bindings(p);
	r = cactus_plan_raises(p);
	for (i = 0; i < p->n_events; i++) {
		struct cactus_plan_event *e = &p->events[i];

		e->growth = f->events[i].growth;
		e->cost = f->events[i].cost;
		e->softirq = f->events[i].softirq;
		e->reentrant = f->events[i].reentrant;
		e->handlers = f->events[i].handlers;
		e->dir = c->events[i].dir;
		memcpy(e->name, c->events[i].name, sizeof(e->name));
		e->first = b;
		list_for_each_entry(cb, &c->events[i].bindings, node) {
			b->handler = cb->handler;
			b->arg = cb->arg;
			b->plan = p;
			b->order = cb->order;
			b->n_raises = cb->n_raises;
			b->combine = cb->combine;
			b->may_hold = !!(cb->flags & CACTUS_MAY_HOLD);
			memcpy(b->name, cb->name, sizeof(b->name));
			cactus_binding_raises(b, cb->raises, &r);
			b++;
		}
		e->end = b;
	}
	cactus_plan_set_steps(p);
	return p;
}

/**
 * cactus_freeze() - judge a composite and make a plan of it
 * @c: the composite; stays the caller's, who may go on with it
 * @fault: filled: the first rule found broken, or CACTUS_FAULT_NONE
 *
 * Context: process; may sleep; one thread per composite.
 * Return: a plan with one reference, or ERR_PTR(-ELOOP, -E2BIG, -EINVAL,
 * -EMSGSIZE, -ENOMEM).
 */
struct cactus_plan *cactus_freeze(struct cactus_composite *c,
				  struct cactus_fault *fault)
{
	struct cactus_plan *p = NULL;
	struct freeze *f;
	int err;

	memset(fault, 0, sizeof(*fault));
	f = kvzalloc(sizeof(*f), GFP_KERNEL_ACCOUNT);
	if (f) {
		f->c = c;
		f->fault = fault;
		err = freeze_judge(f);
		if (!err)
			p = freeze_layout(f);
		kvfree(f);
		if (err)
			return ERR_PTR(err);
	}
	if (!p) {
		fault->kind = CACTUS_FAULT_NOMEM;
		return ERR_PTR(-ENOMEM);
	}
	return p;
}
EXPORT_SYMBOL_GPL(cactus_freeze);
