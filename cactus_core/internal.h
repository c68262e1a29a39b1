/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the engine's files share and no other module sees:
 * the frozen plan, the composite, the ledger's hooks.
 */
#ifndef CACTUS_INTERNAL_H
#define CACTUS_INTERNAL_H

#include <linux/list.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>

#include "cactus.h"

/* Jiffies until a delayed raise that found no memory tries again. */
#define CACTUS_DELAYED_AGAIN (HZ / 10)
/* Messages before the worker lets other lanes have its thread. */
#define CACTUS_WORKER_BUDGET 64
/* The budget of a lane that has none. */
#define CACTUS_NO_BUDGET U32_MAX

/**
 * struct cactus_binding - a handler in a plan, immutable
 * @handler: the handler
 * @arg: its static argument
 * @plan: whose it is
 * @raises: what it may raise
 * @n_raises: how many
 * @combine: enum cactus_combine
 * @may_hold: CACTUS_MAY_HOLD
 * @order: as asked for
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
 * @binding: whose
 * @halt: where it goes on after CACTUS_HALT: behind the last of its event
 */
struct cactus_step {
	const struct cactus_binding *binding;
	const struct cactus_step *halt;
};

/**
 * struct cactus_plan_event - an event in a plan, immutable
 * @first: the first of its bindings, which follow each other in the order to run
 * @end: one behind the last
 * @step: the first of its steps: its bindings, but in the place of one that does
 *	nothing but raise events, the steps of these
 * @step_end: one behind the last
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
 * @refused: raises that no one had declared
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

/**
 * struct cactus_compose_binding - a binding before the freeze
 * @node: in the event's list, in the order to run
 * @order: as asked for
 * @flags: enum cactus_binding_flags
 * @growth: of the handler itself
 * @cost: of the handler itself
 * @handler: the handler
 * @arg: its static argument
 * @name: who
 * @combine: of the raises
 * @n_raises: length of @raises
 * @raises: what it may raise
 */
struct cactus_compose_binding {
	struct list_head node;
	int order;
	unsigned int flags;
	struct cactus_growth growth;
	struct cactus_cost cost;
	cactus_handler_t handler;
	void *arg;
	char name[CACTUS_NAME_LEN];
	enum cactus_combine combine;
	unsigned int n_raises;
	struct cactus_raise raises[];
};

/**
 * struct cactus_compose_event - an event before the freeze
 * @name: unique in the composite
 * @dir: its direction
 * @bindings: struct cactus_compose_binding, in the order to run
 */
struct cactus_compose_event {
	char name[CACTUS_NAME_LEN];
	enum cactus_dir dir;
	struct list_head bindings;
};

/**
 * struct cactus_composite - a composition in the making
 * @n_events: events declared
 * @n_bindings: bindings in all
 * @n_raises: raises declared in all
 * @attrs: bytes of local attributes declared
 * @events: the events, by index
 */
struct cactus_composite {
	u16 n_events;
	unsigned int n_bindings;
	unsigned int n_raises;
	unsigned int attrs;
	struct cactus_compose_event events[CACTUS_MAX_EVENTS];
};

/**
 * struct cactus_ledger_pcpu - one CPU's part of the ledger
 * @created: by enum cactus_object
 * @destroyed: by enum cactus_object; an object may die on another CPU
 */
struct cactus_ledger_pcpu {
	u64 created[CACTUS_N_OBJECTS];
	u64 destroyed[CACTUS_N_OBJECTS];
};

DECLARE_PER_CPU(struct cactus_ledger_pcpu, cactus_ledger_cpu);

static inline void cactus_created(enum cactus_object obj)
{
	this_cpu_inc(cactus_ledger_cpu.created[obj]);
}

static inline void cactus_destroyed(enum cactus_object obj)
{
	this_cpu_inc(cactus_ledger_cpu.destroyed[obj]);
}

extern struct workqueue_struct *cactus_wq;
extern struct workqueue_struct *cactus_delayed_wq;

void cactus_ledger_init(void);
void cactus_ledger_exit(void);

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

void cactus_plan_set_steps(struct cactus_plan *p);

/* A binding's raises, copied to *@r, which moves on behind them. */
static inline void cactus_binding_raises(struct cactus_binding *b,
					 const struct cactus_raise *from,
					 struct cactus_raise **r)
{
	b->raises = *r;
	memcpy(*r, from, array_size(b->n_raises, sizeof(*from)));
	*r += b->n_raises;
}

int cactus_verdict(struct cactus_cb *cb, int ret);
int cactus_run(struct sk_buff *skb, const struct cactus_plan_event *e);
int cactus_run_traced(struct sk_buff *skb, const struct cactus_plan_event *e);
int cactus_run_steps(struct sk_buff *skb, const struct cactus_step *s,
		     const struct cactus_step *end);
void cactus_async_run(struct cactus_lane *lane, struct sk_buff *skb);
void cactus_async_free(struct sk_buff *skb);
void cactus_delayed_take(struct cactus_lane *lane, struct list_head *list);
void cactus_delayed_drop(struct list_head *list);

/* A message comes in: what the last plan or the network left in cb is void. Its course is
 * the caller's to set.
 */
static inline void cactus_cb_enter(struct sk_buff *skb, u16 event,
				   bool in_process)
{
	struct cactus_cb *cb = CACTUS_CB(skb);

	cb->cur = NULL;
	cb->in_process = in_process;
	cb->depth = 1;
	memset(cb->attrs, 0, sizeof(cb->attrs));
	cb->event = event;
	cb->err = 0;
}

/* The lane that the message runs in, or NULL. */
static inline struct cactus_lane *cactus_msg_lane(const struct sk_buff *skb)
{
	const struct cactus_course *course = CACTUS_CB(skb)->course;

	return course ? course->lane : NULL;
}

/* Needs @lane->lock, under which alone it changes. */
static inline struct cactus_course *cactus_lane_course(struct cactus_lane *lane)
{
	return rcu_dereference_protected(lane->course,
					 lockdep_is_held(&lane->lock));
}

bool cactus_course_attach(struct cactus_lane *lane,
			  struct cactus_course *course);
void cactus_course_measure(struct cactus_lane *lane);
void cactus_course_move(struct sk_buff *skb, struct cactus_course *course,
			struct list_head *over);
void cactus_course_move_parked(struct cactus_lane *lane,
			       struct list_head *over);
void cactus_course_over(struct list_head *over);
struct cactus_plan *cactus_course_plan_get(struct cactus_course *course);
void cactus_course_swap(struct cactus_course *course, struct cactus_plan *plan);

/* Needs @lane->lock. Whoever makes work for the worker calls it. */
static inline void cactus_lane_wake(struct cactus_lane *lane)
{
	if (lane->busy)
		return;
	lane->busy = true;
	queue_work(cactus_wq, &lane->work);
}

void cactus_lane_work(struct work_struct *work);
void cactus_lane_drop(struct cactus_lane *lane, struct sk_buff *skb, int err);
void cactus_lane_drop_queued(struct cactus_lane *lane, struct sk_buff *skb,
			     int err);
void cactus_lane_finish(struct cactus_lane *lane, struct sk_buff *skb, int ret);
void cactus_lane_drained(struct cactus_lane *lane);

int cactus_held_away(struct cactus_lane *lane, struct sk_buff *skb);
struct cactus_held *cactus_held_take(struct cactus_lane *lane);
void cactus_held_rest(struct cactus_held *h, struct cactus_lane *lane);
void cactus_held_close(struct cactus_lane *lane, struct list_head *list);
void cactus_held_drop(struct cactus_lane *lane, struct list_head *list);

#endif /* CACTUS_INTERNAL_H */
