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

/* The error of sendmsg() where the lane of @s is full and the sender does not wait.
 * -EAGAIN says that seccomm_poll() waits for room: it looks at the lane of a connected
 * socket, and by @refused at that of an open session to another peer, whose worker soon
 * makes room. A session that is not open may never get an answer and must not hold back
 * messages to others: its message is dropped and counted, as UDP does for an unresolved
 * neighbour, and the error is -ENOBUFS.
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

/* Wait until the lane of @s has room for a message, if the sender waits at all. */
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

/* Longest buffer, with all overhead, that send_alloc_fast() cuts from a page. */
#define FRAG_MAX 4096

/* Allocate a small message from this CPU's page fragment, which needs no slab, if the
 * send buffer has room. NULL: use send_alloc_slow().
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

/* Allocate a message of any size; wait for room in the send buffer unless @noblock. */
static noinline struct sk_buff *send_alloc_slow(struct sock *sk, size_t room,
						bool noblock)
{
	struct sk_buff *skb;
	int err;

	/* The batch's messages may be all that fills the send buffer. */
	seccomm_batch_flush(&seccomm_sk(sk)->batch);
	skb = sock_alloc_send_skb(sk, room, noblock, &err);
	return skb ?: ERR_PTR(err);
}

/* Allocate a message with the application's body, and with room behind it for the
 * stack's growth.
 */
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
	/* The cb of a new message is zero: only set bits need be written. */
	if (msg->msg_flags & MSG_BATCH)
		CACTUS_CB(skb)->more = true;
	/* ip_finish_output2() confirms the neighbour. */
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

/* Queue an error with the length that would have fitted, if the sender asked for
 * errors.
 */
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

/* What sendmsg() returns for a message that was not sent, which is counted already. */
static noinline int send_unsent(struct sock *sk, struct seccomm_session *s,
				int err)
{
	switch (err) {
	case -ENOBUFS:
		/* The host is busy: as UDP does, report it only to a sender that asked
		 * for errors.
		 */
		return send_wants_errors(sk, s) ? -ENOBUFS : 0;
	case -ESHUTDOWN:
		/* The session has just ended, and one call returns the reason. Without
		 * a reason the message counts as sent: it is lost as on the network, or
		 * down_redirect() has sent it by another session.
		 */
		return sock_error(sk) ?: -xchg(&s->error, 0);
	default:
		return err;
	}
}

/* -EMSGSIZE if @sk forbids fragments and a message of @len bytes does not fit a packet. */
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
	/* Only queued messages count against the lane's bounds. */
	if (unlikely(cactus_lane_diverted(&s->tx.lane, len))) {
		err = send_wait_lane(sk, s, msg);
		if (err) {
			kfree_skb(skb);
			return send_unsent(sk, s, err);
		}
		/* There may be room because the session has failed. */
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

/* The session to the message's address, or to the peer of a connected socket, as from
 * seccomm_open().
 */
static noinline struct seccomm_session *send_open(struct sock *sk,
						  struct msghdr *msg)
{
	struct seccomm_peer peer;
	int err = seccomm_socket_prepare(sk, msg, &peer);

	return err ? ERR_PTR(err) : seccomm_open(sk, &peer);
}

/* Send the message again, by another session: down_route_lost() returned -ESTALE, since only
 * another address of ours reaches the peer.
 */
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

	/* Flags and control messages are refused rather than ignored. */
	if (unlikely(msg->msg_flags & ~SECCOMM_SEND_FLAGS))
		return -EOPNOTSUPP;
	if (unlikely(msg->msg_controllen))
		return -EINVAL;
	/* sock_error() returns 0 if another thread has taken the error first. */
	if (unlikely(READ_ONCE(sk->sk_err))) {
		err = sock_error(sk);
		if (err)
			return err;
	}
	/* SIGPIPE is for streams only. */
	if (READ_ONCE(sk->sk_shutdown) & SEND_SHUTDOWN)
		return -EPIPE;

	if (!msg->msg_name) {
		/* rcu_read_lock_sched() protects as rcu_read_lock() does, and is
		 * inline.
		 */
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
