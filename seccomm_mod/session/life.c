// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of a session: opened, superseded, worn, failed, closed.
 */
#include <linux/sched/mm.h>
#include <net/sock.h>
#include "notify.h"
#include "session/address.h"
#include "session/control.h"
#include "session/epoch.h"
#include "session/info.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"
#include "session/user.h"

static void session_event(struct seccomm_session *s,
			  enum seccomm_event_kind kind, int error)
{
	u8 peer_digest[sizeof(s->peer_digest)];
	struct seccomm_session_info info;
	struct seccomm_event ev = {
		.kind = kind,
		.error = error,
		.stack = s->stack->name,
		.session = &info,
		.digest = s->stack->digest,
	};

	seccomm_session_info(s, &info);
	/* seccomm_hint_take() may change the digest. */
	spin_lock_bh(&s->lock);
	memcpy(peer_digest, s->peer_digest, sizeof(peer_digest));
	spin_unlock_bh(&s->lock);
	if (memchr_inv(peer_digest, 0, sizeof(peer_digest))) {
		ev.peer_digest = peer_digest;
		ev.peer_digest_len = sizeof(peer_digest);
	}
	seccomm_notify_event(s->snet->net, &ev);
}

/* Tell that a session that the peer opened has failed since the two ends' keys differ. */
static void session_refused(struct seccomm_session *s)
{
	const struct seccomm_refused refusal = {
		.counter = SECCOMM_CNT_HS_FAILED,
		.error = EKEYREJECTED,
		.peer = &s->peer.addr,
		.peer_port = s->peer.port,
		.local_port = s->sport,
		.stack = s->stack->name,
		.digest = s->stack->digest,
		.peer_digest = s->stack->digest,
	};

	seccomm_notify_refused(s->snet, &refusal);
}

/* Did both ends open at once, and has @met the larger nonce of the two? Then both ends keep
 * @met. If one end opened both, or the handshake of @met is long over, the peer has
 * forgotten @met.
 */
static bool session_glare_lost(struct seccomm_session *s,
			       struct seccomm_session *met)
{
	u8 nonce[SECCOMM_NONCE_LEN];
	bool lost;

	if (met->initiator == s->initiator)
		return false;
	/* seccomm_exchange_forget() has set the nonce to 0 when the handshake is long over,
	 * so that @met never wins.
	 */
	spin_lock_bh(&met->lock);
	memcpy(nonce, met->nonce, sizeof(nonce));
	spin_unlock_bh(&met->lock);
	spin_lock_bh(&s->lock);
	lost = memcmp(nonce, s->nonce, sizeof(nonce)) > 0;
	spin_unlock_bh(&s->lock);
	return lost;
}

void seccomm_session_peers_nonce(const struct seccomm_session *s,
				 u8 nonce[SECCOMM_NONCE_LEN])
{
	struct seccomm_session *met;

	memset(nonce, 0, SECCOMM_NONCE_LEN);
	rcu_read_lock();
	for (met = seccomm_table_first(s->sk, &s->peer); met;
	     met = seccomm_table_next(met)) {
		if (met->initiator || !seccomm_session_is_open(met))
			continue;
		spin_lock_bh(&met->lock);
		if (memcmp(met->nonce, nonce, SECCOMM_NONCE_LEN) > 0)
			memcpy(nonce, met->nonce, SECCOMM_NONCE_LEN);
		spin_unlock_bh(&met->lock);
	}
	rcu_read_unlock();
}

/* The one of the open sessions with @s's peer that stays. Under RCU. */
static struct seccomm_session *session_chosen(struct seccomm_session *s)
{
	struct seccomm_session *met;
	u8 state;

	for (met = seccomm_table_first(s->sk, &s->peer); met;
	     met = seccomm_table_next(met)) {
		state = READ_ONCE(met->state);
		if (met != s &&
		    (state == SECCOMM_STATE_OPEN ||
		     state == SECCOMM_STATE_WORN) &&
		    session_glare_lost(s, met))
			return met;
	}
	return s;
}

/* Have @stays wait as long for its next hint as @old would have. */
static void session_inherit_hint(struct seccomm_session *stays,
				 struct seccomm_session *old)
{
	u64 hinted;

	spin_lock_bh(&old->lock);
	hinted = old->hinted;
	spin_unlock_bh(&old->lock);
	spin_lock_bh(&stays->lock);
	stays->hinted = max(stays->hinted, hinted);
	spin_unlock_bh(&stays->lock);
}

/* End the other sessions of @stays' socket and peer: an older one that the peer has
 * forgotten, or one that we opened while the peer opened another. @stays sends what they
 * had parked. Under RCU.
 */
static void session_supersede(struct seccomm_session *stays)
{
	struct seccomm_session *old;
	struct sk_buff_head parked;
	enum seccomm_state was;

	__skb_queue_head_init(&parked);
	for (old = seccomm_table_first(stays->sk, &stays->peer); old;
	     old = seccomm_table_next(old)) {
		if (old == stays)
			continue;
		/* Change the state first: what is submitted from now on the gate refuses,
		 * and down_redirect() gives it to @stays. Messages in WORN sessions that
		 * wait for @old to open are not dropped, see session_end().
		 */
		was = seccomm_state_change(old, SECCOMM_CAUSE_SUPERSEDED, 0);
		session_inherit_hint(stays, old);
		if (was == SECCOMM_STATES || was == SECCOMM_STATE_OPEN)
			continue;
		/* Messages of another stack, after the policy has changed, are lost. */
		if (old->stack == stays->stack)
			cactus_lane_take(&old->tx.lane, &parked);
	}
	cactus_lane_give(&stays->tx.lane, &parked);
}

void seccomm_session_opened(struct seccomm_session *s)
{
	struct seccomm_session *stays;

	SECCOMM_INC(s->snet, HS_OPENED);
	seccomm_address_keep(s);
	seccomm_session_touch(s);
	/* Until then timer_idle() keeps the exchange, to answer repeated messages. */
	WRITE_ONCE(s->deadline, jiffies + seccomm_give_up(s->snet));
	if (s->initiator)
		WRITE_ONCE(s->retry,
			   msecs_to_jiffies(READ_ONCE(s->snet->retry_min_ms)));
	rcu_read_lock();
	stays = session_chosen(s);
	/* Have the socket store @stays before the others end: a connect() that waits for
	 * one of them finds @stays there.
	 */
	s->user->opened(stays);
	session_supersede(stays);
	/* Messages in a WORN session waited for one of those that were just superseded:
	 * open another one.
	 */
	if (READ_ONCE(stays->state) == SECCOMM_STATE_WORN &&
	    READ_ONCE(stays->tx.lane.queued_bytes))
		seccomm_session_reopen(stays);
	rcu_read_unlock();
	session_event(s, SECCOMM_EVENT_OPENED, 0);
	cactus_lane_kick(&s->tx.lane);
	cactus_lane_kick(&s->rx.lane);
	s->sk->sk_write_space(s->sk);
	s->sk->sk_state_change(s->sk);
	/* Under the lock, since seccomm_state_change() schedules an end after it has
	 * changed the state: the end is not put off to the idle time.
	 */
	spin_lock_bh(&s->lock);
	if (s->state < SECCOMM_STATE_ENDING && s->initiator)
		seccomm_session_await(s);
	else if (s->state < SECCOMM_STATE_ENDING)
		seccomm_session_schedule(s, min(seccomm_give_up(s->snet),
						seccomm_idle(s->snet)));
	spin_unlock_bh(&s->lock);
}

/* Is another session open that messages to @s's peer go by? */
static bool session_other_is_open(const struct seccomm_session *s)
{
	struct seccomm_session *other;
	bool ret;

	rcu_read_lock();
	other = seccomm_session_by_peer(s->sk, &s->peer);
	ret = other && READ_ONCE(other->state) == SECCOMM_STATE_OPEN;
	rcu_read_unlock();
	return ret;
}

/* Drop with @error, a negative errno, what waits in WORN sessions with the same peer for
 * @s to open. It waits only for a session that we open, since anyone may have a half-open
 * one made by a forged M1.
 */
static void session_flush_worn(const struct seccomm_session *s, int error)
{
	struct seccomm_session *other;

	if (!s->initiator)
		return;
	rcu_read_lock();
	for (other = seccomm_table_first(s->sk, &s->peer); other;
	     other = seccomm_table_next(other)) {
		if (other != s && READ_ONCE(other->state) == SECCOMM_STATE_WORN)
			cactus_lane_flush(&other->tx.lane, error);
	}
	rcu_read_unlock();
}

void seccomm_session_reopen(struct seccomm_session *s)
{
	WRITE_ONCE(s->reopen, true);
	seccomm_session_schedule(s, 0);
}

static void session_key_worn(struct seccomm_half *half)
{
	struct seccomm_session *s = half->session;

	if (half == &s->rx) {
		session_event(s, SECCOMM_EVENT_KEY_WORN, 0);
		seccomm_session_reopen(s);
		return;
	}
	if (seccomm_state_change(s, SECCOMM_CAUSE_WORN, 0) != SECCOMM_STATES)
		session_event(s, SECCOMM_EVENT_KEY_WORN, 0);
}

static int session_key_miss(struct seccomm_half *half)
{
	struct seccomm_session *s = half->session;
	struct mem_cgroup *memcg;
	int err;

	/* A WORN session may not use its keys any more: another one gets new keys. */
	if (READ_ONCE(s->state) == SECCOMM_STATE_WORN) {
		seccomm_session_reopen(s);
		return 0;
	}
	/* A lane's worker runs this, so charge the memory to the socket's owner here. */
	memcg = set_active_memcg(mem_cgroup_from_sk(s->sk));
	err = s->exchange_ops->start(s);
	set_active_memcg(memcg);
	if (err)
		seccomm_session_fail(s, -err);
	return 0;
}

int seccomm_session_key_miss(struct seccomm_session *s)
{
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);
	int err;

	if (!skb)
		return -ENOMEM;
	memset(skb->cb, 0, sizeof(skb->cb));
	/* Set the course as of a message that waits; @s keeps it. */
	CACTUS_CB(skb)->course = rcu_dereference_raw(s->tx.lane.course);
	err = cactus_plan_raise(s->stack->plan, s->stack->ev_miss, skb);
	consume_skb(skb);
	return err;
}

const struct seccomm_half_ops seccomm_session_half_ops = {
	.key_miss = session_key_miss,
	.key_worn = session_key_worn,
};

void seccomm_session_fail(struct seccomm_session *s, int error)
{
	bool told = s->initiator && !session_other_is_open(s);
	/* Even with another OPEN session, report ECONNREFUSED: the peer has lost that one,
	 * too, and will not open anew.
	 */
	bool connected = told || (s->initiator && error == ECONNREFUSED);

	/* The next call for the peer gets the error, once. If the socket is connected to
	 * the peer, @failed below has the socket report it instead.
	 */
	if (seccomm_state_change(s, SECCOMM_CAUSE_FAILED, told ? error : 0) ==
	    SECCOMM_STATES)
		return;
	SECCOMM_INC(s->snet, HS_FAILED);
	session_event(s, SECCOMM_EVENT_FAILED, error);
	if (!s->initiator && error == EKEYREJECTED)
		session_refused(s);
	/* Call @failed before the lanes are flushed, which wakes senders that ask for the
	 * error.
	 */
	connected = connected && s->user->failed(s, error);
	if (connected)
		sk_error_report(s->sk);
	cactus_lane_flush(&s->tx.lane, -error);
	cactus_lane_flush(&s->rx.lane, -error);
	session_flush_worn(s, -error);
	/* A failed session stays for its error alone: it keeps no secret, and one that comes
	 * is for the session that opens next.
	 */
	seccomm_key_wait_end(s->snet, &s->key_waiter);
	s->exchange_ops->forget(s);
	seccomm_session_schedule(s, connected || !told ? 0 :
							 seccomm_idle(s->snet));
}

void seccomm_session_close_later(struct seccomm_session *s, int error)
{
	seccomm_state_change(s, SECCOMM_CAUSE_CLOSED, error);
	seccomm_session_schedule(s, 0);
}

/* Take @s out of the tables. True for the one caller that did so, which ends @s. */
static bool session_unlink(struct seccomm_session *s)
{
	if (!seccomm_table_unlink(s))
		return false;
	atomic_dec(&s->snet->n_sessions);
	seccomm_key_wait_end(s->snet, &s->key_waiter);
	seccomm_stack_drop_user(s->stack);
	s->user->ended(s);
	return true;
}

/* Take @s out of the tables, and stop all that runs or waits in it. The caller has set
 * CLOSED, unless @s is SUPERSEDED.
 */
static void session_end(struct seccomm_session *s)
{
	/* Keep the address anew, since another one may have replaced it meanwhile. */
	if (seccomm_epoch_switched(s))
		seccomm_address_keep(s);
	if (!session_unlink(s))
		return;
	/* This cancels the timer, too. A turn of the timer that runs is not waited for: the
	 * caller may hold a lock that the turn wants, or be that turn.
	 */
	cactus_lane_close(&s->tx.lane);
	cactus_lane_close(&s->rx.lane);
	if (seccomm_epoch_switched(s))
		session_event(s, SECCOMM_EVENT_CLOSED, READ_ONCE(s->error));
	else if (READ_ONCE(s->state) != SECCOMM_STATE_SUPERSEDED)
		session_flush_worn(s, -ECONNABORTED);
	seccomm_session_put(s);
}

void seccomm_session_close(struct seccomm_session *s, int error, bool tell)
{
	if (tell && seccomm_session_is_open(s)) {
		/* Messages that send() has taken go out before the close. */
		cactus_lane_drain(&s->tx.lane);
		seccomm_control_close(s);
	}
	seccomm_state_change(s, SECCOMM_CAUSE_CLOSED, error);
	session_end(s);
}

int seccomm_session_kill(struct net *net, u32 index)
{
	struct seccomm_session *s = seccomm_session_get(net, index);

	if (!s)
		return -ENOENT;
	seccomm_session_close(s, 0, true);
	seccomm_session_put(s);
	return 0;
}
