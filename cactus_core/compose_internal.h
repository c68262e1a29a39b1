/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A composite that is being built, for freeze.c.
 */
#ifndef CACTUS_COMPOSE_INTERNAL_H
#define CACTUS_COMPOSE_INTERNAL_H

#include <linux/list.h>
#include "compose.h"

/**
 * struct cactus_compose_binding - a binding before the freeze
 * @node: in the event's list, in the order to run
 * @order: as given to cactus_bind()
 * @flags: enum cactus_binding_flags
 * @growth: of the handler itself
 * @cost: of the handler itself
 * @handler: the handler
 * @arg: its static argument
 * @name: for counters and traces
 * @combine: how many of @raises one call makes
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
 * struct cactus_composite - a composite that is being built
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

#endif /* CACTUS_COMPOSE_INTERNAL_H */
