// SPDX-License-Identifier: GPL-2.0
/*
 * MultiSecurity: one security property from several members in a row.
 * Raises its members' events in order, and back in the reverse order.
 */
#include "../mp.h"

static int multi_raise(struct sk_buff *skb, const u16 *events, unsigned int n)
{
	unsigned int i;
	int err;

	for (i = 0; i < n; i++) {
		err = cactus_raise_sync(skb, events[i]);
		if (unlikely(err))
			return err;
	}
	return CACTUS_CONTINUE;
}

static int multi_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;

	return multi_raise(skb, layer->down, layer->n_events);
}

static int multi_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;

	return multi_raise(skb, layer->up, layer->n_events);
}

struct seccomm_mp_ops seccomm_multi_security = {
	.down = multi_down,
	.up = multi_up,
};
