// SPDX-License-Identifier: GPL-2.0
/*
 * Is a namespace under load, so that every M1 must have a cookie, or those that are dear to
 * answer?
 */
#include <kunit/visibility.h>
#include <linux/ktime.h>
#include "handshake/load.h"
#include "netns.h"

/* M1s that wait, from which on the namespace is under load. */
#define LOAD_QUEUE 128
/* How long it is under load after that. */
#define LOAD_LASTS NSEC_PER_SEC
/* M1s in a second that are dear to answer, and are answered without a cookie. */
#define LOAD_COSTLY 20

static bool load_is_high(struct seccomm_net *snet)
{
	return skb_queue_len_lockless(&snet->opens) >= LOAD_QUEUE ||
	       2 * atomic_read(&snet->n_half_open) >=
		       READ_ONCE(snet->max_half_open);
}

bool seccomm_under_load_at(struct seccomm_net *snet, u64 now)
{
	if (load_is_high(snet)) {
		atomic64_set(&snet->loaded_until, now + LOAD_LASTS);
		return true;
	}
	return now < (u64)atomic64_read(&snet->loaded_until);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_under_load_at);

bool seccomm_under_load(struct seccomm_net *snet)
{
	return seccomm_under_load_at(snet, ktime_get_coarse_boottime_ns());
}

bool seccomm_costly_many_at(struct seccomm_net *snet, u64 now)
{
	const u64 passed = now - snet->costly_since;

	if (passed >= NSEC_PER_SEC) {
		snet->costly_before = passed < 2 * NSEC_PER_SEC ? snet->costly :
								  0;
		snet->costly_since = now;
		snet->costly = 0;
	}
	if (snet->costly <= LOAD_COSTLY)
		snet->costly++;
	return snet->costly > LOAD_COSTLY || snet->costly_before > LOAD_COSTLY;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_costly_many_at);

bool seccomm_costly_many(struct seccomm_net *snet)
{
	return seccomm_costly_many_at(snet, ktime_get_coarse_boottime_ns());
}
