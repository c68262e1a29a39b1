// SPDX-License-Identifier: GPL-2.0
/*
 * Pre-shared secrets: on keyMiss, take them from the key store and open the
 * session, or ask a provider for them.
 */
#include <linux/sched/mm.h>
#include <net/sock.h>
#include "keydist/psk.h"
#include "session/session.h"

static int psk_key_miss(struct sk_buff *skb, void *arg)
{
	struct seccomm_session *s = seccomm_half(skb)->session;
	struct mem_cgroup *memcg;
	int err;

	/* It has keys, but may not use them any more. */
	if (READ_ONCE(s->worn)) {
		seccomm_session_reopen(s);
		return 0;
	}
	/* A lane's worker runs this: the memory is the socket's owner's. */
	memcg = set_active_memcg(mem_cgroup_from_sk(s->sk));
	err = seccomm_handshake_start(s);
	set_active_memcg(memcg);
	if (err)
		seccomm_session_fail(s, -err);
	return 0;
}

int seccomm_psk_bind(struct cactus_composite *composite, u16 ev_miss)
{
	const struct cactus_bind b = {
		.name = "PreSharedKey",
		.event = ev_miss,
		.handler = psk_key_miss,
		.flags = CACTUS_MAY_SLEEP | CACTUS_REENTRANT,
		.growth = { .mul = 1 },
	};

	return cactus_bind(composite, &b);
}
