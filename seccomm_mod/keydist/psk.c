// SPDX-License-Identifier: GPL-2.0
/*
 * Pre-shared secrets: on keyMiss the session takes them from the key store and opens,
 * or asks for them.
 */
#include "keydist/psk.h"
#include "mp/mp.h"

static int psk_key_miss(struct sk_buff *skb, void *arg)
{
	struct seccomm_half *half = seccomm_half(skb);

	return half->ops->key_miss(half);
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
