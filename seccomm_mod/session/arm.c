// SPDX-License-Identifier: GPL-2.0
/*
 * The states of a session's layers: made of its keys, wiped at its end.
 */
#include <linux/slab.h>
#include "session/arm.h"
#include "session/session.h"

static void half_disarm(struct seccomm_session *s, struct seccomm_half *half,
			unsigned int n_layers)
{
	struct seccomm_stack *stack = s->stack;
	unsigned int i;

	for (i = 0; i < n_layers; i++) {
		struct seccomm_layer *layer = &stack->layers[i];

		if (layer->ops->exit)
			layer->ops->exit(half->state + layer->offset, layer);
	}
	kfree_sensitive(half->state);
	WRITE_ONCE(half->state, NULL);
}

static int half_arm(struct seccomm_session *s, struct seccomm_half *half,
		    struct seccomm_keyring *ring, u8 dir, bool receiving)
{
	struct seccomm_stack *stack = s->stack;
	void *state = kzalloc(max(stack->state_size, 1U), GFP_KERNEL_ACCOUNT);
	int i, err;

	if (!state)
		return -ENOMEM;
	/* session_end() looks whether it is there. */
	WRITE_ONCE(half->state, state);
	ring->dir = dir;
	ring->receiving = receiving;
	for (i = 0; i < stack->n_layers; i++) {
		struct seccomm_layer *layer = &stack->layers[i];

		err = layer->ops->init ? layer->ops->init(state + layer->offset,
							  layer, ring) :
					 0;
		if (err) {
			half_disarm(s, half, i);
			return err;
		}
	}
	return 0;
}

int seccomm_session_arm(struct seccomm_session *s, struct seccomm_keyring *ring,
			const struct seccomm_hs_keys *keys)
{
	u8 dir = s->initiator ? 0 : 1;
	int err;

	err = half_arm(s, &s->tx, ring, dir, false);
	if (err)
		return err;
	err = half_arm(s, &s->rx, ring, !dir, true);
	if (err) {
		half_disarm(s, &s->tx, s->stack->n_layers);
		return err;
	}
	memcpy(s->tx.sid, keys->sid, SECCOMM_SID_LEN);
	memcpy(s->rx.sid, keys->sid, SECCOMM_SID_LEN);
	memcpy(s->control_tx, s->initiator ? keys->control_i : keys->control_r,
	       SECCOMM_HASH_LEN);
	memcpy(s->control_rx, s->initiator ? keys->control_r : keys->control_i,
	       SECCOMM_HASH_LEN);
	return 0;
}

void seccomm_session_disarm(struct seccomm_session *s)
{
	if (s->tx.state)
		half_disarm(s, &s->tx, s->stack->n_layers);
	if (s->rx.state)
		half_disarm(s, &s->rx, s->stack->n_layers);
}
