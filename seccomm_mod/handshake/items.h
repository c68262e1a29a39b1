/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lists of items in M1 and M2, and the secrets that methods make of them.
 */
#ifndef SECCOMM_ITEMS_H
#define SECCOMM_ITEMS_H

#include "checker/checker.h"

struct seccomm_stack;

/**
 * struct seccomm_share - one of the secrets that a handshake is made of: that of a slot, or of
 *	one of the slot's methods
 * @index: its place among them, ascending by slot and ordinal, from 0
 * @slot: the slot
 * @ordinal: place of the method among the slot's, 0 if there is none
 * @method: the method, which belongs to the stack, or NULL: the slot's source is none
 */
struct seccomm_share {
	unsigned int index;
	u8 slot;
	u8 ordinal;
	const struct seccomm_method *method;
};

/* Any context.
 *
 * The first of the secrets, and the one behind it. False: there is none.
 */
bool seccomm_share_first(const struct seccomm_stack *stack,
			 struct seccomm_share *share);
bool seccomm_share_next(const struct seccomm_stack *stack,
			struct seccomm_share *share);
/* How many there are. */
unsigned int seccomm_shares(const struct seccomm_stack *stack);

/* Bytes of a list. */
unsigned int seccomm_items_len(const struct seccomm_stack *stack,
			       enum seccomm_list list);
/* Write what stands before the body of an item in a list at @at; returns where the body does. */
u8 *seccomm_item_head(const struct seccomm_share *share, enum seccomm_list list,
		      u8 *at);
/* Has a list of @len bytes just the items that it should have? What their bodies say is for
 * the methods.
 */
bool seccomm_items_fit(const struct seccomm_stack *stack,
		       enum seccomm_list list, const u8 *items,
		       unsigned int len);

#endif /* SECCOMM_ITEMS_H */
