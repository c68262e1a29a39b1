/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lists of items in M1 to M3, and the secrets that methods make of them.
 */
#ifndef SECCOMM_ITEMS_H
#define SECCOMM_ITEMS_H

#include "checker/checker.h"

struct seccomm_stack;

/**
 * struct seccomm_share - one of the secrets that a handshake is made of: that of a slot, or of
 *	one of the slot's methods, or behind these the one that is shared out among them
 * @index: its place among them, ascending by slot and ordinal, from 0
 * @slot: the slot
 * @ordinal: place of the method among the slot's, 0 if there is none
 * @method: the method, which belongs to the stack, or NULL: the slot's source is none
 * @shared: the slot's declaration, if the secret is shared out among its methods; else NULL
 * @member: the method is one of those that a secret is shared out among, and may fail
 */
struct seccomm_share {
	unsigned int index;
	u8 slot;
	u8 ordinal;
	const struct seccomm_method *method;
	const struct seccomm_slot *shared;
	bool member;
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

/* Bytes of the body of the item of @share in a list, at most, if a credential in it is a public
 * key; 0 if it has none there.
 */
unsigned int seccomm_share_body(const struct seccomm_share *share,
				enum seccomm_list list);

/* Bytes of a list, at most; of one that is sealed before it is. */
unsigned int seccomm_items_len(const struct seccomm_stack *stack,
			       enum seccomm_list list);
/* Bytes of a sealed list, at most; 0: the stack has none. */
unsigned int seccomm_sealed_len(const struct seccomm_stack *stack,
				enum seccomm_list list);
/* Bytes of M2, at most. */
unsigned int seccomm_accept_len(const struct seccomm_stack *stack);
/* May a sealed list have @len bytes? */
bool seccomm_sealed_fits(const struct seccomm_stack *stack,
			 enum seccomm_list list, unsigned int len);
/* Does the stack need M4? M2 cannot confirm what M3 brings, and the responder alone can read. */
bool seccomm_items_finish(const struct seccomm_stack *stack);
/* Write what stands before the body of an item, which has @len bytes, at @at; returns where the
 * body does. One that is not @present has no body.
 */
u8 *seccomm_item_head(const struct seccomm_share *share, bool present,
		      unsigned int len, u8 *at);
/* Does the item whose head stands at @item say that its end can do the method? */
bool seccomm_item_present(const u8 *item);
/* Bytes of the body of an item whose head stands at @item. */
u16 seccomm_item_body(const u8 *item);
/* Has a list of @len bytes, in the clear, just the items that it should have? What their bodies
 * say is for the methods.
 */
bool seccomm_items_fit(const struct seccomm_stack *stack,
		       enum seccomm_list list, const u8 *items,
		       unsigned int len);

#endif /* SECCOMM_ITEMS_H */
