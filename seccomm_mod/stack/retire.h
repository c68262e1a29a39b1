/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Retiring a type that a module brought: stacks give it back when no session is left.
 */
#ifndef SECCOMM_RETIRE_H
#define SECCOMM_RETIRE_H

#include <linux/netlink.h>

struct seccomm_stack;

/* All: process context, may sleep. */

/* Take a reference on the types of @stack for a new session. False if one of them is
 * retired.
 */
bool seccomm_stack_tryget_types(struct seccomm_stack *stack);
/* Take a reference on the types of @stack, and one on @stack, for a key epoch of a
 * session that has references already. Any context.
 */
void seccomm_stack_hold_types(struct seccomm_stack *stack);
/* Drop a reference on the types of @stack: nothing of its session or key epoch runs a
 * layer's code from here on. The last one of a retired stack gives the types back.
 */
void seccomm_stack_put_types(struct seccomm_stack *stack);
/* Is a type of @stack retired? @stack has not given its types back. */
bool seccomm_stack_has_retired(const struct seccomm_stack *stack);
/* Tear the layers down and give their types back, unless sessions use them or another
 * caller has done so.
 */
void seccomm_stack_release_types(struct seccomm_stack *stack);
/* Retire a type in all namespaces: 0, -ENOENT, -EOPNOTSUPP (built in); extended
 * ack set.
 */
int seccomm_type_retire(const char *name, struct netlink_ext_ack *extack);

#endif /* SECCOMM_RETIRE_H */
