// SPDX-License-Identifier: GPL-2.0
/*
 * The one way to a session: for sendto() and connect() to a peer without a session, and
 * in place of a session that has ceased to send.
 */
#include <net/sock.h>
#include "handshake/initiator.h"
#include "handshake/secrets.h"
#include "session/address.h"
#include "session/life.h"
#include "session/table.h"
#include "socket/open.h"
#include "socket/policy.h"
#include "socket/socket.h"
#include "socket/user.h"

/* Choose our address towards @peer: the one that @sk is bound to, the one that the peer
 * knows us by, or what routing chooses. 0, -ENETUNREACH or the route's error.
 */
static int open_local(struct sock *sk, const struct seccomm_peer *peer,
		      struct in6_addr *local)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	/* sk_ipv6only is constant once there is a port; other bits of its byte may
	 * change.
	 */
	if (data_race(!!sk->sk_ipv6only) && ipv6_addr_v4mapped(&peer->addr))
		return -ENETUNREACH;
	if (!seccomm_addr_any(&sk->sk_v6_rcv_saddr)) {
		*local = sk->sk_v6_rcv_saddr;
		if (ipv6_addr_v4mapped(local) !=
		    ipv6_addr_v4mapped(&peer->addr))
			return -ENETUNREACH;
	} else {
		if (seccomm_address_kept(sk, ssk->sport, peer, local))
			return 0;
		*local = in6addr_any;
	}
	return seccomm_address_route(sk, peer, local);
}

/* Create a session that we initiate; takes over a user's reference on @stack. */
static struct seccomm_session *open_from(struct sock *sk,
					 struct seccomm_stack *stack,
					 const struct in6_addr *local,
					 const struct seccomm_peer *peer)
{
	const struct seccomm_session_terms terms = {
		.sk = sk,
		.user = &seccomm_socket_user,
		.stack = stack,
		.local = local,
		.peer = peer,
		.exchange_ops = &seccomm_handshake_ops,
		.initiator = true,
	};

	return seccomm_session_create(&terms);
}

/* As seccomm_open(); @opening held. */
static struct seccomm_session *open_session(struct sock *sk,
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
	/* seccomm_session_state() pairs with the release of seccomm_state_step(): after
	 * CLOSED, @error is seen, too.
	 */
	if (s && seccomm_state_is_over(seccomm_session_state(s))) {
		/* One call returns the failure; the next one tries the peer again. */
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
	err = open_local(sk, peer, &local);
	if (!err)
		err = seccomm_handshake_possible(sock_net(sk), stack, peer);
	if (err) {
		seccomm_stack_put_user(stack);
		return ERR_PTR(err);
	}
	return open_from(sk, stack, &local, peer);
}

struct seccomm_session *seccomm_open(struct sock *sk,
				     const struct seccomm_peer *peer)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_session *s;

	/* @opening lets the first messages of two threads share one session. */
	mutex_lock(&ssk->opening);
	s = open_session(sk, peer);
	mutex_unlock(&ssk->opening);
	return s;
}

/* Is another session with @s's peer open, or being opened by us? */
static bool open_has_other(const struct seccomm_session *s)
{
	const struct seccomm_session *other;
	bool ret;

	rcu_read_lock();
	other = seccomm_session_by_peer(s->sk, &s->peer);
	ret = seccomm_session_opening(s->sk, &s->peer) ||
	      (other && other != s &&
	       READ_ONCE(other->state) == SECCOMM_STATE_OPEN);
	rcu_read_unlock();
	return ret;
}

struct seccomm_session *seccomm_reopen(struct seccomm_session *s)
{
	struct seccomm_sock *ssk = seccomm_sk(s->sk);
	struct seccomm_session *again = NULL;
	struct seccomm_stack *stack;
	struct in6_addr local;

	mutex_lock(&ssk->opening);
	if (!open_has_other(s)) {
		stack = seccomm_policy_stack(s->sk, &s->peer);
		seccomm_address_changes(s, &local);
		again = IS_ERR(stack) ?
				ERR_CAST(stack) :
				open_from(s->sk, stack, &local, &s->peer);
	}
	mutex_unlock(&ssk->opening);
	return again;
}
