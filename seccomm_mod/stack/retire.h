/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Retiring a type that a module brought: stacks give it back when no session is left.
 */
#ifndef SECCOMM_RETIRE_H
#define SECCOMM_RETIRE_H

#include <linux/netlink.h>

struct seccomm_stack;

/* All: process context, may sleep. */

/* A session comes: may it? False if a type of the stack is retired. */
bool seccomm_stack_tryget_types(struct seccomm_stack *stack);
/* A key epoch comes in a session of the stack: counted as a session, with a reference of
 * its own on the stack. Any context.
 */
void seccomm_stack_hold_types(struct seccomm_stack *stack);
/* A session is no more: nothing of it runs or will run a layer's code. */
void seccomm_stack_put_types(struct seccomm_stack *stack);
/* Is a type of the stack retired? */
bool seccomm_stack_has_retired(const struct seccomm_stack *stack);
/* Tear the layers down and give their types back, unless sessions use them or it was
 * done.
 */
void seccomm_stack_release_types(struct seccomm_stack *stack);
/* Retire a type in all namespaces: 0, -ENOENT, -EOPNOTSUPP (built in); extended
 * ack set.
 */
int seccomm_type_retire(const char *name, struct netlink_ext_ack *extack);

#endif /* SECCOMM_RETIRE_H */
