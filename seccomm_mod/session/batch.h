/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Batches of sendmmsg(): messages that wait, sealed, for the last one.
 */
#ifndef SECCOMM_BATCH_H
#define SECCOMM_BATCH_H

#include <linux/skbuff.h>
#include <linux/workqueue.h>

struct seccomm_session;

/**
 * struct seccomm_batch - a socket's messages on the point of going out
 * @queue: base header at skb->data; each holds a reference on its session
 * @work: flushes what is left behind
 * @closed: takes no more; under the queue's lock
 */
struct seccomm_batch {
	struct sk_buff_head queue;
	struct delayed_work work;
	bool closed;
};

void seccomm_batch_init(struct seccomm_batch *batch);
static inline bool seccomm_batch_empty(const struct seccomm_batch *batch)
{
	return skb_queue_empty_lockless(&batch->queue);
}

/* A message of @s, its base header at skb->data, its cb as the lane left it: one
 * that another follows, or that follows others. True: taken over, to go out with
 * the next flush. False: to be sent by itself. Under RCU, of either kind; BH off.
 */
bool seccomm_batch_add(struct seccomm_batch *batch, struct seccomm_session *s,
		       struct sk_buff *skb);
/* Send what waits. Any context but hardirq. */
void seccomm_batch_flush(struct seccomm_batch *batch);
/* The same, and nothing waits any more. Process context, may sleep. */
void seccomm_batch_close(struct seccomm_batch *batch);

#endif /* SECCOMM_BATCH_H */
