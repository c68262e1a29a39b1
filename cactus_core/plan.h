/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Plans: frozen composites, shared by sessions, counted.
 */
#ifndef CACTUS_PLAN_H
#define CACTUS_PLAN_H

#include "msg.h"

/**
 * struct cactus_growth - the most that a handler makes of n bytes: @mul * n / @div + @add
 * @mul: factor; 1 for all that only append; less than @div counts as @div
 * @add: bytes
 * @div: divisor of the factor, what is left of the division being dropped; 0 counts
 *	as 1
 */
struct cactus_growth {
	u32 mul;
	u32 add;
	u32 div;
};

/* Costs are counted in parts of an instruction: a byte may take less than one. */
#define CACTUS_COST_PARTS 1000

/**
 * struct cactus_cost - the most that a handler takes for n bytes: @message + @byte * n
 * @message: for the message, in thousandths of an instruction
 * @byte: for each byte of it, in thousandths of an instruction, of the longer of what
 *	the handler is given and what it makes
 *
 * Sums of costs saturate: U64_MAX stands for that much or more.
 */
struct cactus_cost {
	u64 message;
	u64 byte;
};

struct cactus_plan *cactus_plan_get(struct cactus_plan *plan);
void cactus_plan_put(struct cactus_plan *plan);
/* Can all that is reachable from this event run in softirq? */
bool cactus_plan_softirq(const struct cactus_plan *plan, u16 event);
/* Are all handlers reachable from this event reentrant? */
bool cactus_plan_reentrant(const struct cactus_plan *plan, u16 event);
/* Worst growth of one message that enters at this event. */
struct cactus_growth cactus_plan_growth(const struct cactus_plan *plan,
					u16 event);
/* The most that one message of n bytes which enters at this event can take. */
struct cactus_cost cactus_plan_cost(const struct cactus_plan *plan, u16 event);
/* The longest message, up to INT_MAX, that surely takes no more than @budget
 * instructions from this event on; -1 if not even an empty one does.
 */
int cactus_plan_longest(const struct cactus_plan *plan, u16 event, u32 budget);
/* Raises refused since the plan was frozen because their binding did not declare them. */
u64 cactus_plan_refused(const struct cactus_plan *plan);
/* ASYNC raises since the plan was frozen in which a handler failed. */
u64 cactus_plan_async_failed(const struct cactus_plan *plan);
const char *cactus_plan_event_name(const struct cactus_plan *plan, u16 event);

const char *cactus_binding_name(const struct cactus_binding *b);
void *cactus_binding_arg(const struct cactus_binding *b);

#endif /* CACTUS_PLAN_H */
