// SPDX-License-Identifier: GPL-2.0
/*
 * Bind and unbind on a running lane: a copy of the plan, with one handler more or less,
 * replaces the plan of a course. Documentation/locking.md, "Changing the plan".
 */
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/mutex.h>

#include "bind.h"
#include "course_internal.h"
#include "plan_internal.h"
#include "steps.h"

/* Serializes the changes of all lanes' plans, which are rare and short. */
static DEFINE_MUTEX(bind_mutex);

/* A checksum of all that a wire-neutral handler must not change; 0 in other builds than
 * those with CONFIG_DEBUG_NET.
 */
static u32 neutral_sum(const struct sk_buff *skb)
{
	const struct cactus_cb *cb = CACTUS_CB(skb);
	u32 sum;

	if (!IS_ENABLED(CONFIG_DEBUG_NET))
		return 0;
	sum = jhash_3words(skb_headroom(skb), skb->len, (u32)cb->number, 0);
	sum = jhash(cb->attrs, sizeof(cb->attrs), sum);
	return jhash(skb->data, skb->len, sum);
}

static int neutral_run(struct sk_buff *skb, void *arg)
{
	const struct cactus_neutral *n = arg;
	u32 sum = neutral_sum(skb);
	int ret = n->handler(skb, n->arg);

	/* CACTUS_HALT would skip layers, so no positive answer is allowed. */
	if (unlikely(ret > 0 || neutral_sum(skb) != sum))
		return -EINVAL;
	return ret;
}

static const struct cactus_binding *bind_find(const struct cactus_plan *p,
					      const struct cactus_neutral *n,
					      u16 *event)
{
	const struct cactus_binding *b;

	for (*event = 0; *event < p->n_events; ++*event)
		for (b = p->events[*event].first; b != p->events[*event].end;
		     b++)
			if (b->handler == neutral_run && b->arg == n)
				return b;
	return NULL;
}

/* The event whose handlers raise @event, or CACTUS_NO_EVENT. cactus_freeze() has made sure
 * that there is one at most.
 */
static u16 bind_raiser(const struct cactus_plan *p, u16 event)
{
	const struct cactus_binding *b;
	unsigned int i;
	u16 e;

	for (e = 0; e < p->n_events; e++)
		for (b = p->events[e].first; b != p->events[e].end; b++)
			for (i = 0; i < b->n_raises; i++)
				if (b->raises[i].event == event)
					return e;
	return CACTUS_NO_EVENT;
}

static void bind_binding(struct cactus_plan *p, struct cactus_binding **to,
			 struct cactus_raise **r,
			 const struct cactus_binding *from)
{
	struct cactus_binding *b = (*to)++;

	*b = *from;
	b->plan = p;
	cactus_binding_raises(b, from->raises, r);
}

/* A copy of @old without @less, or with @more among the handlers of @event, behind those of
 * equal order; NULL: no memory.
 */
static struct cactus_plan *bind_copy(const struct cactus_plan *old, u16 event,
				     const struct cactus_binding *more,
				     const struct cactus_binding *less)
{
	size_t n_bindings = !!more, n_raises = 0;
	const struct cactus_binding *from;
	struct cactus_binding *b;
	struct cactus_raise *r;
	struct cactus_plan *p;
	u16 i;

	for (i = 0; i < old->n_events; i++)
		for (from = old->events[i].first; from != old->events[i].end;
		     from++) {
			n_bindings += from != less;
			n_raises += from->n_raises;
		}
	p = cactus_plan_alloc(old->n_events, n_bindings, n_raises);
	if (!p)
		return NULL;
	atomic64_set(&p->refused, atomic64_read(&old->refused));
	atomic64_set(&p->async_failed, atomic64_read(&old->async_failed));
	b = cactus_plan_bindings(p);
	r = cactus_plan_raises(p);
	for (i = 0; i < p->n_events; i++) {
		const struct cactus_binding *add = i == event ? more : NULL;
		const struct cactus_plan_event *e = &old->events[i];

		p->events[i] = *e;
		p->events[i].first = b;
		for (from = e->first; from != e->end; from++) {
			if (from == less)
				continue;
			if (add && from->order > add->order) {
				bind_binding(p, &b, &r, add);
				add = NULL;
			}
			bind_binding(p, &b, &r, from);
		}
		if (add)
			bind_binding(p, &b, &r, add);
		p->events[i].end = b;
	}
	cactus_plan_set_steps(p);
	return p;
}

/* Add @delta to the number of handlers that a message can reach from @event, and from each
 * event that leads to it; where a raiser is CACTUS_ONE_OF the sum is an upper bound. False:
 * it exceeds CACTUS_MAX_HANDLERS.
 */
static bool bind_count(struct cactus_plan *p, u16 event, int delta)
{
	bool over = false;

	for (; event != CACTUS_NO_EVENT; event = bind_raiser(p, event)) {
		p->events[event].handlers += delta;
		over |= p->events[event].handlers > CACTUS_MAX_HANDLERS;
	}
	return !over;
}

/* The course's plan, which changes under bind_mutex only. */
static const struct cactus_plan *bind_plan(const struct cactus_course *course)
{
	return rcu_dereference_protected(course->plan,
					 lockdep_is_held(&bind_mutex));
}

/* The newest course of @lane, with a reference; NULL if the lane is closed. */
static struct cactus_course *bind_newest(struct cactus_lane *lane)
{
	struct cactus_course *course = NULL;

	spin_lock_bh(&lane->lock);
	if (!lane->closed)
		course = cactus_course_get(cactus_lane_course(lane));
	spin_unlock_bh(&lane->lock);
	return course;
}

/* A course of @lane whose plan has @n, with a reference; NULL if no course's has. */
static struct cactus_course *bind_bound(struct cactus_lane *lane,
					const struct cactus_neutral *n)
{
	struct cactus_course *course, *found = NULL;
	u16 event;

	spin_lock_bh(&lane->lock);
	list_for_each_entry(course, &lane->courses, node) {
		/* Nothing runs any more under a course without references. */
		if (bind_find(bind_plan(course), n, &event) &&
		    refcount_inc_not_zero(&course->ref)) {
			found = course;
			break;
		}
	}
	spin_unlock_bh(&lane->lock);
	return found;
}

/* 0 if @n may run on @event wherever the course's own handlers run, else why not. */
static int bind_check(const struct cactus_course *course,
		      const struct cactus_plan *p, u16 event,
		      const struct cactus_neutral *n)
{
	u16 found;

	if (!n->name || !*n->name || strlen(n->name) >= CACTUS_NAME_LEN ||
	    !n->handler || n->flags & ~(CACTUS_MAY_SLEEP | CACTUS_REENTRANT) ||
	    event >= p->n_events ||
	    p->events[event].dir != p->events[course->entry].dir)
		return -EINVAL;
	if (bind_find(p, n, &found))
		return -EEXIST;
	if (!course->softirq)
		return 0;
	if (n->flags & CACTUS_MAY_SLEEP ||
	    (course->reentrant && !(n->flags & CACTUS_REENTRANT)))
		return -EOPNOTSUPP;
	return 0;
}

static int bind_course(struct cactus_course *course, u16 event,
		       const struct cactus_neutral *n)
{
	struct cactus_binding more = {
		.handler = neutral_run,
		.arg = (void *)n,
		.order = n->order,
	};
	const struct cactus_plan *old = bind_plan(course);
	struct cactus_plan *p;
	int err;

	err = bind_check(course, old, event, n);
	if (err)
		return err;
	strscpy(more.name, n->name, sizeof(more.name));
	p = bind_copy(old, event, &more, NULL);
	if (!p)
		return -ENOMEM;
	if (!bind_count(p, event, 1)) {
		cactus_plan_put(p);
		return -E2BIG;
	}
	cactus_course_swap(course, p);
	return 0;
}

int cactus_lane_bind(struct cactus_lane *lane, u16 event,
		     const struct cactus_neutral *n)
{
	struct cactus_course *course;
	int err = -ESHUTDOWN;

	might_sleep();
	mutex_lock(&bind_mutex);
	course = bind_newest(lane);
	if (course)
		err = bind_course(course, event, n);
	mutex_unlock(&bind_mutex);
	if (course)
		cactus_course_put(course);
	return err;
}
EXPORT_SYMBOL_GPL(cactus_lane_bind);

static int unbind_course(struct cactus_course *course,
			 const struct cactus_neutral *n)
{
	const struct cactus_plan *old = bind_plan(course);
	const struct cactus_binding *less;
	struct cactus_plan *p;
	u16 event;

	less = bind_find(old, n, &event);
	p = bind_copy(old, event, NULL, less);
	if (!p)
		return -ENOMEM;
	bind_count(p, event, -1);
	cactus_course_swap(course, p);
	return 0;
}

/* Takes @n out of one course's plan: 1; 0 if no course has it; -ENOMEM. */
static int unbind_one(struct cactus_lane *lane, const struct cactus_neutral *n)
{
	struct cactus_course *course;
	int err = 0;

	mutex_lock(&bind_mutex);
	course = bind_bound(lane, n);
	if (course)
		err = unbind_course(course, n);
	mutex_unlock(&bind_mutex);
	if (!course)
		return 0;
	cactus_course_put(course);
	return err ?: 1;
}

int cactus_lane_unbind(struct cactus_lane *lane, const struct cactus_neutral *n)
{
	bool found = false;
	int ret;

	might_sleep();
	while ((ret = unbind_one(lane, n)) > 0)
		found = true;
	if (ret < 0)
		return ret;
	if (!found)
		return -ENOENT;
	/* Wait for runs of the old plans in softirq, then for the worker's. */
	synchronize_rcu();
	flush_work(&lane->work);
	return 0;
}
EXPORT_SYMBOL_GPL(cactus_lane_unbind);
