/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The smallest stack with a type, and secrets for it.
 */
#ifndef SECCOMMCTL_TYPE_STACK_H
#define SECCOMMCTL_TYPE_STACK_H

#include <stdbool.h>

#include "checker/checker.h"

/**
 * struct type_stack - the smallest stack with a type
 * @name: its name
 * @text: the stack
 * @composition: what @text says
 * @checked: what the checker says of it
 * @slots: slots that hold secrets; those of key pairs stand before them
 * @pk: algorithm of the key pairs of slot 0: "dsa", "rsa"; NULL: it holds a secret
 * @keeps: the type keeps signatures, in a log
 */
struct type_stack {
	const char *name;
	char text[256];
	struct seccomm_composition composition;
	struct seccomm_checked checked;
	unsigned int slots;
	const char *pk;
	bool keeps;
};

/* Find the stack from the type's descriptor alone; false, with a reason at @why of @size
 * bytes, if the checker accepts none.
 */
bool type_stack_make(struct type_stack *s, const struct seccomm_type_desc *type,
		     char *why, size_t size);
/* Add it with its secrets where requests go now; false with a message. */
bool type_stack_add(const struct type_stack *s);
/* Delete it again, once its sessions are gone; false with a message. */
bool type_stack_del(const struct type_stack *s);
/* Has it integrity? */
bool type_stack_verifies(const struct type_stack *s);

#endif /* SECCOMMCTL_TYPE_STACK_H */
