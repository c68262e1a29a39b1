/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running the handlers of an event out of line, and ASYNC raises.
 */
#ifndef CACTUS_RAISE_INTERNAL_H
#define CACTUS_RAISE_INTERNAL_H

#include "course.h"
#include "raise.h"

struct cactus_plan_event;

/* What a handler's answer, or a failure that @cb notes, means for the message. */
int cactus_verdict(struct cactus_cb *cb, int ret);
/* cactus_run_event() out of line. */
int cactus_run(struct sk_buff *skb, const struct cactus_plan_event *e);
/* As cactus_run(), with a trace of each handler. */
int cactus_run_traced(struct sk_buff *skb, const struct cactus_plan_event *e);
/* Run an ASYNC raise's handlers, on @lane's worker; owns @skb. */
void cactus_async_run(struct cactus_lane *lane, struct sk_buff *skb);
/* Free the message of an ASYNC raise. */
void cactus_async_free(struct sk_buff *skb);

/* Set up the cb of a message that enters at @event, whatever the last plan or the network
 * left there. The caller sets the course.
 */
static inline void cactus_cb_enter(struct sk_buff *skb, u16 event,
				   bool in_process)
{
	struct cactus_cb *cb = CACTUS_CB(skb);

	cb->cur = NULL;
	cb->in_process = in_process;
	cb->depth = 1;
	memset(cb->attrs, 0, sizeof(cb->attrs));
	cb->event = event;
	cb->err = 0;
}

/* The lane that the message runs in, or NULL. */
static inline struct cactus_lane *cactus_msg_lane(const struct sk_buff *skb)
{
	const struct cactus_course *course = CACTUS_CB(skb)->course;

	return course ? course->lane : NULL;
}

#endif /* CACTUS_RAISE_INTERNAL_H */
