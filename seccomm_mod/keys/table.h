/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The key store's table, and that of who may open: finds the entry for a peer in time that does not
 * grow with the number of entries, and lists entries in the order in which they were added.
 */
#ifndef SECCOMM_KEY_TABLE_H
#define SECCOMM_KEY_TABLE_H

#include <linux/bitmap.h>
#include <linux/rbtree.h>
#include <linux/rhashtable-types.h>
#include "keys/key_id.h"

#define SECCOMM_PREFIX_LENS 129 /* lengths that a prefix may have: 0 to 128 */

/**
 * struct seccomm_key_node - an entry, as the table sees it
 * @id: what the entry is for; set before the entry is added, and constant from then on
 * @number: place in the order of addition
 * @hash: in the table's @hash
 * @order: in the table's @order
 */
struct seccomm_key_node {
	struct seccomm_key_id id;
	unsigned long number;
	struct rhash_head hash;
	struct rb_node order;
};

/**
 * struct seccomm_key_table - entries by what they are for
 * @hash: all entries, by their ids; grows and shrinks with their number, and takes
 *	another random key when a chain becomes too long
 * @order: the same, by their numbers
 * @next: number of the entry that is added next
 * @n: number of entries
 * @n_len: number of entries with each length of prefix
 * @lens: lengths of which there are entries
 */
struct seccomm_key_table {
	struct rhashtable hash;
	struct rb_root order;
	unsigned long next;
	unsigned int n;
	unsigned int n_len[SECCOMM_PREFIX_LENS];
	DECLARE_BITMAP(lens, SECCOMM_PREFIX_LENS);
};

/* All: the caller serializes the calls for one table, those that only look included. Process
 * context.
 */

/* Make an empty table: 0, or -ENOMEM. */
int seccomm_key_table_init(struct seccomm_key_table *t);
/* Free what an empty table has. */
void seccomm_key_table_exit(struct seccomm_key_table *t);
/* Add an entry, for whose id there is none: 0, or -ENOMEM. */
int seccomm_key_table_add(struct seccomm_key_table *t,
			  struct seccomm_key_node *node);
/* Take an entry out. The table does not look at it any more, so the caller may free it. */
void seccomm_key_table_del(struct seccomm_key_table *t,
			   struct seccomm_key_node *node);
/* The entry for just this, or NULL. */
struct seccomm_key_node *
seccomm_key_table_find(struct seccomm_key_table *t,
		       const struct seccomm_key_id *id);
/* The entry for the same as @of but for the prefix, with the longest one that covers @peer, or
 * NULL. It is one look-up for each length of prefix in use, however many entries there are.
 */
struct seccomm_key_node *seccomm_key_table_best(struct seccomm_key_table *t,
						const struct seccomm_key_id *of,
						const struct in6_addr *peer);
/* The first entry, in the order of addition, whose number is @number or more, or NULL. */
struct seccomm_key_node *seccomm_key_table_from(struct seccomm_key_table *t,
						unsigned long number);

#endif /* SECCOMM_KEY_TABLE_H */
