// SPDX-License-Identifier: GPL-2.0
/*
 * sendmsg(): from the application to its session, waiting for room if need be.
 */
#include <linux/errqueue.h>
#include <net/sock.h>
#include "checker/growth.h"
#include "session/batch.h"
#include "session/down.h"
#include "session/session.h"
#include "socket/connect.h"
#include "socket/errqueue.h"
#include "socket/ipopt.h"
#include "socket/open.h"
#include "socket/send.h"
#include "socket/socket.h"
#include "transport/transport.h"

/* The session takes no more messages and the sender does not wait: -EAGAIN, if
 * seccomm_poll() says so too until there is room, or -ENOBUFS: the message is lost,
 * counted. The lane that a connected socket's messages go by, poll knows; that of an
 * open session to another peer is told to it, and its worker soon makes room. A peer
 * that has not answered yet must not keep messages to others back, so what is too
 * much for it is dropped, as by UDP for an unresolved neighbour.
 */
static int send_lane_refuses(struct sock *sk, struct seccomm_session *s,
			     const struct msghdr *msg)
{
	if (!msg->msg_name)
		return -EAGAIN;
	if (seccomm_session_is_open(s)) {
		WRITE_ONCE(seccomm_sk(sk)->refused, s->index);
		return -EAGAIN;
	}
	SECCOMM_INC(s->snet, TX_PARK_FULL);
	return -ENOBUFS;
}

/* Waits until the session takes one more message, if the sender does. */
static noinline int send_wait_lane(struct sock *sk, struct seccomm_session *s,
				   const struct msghdr *msg)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	long timeo = sock_sndtimeo(sk, msg->msg_flags & MSG_DONTWAIT);
	int err = 0;

	if (!cactus_lane_full(&s->tx.lane))
		return 0;
	sk_set_bit(SOCKWQ_ASYNC_NOSPACE, sk);
	if (!timeo)
		return send_lane_refuses(sk, s, msg);
	add_wait_queue(sk_sleep(sk), &wait);
	while (cactus_lane_full(&s->tx.lane)) {
		if (!timeo)
			err = -EAGAIN;
		else if (signal_pending(current))
			err = sock_intr_errno(timeo);
		else if (READ_ONCE(sk->sk_shutdown) & SEND_SHUTDOWN)
			err = -EPIPE;
		if (err)
			break;
		timeo = wait_woken(&wait, TASK_INTERRUPTIBLE, timeo);
	}
	remove_wait_queue(sk_sleep(sk), &wait);
	return err;
}

/* Larger messages than this, all told, are not cut from a page. */
#define FRAG_MAX 4096

/* A small message for a socket with room in its send buffer: memory cut from
 * this CPU's page, no slab. NULL: take the long way.
 */
static struct sk_buff *send_alloc_fast(struct sock *sk, size_t room)
{
	size_t size = SKB_DATA_ALIGN(room) +
		      SKB_DATA_ALIGN(sizeof(struct skb_shared_info));
	struct sk_buff *skb = NULL;
	void *data;

	if (size > FRAG_MAX ||
	    sk_wmem_alloc_get(sk) >= READ_ONCE(sk->sk_sndbuf))
		return NULL;
	local_bh_disable();
	data = napi_alloc_frag(size);
	if (likely(data)) {
		skb = napi_build_skb(data, size);
		if (unlikely(!skb))
			skb_free_frag(data);
	}
	local_bh_enable();
	if (likely(skb))
		skb_set_owner_w(skb, sk);
	return skb;
}

/* Any size, waiting for room in the send buffer if need be. */
static noinline struct sk_buff *send_alloc_slow(struct sock *sk, size_t room,
						bool noblock)
{
	struct sk_buff *skb;
	int err;

	/* What waits may be all that fills the send buffer. */
	seccomm_batch_flush(&seccomm_sk(sk)->batch);
	skb = sock_alloc_send_skb(sk, room, noblock, &err);
	return skb ?: ERR_PTR(err);
}

/* A message with the application's body, room for the stack's growth behind it. */
static struct sk_buff *send_alloc(struct sock *sk, struct seccomm_session *s,
				  struct msghdr *msg, size_t len)
{
	size_t room = SECCOMM_HEADROOM + SECCOMM_HDR_LEN +
		      seccomm_grown(&s->stack->growth, len) + SECCOMM_TAILROOM;
	struct sk_buff *skb;

	skb = send_alloc_fast(sk, room);
	if (unlikely(!skb)) {
		skb = send_alloc_slow(sk, room, msg->msg_flags & MSG_DONTWAIT);
		if (IS_ERR(skb))
			return skb;
	}
	skb_reserve(skb, SECCOMM_HEADROOM + SECCOMM_HDR_LEN);
	if (!copy_from_iter_full(__skb_put(skb, len), len, &msg->msg_iter)) {
		kfree_skb(skb);
		return ERR_PTR(-EFAULT);
	}
	SECCOMM_DOWN_LEN(skb) = len;
	if (likely(!(msg->msg_flags & (MSG_BATCH | MSG_CONFIRM))))
		return skb;
	/* A new message's cb is zero. */
	if (msg->msg_flags & MSG_BATCH)
		CACTUS_CB(skb)->more = true;
	/* For ip_finish_output2(). */
	if (msg->msg_flags & MSG_CONFIRM)
		skb_set_dst_pending_confirm(skb, 1);
	return skb;
}

/* Did the sender ask for errors (IP_RECVERR, IPV6_RECVERR)? */
static bool send_wants_errors(const struct sock *sk,
			      const struct seccomm_session *s)
{
	const struct seccomm_sock *ssk = seccomm_sk(sk);

	return ipv6_addr_v4mapped(&s->peer.addr) ? READ_ONCE(ssk->recverr4) :
						   READ_ONCE(ssk->recverr6);
}

/* Who asked for errors hears what would have fitted. */
static noinline void send_too_long(struct sock *sk,
				   const struct seccomm_session *s, u32 most)
{
	const struct seccomm_icmp error = {
		.origin = SO_EE_ORIGIN_LOCAL,
		.info = most,
		.err = EMSGSIZE,
	};

	if (send_wants_errors(sk, s))
		seccomm_error_queue(sk, &s->peer, &error);
}

/* What the application hears of a message that was not sent, and counted so. */
static noinline int send_unsent(struct sock *sk, struct seccomm_session *s,
				int err)
{
	switch (err) {
	case -ENOBUFS:
		/* This host is busy: as UDP's, for who asked. */
		return send_wants_errors(sk, s) ? -ENOBUFS : 0;
	case -ESHUTDOWN:
		/* Ended just now, for a reason that is told once. Without one: as lost
		 * as if it were on its way, or sent by the session that took its place.
		 */
		return sock_error(sk) ?: -xchg(&s->error, 0);
	default:
		return err;
	}
}

/* -EMSGSIZE if a message would have to be cut and must not be. */
static noinline int send_keep_whole(struct sock *sk,
				    const struct seccomm_session *s, size_t len)
{
	unsigned int mtu = seccomm_ip_whole_mtu(sk, s);
	size_t wire = SECCOMM_HDR_LEN + seccomm_grown(&s->stack->growth, len);

	wire += ipv6_addr_v4mapped(&s->peer.addr) ? sizeof(struct iphdr) :
						    sizeof(struct ipv6hdr);
	if (wire <= mtu)
		return 0;
	send_too_long(sk, s, mtu);
	return -EMSGSIZE;
}

static int send_on(struct sock *sk, struct seccomm_session *s,
		   struct msghdr *msg, size_t len)
{
	struct sk_buff *skb;
	int err;

	if (unlikely(len > s->stack->limit)) {
		send_too_long(sk, s, s->stack->limit);
		return -EMSGSIZE;
	}
	if (unlikely(READ_ONCE(seccomm_sk(sk)->whole))) {
		err = send_keep_whole(sk, s, len);
		if (err)
			return err;
	}
	skb = send_alloc(sk, s, msg, len);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	/* What runs at once takes no room. */
	if (unlikely(cactus_lane_diverted(&s->tx.lane, len))) {
		err = send_wait_lane(sk, s, msg);
		if (err) {
			kfree_skb(skb);
			return send_unsent(sk, s, err);
		}
		/* The room may be there because the session has failed. */
		if (seccomm_state_is_over(READ_ONCE(s->state)))
			err = send_unsent(sk, s, -ESHUTDOWN);
		if (err) {
			kfree_skb(skb);
			return err;
		}
	}
	seccomm_created(SECCOMM_OBJ_MESSAGE);
	err = cactus_lane_submit(&s->tx.lane, skb);
	return unlikely(err) ? send_unsent(sk, s, err) : 0;
}

/* By the message's address, or a connected socket's. Waits if that must be opened. */
static noinline struct seccomm_session *send_open(struct sock *sk,
						  struct msghdr *msg)
{
	struct seccomm_peer peer;
	int err = seccomm_socket_prepare(sk, msg, &peer);

	return err ? ERR_PTR(err) : seccomm_open(sk, &peer);
}

/* The message's session has made room for one from another address of ours: by that. */
static noinline int send_anew(struct sock *sk, struct msghdr *msg, size_t len)
{
	struct seccomm_session *s;
	int err;

	iov_iter_revert(&msg->msg_iter, len);
	s = send_open(sk, msg);
	if (IS_ERR(s))
		return PTR_ERR(s);
	err = send_on(sk, s, msg, len);
	seccomm_session_put(s);
	return err;
}

int seccomm_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct sock *sk = sock->sk;
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_session *s = NULL;
	int err;

	/* What is asked for and not done must not silently be left out. */
	if (unlikely(msg->msg_flags & ~SECCOMM_SEND_FLAGS))
		return -EOPNOTSUPP;
	if (unlikely(msg->msg_controllen))
		return -EINVAL;
	/* Another thread may take it first. */
	if (unlikely(READ_ONCE(sk->sk_err))) {
		err = sock_error(sk);
		if (err)
			return err;
	}
	/* No SIGPIPE: that is for streams. */
	if (READ_ONCE(sk->sk_shutdown) & SEND_SHUTDOWN)
		return -EPIPE;

	if (!msg->msg_name) {
		/* As good as rcu_read_lock(), and in line. */
		rcu_read_lock_sched();
		s = rcu_dereference_sched(ssk->session);
		if (s &&
		    (!seccomm_session_sends(s) || !seccomm_session_hold(s)))
			s = NULL;
		rcu_read_unlock_sched();
	}
	if (unlikely(!s)) {
		s = send_open(sk, msg);
		if (IS_ERR(s))
			return PTR_ERR(s);
	}
	err = send_on(sk, s, msg, len);
	seccomm_session_put(s);
	if (unlikely(err == -ESTALE))
		err = send_anew(sk, msg, len);
	if (unlikely(!seccomm_batch_empty(&ssk->batch)) &&
	    (!(msg->msg_flags & MSG_BATCH) || err))
		seccomm_batch_flush(&ssk->batch);
	return err ? err : len;
}
