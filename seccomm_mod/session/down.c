// SPDX-License-Identifier: GPL-2.0
/*
 * Down: a session's messages, through its stack's plan, to IP.
 */
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/sock.h>
#include "session/address.h"
#include "session/batch.h"
#include "session/down.h"
#include "session/epoch.h"
#include "session/gate.h"
#include "session/session.h"
#include "session/table.h"
#include "transport/path_route.h"
#include "transport/transport.h"

/* No route leads from the session's address any more, and no option of its socket is the
 * cause. If one leads from another address of ours, the session becomes WORN, so that
 * another one opens from there: -ESTALE; else @err.
 */
static noinline struct dst_entry *down_route_lost(struct seccomm_session *s,
						  struct dst_entry *err)
{
	struct in6_addr local;

	if (!seccomm_address_changes(s, &local))
		return err;
	seccomm_state_change(s, SECCOMM_CAUSE_WORN, 0);
	return ERR_PTR(-ESTALE);
}

/* The session's route, found anew where the cached one has gone stale or the socket's
 * options have changed.
 */
static struct dst_entry *down_route(struct seccomm_session *s)
{
	struct dst_entry *dst = seccomm_path_cached(&s->path, s->sk);
	bool same;

	if (likely(dst))
		return dst;
	same = seccomm_path_suits(&s->path, s->sk);
	dst = seccomm_path_find(&s->path, s->snet->net, s->sk);
	return IS_ERR(dst) && same ? down_route_lost(s, dst) : dst;
}

int seccomm_transmit(struct seccomm_session *s, struct sk_buff *skb)
{
	struct dst_entry *dst = down_route(s);

	if (IS_ERR(dst)) {
		kfree_skb(skb);
		return PTR_ERR(dst);
	}
	return seccomm_path_xmit(&s->path, s->snet->net, s->sk, skb, dst);
}

static int down_gate(struct cactus_lane *lane, struct sk_buff *skb,
		     struct cactus_course **course)
{
	const struct seccomm_session *s = seccomm_lane_session(lane);
	u8 state = seccomm_session_state(s);
	struct seccomm_epoch *epoch;

	/* Messages of a worn session wait for another one, which keyMiss has opened;
	 * session_supersede() moves them there.
	 */
	if (unlikely(state == SECCOMM_STATE_WORN))
		return CACTUS_PARK;
	if (unlikely(state == SECCOMM_STATE_SPENT))
		return -ESHUTDOWN;
	if (unlikely(!seccomm_state_is_open(state)))
		return seccomm_gate_shut(state);
	epoch = seccomm_epoch_sending(&s->epochs);
	*course = &epoch->tx.course;
	return seccomm_gate(epoch);
}

/* Take the message number, and write the base header that every layer covers. */
static int down_enter(struct cactus_course *course, struct sk_buff *skb)
{
	const struct seccomm_epoch *epoch =
		container_of(course, struct seccomm_epoch, tx.course);
	struct seccomm_session *s = epoch->session;
	struct seccomm_hdr *hdr = (void *)(skb->data - SECCOMM_HDR_LEN);
	u64 number = atomic64_inc_return(&s->number);

	/* When the numbers are used up, no message enters any more. */
	if (unlikely(number > SECCOMM_LAST_NUMBER)) {
		/* Take it back, so that the counter never wraps to used numbers. */
		atomic64_dec(&s->number);
		seccomm_key_worn(&s->tx);
		return -EKEYEXPIRED;
	}
	SECCOMM_INC(s->snet, TX_NUMBERS);
	CACTUS_CB(skb)->number = number;
	*hdr = epoch->hdr;
	hdr->number = cpu_to_be64(number);
	return 0;
}

int seccomm_transmit_counted(struct seccomm_session *s, struct sk_buff *skb)
{
	unsigned int body = SECCOMM_DOWN_LEN(skb);
	int err = seccomm_transmit(s, skb);

	if (unlikely(err)) {
		if (err == -ENOBUFS)
			SECCOMM_INC(s->snet, TX_QDISC);
		else
			SECCOMM_INC(s->snet, TX_ROUTE);
		return err;
	}
	SECCOMM_INC(s->snet, TX_MESSAGES);
	SECCOMM_ADD(s->snet, TX_BYTES, body);
	this_cpu_inc(s->counts->tx_messages);
	this_cpu_add(s->counts->tx_bytes, body);
	seccomm_session_touch(s);
	return 0;
}

static int down_done(struct cactus_course *course, struct sk_buff *skb)
{
	struct seccomm_session *s =
		container_of(course, struct seccomm_epoch, tx.course)->session;
	struct seccomm_batch *batch = s->batch;

	seccomm_destroyed(SECCOMM_OBJ_MESSAGE);
	__skb_push(skb, SECCOMM_HDR_LEN);
	/* See before the first message waits whether it is to go by another session: on
	 * -ESTALE seccomm_sendmsg() sends it anew.
	 */
	if (unlikely(CACTUS_CB(skb)->more || !seccomm_batch_empty(batch)) &&
	    (!seccomm_batch_empty(batch) ||
	     down_route(s) != ERR_PTR(-ESTALE)) &&
	    seccomm_batch_add(batch, s, skb))
		return 0;
	return seccomm_transmit_counted(s, skb);
}

/* The session that is to send what @s does not send any more: the one that messages go
 * by, or a WORN one, where they wait for the next session; NULL: none. Under RCU.
 */
static struct seccomm_session *down_heir(const struct seccomm_session *s)
{
	struct seccomm_session *other =
		seccomm_session_by_peer(s->sk, &s->peer);

	if (other && other != s && other->stack == s->stack &&
	    !seccomm_state_is_over(READ_ONCE(other->state)))
		return other;
	for (other = seccomm_table_first(s->sk, &s->peer); other;
	     other = seccomm_table_next(other))
		if (other != s && other->stack == s->stack &&
		    READ_ONCE(other->state) == SECCOMM_STATE_WORN)
			return other;
	return NULL;
}

/* Give a message whose session ended before its turn to the session that has taken the
 * place of @s. False: there is none.
 */
static bool down_redirect(struct seccomm_session *s, struct sk_buff *skb)
{
	struct seccomm_session *other;

	rcu_read_lock();
	other = down_heir(s);
	if (other) {
		/* The message is not lost, so no caller is told why @s has ended. */
		WRITE_ONCE(s->error, 0);
		cactus_lane_submit(&other->tx.lane, skb);
	}
	rcu_read_unlock();
	return other;
}

static void down_drop(struct cactus_lane *lane, struct sk_buff *skb,
		      const struct cactus_binding *by, int err)
{
	struct seccomm_session *s = seccomm_lane_session(lane);

	if (err == -ESHUTDOWN && !by && down_redirect(s, skb))
		return;
	seccomm_destroyed(SECCOMM_OBJ_MESSAGE);
	if (err == -EKEYEXPIRED)
		SECCOMM_INC(s->snet, TX_CAP);
	else if (by)
		SECCOMM_INC(s->snet, TX_LAYER);
	else if (err == -ENOBUFS)
		SECCOMM_INC(s->snet, TX_PARK_FULL);
	else if (err == -ENOMEM)
		SECCOMM_INC(s->snet, TX_MEMORY);
	else
		SECCOMM_INC(s->snet, TX_PARKED);
	kfree_skb(skb);
}

/* Wake senders that wait for the lane, however much of the send buffer is in use;
 * sock_def_write_space() would look at that.
 */
static void down_drained(struct cactus_lane *lane)
{
	struct sock *sk = seccomm_lane_session(lane)->sk;
	struct socket_wq *wq;

	rcu_read_lock();
	wq = rcu_dereference(sk->sk_wq);
	if (skwq_has_sleeper(wq))
		wake_up_interruptible_poll(&wq->wait, EPOLLOUT | EPOLLWRNORM |
							      EPOLLWRBAND);
	sk_wake_async(sk, SOCK_WAKE_SPACE, POLL_OUT);
	rcu_read_unlock();
}

const struct cactus_lane_ops seccomm_down_ops = {
	.gate = down_gate,
	.enter = down_enter,
	.done = down_done,
	.drop = down_drop,
	.drained = down_drained,
};
