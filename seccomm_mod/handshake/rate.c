// SPDX-License-Identifier: GPL-2.0
/*
 * How many M1s with a valid cookie are taken from an origin: a table of token buckets of
 * fixed size, in sets, of which an origin's is found by a keyed hash.
 *
 * An origin without a bucket is given the fullest one of its set, with the tokens that are
 * in it: a bucket may change its owner, but that never adds a token. So whoever has many
 * addresses gains nothing by having one push another out of the table:
 *
 * - A set yields what its buckets yield, however many origins share them.
 * - An origin loses its bucket only while that is the fullest of its set. All buckets fill
 *   at the same rate, so no bucket that it is given later is fuller than its own would be.
 * - A bucket that is full again, after 2.5 s, is as good as a new one. Among the full
 *   ones the one that has been idle longest is given away.
 *
 * Nor is anyone refused for want of a bucket: an origin that comes to a set of active ones
 * has the tokens that the least active of them has left.
 */
#include <kunit/visibility.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "handshake/origin.h"
#include "handshake/rate.h"
#include "netns.h"

#define RATE_SETS 128 /* a power of two */
#define RATE_WAYS 8
/* A token comes in this time. */
#define RATE_TOKEN (NSEC_PER_SEC / 20)
/* And the bucket is full in this one. */
#define RATE_FULL (50LL * RATE_TOKEN)

/**
 * struct rate_bucket - the tokens of an origin
 * @origin: the origin
 * @empty: when it was empty, nanoseconds since boot; it has one token for each RATE_TOKEN
 *	that has passed since then
 */
struct rate_bucket {
	struct seccomm_origin origin;
	u64 empty;
};

/**
 * struct seccomm_rates - the buckets of a namespace
 * @lock: protects @bucket
 * @key: of the hash by which an origin's set is found
 * @bucket: the sets
 */
struct seccomm_rates {
	spinlock_t lock; /* see above */
	siphash_key_t key;
	struct rate_bucket bucket[RATE_SETS][RATE_WAYS];
};

int seccomm_rate_net_init(struct seccomm_net *snet)
{
	struct seccomm_rates *rates =
		kvzalloc(sizeof(*rates), GFP_KERNEL_ACCOUNT);

	if (!rates)
		return -ENOMEM;
	spin_lock_init(&rates->lock);
	get_random_bytes(&rates->key, sizeof(rates->key));
	snet->rates = rates;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_rate_net_init);

void seccomm_rate_net_exit(struct seccomm_net *snet)
{
	kvfree(snet->rates);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_rate_net_exit);

/* The bucket of @origin, which it is given if it has none. Under @rates->lock. */
static struct rate_bucket *rate_bucket(struct seccomm_rates *rates,
				       const struct seccomm_origin *origin)
{
	u64 hash = siphash(origin, sizeof(*origin), &rates->key);
	struct rate_bucket *set = rates->bucket[hash & (RATE_SETS - 1)];
	struct rate_bucket *fullest = set;
	struct rate_bucket *b;

	for (b = set; b < set + RATE_WAYS; b++) {
		if (seccomm_origin_equal(&b->origin, origin))
			return b;
		if (b->empty < fullest->empty)
			fullest = b;
	}
	fullest->origin = *origin;
	return fullest;
}

bool seccomm_rate_takes_at(struct seccomm_rates *rates, u64 now,
			   const struct seccomm_peer *from)
{
	struct seccomm_origin origin;
	struct rate_bucket *b;
	bool takes;
	s64 filled;

	seccomm_origin_of(from, &origin);
	spin_lock_bh(&rates->lock);
	b = rate_bucket(rates, &origin);
	/* Below zero if another processor, with a later @now, came first. */
	filled = min_t(s64, now - b->empty, RATE_FULL);
	takes = filled >= RATE_TOKEN;
	if (takes)
		b->empty = now - filled + RATE_TOKEN;
	spin_unlock_bh(&rates->lock);
	return takes;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_rate_takes_at);

bool seccomm_rate_takes(struct seccomm_net *snet,
			const struct seccomm_peer *from)
{
	const u64 now = ktime_get_coarse_boottime_ns();

	if (seccomm_rate_takes_at(snet->rates, now, from))
		return true;
	SECCOMM_INC(snet, HS_RATE);
	return false;
}
