// SPDX-License-Identifier: GPL-2.0
/*
 * A session's timer: the event sessionTimer, raised with a delay, and its handlers:
 * handshake retry, end, reopening, idle collection.
 */
#include <linux/random.h>
#include <net/sock.h>
#include "session/address.h"
#include "session/control.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"
#include "session/user.h"

/* A peer is asked so often at least, however late the timer's turns are. */
#define ASK_LEAST 3

static void timer_done(struct cactus_delayed *d)
{
	seccomm_session_put(container_of(d, struct seccomm_session, timer));
}

void seccomm_session_timer_init(struct seccomm_session *s)
{
	cactus_delayed_init(&s->timer, &s->tx.lane, s->stack->ev_timer,
			    timer_done);
}

void seccomm_session_schedule(struct seccomm_session *s, unsigned long delay)
{
	if (seccomm_session_hold(s) && cactus_delayed_raise(&s->timer, delay))
		seccomm_session_put(s);
}

void seccomm_session_schedule_unless(struct seccomm_session *s,
				     unsigned long delay)
{
	if (seccomm_session_hold(s) &&
	    cactus_delayed_raise_unless(&s->timer, delay))
		seccomm_session_put(s);
}

static struct seccomm_session *timer_session(const struct sk_buff *skb)
{
	return seccomm_half(skb)->session;
}

/* Draw an interval from 0.8 to 1.2 of @retry, so that sessions that began together do not go
 * on together.
 */
static unsigned long timer_jitter(unsigned long retry)
{
	return retry * (80 + get_random_u32_below(41)) / 100;
}

/* Send our last message of the handshake again, and have another turn when it is due, within
 * @left jiffies: the interval doubles.
 */
static void timer_repeat(struct seccomm_session *s, unsigned long left)
{
	unsigned long retry;

	s->exchange_ops->repeat(s);
	retry = min(2 * READ_ONCE(s->retry),
		    msecs_to_jiffies(READ_ONCE(s->snet->retry_max_ms)));
	WRITE_ONCE(s->retry, retry);
	seccomm_session_schedule_unless(s, min(timer_jitter(retry), left));
}

void seccomm_session_await(struct seccomm_session *s)
{
	seccomm_session_schedule(s, min(timer_jitter(READ_ONCE(s->retry)),
					seccomm_give_up(s->snet)));
}

/* The negative errno of a handshake that is given up in @state. */
static int timer_give_up_error(const struct seccomm_session *s, u8 state)
{
	int hint = READ_ONCE(s->hint);

	if (state == SECCOMM_STATE_KEYLESS)
		return -ENOKEY;
	if (hint)
		return -hint;
	/* An initiator repeats M1 until an M2 verifies. One that did so behind our M2, and
	 * not for one lost message alone, has secrets other than ours, unless no M2 reaches
	 * it.
	 */
	if (!s->initiator && READ_ONCE(s->asked_again) >= 2)
		return -EKEYREJECTED;
	return -ETIMEDOUT;
}

/* As long as the session is not confirmed: look for secrets, send again, or give up. What
 * the peer opened sends nothing unasked.
 */
static int timer_handshake(struct sk_buff *skb, void *arg)
{
	struct seccomm_session *s = timer_session(skb);
	unsigned long deadline = READ_ONCE(s->deadline), now = jiffies;
	u8 state = READ_ONCE(s->state);
	int err;

	if (state >= SECCOMM_STATE_OPEN)
		return CACTUS_CONTINUE;
	if (time_after_eq(now, deadline)) {
		seccomm_session_fail(s, -timer_give_up_error(s, state));
		return CACTUS_HALT;
	}
	if (state == SECCOMM_STATE_KEYLESS) {
		err = seccomm_session_key_miss(s);
		/* seccomm_key_set() schedules the timer earlier. If it has just done
		 * so, keep that time.
		 */
		if (err)
			seccomm_session_fail(s, -err);
		else
			seccomm_session_schedule_unless(s, deadline - now);
		return CACTUS_HALT;
	}
	if (seccomm_state_is_asking(state))
		timer_repeat(s, deadline - now);
	else
		seccomm_session_schedule_unless(s, deadline - now);
	return CACTUS_HALT;
}

/* Put off the end of @s, whose received messages a handler holds, which may be given back
 * yet: false if none is held, or they have had their time.
 */
static bool timer_waits_for_held(struct seccomm_session *s)
{
	if (!cactus_lane_holds(&s->rx.lane) ||
	    s->held_turns == SECCOMM_HELD_TURNS)
		return false;
	s->held_turns++;
	seccomm_session_schedule(s, SECCOMM_HELD_INTERVAL);
	return true;
}

/* Close a session that is over, or that another replaced or the peer closed, when messages
 * under way to it have had their time.
 */
static int timer_end(struct sk_buff *skb, void *arg)
{
	struct seccomm_session *s = timer_session(skb);
	u8 state = READ_ONCE(s->state);

	if (state < SECCOMM_STATE_ENDING)
		return CACTUS_CONTINUE;
	if (!seccomm_state_is_over(state)) {
		cactus_lane_drain(&s->rx.lane);
		if (timer_waits_for_held(s))
			return CACTUS_HALT;
	}
	seccomm_session_close(s, 0, false);
	return CACTUS_HALT;
}

/* End a session whose peer has never confirmed it. Its socket is told, unless another one is
 * being opened in its place, which will tell.
 */
static void timer_unconfirmed(struct seccomm_session *s)
{
	bool another;

	rcu_read_lock();
	another = seccomm_session_opening(s->sk, &s->peer);
	rcu_read_unlock();
	if (!another && s->user->failed(s, ETIMEDOUT))
		sk_error_report(s->sk);
	seccomm_control_close(s);
	seccomm_session_close(s, ETIMEDOUT, false);
}

/* As long as nothing authentic has come from the peer of a session that we opened, M3 may
 * be lost: send it again, with a question to which any peer that is open has an answer, or
 * end the session, since the peer has never confirmed it.
 */
static int timer_unheard(struct sk_buff *skb, void *arg)
{
	struct seccomm_session *s = timer_session(skb);
	unsigned long deadline = READ_ONCE(s->deadline), now = jiffies;

	if (!READ_ONCE(s->unheard))
		return CACTUS_CONTINUE;
	if (time_after_eq(now, deadline) && s->asked >= ASK_LEAST) {
		timer_unconfirmed(s);
		return CACTUS_HALT;
	}
	/* Ask first: a peer that takes this M3 may not be open yet when a question behind it
	 * comes.
	 */
	s->asked += s->asked < ASK_LEAST;
	seccomm_control_ping(s, get_random_u32());
	timer_repeat(s, max_t(long, deadline - now, HZ / 4));
	return CACTUS_CONTINUE;
}

/* Open another session beside this one, which the peer has forgotten, or of which a key is
 * worn or the address has gone. If there can be none, what waits in a WORN one is dropped.
 */
static int timer_reopen(struct sk_buff *skb, void *arg)
{
	struct seccomm_session *s = timer_session(skb), *again;

	if (!READ_ONCE(s->reopen))
		return CACTUS_CONTINUE;
	WRITE_ONCE(s->reopen, false);
	again = s->user->reopen(s);
	if (!again)
		return CACTUS_CONTINUE;
	if (IS_ERR(again)) {
		if (READ_ONCE(s->state) == SECCOMM_STATE_WORN)
			cactus_lane_flush(&s->tx.lane, PTR_ERR(again));
		return CACTUS_CONTINUE;
	}
	if (seccomm_session_key_miss(again))
		seccomm_session_close_later(again, 0);
	seccomm_session_put(again);
	return CACTUS_CONTINUE;
}

static int timer_idle(struct sk_buff *skb, void *arg)
{
	struct seccomm_session *s = timer_session(skb);
	unsigned long limit = seccomm_idle(s->snet);
	unsigned long idle, next;

	if (time_after_eq(jiffies, READ_ONCE(s->deadline)))
		s->exchange_ops->forget(s);
	idle = jiffies - READ_ONCE(s->last_used);
	if (idle >= limit) {
		SECCOMM_INC(s->snet, IDLE);
		seccomm_control_close(s);
		seccomm_session_close(s, 0, false);
		return CACTUS_CONTINUE;
	}
	next = limit - idle;
	if (READ_ONCE(s->exchange))
		next = min(next, seccomm_give_up(s->snet));
	seccomm_session_schedule_unless(s, next);
	return CACTUS_CONTINUE;
}

int seccomm_session_timer_bind(struct cactus_composite *composite, u16 ev_timer)
{
	static const struct {
		const char *name;
		cactus_handler_t handler;
	} turns[] = {
		{ "HandshakeRetry", timer_handshake },
		{ "SessionEnd", timer_end },
		{ "ConfirmRetry", timer_unheard },
		{ "SessionReopen", timer_reopen },
		{ "IdleCollection", timer_idle },
	};
	struct cactus_bind b = {
		.event = ev_timer,
		.flags = CACTUS_MAY_SLEEP | CACTUS_REENTRANT,
		.growth = { .mul = 1 },
	};
	int err;

	for (; b.order < ARRAY_SIZE(turns); b.order++) {
		b.name = turns[b.order].name;
		b.handler = turns[b.order].handler;
		err = cactus_bind(composite, &b);
		if (err)
			return err;
	}
	return 0;
}
