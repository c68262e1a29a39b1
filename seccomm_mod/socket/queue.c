// SPDX-License-Identifier: GPL-2.0
/*
 * The receive queue. One thread that waits for nothing but a message sleeps apart from
 * the socket's wait queue and is woken directly.
 */
#include <linux/filter.h>
#include <linux/rcuwait.h>
#include <linux/sched/signal.h>
#include <net/sock.h>
#include "socket/queue.h"
#include "socket/socket.h"

/* Bit of @reader_bits: a thread sleeps on @reader, or is about to. */
#define READER_APART 0

/* Does anybody but @reader wait for messages: pollers, further readers, receivers of
 * SIGIO?
 */
static bool queue_has_others(const struct sock *sk)
{
	return skwq_has_sleeper(rcu_dereference_bh(sk->sk_wq)) ||
	       sock_flag(sk, SOCK_FASYNC);
}

/* Run the socket's filter with the device that the message came by. In the queue a
 * message has no device, since it may stay there longer than the device exists.
 */
static noinline int queue_filter_device(struct sock *sk, struct sk_buff *skb)
{
	int err;

	rcu_read_lock();
	skb->dev = dev_get_by_index_rcu(sock_net(sk), skb->skb_iif);
	err = sk_filter(sk, skb);
	skb->dev = NULL;
	rcu_read_unlock();
	return err;
}

/* Ask the socket's filter and the security module. A filter may load by the offsets of
 * headers (SKF_NET_OFF, SKF_LL_OFF): the network header becomes the body, since before
 * the body lie the enciphered packet's headers or, in a copy, memory that nobody has
 * written; there is no link header.
 */
static int queue_filter(struct sock *sk, struct sk_buff *skb)
{
	skb_unset_mac_header(skb);
	skb_reset_network_header(skb);
	skb_reset_transport_header(skb);
	if (unlikely(rcu_access_pointer(sk->sk_filter)))
		return queue_filter_device(sk, skb);
	return sk_filter(sk, skb);
}

int seccomm_queue_add(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	int err;

	err = queue_filter(sk, skb);
	if (unlikely(err))
		return err;
	if (unlikely(atomic_read(&sk->sk_rmem_alloc) >=
		     READ_ONCE(sk->sk_rcvbuf))) {
		/* The receive buffer is full: the kernel counts and traces the drop as
		 * any socket's.
		 */
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
	if (unlikely(queue_has_others(sk)))
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

/* Is there a message, an error or an end that a reader would return for? */
static bool queue_has_news(const struct sock *sk)
{
	return !skb_queue_empty_lockless(&sk->sk_receive_queue) ||
	       READ_ONCE(sk->sk_err) ||
	       READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN;
}

/* Wait for news on @reader. Returns what is left of @timeo, or a negative errno. */
static long queue_wait_apart(struct sock *sk, long timeo)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	prepare_to_rcuwait(&ssk->reader);
	for (;;) {
		/* Pairs with rcuwait_wake_up(), which sees this task unless this task
		 * sees the news.
		 */
		set_current_state(TASK_INTERRUPTIBLE);
		if (queue_has_news(sk))
			break;
		if (signal_pending(current)) {
			timeo = sock_intr_errno(timeo);
			break;
		}
		if (!timeo) {
			timeo = -EAGAIN;
			break;
		}
		timeo = schedule_timeout(timeo);
	}
	finish_rcuwait(&ssk->reader);
	return timeo;
}

/* As queue_wait_apart(), on the socket's wait queue. */
static noinline long queue_wait_others(struct sock *sk, long timeo)
{
	struct sk_buff_head *queue = &sk->sk_receive_queue;
	int err = 0;

	__skb_wait_for_more_packets(sk, queue, &err, &timeo,
				    (struct sk_buff *)queue);
	return err ? err : timeo;
}

/* Wait until there may be news. The first thread to wait sleeps on @reader, further
 * ones on the socket's wait queue.
 */
static long queue_wait(struct sock *sk, long timeo)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	if (READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN)
		return timeo;
	if (unlikely(test_and_set_bit_lock(READER_APART, &ssk->reader_bits)))
		return queue_wait_others(sk, timeo);
	timeo = queue_wait_apart(sk, timeo);
	clear_bit_unlock(READER_APART, &ssk->reader_bits);
	return timeo;
}

/* Take the first message, or NULL. Softirqs take the queue's lock, too; to disable
 * interrupts is cheaper than to disable softirqs.
 */
static struct sk_buff *queue_take(struct sk_buff_head *queue)
{
	struct sk_buff *skb;

	if (skb_queue_empty_lockless(queue))
		return NULL;
	spin_lock_irq(&queue->lock);
	skb = __skb_dequeue(queue);
	spin_unlock_irq(&queue->lock);
	return skb;
}

static noinline struct sk_buff *queue_peek(struct sock *sk, int flags, int *off)
{
	struct sk_buff *skb;
	int err;

	*off = sk_peek_offset(sk, flags);
	skb = __skb_recv_datagram(sk, &sk->sk_receive_queue, flags, off, &err);
	return skb ?: ERR_PTR(err);
}

struct sk_buff *seccomm_queue_get(struct sock *sk, int flags, int *off)
{
	long timeo = sock_rcvtimeo(sk, flags & MSG_DONTWAIT);
	struct sk_buff *skb;
	int err;

	*off = 0;
	if (unlikely(flags & MSG_PEEK))
		return queue_peek(sk, flags, off);
	for (;;) {
		err = sock_error(sk);
		if (unlikely(err))
			return ERR_PTR(err);
		skb = queue_take(&sk->sk_receive_queue);
		if (likely(skb))
			return skb;
		if (!timeo)
			return ERR_PTR(-EAGAIN);
		timeo = queue_wait(sk, timeo);
		if (timeo < 0)
			return ERR_PTR(timeo);
		if (READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN &&
		    skb_queue_empty_lockless(&sk->sk_receive_queue) &&
		    !READ_ONCE(sk->sk_err))
			return NULL;
	}
}
