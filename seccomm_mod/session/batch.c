// SPDX-License-Identifier: GPL-2.0
/*
 * Batches: sendmmsg() says of each message but the last that another follows at
 * once. A message that has gone down the stack then waits here, sealed, and all go out
 * together: one softirq takes them, and the receiver is woken once.
 */
#include <net/sock.h>
#include "session/batch.h"
#include "session/down.h"
#include "session/session.h"

/* Messages that wait at most; more together would not be cheaper. */
#define BATCH_MAX 64

static void batch_transmit(struct sk_buff_head *list)
{
	struct seccomm_session *s;
	struct sk_buff *skb;

	local_bh_disable();
	rcu_read_lock();
	while ((skb = __skb_dequeue(list))) {
		s = seccomm_half(skb)->session;
		seccomm_transmit_counted(s, skb);
		seccomm_session_put(s);
	}
	rcu_read_unlock();
	/* The softirq that takes the messages runs here. */
	local_bh_enable();
}

void seccomm_batch_flush(struct seccomm_batch *batch)
{
	struct sk_buff_head list;

	__skb_queue_head_init(&list);
	spin_lock_bh(&batch->queue.lock);
	skb_queue_splice_init(&batch->queue, &list);
	spin_unlock_bh(&batch->queue.lock);
	batch_transmit(&list);
}

/* Send what waits for a message that never came, as where its memory was bad. */
static void batch_work(struct work_struct *work)
{
	seccomm_batch_flush(container_of(to_delayed_work(work),
					 struct seccomm_batch, work));
}

bool seccomm_batch_add(struct seccomm_batch *batch, struct seccomm_session *s,
		       struct sk_buff *skb)
{
	bool first, added = false;

	if (skb_queue_len_lockless(&batch->queue) >= BATCH_MAX)
		seccomm_batch_flush(batch);
	spin_lock_bh(&batch->queue.lock);
	first = skb_queue_empty(&batch->queue);
	if (!batch->closed && seccomm_session_hold(s)) {
		__skb_queue_tail(&batch->queue, skb);
		added = true;
		/* Queue the work under the lock, so that seccomm_batch_close() finds it. */
		if (first)
			mod_delayed_work(seccomm_wq, &batch->work, 1);
	}
	spin_unlock_bh(&batch->queue.lock);
	return added;
}

void seccomm_batch_init(struct seccomm_batch *batch)
{
	skb_queue_head_init(&batch->queue);
	INIT_DELAYED_WORK(&batch->work, batch_work);
}

void seccomm_batch_close(struct seccomm_batch *batch)
{
	spin_lock_bh(&batch->queue.lock);
	batch->closed = true;
	spin_unlock_bh(&batch->queue.lock);
	cancel_delayed_work_sync(&batch->work);
	seccomm_batch_flush(batch);
}
