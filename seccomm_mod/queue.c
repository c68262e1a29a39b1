// SPDX-License-Identifier: GPL-2.0
/*
 * The receive queue's reader: one thread that waits for nothing but a message
 * waits apart from the socket's wait queue, and is woken directly.
 */
#include <linux/filter.h>
#include <linux/rcuwait.h>
#include <linux/sched/signal.h>
#include <net/sock.h>
#include "socket.h"

/* @reader_bits of struct seccomm_sock: somebody waits, or is about to. */
#define READER_APART 0

/* Besides the reader: pollers, further readers, signals. */
static bool has_others(const struct sock *sk)
{
	return skwq_has_sleeper(rcu_dereference_bh(sk->sk_wq)) ||
	       sock_flag(sk, SOCK_FASYNC);
}

int seccomm_queue_add(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	int err;

	err = sk_filter(sk, skb);
	if (unlikely(err))
		return err;
	if (unlikely(atomic_read(&sk->sk_rmem_alloc) >=
		     READ_ONCE(sk->sk_rcvbuf))) {
		/* Full; to be counted and traced as any socket's. */
		err = __sock_queue_rcv_skb(sk, skb);
		if (err)
			return err;
	} else {
		skb_set_owner_r(skb, sk);
		spin_lock(&queue->lock);
		sock_skb_set_dropcount(sk, skb);
		__skb_queue_tail(queue, skb);
		spin_unlock(&queue->lock);
	}
	rcuwait_wake_up(&seccomm_sk(sk)->reader);
	if (unlikely(has_others(sk)))
		sk->sk_data_ready(sk);
	return 0;
}

static void queue_state_change(struct sock *sk)
{
	rcuwait_wake_up(&seccomm_sk(sk)->reader);
	seccomm_sk(sk)->state_change(sk);
}

static void queue_error_report(struct sock *sk)
{
	rcuwait_wake_up(&seccomm_sk(sk)->reader);
	seccomm_sk(sk)->error_report(sk);
}

void seccomm_queue_init(struct sock *sk)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	rcuwait_init(&ssk->reader);
	ssk->state_change = sk->sk_state_change;
	ssk->error_report = sk->sk_error_report;
	sk->sk_state_change = queue_state_change;
	sk->sk_error_report = queue_error_report;
}

/* Is there something to tell to a reader? */
static bool queue_has_news(const struct sock *sk)
{
	return !skb_queue_empty_lockless(&sk->sk_receive_queue) ||
	       READ_ONCE(sk->sk_err) ||
	       READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN;
}

static int wait_apart(struct sock *sk, long *timeo)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	int err = 0;

	prepare_to_rcuwait(&ssk->reader);
	for (;;) {
		/* Pairs with rcuwait_wake_up(): it sees us or we see the news. */
		set_current_state(TASK_INTERRUPTIBLE);
		if (queue_has_news(sk))
			break;
		if (signal_pending(current))
			err = sock_intr_errno(*timeo);
		else if (!*timeo)
			err = -EAGAIN;
		if (err)
			break;
		*timeo = schedule_timeout(*timeo);
	}
	finish_rcuwait(&ssk->reader);
	return err;
}

/* Until there may be news; only the first who waits can wait apart. */
static int queue_wait(struct sock *sk, long *timeo)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	struct seccomm_sock *ssk = seccomm_sk(sk);
	int err;

	if (READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN)
		return 0;
	if (likely(!test_and_set_bit_lock(READER_APART, &ssk->reader_bits))) {
		err = wait_apart(sk, timeo);
		clear_bit_unlock(READER_APART, &ssk->reader_bits);
		return err;
	}
	err = 0;
	__skb_wait_for_more_packets(sk, queue, &err, timeo,
				    (struct sk_buff *)queue);
	return err;
}

static struct sk_buff *queue_take(struct sock *sk)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	struct sk_buff *skb;

	if (skb_queue_empty_lockless(queue))
		return NULL;
	spin_lock_bh(&queue->lock);
	skb = __skb_dequeue(queue);
	spin_unlock_bh(&queue->lock);
	return skb;
}

struct sk_buff *seccomm_queue_get(struct sock *sk, int flags, int *off,
				  int *err)
{
	long timeo = sock_rcvtimeo(sk, flags & MSG_DONTWAIT);
	struct sk_buff *skb;

	*off = sk_peek_offset(sk, flags);
	if (flags & MSG_PEEK)
		return __skb_recv_datagram(sk, &sk->sk_receive_queue, flags,
					   off, err);
	for (;;) {
		*err = sock_error(sk);
		if (unlikely(*err))
			return NULL;
		skb = queue_take(sk);
		if (likely(skb))
			return skb;
		*err = -EAGAIN;
		if (!timeo)
			return NULL;
		*err = queue_wait(sk, &timeo);
		if (*err)
			return NULL;
		if (READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN &&
		    skb_queue_empty_lockless(&sk->sk_receive_queue) &&
		    !READ_ONCE(sk->sk_err))
			return NULL;
	}
}
