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
 * struct seccomm_batch - a socket's messages that are about to go out
 * @queue: base header at skb->data; each holds a reference on its session
 * @work: flushes what waits when no other message follows
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

/* Have a message of @s wait that another follows, or that follows others; its base header
 * at skb->data, its cb as the lane left it. True: taken over, to go out with the next
 * flush. False: the caller sends it. Under RCU, of either kind; BH off.
 */
bool seccomm_batch_add(struct seccomm_batch *batch, struct seccomm_session *s,
		       struct sk_buff *skb);
/* Send what waits. Any context but hardirq. */
void seccomm_batch_flush(struct seccomm_batch *batch);
/* Send what waits, and take no more. Process context, may sleep. */
void seccomm_batch_close(struct seccomm_batch *batch);

#endif /* SECCOMM_BATCH_H */
