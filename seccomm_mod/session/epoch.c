// SPDX-License-Identifier: GPL-2.0
/*
 * Key epochs: made, armed with keys, taken into use, given back, wiped.
 */
#include <kunit/visibility.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include "keys/schedule.h"
#include "mp/signature.h"
#include "session/ends.h"
#include "session/epoch.h"
#include "session/info.h"
#include "session/session.h"
#include "stack/layers.h"
#include "stack/retire.h"
#include "stack/stack.h"

/* Epochs: exactly as large as they are, since any M1 makes one. */
static struct kmem_cache *epoch_cache;

int seccomm_epoch_init(void)
{
	epoch_cache = KMEM_CACHE(seccomm_epoch, SLAB_ACCOUNT);
	return epoch_cache ? 0 : -ENOMEM;
}

void seccomm_epoch_exit(void)
{
	kmem_cache_destroy(epoch_cache);
}

static void epoch_course_disarm(struct seccomm_course *course,
				const struct seccomm_stack *stack)
{
	if (!course->state)
		return;
	seccomm_layers_disarm(stack, course->state);
	seccomm_evidence_free(course->evidence);
	kfree_sensitive(course->state);
	course->evidence = NULL;
	course->state = NULL;
}

static int epoch_course_arm(struct seccomm_course *course,
			    const struct seccomm_stack *stack,
			    const struct seccomm_arming *arming)
{
	void *state = kzalloc(max(stack->state_size, 1U), GFP_KERNEL_ACCOUNT);
	int err;

	if (!state)
		return -ENOMEM;
	err = seccomm_layers_arm(stack, state, arming);
	if (err) {
		kfree_sensitive(state);
		return err;
	}
	course->state = state;
	return 0;
}

/* Arm both directions: what we send, and what the peer sends. */
static int epoch_arm(struct seccomm_epoch *epoch, struct seccomm_arming *arming,
		     bool initiator)
{
	int err;

	arming->dir = initiator ? 0 : 1;
	arming->sending = true;
	err = epoch_course_arm(&epoch->tx, epoch->stack, arming);
	if (err)
		return err;
	arming->dir = !arming->dir;
	arming->sending = false;
	err = epoch_course_arm(&epoch->rx, epoch->stack, arming);
	if (err)
		epoch_course_disarm(&epoch->tx, epoch->stack);
	return err;
}

/* Free an epoch whose last reference is gone, with its layers and keys. */
static void epoch_wipe(struct work_struct *work)
{
	struct seccomm_epoch *epoch =
		container_of(work, struct seccomm_epoch, wipe);
	struct seccomm_stack *stack = epoch->stack;
	struct net *net = stack->net;

	epoch_course_disarm(&epoch->tx, stack);
	epoch_course_disarm(&epoch->rx, stack);
	memzero_explicit(epoch, sizeof(*epoch));
	kmem_cache_free(epoch_cache, epoch);
	seccomm_destroyed(SECCOMM_OBJ_EPOCH);
	seccomm_stack_put_types(stack);
	seccomm_stack_put(stack);
	put_net(net);
}

/* A course ends in any context, but layers are released in process context alone. */
static void epoch_put(struct seccomm_epoch *epoch)
{
	if (refcount_dec_and_test(&epoch->ref))
		queue_work(seccomm_wq, &epoch->wipe);
}

static void epoch_tx_over(struct cactus_course *course)
{
	epoch_put(container_of(course, struct seccomm_epoch, tx.course));
}

static void epoch_rx_over(struct cactus_course *course)
{
	epoch_put(container_of(course, struct seccomm_epoch, rx.course));
}

int seccomm_epoch_make(struct seccomm_session *s)
{
	struct seccomm_stack *stack = s->stack;
	struct seccomm_epoch *epoch =
		kmem_cache_zalloc(epoch_cache, GFP_KERNEL);

	if (!epoch)
		return -ENOMEM;
	seccomm_created(SECCOMM_OBJ_EPOCH);
	epoch->session = s;
	epoch->stack = stack;
	seccomm_stack_hold_types(stack);
	get_net(stack->net);
	cactus_course_init(&epoch->tx.course, stack->plan, stack->ev_down,
			   stack->ev_miss, epoch_tx_over);
	cactus_course_init(&epoch->rx.course, stack->plan, stack->ev_up,
			   CACTUS_NO_EVENT, epoch_rx_over);
	refcount_set(&epoch->ref, 2);
	INIT_WORK(&epoch->wipe, epoch_wipe);
	s->epochs.making = epoch;
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_epoch_make);

int seccomm_epoch_arm(struct seccomm_session *s,
		      const struct seccomm_roots *roots,
		      const struct seccomm_hs_keys *keys)
{
	struct seccomm_epoch *epoch = s->epochs.making;
	struct seccomm_identity us, peer;
	struct in6_addr local;
	struct seccomm_arming arming = {
		.roots = roots,
		.epoch = epoch->number,
		.stack = epoch->stack->name,
		.digest = epoch->stack->digest,
		.us = &us,
		.peer = &peer,
		.net = epoch->stack->net,
	};
	int err;

	seccomm_session_local(s, &local);
	seccomm_session_ends(s, &local, &us, &peer);
	err = epoch_arm(epoch, &arming, s->initiator);
	if (err)
		return err;
	epoch->hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_DATA);
	epoch->hdr.epoch = cpu_to_be16(epoch->number);
	memcpy(epoch->tx.sid, keys->sid, SECCOMM_SID_LEN);
	memcpy(epoch->rx.sid, keys->sid, SECCOMM_SID_LEN);
	memcpy(epoch->control_tx,
	       s->initiator ? keys->control_i : keys->control_r,
	       SECCOMM_HASH_LEN);
	memcpy(epoch->control_rx,
	       s->initiator ? keys->control_r : keys->control_i,
	       SECCOMM_HASH_LEN);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_epoch_arm);

void seccomm_epoch_switch(struct seccomm_session *s)
{
	struct seccomm_epochs *epochs = &s->epochs;
	struct seccomm_epoch *epoch = epochs->making;
	struct seccomm_epoch __rcu **place;

	lockdep_assert_held(&s->lock);
	epoch->hdr.index = cpu_to_be32(s->peer_index);
	place = &epochs->receiving[seccomm_epoch_place(epoch->number)];
	rcu_assign_pointer(*place, epoch);
	rcu_assign_pointer(epochs->sending, epoch);
	epochs->making = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_epoch_switch);

static void epoch_retire(struct seccomm_epoch *epoch)
{
	if (!epoch)
		return;
	cactus_course_put(&epoch->tx.course);
	cactus_course_put(&epoch->rx.course);
}

void seccomm_epoch_retire(struct seccomm_session *s)
{
	struct seccomm_epochs *epochs = &s->epochs;
	struct seccomm_epoch *epoch;
	unsigned int i;

	RCU_INIT_POINTER(epochs->sending, NULL);
	for (i = 0; i < SECCOMM_EPOCHS; i++) {
		epoch = rcu_replace_pointer(epochs->receiving[i], NULL, true);
		epoch_retire(epoch);
	}
	epoch_retire(epochs->making);
	epochs->making = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_epoch_retire);

bool seccomm_epoch_switched(const struct seccomm_session *s)
{
	return rcu_access_pointer(s->epochs.sending);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_epoch_switched);

u16 seccomm_epoch_number(const struct seccomm_session *s)
{
	const struct seccomm_epoch *epoch;
	u16 number;

	rcu_read_lock();
	epoch = seccomm_epoch_sending(&s->epochs);
	number = epoch ? epoch->number : 0;
	rcu_read_unlock();
	return number;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_epoch_number);
