// SPDX-License-Identifier: GPL-2.0
/*
 * The key store's table: one hash table of all entries by stack, slot, kind, length of prefix
 * and masked address, and a tree of the same entries by age.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/jhash.h>
#include <linux/rhashtable.h>
#include <linux/string.h>
#include <net/ipv6.h>
#include "keys/table.h"

static u32 table_hash(const void *data, u32 len, u32 seed)
{
	const struct seccomm_key_id *id = data;

	seed = jhash(id->stack, strlen(id->stack), seed);
	seed = __ipv6_addr_jhash(&id->prefix.addr, seed);
	return jhash_3words(id->slot | (__force u32)id->port << 16, id->kind,
			    id->prefix.len, seed);
}

static u32 table_hash_node(const void *data, u32 len, u32 seed)
{
	const struct seccomm_key_node *node = data;

	return table_hash(&node->id, len, seed);
}

static int table_differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct seccomm_key_id *a = arg->key;
	const struct seccomm_key_id *b =
		&((const struct seccomm_key_node *)obj)->id;

	return a->slot != b->slot || a->kind != b->kind || a->port != b->port ||
	       a->prefix.len != b->prefix.len ||
	       !ipv6_addr_equal(&a->prefix.addr, &b->prefix.addr) ||
	       strcmp(a->stack, b->stack);
}

static const struct rhashtable_params table_params = {
	.key_len = sizeof(struct seccomm_key_id),
	.key_offset = offsetof(struct seccomm_key_node, id),
	.head_offset = offsetof(struct seccomm_key_node, hash),
	.hashfn = table_hash,
	.obj_hashfn = table_hash_node,
	.obj_cmpfn = table_differs,
	.automatic_shrinking = true,
};

int seccomm_key_table_init(struct seccomm_key_table *t)
{
	memset(t, 0, sizeof(*t));
	t->order = RB_ROOT;
	return rhashtable_init(&t->hash, &table_params);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_table_init);

void seccomm_key_table_exit(struct seccomm_key_table *t)
{
	rhashtable_destroy(&t->hash);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_table_exit);

static bool table_is_older(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct seccomm_key_node, order)->number <
	       rb_entry(b, struct seccomm_key_node, order)->number;
}

int seccomm_key_table_add(struct seccomm_key_table *t,
			  struct seccomm_key_node *node)
{
	u8 len = node->id.prefix.len;

	/* It fails for want of memory alone, or because it is being rehashed for that. */
	if (rhashtable_insert_fast(&t->hash, &node->hash, table_params))
		return -ENOMEM;
	node->number = t->next++;
	rb_add(&node->order, &t->order, table_is_older);
	t->n++;
	if (!t->n_len[len]++)
		__set_bit(len, t->lens);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_table_add);

void seccomm_key_table_del(struct seccomm_key_table *t,
			   struct seccomm_key_node *node)
{
	u8 len = node->id.prefix.len;

	rhashtable_remove_fast(&t->hash, &node->hash, table_params);
	rb_erase(&node->order, &t->order);
	t->n--;
	if (!--t->n_len[len])
		__clear_bit(len, t->lens);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_table_del);

struct seccomm_key_node *seccomm_key_table_find(struct seccomm_key_table *t,
						const struct seccomm_key_id *id)
{
	return rhashtable_lookup_fast(&t->hash, id, table_params);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_table_find);

struct seccomm_key_node *seccomm_key_table_best(struct seccomm_key_table *t,
						const struct seccomm_key_id *of,
						const struct in6_addr *peer)
{
	unsigned long end = SECCOMM_PREFIX_LENS, len;
	struct seccomm_key_node *node = NULL;
	struct seccomm_key_id id = *of;

	while (!node && (len = find_last_bit(t->lens, end)) < end) {
		id.prefix.len = len;
		ipv6_addr_prefix(&id.prefix.addr, peer, len);
		node = seccomm_key_table_find(t, &id);
		end = len;
	}
	return node;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_table_best);

struct seccomm_key_node *seccomm_key_table_from(struct seccomm_key_table *t,
						unsigned long number)
{
	struct seccomm_key_node *node, *first = NULL;
	struct rb_node *rb = t->order.rb_node;

	while (rb) {
		node = rb_entry(rb, struct seccomm_key_node, order);
		if (node->number >= number) {
			first = node;
			rb = rb->rb_left;
		} else {
			rb = rb->rb_right;
		}
	}
	return first;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_key_table_from);
