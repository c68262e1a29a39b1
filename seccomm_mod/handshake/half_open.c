// SPDX-License-Identifier: GPL-2.0
/*
 * How many half-open sessions an origin has: a table of all of them, by a keyed hash of the
 * origin, so that nothing is allocated for an origin and nothing is left of it.
 */
#include <kunit/visibility.h>
#include <linux/list.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "handshake/half_open.h"
#include "netns.h"

/* As many as there may be half-open sessions of a namespace, unless its administrator
 * allows more; a power of two.
 */
#define HALF_OPEN_BUCKETS 1024

/**
 * struct seccomm_half_opens - the half-open sessions of a namespace
 * @lock: protects @bucket
 * @key: of the hash by which an origin's bucket is found
 * @bucket: lists of struct seccomm_half_open_node
 */
struct seccomm_half_opens {
	spinlock_t lock; /* see above */
	siphash_key_t key;
	struct hlist_head bucket[HALF_OPEN_BUCKETS];
};

int seccomm_half_open_net_init(struct seccomm_net *snet)
{
	struct seccomm_half_opens *half_opens =
		kvzalloc(sizeof(*half_opens), GFP_KERNEL_ACCOUNT);

	if (!half_opens)
		return -ENOMEM;
	spin_lock_init(&half_opens->lock);
	get_random_bytes(&half_opens->key, sizeof(half_opens->key));
	snet->half_opens = half_opens;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_half_open_net_init);

void seccomm_half_open_net_exit(struct seccomm_net *snet)
{
	kvfree(snet->half_opens);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_half_open_net_exit);

static struct hlist_head *
half_open_bucket(struct seccomm_half_opens *half_opens,
		 const struct seccomm_origin *origin)
{
	u64 hash = siphash(origin, sizeof(*origin), &half_opens->key);

	return &half_opens->bucket[hash & (HALF_OPEN_BUCKETS - 1)];
}

unsigned int seccomm_half_open_count(struct seccomm_net *snet,
				     const struct seccomm_peer *from)
{
	struct seccomm_half_opens *half_opens = snet->half_opens;
	struct seccomm_half_open_node *node;
	struct seccomm_origin origin;
	struct hlist_head *bucket;
	unsigned int n = 0;

	seccomm_origin_of(from, &origin);
	bucket = half_open_bucket(half_opens, &origin);
	spin_lock_bh(&half_opens->lock);
	hlist_for_each_entry(node, bucket, link)
		n += seccomm_origin_equal(&node->origin, &origin);
	spin_unlock_bh(&half_opens->lock);
	return n;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_half_open_count);

void seccomm_half_open_add(struct seccomm_net *snet,
			   struct seccomm_half_open_node *node,
			   const struct seccomm_peer *from)
{
	struct seccomm_half_opens *half_opens = snet->half_opens;

	seccomm_origin_of(from, &node->origin);
	spin_lock_bh(&half_opens->lock);
	hlist_add_head(&node->link,
		       half_open_bucket(half_opens, &node->origin));
	spin_unlock_bh(&half_opens->lock);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_half_open_add);

void seccomm_half_open_del(struct seccomm_net *snet,
			   struct seccomm_half_open_node *node)
{
	spin_lock_bh(&snet->half_opens->lock);
	hlist_del_init(&node->link);
	spin_unlock_bh(&snet->half_opens->lock);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_half_open_del);
