// SPDX-License-Identifier: GPL-2.0
/*
 * The states of a session's layers: made of its keys, wiped at its end.
 */
#include <linux/slab.h>
#include "session/arm.h"
#include "session/session.h"
#include "stack/layers.h"

static void half_disarm(struct seccomm_session *s, struct seccomm_half *half)
{
	seccomm_layers_disarm(s->stack, half->state);
	kfree_sensitive(half->state);
	WRITE_ONCE(half->state, NULL);
}

static int half_arm(struct seccomm_session *s, struct seccomm_half *half,
		    const struct seccomm_arming *arming)
{
	void *state =
		kzalloc(max(s->stack->state_size, 1U), GFP_KERNEL_ACCOUNT);
	int err;

	if (!state)
		return -ENOMEM;
	/* session_end() looks whether it is there. */
	WRITE_ONCE(half->state, state);
	err = seccomm_layers_arm(s->stack, state, arming);
	if (err) {
		WRITE_ONCE(half->state, NULL);
		kfree_sensitive(state);
	}
	return err;
}

/* Arm both directions: what we send, and what the peer does. */
static int halves_arm(struct seccomm_session *s, struct seccomm_arming *arming)
{
	int err;

	arming->dir = s->initiator ? 0 : 1;
	arming->sending = true;
	err = half_arm(s, &s->tx, arming);
	if (err)
		return err;
	arming->dir = !arming->dir;
	arming->sending = false;
	err = half_arm(s, &s->rx, arming);
	if (err)
		half_disarm(s, &s->tx);
	return err;
}

int seccomm_session_arm(struct seccomm_session *s,
			const struct seccomm_keyring *ring,
			const struct seccomm_hs_keys *keys)
{
	const struct seccomm_identity peer = { .addr = s->peer.addr };
	struct seccomm_identity us;
	struct seccomm_arming arming = {
		.roots = ring,
		.epoch = s->epoch,
		.digest = s->stack->digest,
		.us = &us,
		.peer = &peer,
		.net = s->snet->net,
	};
	int err;

	/* seccomm_hs_repeat() may change it under the lock. */
	spin_lock_bh(&s->lock);
	us.addr = s->path.local;
	spin_unlock_bh(&s->lock);
	err = halves_arm(s, &arming);
	if (err)
		return err;
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
		half_disarm(s, &s->tx);
	if (s->rx.state)
		half_disarm(s, &s->rx);
}
