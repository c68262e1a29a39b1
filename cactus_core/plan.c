// SPDX-License-Identifier: GPL-2.0
/*
 * Plans: references, and what freeze has found out about an event.
 * A plan never changes; its last reference may go in any context.
 */
#include <linux/export.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "ledger_internal.h"
#include "plan.h"
#include "plan_internal.h"

/**
 * cactus_plan_alloc() - memory for a plan, zeroed but for its sizes and reference
 * @n_events: its events
 * @n_bindings: of all events
 * @n_raises: of all bindings
 *
 * Context: process; may sleep.
 * Return: a plan with one reference, or NULL; counted in the ledger.
 */
struct cactus_plan *cactus_plan_alloc(u16 n_events, size_t n_bindings,
				      size_t n_raises)
{
	struct cactus_plan *p;
	size_t size;

	size = struct_size(p, events, n_events);
	size = size_add(size,
			array_size(n_bindings, sizeof(struct cactus_binding)));
	size = size_add(size,
			array_size(n_bindings, sizeof(struct cactus_step)));
	size = size_add(size,
			array_size(n_raises, sizeof(struct cactus_raise)));
	p = kvzalloc(size, GFP_KERNEL_ACCOUNT);
	if (!p)
		return NULL;
	refcount_set(&p->ref, 1);
	p->n_events = n_events;
	p->n_bindings = n_bindings;
	cactus_created(CACTUS_OBJ_PLAN);
	return p;
}

/**
 * cactus_plan_get() - one more reference
 * @plan: the plan
 *
 * Context: any.
 * Return: @plan.
 */
struct cactus_plan *cactus_plan_get(struct cactus_plan *plan)
{
	refcount_inc(&plan->ref);
	return plan;
}
EXPORT_SYMBOL_GPL(cactus_plan_get);

/**
 * cactus_plan_put() - give a reference back
 * @plan: the plan or NULL
 *
 * The memory goes after a grace period. Handlers and their arguments must
 * outlive the messages that run under RCU as well.
 *
 * Context: any but hardirq.
 */
void cactus_plan_put(struct cactus_plan *plan)
{
	if (!plan || !refcount_dec_and_test(&plan->ref))
		return;
	cactus_destroyed(CACTUS_OBJ_PLAN);
	kvfree_rcu(plan, rcu);
}
EXPORT_SYMBOL_GPL(cactus_plan_put);

/**
 * cactus_plan_softirq() - can all that is reachable from an event run in softirq?
 * @plan: the plan
 * @event: where a message enters
 *
 * Handlers reached by ASYNC raises do not count: they have process context.
 *
 * Context: any.
 * Return: true if so; false for an event that is not there.
 */
bool cactus_plan_softirq(const struct cactus_plan *plan, u16 event)
{
	return event < plan->n_events && plan->events[event].softirq;
}
EXPORT_SYMBOL_GPL(cactus_plan_softirq);

/**
 * cactus_plan_reentrant() - is all that is reachable from an event reentrant?
 * @plan: the plan
 * @event: where a message enters
 *
 * Handlers reached by ASYNC raises do not count: the lane's one worker runs
 * them.
 *
 * Context: any.
 * Return: true if so; false for an event that is not there.
 */
bool cactus_plan_reentrant(const struct cactus_plan *plan, u16 event)
{
	return event < plan->n_events && plan->events[event].reentrant;
}
EXPORT_SYMBOL_GPL(cactus_plan_reentrant);

/**
 * cactus_plan_growth() - the worst that becomes of a message
 * @plan: the plan
 * @event: where the message enters
 *
 * Growths are composed in handler order; a handler's own growth and that of its SYNC
 * raises in the worst order. The result is never less than the message, so it bounds
 * every intermediate length too.
 *
 * Context: any.
 * Return: the growth; n itself for an event that is not there.
 */
struct cactus_growth cactus_plan_growth(const struct cactus_plan *plan,
					u16 event)
{
	if (event >= plan->n_events)
		return (struct cactus_growth){ .mul = 1, .div = 1 };
	return plan->events[event].growth;
}
EXPORT_SYMBOL_GPL(cactus_plan_growth);

/**
 * cactus_plan_cost() - the most that a message takes
 * @plan: the plan
 * @event: where the message enters
 *
 * The sum over all handlers that SYNC raises reach, each for as many bytes as there
 * can be by then. What ASYNC raises take is the worker's, and the engine's own
 * plumbing is not counted.
 *
 * Context: any.
 * Return: the cost; nothing for an event that is not there.
 */
struct cactus_cost cactus_plan_cost(const struct cactus_plan *plan, u16 event)
{
	if (event >= plan->n_events)
		return (struct cactus_cost){};
	return plan->events[event].cost;
}
EXPORT_SYMBOL_GPL(cactus_plan_cost);

/**
 * cactus_plan_longest() - the longest message that is within a budget
 * @plan: the plan
 * @event: where the message enters
 * @budget: instructions
 *
 * Context: any.
 * Return: bytes, INT_MAX for that many or more; -1 if no message is within it.
 */
int cactus_plan_longest(const struct cactus_plan *plan, u16 event, u32 budget)
{
	const struct cactus_cost cost = cactus_plan_cost(plan, event);
	const u64 parts = (u64)budget * CACTUS_COST_PARTS;

	if (cost.message > parts)
		return -1;
	if (!cost.byte)
		return INT_MAX;
	return min_t(u64, div64_u64(parts - cost.message, cost.byte), INT_MAX);
}
EXPORT_SYMBOL_GPL(cactus_plan_longest);

/**
 * cactus_plan_refused() - raises refused because their binding did not declare them
 * @plan: the plan
 *
 * Context: any.
 * Return: how many since the plan was frozen.
 */
u64 cactus_plan_refused(const struct cactus_plan *plan)
{
	return atomic64_read(&plan->refused);
}
EXPORT_SYMBOL_GPL(cactus_plan_refused);

/**
 * cactus_plan_async_failed() - ASYNC raises in which a handler failed
 * @plan: the plan
 *
 * Context: any.
 * Return: how many since the plan was frozen.
 */
u64 cactus_plan_async_failed(const struct cactus_plan *plan)
{
	return atomic64_read(&plan->async_failed);
}
EXPORT_SYMBOL_GPL(cactus_plan_async_failed);

/**
 * cactus_plan_event_name() - an event's name
 * @plan: the plan
 * @event: its index
 *
 * Context: any; valid as long as the plan.
 * Return: the name, or "?" for an event that is not there.
 */
const char *cactus_plan_event_name(const struct cactus_plan *plan, u16 event)
{
	return event < plan->n_events ? plan->events[event].name : "?";
}
EXPORT_SYMBOL_GPL(cactus_plan_event_name);

/**
 * cactus_binding_name() - a binding's name
 * @b: the binding
 *
 * Context: any; valid as long as the plan.
 * Return: the name given to cactus_bind().
 */
const char *cactus_binding_name(const struct cactus_binding *b)
{
	return b->name;
}
EXPORT_SYMBOL_GPL(cactus_binding_name);

/**
 * cactus_binding_arg() - a binding's static argument
 * @b: the binding
 *
 * Context: any.
 * Return: what was given to cactus_bind().
 */
void *cactus_binding_arg(const struct cactus_binding *b)
{
	return b->arg;
}
EXPORT_SYMBOL_GPL(cactus_binding_arg);
