// SPDX-License-Identifier: GPL-2.0
/*
 * Is a namespace under load, so that every M1 must have a cookie?
 */
#include <kunit/visibility.h>
#include <linux/ktime.h>
#include "handshake/load.h"
#include "netns.h"

/* M1s that wait, from which on the namespace is under load. */
#define LOAD_QUEUE 128
/* How long it is under load after that. */
#define LOAD_LASTS NSEC_PER_SEC

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
