// SPDX-License-Identifier: GPL-2.0
/*
 * Where a socket is bound, and whom it is connected to: bind(), connect(), shutdown(),
 * getsockname(), and the addresses that they are given.
 */
#include <linux/net.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/l3mdev.h>
#include <net/route.h>
#include <net/sock.h>
#include "session/info.h"
#include "session/life.h"
#include "socket/connect.h"
#include "socket/open.h"
#include "socket/port.h"
#include "socket/socket.h"
#include "transport/transport.h"

/* Check the address that bind(), connect() or sendmsg() was given, and store it in
 * @addr.
 */
static int connect_get_addr(struct sock *sk, const void *uaddr, int len,
			    struct seccomm_peer *addr)
{
	const struct sockaddr_seccomm *ssc = uaddr;

	if (len < (int)sizeof(*ssc))
		return -EINVAL;
	if (ssc->ssc_family != sk->sk_family)
		return -EAFNOSUPPORT;
	/* :: needs no IPv6: a socket bound to it also receives by IPv4. */
	if (!ipv6_addr_any(&ssc->ssc_addr) &&
	    !seccomm_transport_works(&ssc->ssc_addr))
		return -EAFNOSUPPORT;
	addr->addr = ssc->ssc_addr;
	addr->port = ssc->ssc_port;
	addr->scope = 0;
	if (ipv6_addr_type(&ssc->ssc_addr) & IPV6_ADDR_LINKLOCAL) {
		addr->scope = ssc->ssc_scope_id ?:
						  READ_ONCE(sk->sk_bound_dev_if);
		/* A socket that is bound to a device reaches scopes on that device
		 * only.
		 */
		if (!addr->scope || !sk_dev_equal_l3scope(sk, addr->scope))
			return -EINVAL;
	}
	return 0;
}

/* As connect_get_addr(), for a destination: it has a port, and an unspecified address
 * stands for this host.
 */
static int connect_get_peer(struct sock *sk, const void *uaddr, int len,
			    struct seccomm_peer *peer)
{
	int err = connect_get_addr(sk, uaddr, len, peer);

	if (err)
		return err;
	if (!peer->port)
		return -EINVAL;
	if (ipv6_addr_any(&peer->addr))
		peer->addr = in6addr_loopback;
	else if (seccomm_addr_any(&peer->addr))
		ipv6_addr_set_v4mapped(htonl(INADDR_LOOPBACK), &peer->addr);
	return seccomm_transport_works(&peer->addr) ? 0 : -EAFNOSUPPORT;
}

/* Bind @sk to an ephemeral port if it has no port, as connect() and sendmsg() need one.
 * lock_sock() held.
 */
static int connect_autobind(struct sock *sk)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	if (!ssk->sport)
		return seccomm_port_bind(sk, &sk->sk_v6_rcv_saddr, 0);
	return 0;
}

int seccomm_socket_prepare(struct sock *sk, struct msghdr *msg,
			   struct seccomm_peer *peer)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	int err = 0;

	if (msg->msg_name) {
		err = connect_get_peer(sk, msg->msg_name, msg->msg_namelen,
				       peer);
		if (err)
			return err;
		/* Pairs with port_take()'s release: sk_v6_rcv_saddr is set, too. */
		if (smp_load_acquire(&ssk->sport))
			return 0;
	}
	lock_sock(sk);
	if (!msg->msg_name && !READ_ONCE(ssk->connected))
		err = -EDESTADDRREQ;
	else if (!msg->msg_name)
		*peer = ssk->peer;
	if (!err)
		err = connect_autobind(sk);
	release_sock(sk);
	return err;
}

/* The first session of @ssk, or NULL. @sessions_lock held. */
static struct seccomm_session *connect_first_session(struct seccomm_sock *ssk)
{
	return list_first_entry_or_null(&ssk->sessions, struct seccomm_session,
					in_socket);
}

void seccomm_end_sessions(struct sock *sk, bool for_good)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_session *s;

	spin_lock_bh(&ssk->sessions_lock);
	ssk->no_more = for_good;
	while ((s = connect_first_session(ssk))) {
		if (!seccomm_session_hold(s)) {
			spin_unlock_bh(&ssk->sessions_lock);
			cond_resched();
			spin_lock_bh(&ssk->sessions_lock);
			continue;
		}
		spin_unlock_bh(&ssk->sessions_lock);
		seccomm_session_close(s, 0, true);
		seccomm_session_put(s);
		cond_resched();
		spin_lock_bh(&ssk->sessions_lock);
	}
	spin_unlock_bh(&ssk->sessions_lock);
}

/* May @sk be bound to @local? Where the device of @sk is a VRF or in one, the address
 * must be one of that VRF. 0 or -EADDRNOTAVAIL.
 */
static int connect_check_local(struct sock *sk,
			       const struct seccomm_peer *local)
{
	int oif = local->scope ?: READ_ONCE(sk->sk_bound_dev_if);
	struct net *net = sock_net(sk);
	struct net_device *dev = NULL;
	u32 table;
	bool ok;

	if (seccomm_addr_any(&local->addr))
		return 0;
	if (ipv6_addr_v4mapped(&local->addr)) {
		table = l3mdev_fib_table_by_index(net, oif) ?: RT_TABLE_LOCAL;
		ok = inet_can_nonlocal_bind(net, inet_sk(sk)) ||
		     inet_addr_type_table(net, local->addr.s6_addr32[3],
					  table) == RTN_LOCAL;
		return ok ? 0 : -EADDRNOTAVAIL;
	}
	if (ipv6_can_nonlocal_bind(net, inet_sk(sk)))
		return 0;
	rcu_read_lock();
	if (oif)
		dev = dev_get_by_index_rcu(net, oif);
	ok = (!oif || dev) && ipv6_chk_addr(net, &local->addr, dev, 0);
	rcu_read_unlock();
	return ok ? 0 : -EADDRNOTAVAIL;
}

/* Bind @sk, which has no port, to @local. lock_sock() held. On error @sk is bound to nothing,
 * as by IP, which also leaves the device that a scope names.
 */
static int connect_bind(struct sock *sk, const struct seccomm_peer *local)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	bool v6only = sk->sk_ipv6only;
	int err = 0;

	if (local->scope)
		WRITE_ONCE(sk->sk_bound_dev_if, local->scope);
	if (ipv6_addr_any(&local->addr) && !ssk->v6only_set)
		sk->sk_ipv6only =
			READ_ONCE(sock_net(sk)->ipv6.sysctl.bindv6only);
	if (!local->port && inet_bind_address_no_port(sk))
		/* connect_autobind() finds a port when one is needed. */
		sk->sk_v6_rcv_saddr = local->addr;
	else
		err = seccomm_port_bind(sk, &local->addr, local->port);
	if (err) {
		sk->sk_ipv6only = v6only;
		sk->sk_v6_rcv_saddr = in6addr_any;
	}
	/* port_peer_fits() refuses an OPEN that comes before this. */
	WRITE_ONCE(ssk->bound, !err);
	return err;
}

int seccomm_bind(struct socket *sock, struct sockaddr_unsized *uaddr, int len)
{
	struct sock *sk = sock->sk;
	struct net *net = sock_net(sk);
	struct seccomm_peer local;
	int err;

	err = connect_get_addr(sk, uaddr, len, &local);
	if (!err)
		err = connect_check_local(sk, &local);
	if (err)
		return err;
	if (local.port &&
	    inet_port_requires_bind_service(net, ntohs(local.port)) &&
	    !ns_capable(net->user_ns, CAP_NET_BIND_SERVICE))
		return -EACCES;
	lock_sock(sk);
	/* As by IPv6, refuse a socket that has a port, and to bind an IPv6-only one to
	 * an IPv4 address.
	 */
	if (seccomm_sk(sk)->sport ||
	    (sk->sk_ipv6only && ipv6_addr_v4mapped(&local.addr)))
		err = -EINVAL;
	else
		err = connect_bind(sk, &local);
	release_sock(sk);
	return err;
}

/* Make @sk unconnected, as it was before its first connect(). @sessions_lock held. */
static void connect_clear(struct sock *sk)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	WRITE_ONCE(ssk->connected, false);
	RCU_INIT_POINTER(ssk->session, NULL);
	WRITE_ONCE(sk->sk_state, TCP_CLOSE);
}

static void connect_dissolve(struct sock *sk)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	spin_lock_bh(&ssk->sessions_lock);
	ssk->attempt++;
	connect_clear(sk);
	spin_unlock_bh(&ssk->sessions_lock);
	/* Wake threads in connect_wait(): they look at @attempt. */
	sk->sk_state_change(sk);
}

void seccomm_connect_over(struct sock *sk, int error)
{
	connect_clear(sk);
	WRITE_ONCE(sk->sk_err, error);
}

/* What has become of the connect() with number @attempt: 0, -EINPROGRESS, or why it has
 * failed.
 */
static int connect_verdict(struct sock *sk, unsigned int attempt)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	int err = 0;

	spin_lock_bh(&ssk->sessions_lock);
	if (ssk->attempt != attempt)
		err = -ECONNABORTED;
	else if (sk->sk_state == TCP_SYN_SENT)
		err = -EINPROGRESS;
	else if (sk->sk_state != TCP_ESTABLISHED)
		err = sock_error(sk) ?: -ECONNABORTED;
	spin_unlock_bh(&ssk->sessions_lock);
	return err;
}

/* Wait for the end of the handshake. Whoever ends a session or a connect() changes
 * sk_state or @attempt before it wakes this thread.
 */
static int connect_wait(struct sock *sk, unsigned int attempt, long timeo)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	int err;

	add_wait_queue(sk_sleep(sk), &wait);
	for (;;) {
		err = connect_verdict(sk, attempt);
		if (err != -EINPROGRESS || !timeo)
			break;
		if (signal_pending(current)) {
			err = sock_intr_errno(timeo);
			break;
		}
		timeo = wait_woken(&wait, TASK_INTERRUPTIBLE, timeo);
	}
	remove_wait_queue(sk_sleep(sk), &wait);
	return err;
}

/* A connect() that returns an error leaves the socket unconnected, unless another
 * connect() has taken its place.
 */
static void connect_undo(struct sock *sk, unsigned int attempt)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	spin_lock_bh(&ssk->sessions_lock);
	if (ssk->attempt == attempt)
		connect_clear(sk);
	spin_unlock_bh(&ssk->sessions_lock);
}

/* Have connect_wait() wait for @s. If @s has ended since seccomm_open() found it,
 * user_ended() did not know of this connect(), which is aborted here.
 */
static void connect_by(struct sock *sk, struct seccomm_session *s,
		       unsigned int attempt)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	u8 state;

	spin_lock_bh(&ssk->sessions_lock);
	state = READ_ONCE(s->state);
	/* The peer's own OPEN may have connected @sk already. */
	if (ssk->attempt != attempt || sk->sk_state != TCP_SYN_SENT)
		goto unlock;
	if (READ_ONCE(s->unlinked) || seccomm_state_is_over(state)) {
		seccomm_connect_over(sk, xchg(&s->error, 0) ?: ECONNABORTED);
		goto unlock;
	}
	rcu_assign_pointer(ssk->session, s);
	if (seccomm_state_is_open(state))
		WRITE_ONCE(sk->sk_state, TCP_ESTABLISHED);
unlock:
	spin_unlock_bh(&ssk->sessions_lock);
}

/* Begin a connect() to @peer; its number is stored in @attempt. lock_sock() held. */
static int connect_start(struct sock *sk, const struct seccomm_peer *peer,
			 unsigned int *attempt)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	int err;

	/* The session of the other connect() may open at this moment: -EALREADY is
	 * right, as if this call had come before that.
	 */
	if (READ_ONCE(sk->sk_state) == TCP_SYN_SENT)
		return -EALREADY;
	err = connect_autobind(sk);
	if (err)
		return err;
	spin_lock_bh(&ssk->sessions_lock);
	*attempt = ++ssk->attempt;
	RCU_INIT_POINTER(ssk->session, NULL);
	ssk->peer = *peer;
	WRITE_ONCE(ssk->connected, true);
	WRITE_ONCE(sk->sk_state, TCP_SYN_SENT);
	/* Clear an old error before anybody can end this connect() with another one. */
	WRITE_ONCE(sk->sk_err, 0);
	spin_unlock_bh(&ssk->sessions_lock);
	return 0;
}

int seccomm_connect(struct socket *sock, struct sockaddr_unsized *uaddr,
		    int len, int flags)
{
	struct sock *sk = sock->sk;
	struct seccomm_session *s;
	struct seccomm_peer peer;
	unsigned int attempt;
	int err;

	if (len >= (int)sizeof(sa_family_t) && uaddr->sa_family == AF_UNSPEC) {
		lock_sock(sk);
		connect_dissolve(sk);
		release_sock(sk);
		seccomm_end_sessions(sk, false);
		return 0;
	}
	err = connect_get_peer(sk, uaddr, len, &peer);
	if (err)
		return err;
	lock_sock(sk);
	err = connect_start(sk, &peer, &attempt);
	release_sock(sk);
	if (err)
		return err;

	s = seccomm_open(sk, &peer);
	if (IS_ERR(s)) {
		connect_undo(sk, attempt);
		return PTR_ERR(s);
	}
	connect_by(sk, s, attempt);
	if (READ_ONCE(s->state) == SECCOMM_STATE_KEYLESS)
		err = seccomm_session_key_miss(s);
	if (!err)
		err = connect_wait(sk, attempt,
				   sock_sndtimeo(sk, flags & O_NONBLOCK));
	if (err && err != -EINPROGRESS)
		connect_undo(sk, attempt);
	seccomm_session_put(s);
	return err;
}

int seccomm_getname(struct socket *sock, struct sockaddr *uaddr, int peer)
{
	struct sock *sk = sock->sk;
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct sockaddr_seccomm *ssc = (struct sockaddr_seccomm *)uaddr;
	struct seccomm_session *s;
	int err = sizeof(*ssc);
	u32 scope = 0;

	memset(ssc, 0, sizeof(*ssc));
	ssc->ssc_family = sk->sk_family;
	lock_sock(sk);
	if (peer && !READ_ONCE(ssk->connected)) {
		err = -ENOTCONN;
	} else if (peer) {
		ssc->ssc_port = ssk->peer.port;
		ssc->ssc_addr = ssk->peer.addr;
		ssc->ssc_scope_id = ssk->peer.scope;
	} else {
		ssc->ssc_port = ssk->sport;
		ssc->ssc_addr = sk->sk_v6_rcv_saddr;
		rcu_read_lock();
		s = rcu_dereference(ssk->session);
		if (s) {
			seccomm_session_local(s, &ssc->ssc_addr);
			scope = s->peer.scope;
		}
		rcu_read_unlock();
		if (ipv6_addr_type(&ssc->ssc_addr) & IPV6_ADDR_LINKLOCAL)
			ssc->ssc_scope_id = scope ?: sk->sk_bound_dev_if;
	}
	release_sock(sk);
	return err;
}

int seccomm_shutdown(struct socket *sock, int how)
{
	struct sock *sk = sock->sk;
	int err;

	if (how < SHUT_RD || how > SHUT_RDWR)
		return -EINVAL;
	lock_sock(sk);
	/* SHUT_RD, SHUT_WR and SHUT_RDWR are one less than the masks for sk_shutdown. */
	WRITE_ONCE(sk->sk_shutdown, sk->sk_shutdown | (how + 1));
	err = READ_ONCE(seccomm_sk(sk)->connected) ? 0 : -ENOTCONN;
	release_sock(sk);
	sk->sk_state_change(sk);
	return err;
}
