// SPDX-License-Identifier: GPL-2.0
/*
 * What netlink and sockets report of a session.
 */
#include <linux/jiffies.h>
#include "session/epoch.h"
#include "session/info.h"
#include "session/session.h"

void seccomm_session_local(struct seccomm_session *s, struct in6_addr *local)
{
	spin_lock_bh(&s->lock);
	*local = s->path.local;
	spin_unlock_bh(&s->lock);
}

/* Until a session is open, the exchange's work may change its names and proofs. A session that is
 * CLOSED does not open any more, so that its epoch tells whether it was open.
 */
static void info_ends(struct seccomm_session *s,
		      struct seccomm_session_info *info)
{
	info->opened = (info->state == SECCOMM_SESSION_OPEN ||
			info->state == SECCOMM_SESSION_CLOSED) &&
		       seccomm_epoch_switched(s);
	if (!info->opened)
		return;
	info->names = s->names;
	info->proofs = s->proofs;
}

static void info_counts(const struct seccomm_session *s,
			struct seccomm_session_info *info)
{
	const struct seccomm_session_counts __percpu *counts;
	const struct seccomm_session_counts *c;
	int cpu;

	/* Pairs with seccomm_session_count()'s release. */
	counts = smp_load_acquire(&s->counts);
	info->rx_drops = atomic_read(&s->early_drops);
	if (!counts)
		return;
	for_each_possible_cpu(cpu) {
		c = per_cpu_ptr(counts, cpu);
		info->tx_messages += READ_ONCE(c->tx_messages);
		info->tx_bytes += READ_ONCE(c->tx_bytes);
		info->rx_messages += READ_ONCE(c->rx_messages);
		info->rx_bytes += READ_ONCE(c->rx_bytes);
		info->rx_drops += READ_ONCE(c->rx_drops);
	}
}

void seccomm_session_info(struct seccomm_session *s,
			  struct seccomm_session_info *info)
{
	memset(info, 0, sizeof(*info));
	info->index = s->index;
	info->peer_index = READ_ONCE(s->peer_index);
	info->state = seccomm_state_told(seccomm_session_state(s));
	info->initiator = s->initiator;
	info->epoch = seccomm_epoch_number(s);
	strscpy(info->stack, s->stack->name, sizeof(info->stack));
	seccomm_session_local(s, &info->local);
	info->remote = s->peer.addr;
	info->sport = s->sport;
	info->dport = s->peer.port;
	info_counts(s, info);
	info->parked = skb_queue_len_lockless(&s->tx.lane.queue) +
		       skb_queue_len_lockless(&s->rx.lane.queue);
	info->age_ms = jiffies64_to_msecs(get_jiffies_64() - s->born);
	info->idle_ms = jiffies64_to_msecs(jiffies - READ_ONCE(s->last_used));
	info->down_longest = READ_ONCE(s->tx.lane.longest);
	info->up_longest = READ_ONCE(s->rx.lane.longest);
	info->traced = READ_ONCE(s->traced);
	info_ends(s, info);
}

u32 seccomm_session_generation(struct net *net)
{
	return atomic_read(&seccomm_net(net)->generation);
}
