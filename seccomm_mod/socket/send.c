// SPDX-License-Identifier: GPL-2.0
/*
 * Down: from sendmsg() through the stack's plan to IP.
 */
#include <linux/errqueue.h>
#include <net/sock.h>
#include "handshake/handshake.h"
#include "session/address.h"
#include "session/gate.h"
#include "socket/connect.h"
#include "socket/errqueue.h"
#include "socket/ipopt.h"
#include "socket/policy.h"
#include "socket/port.h"
#include "socket/socket.h"
#include "transport/transport.h"

/* There is no route from the session's address any more, and no option of its socket's is
 * the cause. If there is one from another address of ours, the session makes room for one
 * from there: -ESTALE.
 */
static noinline struct dst_entry *route_lost(struct seccomm_session *s,
					     struct dst_entry *err)
{
	struct in6_addr local;

	if (!seccomm_address_changes(s, &local))
		return err;
	seccomm_session_moved(s);
	return ERR_PTR(-ESTALE);
}

/* The session's route, found anew where the cached one has gone stale
 * or the socket's options have changed.
 */
static struct dst_entry *session_route(struct seccomm_session *s)
{
	struct dst_entry *dst =
		rcu_dereference_check(s->route, rcu_read_lock_bh_held());
	struct dst_entry *old;
	int oif = READ_ONCE(s->sk->sk_bound_dev_if);
	u32 mark = READ_ONCE(s->sk->sk_mark);
	u16 tos = READ_ONCE(inet_sk(s->sk)->tos) |
		  READ_ONCE(inet6_sk(s->sk)->tclass) << 8;
	bool direct = sock_flag(s->sk, SOCK_LOCALROUTE);
	bool same;

	same = READ_ONCE(s->route_oif) == oif &&
	       READ_ONCE(s->route_mark) == mark &&
	       READ_ONCE(s->route_tos) == tos &&
	       READ_ONCE(s->route_direct) == direct;
	/* A route that is just being replaced may pass once more. */
	if (likely(dst && same && dst_check(dst, READ_ONCE(s->route_cookie))))
		return dst;
	dst = s->transport->route(s->snet->net, s->sk, 0, &s->local, &s->peer);
	if (IS_ERR(dst))
		return same ? route_lost(s, dst) : dst;
	spin_lock_bh(&s->lock);
	old = rcu_dereference_protected(s->route, lockdep_is_held(&s->lock));
	WRITE_ONCE(s->route_cookie, seccomm_route_cookie(dst));
	WRITE_ONCE(s->route_oif, oif);
	WRITE_ONCE(s->route_mark, mark);
	WRITE_ONCE(s->route_tos, tos);
	WRITE_ONCE(s->route_direct, direct);
	rcu_assign_pointer(s->route, dst);
	spin_unlock_bh(&s->lock);
	dst_release(old);
	return dst;
}

int seccomm_transmit(struct seccomm_session *s, struct sk_buff *skb)
{
	struct dst_entry *dst = session_route(s);

	if (IS_ERR(dst)) {
		kfree_skb(skb);
		return PTR_ERR(dst);
	}
	/* For IPv6's flow label, and queues and paths that go by it. */
	__skb_set_sw_hash(skb, s->flow_hash, true);
	return s->transport->xmit(s->snet->net, s->sk, skb, dst, &s->local,
				  &s->peer);
}

static int down_gate(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct seccomm_session *s = seccomm_lane_session(lane);
	int verdict = seccomm_gate(s);

	/* What is here already waits for the session that will take its place, and
	 * keyMiss sees to it that there is one; then it goes by that.
	 */
	if (unlikely(READ_ONCE(s->worn)) && verdict >= 0)
		return READ_ONCE(s->retired) ? -ESHUTDOWN : CACTUS_PARK;
	return verdict;
}

/* The message number, once, and the base header that every layer covers. */
static int down_enter(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct seccomm_session *s = seccomm_lane_session(lane);
	struct seccomm_hdr *hdr = (void *)(skb->data - SECCOMM_HDR_LEN);
	u64 number = atomic64_inc_return(&s->number);

	/* Nothing enters a worn session any more. */
	if (unlikely(number > SECCOMM_LAST_NUMBER)) {
		/* Taken back, so that it never wraps to numbers that were used. */
		atomic64_dec(&s->number);
		seccomm_key_worn(&s->tx);
		return -EKEYEXPIRED;
	}
	SECCOMM_INC(s->snet, TX_NUMBERS);
	CACTUS_CB(skb)->number = number;
	hdr->ver_type = seccomm_ver_type(SECCOMM_MSG_DATA);
	hdr->flags = 0;
	hdr->epoch = cpu_to_be16(s->epoch);
	hdr->index = cpu_to_be32(s->peer_index);
	hdr->number = cpu_to_be64(number);
	return 0;
}

int seccomm_transmit_counted(struct seccomm_session *s, struct sk_buff *skb)
{
	unsigned int body = SECCOMM_DOWN_LEN(skb);
	int err = seccomm_transmit(s, skb);

	if (unlikely(err)) {
		if (err == -ENOBUFS)
			SECCOMM_INC(s->snet, TX_QDISC);
		else
			SECCOMM_INC(s->snet, TX_ROUTE);
		return err;
	}
	SECCOMM_INC(s->snet, TX_MESSAGES);
	SECCOMM_ADD(s->snet, TX_BYTES, body);
	this_cpu_inc(s->counts->tx_messages);
	this_cpu_add(s->counts->tx_bytes, body);
	seccomm_session_touch(s);
	return 0;
}

static int down_done(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct seccomm_session *s = seccomm_lane_session(lane);
	struct seccomm_batch *batch = &seccomm_sk(s->sk)->batch;

	seccomm_destroyed(SECCOMM_OBJ_MESSAGE);
	__skb_push(skb, SECCOMM_HDR_LEN);
	/* Before the first one waits, see whether they are to go by another session. */
	if (unlikely(CACTUS_CB(skb)->more || !seccomm_batch_empty(batch)) &&
	    (!seccomm_batch_empty(batch) ||
	     session_route(s) != ERR_PTR(-ESTALE)) &&
	    seccomm_batch_add(batch, s, skb))
		return 0;
	return seccomm_transmit_counted(s, skb);
}

/* A session ended before the message had its turn: another may have taken its
 * place.
 */
static bool down_redirect(struct seccomm_session *s, struct sk_buff *skb)
{
	struct seccomm_session *other;
	bool done = false;

	rcu_read_lock();
	other = seccomm_session_by_peer(s->sk, &s->peer);
	if (other && other != s && other->stack == s->stack &&
	    READ_ONCE(other->state) != SECCOMM_SESSION_CLOSED) {
		/* Sent, so what has become of @s is no matter. */
		WRITE_ONCE(s->error, 0);
		cactus_lane_submit(&other->tx.lane, skb);
		done = true;
	}
	rcu_read_unlock();
	return done;
}

static void down_drop(struct cactus_lane *lane, struct sk_buff *skb,
		      const struct cactus_binding *by, int err)
{
	struct seccomm_session *s = seccomm_lane_session(lane);

	if (err == -ESHUTDOWN && !by && down_redirect(s, skb))
		return;
	seccomm_destroyed(SECCOMM_OBJ_MESSAGE);
	if (err == -EKEYEXPIRED)
		SECCOMM_INC(s->snet, TX_CAP);
	else if (by)
		SECCOMM_INC(s->snet, TX_LAYER);
	else if (err == -ENOBUFS)
		SECCOMM_INC(s->snet, TX_PARK_FULL);
	else if (err == -ENOMEM)
		SECCOMM_INC(s->snet, TX_MEMORY);
	else
		SECCOMM_INC(s->snet, TX_PARKED);
	kfree_skb(skb);
}

/* Senders wait for the lane however much of the send buffer is in use. */
static void down_drained(struct cactus_lane *lane)
{
	struct sock *sk = seccomm_lane_session(lane)->sk;
	struct socket_wq *wq;

	rcu_read_lock();
	wq = rcu_dereference(sk->sk_wq);
	if (skwq_has_sleeper(wq))
		wake_up_interruptible_poll(&wq->wait, EPOLLOUT | EPOLLWRNORM |
							      EPOLLWRBAND);
	sk_wake_async(sk, SOCK_WAKE_SPACE, POLL_OUT);
	rcu_read_unlock();
}

const struct cactus_lane_ops seccomm_down_ops = {
	.gate = down_gate,
	.enter = down_enter,
	.done = down_done,
	.drop = down_drop,
	.drained = down_drained,
};

/* Our address towards @peer: the bound one, the one that the peer knows us by, or what
 * routing chooses.
 */
static int choose_local(struct sock *sk, const struct seccomm_peer *peer,
			struct in6_addr *local)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct dst_entry *dst;

	if (sk->sk_ipv6only && ipv6_addr_v4mapped(&peer->addr))
		return -ENETUNREACH;
	if (!seccomm_addr_any(&ssk->local)) {
		*local = ssk->local;
		if (ipv6_addr_v4mapped(local) !=
		    ipv6_addr_v4mapped(&peer->addr))
			return -ENETUNREACH;
	} else {
		if (seccomm_address_kept(sk, ssk->sport, peer, local))
			return 0;
		*local = in6addr_any;
	}
	dst = seccomm_transport(&peer->addr)
		      ->route(sock_net(sk), sk, 0, local, peer);
	if (IS_ERR(dst))
		return PTR_ERR(dst);
	dst_release(dst);
	return 0;
}

/* The session that a message to @peer goes by, made if there is none; with a
 * reference. Process context, no locks.
 */
static struct seccomm_session *session_for(struct sock *sk,
					   const struct seccomm_peer *peer)
{
	struct seccomm_session *s;
	struct seccomm_stack *stack;
	struct in6_addr local;
	int err = 0;

	rcu_read_lock();
	s = seccomm_session_by_peer(sk, peer);
	if (s && !seccomm_session_hold(s))
		s = NULL;
	rcu_read_unlock();
	/* Pairs with the failure's release: who sees CLOSED sees the error. */
	if (s && smp_load_acquire(&s->state) == SECCOMM_SESSION_CLOSED) {
		/* A failure is told once; then the peer may be tried again. */
		err = xchg(&s->error, 0);
		seccomm_session_close(s, 0, false);
		seccomm_session_put(s);
		if (err)
			return ERR_PTR(-err);
		s = NULL;
	}
	if (s)
		return s;
	stack = seccomm_policy_stack(sk, peer);
	if (IS_ERR(stack))
		return ERR_CAST(stack);
	err = choose_local(sk, peer, &local);
	if (!err)
		err = seccomm_handshake_possible(sock_net(sk), stack, peer);
	if (err) {
		seccomm_stack_unuse(stack);
		return ERR_PTR(err);
	}
	return seccomm_session_create(sk, stack, &local, peer,
				      &seccomm_handshake_ops, true);
}

struct seccomm_session *seccomm_session_for(struct sock *sk,
					    const struct seccomm_peer *peer)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_session *s;

	/* Two threads' first messages make one session. */
	mutex_lock(&ssk->opening);
	s = session_for(sk, peer);
	mutex_unlock(&ssk->opening);
	return s;
}

/* The session takes no more messages and the sender does not wait: -EAGAIN, if
 * seccomm_poll() says so too until there is room, or -ENOBUFS: the message is lost,
 * counted. The lane that a connected socket's messages go by, poll knows; that of an
 * open session to another peer is told to it, and its worker soon makes room. A peer
 * that has not answered yet must not keep messages to others back, so what is too
 * much for it is dropped, as by UDP for an unresolved neighbour.
 */
static int lane_refuses(struct sock *sk, struct seccomm_session *s,
			const struct msghdr *msg)
{
	if (!msg->msg_name)
		return -EAGAIN;
	if (READ_ONCE(s->state) == SECCOMM_SESSION_OPEN) {
		WRITE_ONCE(seccomm_sk(sk)->refused, s->index);
		return -EAGAIN;
	}
	SECCOMM_INC(s->snet, TX_PARK_FULL);
	return -ENOBUFS;
}

/* Waits until the session takes one more message, if the sender does. */
static noinline int wait_lane(struct sock *sk, struct seccomm_session *s,
			      const struct msghdr *msg)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	long timeo = sock_sndtimeo(sk, msg->msg_flags & MSG_DONTWAIT);
	int err = 0;

	if (!cactus_lane_full(&s->tx.lane))
		return 0;
	sk_set_bit(SOCKWQ_ASYNC_NOSPACE, sk);
	if (!timeo)
		return lane_refuses(sk, s, msg);
	add_wait_queue(sk_sleep(sk), &wait);
	while (cactus_lane_full(&s->tx.lane)) {
		if (!timeo)
			err = -EAGAIN;
		else if (signal_pending(current))
			err = sock_intr_errno(timeo);
		else if (sk->sk_shutdown & SEND_SHUTDOWN)
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
static struct sk_buff *alloc_fast(struct sock *sk, size_t room)
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
static noinline struct sk_buff *alloc_slow(struct sock *sk, size_t room,
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
static struct sk_buff *down_alloc(struct sock *sk, struct seccomm_session *s,
				  struct msghdr *msg, size_t len)
{
	const struct cactus_growth *g = &s->stack->grow;
	size_t room = SECCOMM_HEADROOM + SECCOMM_HDR_LEN + g->mul * len +
		      g->add + SECCOMM_TAILROOM;
	struct sk_buff *skb;

	skb = alloc_fast(sk, room);
	if (unlikely(!skb)) {
		skb = alloc_slow(sk, room, msg->msg_flags & MSG_DONTWAIT);
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
static bool wants_errors(const struct sock *sk, const struct seccomm_session *s)
{
	const struct seccomm_sock *ssk = seccomm_sk(sk);

	return ipv6_addr_v4mapped(&s->peer.addr) ? READ_ONCE(ssk->recverr4) :
						   READ_ONCE(ssk->recverr6);
}

/* Who asked for errors hears what would have fitted. */
static noinline void too_long(struct sock *sk, const struct seccomm_session *s,
			      u32 most)
{
	const struct seccomm_icmp error = {
		.origin = SO_EE_ORIGIN_LOCAL,
		.info = most,
		.err = EMSGSIZE,
	};

	if (wants_errors(sk, s))
		seccomm_error_queue(sk, &s->peer, &error);
}

/* What the application hears of a message that was not sent, and counted so. */
static noinline int tell_unsent(struct sock *sk, struct seccomm_session *s,
				int err)
{
	switch (err) {
	case -ENOBUFS:
		/* This host is busy: as UDP's, for who asked. */
		return wants_errors(sk, s) ? -ENOBUFS : 0;
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
static noinline int keep_whole(struct sock *sk, const struct seccomm_session *s,
			       size_t len)
{
	const struct cactus_growth *g = &s->stack->grow;
	unsigned int mtu = seccomm_ip_whole_mtu(sk, s);
	size_t wire = SECCOMM_HDR_LEN + g->mul * len + g->add;

	wire += ipv6_addr_v4mapped(&s->peer.addr) ? sizeof(struct iphdr) :
						    sizeof(struct ipv6hdr);
	if (wire <= mtu)
		return 0;
	too_long(sk, s, mtu);
	return -EMSGSIZE;
}

static int send_on(struct sock *sk, struct seccomm_session *s,
		   struct msghdr *msg, size_t len)
{
	struct sk_buff *skb;
	int err;

	if (unlikely(len > s->stack->limit)) {
		too_long(sk, s, s->stack->limit);
		return -EMSGSIZE;
	}
	if (unlikely(READ_ONCE(seccomm_sk(sk)->whole))) {
		err = keep_whole(sk, s, len);
		if (err)
			return err;
	}
	skb = down_alloc(sk, s, msg, len);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	/* What runs at once takes no room. */
	if (unlikely(cactus_lane_diverted(&s->tx.lane, len))) {
		err = wait_lane(sk, s, msg);
		if (err) {
			kfree_skb(skb);
			return tell_unsent(sk, s, err);
		}
		/* The room may be there because the session has failed. */
		if (READ_ONCE(s->state) == SECCOMM_SESSION_CLOSED)
			err = tell_unsent(sk, s, -ESHUTDOWN);
		if (err) {
			kfree_skb(skb);
			return err;
		}
	}
	seccomm_created(SECCOMM_OBJ_MESSAGE);
	err = cactus_lane_submit(&s->tx.lane, skb);
	return unlikely(err) ? tell_unsent(sk, s, err) : 0;
}

/* By the message's address, or a connected socket's. Waits if that must be opened. */
static noinline struct seccomm_session *open_session(struct sock *sk,
						     struct msghdr *msg)
{
	struct seccomm_peer peer;
	int err = seccomm_socket_prepare(sk, msg, &peer);

	return err ? ERR_PTR(err) : seccomm_session_for(sk, &peer);
}

/* The message's session has made room for one from another address of ours: by that. */
static noinline int send_anew(struct sock *sk, struct msghdr *msg, size_t len)
{
	struct seccomm_session *s;
	int err;

	iov_iter_revert(&msg->msg_iter, len);
	s = open_session(sk, msg);
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
		s = open_session(sk, msg);
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
