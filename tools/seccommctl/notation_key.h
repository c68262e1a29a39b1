/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The notation's key statements.
 */
#ifndef SECCOMMCTL_NOTATION_KEY_H
#define SECCOMMCTL_NOTATION_KEY_H

#include "notation_tree.h"

/* Add what the statement @key declares to @out; false with a message in @n. */
bool notation_key(struct notation *n, const struct notation_node *key,
		  struct seccomm_composition *out);

#endif /* SECCOMMCTL_NOTATION_KEY_H */
