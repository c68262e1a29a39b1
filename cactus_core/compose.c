// SPDX-License-Identifier: GPL-2.0
/*
 * Composition: declare events and local attributes, bind handlers.
 * freeze.c reads what is built here; the data path never does.
 */
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "compose.h"
#include "compose_internal.h"
#include "ledger_internal.h"
#include "plan_internal.h"

/**
 * cactus_composite_create() - an empty composite
 *
 * Context: process; may sleep.
 * Return: the composite, or NULL without memory.
 */
struct cactus_composite *cactus_composite_create(void)
{
	struct cactus_composite *c = kvzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);

	if (c)
		cactus_created(CACTUS_OBJ_COMPOSITE);
	return c;
}
EXPORT_SYMBOL_GPL(cactus_composite_create);

/**
 * cactus_composite_destroy() - end a composite; plans frozen from it stay
 * @c: the composite or NULL
 *
 * Context: process.
 */
void cactus_composite_destroy(struct cactus_composite *c)
{
	struct cactus_compose_binding *b, *next;
	u16 i;

	if (!c)
		return;
	for (i = 0; i < c->n_events; i++)
		list_for_each_entry_safe(b, next, &c->events[i].bindings, node)
			kfree(b);
	kvfree(c);
	cactus_destroyed(CACTUS_OBJ_COMPOSITE);
}
EXPORT_SYMBOL_GPL(cactus_composite_destroy);

/**
 * cactus_event_declare() - a new event
 * @c: the composite
 * @name: unique in it, shorter than CACTUS_NAME_LEN; copied
 * @dir: its direction
 *
 * Context: process; one thread per composite.
 * Return: the event's index, or -EEXIST, -ENOSPC, -ENAMETOOLONG, -EINVAL (no
 * name, no such direction).
 */
int cactus_event_declare(struct cactus_composite *c, const char *name,
			 enum cactus_dir dir)
{
	struct cactus_compose_event *e;
	u16 i;

	if (!name || !*name || (unsigned int)dir > CACTUS_SIDE)
		return -EINVAL;
	if (strlen(name) >= CACTUS_NAME_LEN)
		return -ENAMETOOLONG;
	for (i = 0; i < c->n_events; i++)
		if (!strcmp(c->events[i].name, name))
			return -EEXIST;
	if (c->n_events == CACTUS_MAX_EVENTS)
		return -ENOSPC;

	e = &c->events[c->n_events];
	strscpy(e->name, name, sizeof(e->name));
	e->dir = dir;
	INIT_LIST_HEAD(&e->bindings);
	return c->n_events++;
}
EXPORT_SYMBOL_GPL(cactus_event_declare);

/**
 * cactus_attr_declare() - room for a local attribute in struct cactus_cb
 * @c: the composite
 * @size: bytes
 *
 * Context: process; one thread per composite.
 * Return: the offset in @attrs, naturally aligned, or -ENOSPC, -EINVAL.
 */
int cactus_attr_declare(struct cactus_composite *c, unsigned int size)
{
	unsigned int at;

	if (!size)
		return -EINVAL;
	if (size > CACTUS_LOCAL_ATTRS)
		return -ENOSPC;
	at = ALIGN(c->attrs, roundup_pow_of_two(size));
	if (at + size > CACTUS_LOCAL_ATTRS)
		return -ENOSPC;
	c->attrs = at + size;
	return at;
}
EXPORT_SYMBOL_GPL(cactus_attr_declare);

/* Is @b's handler bound with @b's argument already? cactus_held_run() finds by the two
 * where a held message goes on, so a handler that may hold is bound with each once.
 */
static bool cactus_bound(const struct cactus_composite *c,
			 const struct cactus_bind *b)
{
	const struct cactus_compose_binding *at;
	u16 i;

	for (i = 0; i < c->n_events; i++)
		list_for_each_entry(at, &c->events[i].bindings, node)
			if (at->handler == b->handler && at->arg == b->arg)
				return true;
	return false;
}

static int cactus_bind_check(const struct cactus_composite *c,
			     const struct cactus_bind *b)
{
	unsigned int i;

	if (!b->name || !*b->name || strlen(b->name) >= CACTUS_NAME_LEN ||
	    !b->handler || b->n_raises > CACTUS_MAX_RAISES ||
	    (b->n_raises && !b->raises) ||
	    b->flags &
		    ~(CACTUS_MAY_SLEEP | CACTUS_REENTRANT | CACTUS_MAY_HOLD) ||
	    (unsigned int)b->combine > CACTUS_SPLIT)
		return -EINVAL;
	if (b->combine != CACTUS_EACH && b->handler == cactus_raise_all)
		return -EINVAL;
	if (b->event >= c->n_events)
		return -ENOENT;
	if (b->flags & CACTUS_MAY_HOLD) {
		/* Only messages that go down or up a lane can be held. */
		if (c->events[b->event].dir == CACTUS_SIDE)
			return -EINVAL;
		if (cactus_bound(c, b))
			return -EEXIST;
	}
	for (i = 0; i < b->n_raises; i++) {
		if (b->raises[i].event >= c->n_events)
			return -ENOENT;
		if ((unsigned int)b->raises[i].mode > CACTUS_ASYNC ||
		    ((b->combine != CACTUS_EACH ||
		      b->handler == cactus_raise_all) &&
		     b->raises[i].mode != CACTUS_SYNC))
			return -EINVAL;
	}
	return 0;
}

/**
 * cactus_bind() - bind a handler to an event
 * @c: the composite
 * @b: the request; all but @b->arg is copied
 *
 * Context: process; may sleep; one thread per composite.
 * Return: 0, or -ENOENT (no such event), -EEXIST, -EINVAL, -ENOMEM.
 */
int cactus_bind(struct cactus_composite *c, const struct cactus_bind *b)
{
	struct cactus_compose_binding *n, *at;
	struct list_head *head;
	int err;

	err = cactus_bind_check(c, b);
	if (err)
		return err;

	n = kzalloc(struct_size(n, raises, b->n_raises), GFP_KERNEL_ACCOUNT);
	if (!n)
		return -ENOMEM;
	n->order = b->order;
	n->flags = b->flags;
	/* A handler that may shrink a message need not, so growth is never less than 1. */
	n->growth.div = max(b->growth.div, 1U);
	n->growth.mul = max(b->growth.mul, n->growth.div);
	n->growth.add = b->growth.add;
	n->cost = b->cost;
	n->handler = b->handler;
	n->arg = b->arg;
	strscpy(n->name, b->name, sizeof(n->name));
	n->combine = b->combine;
	n->n_raises = b->n_raises;
	memcpy(n->raises, b->raises,
	       array_size(b->n_raises, sizeof(*b->raises)));

	/* Search from the end, so that equal orders keep binding order. */
	head = &c->events[b->event].bindings;
	list_for_each_entry_reverse(at, head, node)
		if (at->order <= n->order)
			break;
	list_add(&n->node, &at->node);
	c->n_bindings++;
	c->n_raises += n->n_raises;
	return 0;
}
EXPORT_SYMBOL_GPL(cactus_bind);
