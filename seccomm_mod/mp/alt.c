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
	const unsigned int turn = alt_turn(skb, layer);

	return cactus_raise_sync(skb, seccomm_member_down(layer, turn));
}

static int alt_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const unsigned int turn = alt_turn(skb, layer);

	return cactus_raise_sync(skb, seccomm_member_up(layer, turn));
}

const struct seccomm_mp_ops seccomm_alt_security = {
	.down = alt_down,
	.up = alt_up,
};
