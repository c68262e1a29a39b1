// SPDX-License-Identifier: GPL-2.0
/*
 * Tracing one session: two wire-neutral handlers, which are bound while the trace is on,
 * where messages are as the application sees them.
 */
#include <linux/limits.h>
#include <linux/mutex.h>
#include "session/session.h"
#include "session/table.h"
#include "session/trace.h"

#define CREATE_TRACE_POINTS
#include "session/tracepoint.h"

/* Serializes turning traces on and off. */
static DEFINE_MUTEX(trace_mutex);

static int trace_message(const struct sk_buff *skb, void *down)
{
	trace_seccomm_message(seccomm_half(skb)->session->index, down,
			      CACTUS_CB(skb)->number, skb->len);
	return 0;
}

/* Runs before the first layer has touched the message. */
static const struct cactus_neutral trace_down = {
	.name = "TraceDown",
	.order = INT_MIN,
	.handler = trace_message,
	.arg = (void *)&trace_down,
	.flags = CACTUS_REENTRANT,
};

/* Runs behind the last layer, when all have verified the message. */
static const struct cactus_neutral trace_up = {
	.name = "TraceUp",
	.order = INT_MAX,
	.handler = trace_message,
	.flags = CACTUS_REENTRANT,
};

static int trace_on(struct seccomm_session *s)
{
	int err = cactus_lane_bind(&s->tx.lane, s->stack->ev_down, &trace_down);

	/* It is bound already if turning the trace off failed half way before. */
	if (err && err != -EEXIST)
		return err;
	err = cactus_lane_bind(&s->rx.lane, s->stack->ev_up, &trace_up);
	if (err)
		cactus_lane_unbind(&s->tx.lane, &trace_down);
	return err;
}

static int trace_off(struct seccomm_session *s)
{
	int err = cactus_lane_unbind(&s->tx.lane, &trace_down);

	if (err && err != -ENOENT)
		return err;
	return cactus_lane_unbind(&s->rx.lane, &trace_up);
}

int seccomm_session_trace(struct net *net, u32 index, bool on)
{
	struct seccomm_session *s = seccomm_session_get(net, index);
	int err = 0;

	if (!s)
		return -ENOENT;
	mutex_lock(&trace_mutex);
	if (s->traced != on) {
		err = on ? trace_on(s) : trace_off(s);
		if (!err)
			WRITE_ONCE(s->traced, on);
	}
	mutex_unlock(&trace_mutex);
	seccomm_session_put(s);
	/* The session is ending. */
	return err == -ESHUTDOWN ? -ENOENT : err;
}
