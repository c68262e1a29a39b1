// SPDX-License-Identifier: GPL-2.0
/*
 * AltSecurity: its members by turns, one for each message. The message's number tells which,
 * so nothing is carried.
 */
#include <linux/math64.h>
#include "mp/mp.h"

/* The member whose turn it is; the first number is 1. */
static unsigned int alt_turn(const struct sk_buff *skb,
			     const struct seccomm_layer *layer)
{
	u32 turn;

	div_u64_rem(CACTUS_CB(skb)->number - 1, layer->n_events, &turn);
	return turn;
}

static int alt_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;

	return seccomm_pick_down(layer, alt_turn(skb, layer));
}

static int alt_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;

	return seccomm_pick_up(layer, alt_turn(skb, layer));
}

const struct seccomm_mp_ops seccomm_alt_security = {
	.down = alt_down,
	.up = alt_up,
};
