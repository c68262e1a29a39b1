/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From a checked composition to a frozen plan.
 */
#ifndef SECCOMM_COMPOSE_H
#define SECCOMM_COMPOSE_H

#include <linux/types.h>

struct cactus_composite;
struct netlink_ext_ack;
struct seccomm_checked;
struct seccomm_setup;
struct seccomm_stack;

/**
 * struct seccomm_sides - what binds the handlers of the events beside a stack's two
 *	paths
 * @key_miss: binds to @event, keyMiss, the handlers that make a session's keys; 0 or
 *	what cactus_bind() returns
 * @timer: binds to @event, sessionTimer, the handlers of a session's timer; 0 or what
 *	cactus_bind() returns
 */
struct seccomm_sides {
	int (*key_miss)(struct cactus_composite *composite, u16 event);
	int (*timer)(struct cactus_composite *composite, u16 event);
};

/* Give @stack, whose composition was accepted as @checked, its layers, set up for
 * @setup, and its plan. Process context, may sleep. 0, -ENOENT (a type or algorithm
 * that this kernel lacks, or a retired type), -EOPNOTSUPP (an algorithm that FIPS mode
 * refuses), -ENOMEM, -EINVAL (the plan does not grow as @checked says), or what a type or
 * the engine says; extended ack set. On error seccomm_stack_add() frees what was made with
 * the stack.
 */
int seccomm_compose(struct seccomm_stack *stack,
		    const struct seccomm_checked *checked,
		    const struct seccomm_sides *sides,
		    const struct seccomm_setup *setup,
		    struct netlink_ext_ack *extack);
/* Set @extack for a stack with a retired type. -ENOENT. */
int seccomm_compose_retired(struct netlink_ext_ack *extack);

#endif /* SECCOMM_COMPOSE_H */
