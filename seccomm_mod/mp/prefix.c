// SPDX-License-Identifier: GPL-2.0
/*
 * RandomPrefix: fresh random bytes before the body, so that nobody knows what the ciphers
 * behind it begin with.
 */
#include <linux/string.h>
#include "mp/mp.h"
#include "mp/outside.h"

#define PREFIX_N 0 /* index of the option */

static int prefix_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const unsigned int n = layer->info.values[PREFIX_N];
	const unsigned int len = skb->len;

	if (unlikely(!cactus_attr_push(skb, n)))
		return -EMSGSIZE;
	memmove(skb->data + n, skb->data, len);
	seccomm_random(skb->data, n);
	return CACTUS_CONTINUE;
}

/* The base header stands right before the body, so the body moves. */
static int prefix_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const unsigned int n = layer->info.values[PREFIX_N];

	if (unlikely(!cactus_attr_pop(skb, n)))
		return -EBADMSG;
	memmove(skb->data, skb->data + n, skb->len);
	return CACTUS_CONTINUE;
}

const struct seccomm_mp_ops seccomm_random_prefix = {
	.down = prefix_down,
	.up = prefix_up,
};
