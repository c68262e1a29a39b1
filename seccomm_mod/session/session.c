// SPDX-License-Identifier: GPL-2.0
/*
 * A session's memory: how it is made, and released with the last reference.
 */
#include <kunit/visibility.h>
#include <linux/slab.h>
#include <net/sock.h>
#include "keys/names.h"
#include "keys/proofs.h"
#include "session/address.h"
#include "session/down.h"
#include "session/epoch.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"
#include "session/up.h"
#include "session/user.h"
#include "stack/retire.h"

struct workqueue_struct *seccomm_wq;
EXPORT_SYMBOL_IF_KUNIT(seccomm_wq);

/* Sessions: exactly as large as they are, since any M1 makes one. */
static struct kmem_cache *session_cache;

static void session_destroy(struct work_struct *work);

/* Count @s among the namespace's and the owner's sessions. 0; -ENOBUFS: the namespace has
 * too many; or the errno of @admit.
 */
static int session_admit(struct seccomm_session *s)
{
	int err = -ENOBUFS;

	if (atomic_inc_return(&s->snet->n_sessions) <=
	    READ_ONCE(s->snet->max_sessions))
		err = s->user->admit(s);
	if (err)
		atomic_dec(&s->snet->n_sessions);
	return err;
}

/* A secret may have come: have the timer look again. A session that is not in the tables
 * yet has no index to open with, and has not looked before.
 */
static void session_key_came(struct seccomm_key_waiter *w)
{
	struct seccomm_session *s =
		container_of(w, struct seccomm_session, key_waiter);

	if (seccomm_table_has(s))
		seccomm_session_schedule(s, 0);
}

/* Set up both lanes, on which messages wait under the courses of the first key epoch. */
static void session_lanes_init(struct seccomm_session *s)
{
	struct seccomm_epoch *epoch = s->epochs.making;

	s->tx.session = s;
	s->tx.ops = &seccomm_session_half_ops;
	s->rx.session = s;
	s->rx.ops = &seccomm_session_half_ops;
	cactus_lane_init(&s->tx.lane, &epoch->tx.course, &seccomm_down_ops,
			 READ_ONCE(s->snet->park_messages),
			 READ_ONCE(s->snet->park_bytes));
	cactus_lane_init(&s->rx.lane, &epoch->rx.course, &seccomm_up_ops,
			 READ_ONCE(s->snet->park_messages),
			 READ_ONCE(s->snet->park_bytes));
	cactus_lane_budget(&s->tx.lane, READ_ONCE(s->snet->softirq_budget));
	cactus_lane_budget(&s->rx.lane, READ_ONCE(s->snet->softirq_budget));
	/* Only received messages are charged here: those to be sent, to their socket. */
	s->rx.lane.pool = &s->snet->parked;
}

/* A session's memory, with its first key epoch; NULL: no memory. */
static struct seccomm_session *session_alloc(struct seccomm_stack *stack)
{
	struct seccomm_session *s =
		kmem_cache_zalloc(session_cache, GFP_KERNEL);

	if (!s)
		return NULL;
	s->stack = stack;
	if (!seccomm_epoch_make(s))
		return s;
	kmem_cache_free(session_cache, s);
	return NULL;
}

int seccomm_session_count(struct seccomm_session *s)
{
	struct seccomm_session_counts __percpu *counts;

	if (s->counts)
		return 0;
	counts = alloc_percpu_gfp(struct seccomm_session_counts,
				  GFP_KERNEL_ACCOUNT);
	if (!counts)
		return -ENOMEM;
	/* Whoever sees the counts sees them zeroed. */
	smp_store_release(&s->counts, counts);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_session_count);

struct seccomm_session *
seccomm_session_create(const struct seccomm_session_terms *terms)
{
	struct seccomm_stack *stack = terms->stack;
	struct seccomm_session *s;
	int err;

	if (!seccomm_stack_tryget_types(stack)) {
		seccomm_stack_put_user(stack);
		return ERR_PTR(-ENOPROTOOPT);
	}
	s = session_alloc(stack);
	if (!s) {
		seccomm_stack_put_types(stack);
		seccomm_stack_put_user(stack);
		return ERR_PTR(-ENOMEM);
	}
	seccomm_created(SECCOMM_OBJ_SESSION);
	s->snet = seccomm_net(sock_net(terms->sk));
	s->sk = terms->sk;
	sock_hold(terms->sk);
	refcount_set(&s->ref, 2);
	spin_lock_init(&s->lock);
	INIT_RCU_WORK(&s->destroy, session_destroy);
	INIT_LIST_HEAD(&s->in_socket);
	s->initiator = terms->initiator;
	s->state = terms->initiator ? SECCOMM_STATE_KEYLESS :
				      SECCOMM_STATE_ACCEPTING;
	s->peer = *terms->peer;
	seccomm_path_init(&s->path, terms->local, terms->peer);
	s->born = get_jiffies_64();
	s->last_used = jiffies;
	s->heard = s->born;
	s->hinted = s->born - SECCOMM_HINT_INTERVAL;
	s->deadline = jiffies + seccomm_give_up(s->snet);
	s->retry = msecs_to_jiffies(READ_ONCE(s->snet->retry_min_ms));
	s->user = terms->user;
	s->exchange_ops = terms->exchange_ops;
	session_lanes_init(s);
	seccomm_session_timer_init(s);
	s->key_waiter.stack = stack->name;
	s->key_waiter.wake = session_key_came;
	INIT_LIST_HEAD(&s->key_waiter.link);
	if (terms->initiator)
		/* Before anybody can end the session, and with it the waiter. */
		seccomm_key_wait(s->snet, &s->key_waiter);
	else
		atomic_inc(&s->snet->n_half_open);

	err = session_admit(s);
	if (err) {
		s->unlinked = true;
		seccomm_key_wait_end(s->snet, &s->key_waiter);
		seccomm_stack_drop_user(s->stack);
		seccomm_state_change(s, SECCOMM_CAUSE_CLOSED, 0);
		cactus_lane_close(&s->tx.lane);
		cactus_lane_close(&s->rx.lane);
		seccomm_session_put(s);
		seccomm_session_put(s);
		return ERR_PTR(err);
	}
	seccomm_table_link(s);
	seccomm_session_schedule(s, seccomm_give_up(s->snet));
	return s;
}

void seccomm_session_put(struct seccomm_session *s)
{
	if (refcount_dec_and_test(&s->ref))
		queue_rcu_work(seccomm_wq, &s->destroy);
}

/* Free a session a grace period after its last reference: no lane, table or socket leads
 * to it any more.
 */
static void session_destroy(struct work_struct *work)
{
	struct rcu_work *rwork = to_rcu_work(work);
	struct seccomm_session *s = container_of(rwork, typeof(*s), destroy);

	seccomm_epoch_retire(s);
	cactus_lane_fini(&s->tx.lane);
	cactus_lane_fini(&s->rx.lane);
	s->exchange_ops->forget(s);
	seccomm_names_put(s->names);
	seccomm_proofs_put(s->proofs);
	seccomm_path_release(&s->path);
	seccomm_stack_put_types(s->stack);
	seccomm_stack_put(s->stack);
	sock_put(s->sk);
	free_percpu(s->counts);
	memzero_explicit(s, sizeof(*s));
	kmem_cache_free(session_cache, s);
	seccomm_destroyed(SECCOMM_OBJ_SESSION);
}

int seccomm_session_init(void)
{
	int err;

	session_cache = KMEM_CACHE(seccomm_session, SLAB_ACCOUNT);
	if (!session_cache)
		return -ENOMEM;
	err = seccomm_epoch_init();
	if (err)
		goto cache;
	err = -ENOMEM;
	seccomm_wq = alloc_workqueue("seccomm", WQ_UNBOUND, 0);
	if (!seccomm_wq)
		goto epoch;
	err = seccomm_table_init();
	if (err)
		goto wq;
	err = seccomm_address_init();
	if (err)
		goto table;
	return 0;
table:
	seccomm_table_exit();
wq:
	destroy_workqueue(seccomm_wq);
epoch:
	seccomm_epoch_exit();
cache:
	kmem_cache_destroy(session_cache);
	return err;
}

void seccomm_session_exit(void)
{
	/* The last turn of a timer puts its session, RCU queues the session's destruction,
	 * and that queues the wiping of its key epochs, for destroy_workqueue() to drain.
	 */
	cactus_delayed_barrier();
	rcu_barrier();
	destroy_workqueue(seccomm_wq);
	seccomm_address_exit();
	seccomm_table_exit();
	seccomm_epoch_exit();
	kmem_cache_destroy(session_cache);
}
