// SPDX-License-Identifier: GPL-2.0
/*
 * The socket family: what an application calls, apart from send and receive.
 */
#include <linux/net.h>
#include <linux/poll.h>
#include <linux/sockios.h>
#include <asm/ioctls.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/l3mdev.h>
#include <net/route.h>
#include <net/sock.h>
#include "socket/policy.h"
#include "socket/socket.h"
#include "transport/transport.h"

int seccomm_family = AF_SECCOMM_DEFAULT;

static void sock_destruct(struct sock *sk)
{
	__skb_queue_purge(&sk->sk_receive_queue);
	__skb_queue_purge(&sk->sk_error_queue);
	mutex_destroy(&seccomm_sk(sk)->opening);
	put_cred(seccomm_sk(sk)->cred);
	seccomm_destroyed(SECCOMM_OBJ_SOCKET);
}

/* An address from user space, checked. */
static int addr_get(struct sock *sk, const void *uaddr, int len,
		    struct seccomm_peer *addr)
{
	const struct sockaddr_seccomm *ssc = uaddr;

	if (len < (int)sizeof(*ssc))
		return -EINVAL;
	if (ssc->ssc_family != sk->sk_family)
		return -EAFNOSUPPORT;
	/* A bind() to :: takes what comes by IPv4. */
	if (!ipv6_addr_any(&ssc->ssc_addr) &&
	    !seccomm_transport_works(&ssc->ssc_addr))
		return -EAFNOSUPPORT;
	addr->addr = ssc->ssc_addr;
	addr->port = ssc->ssc_port;
	addr->scope = 0;
	if (ipv6_addr_type(&ssc->ssc_addr) & IPV6_ADDR_LINKLOCAL) {
		addr->scope = ssc->ssc_scope_id ?:
						  READ_ONCE(sk->sk_bound_dev_if);
		/* Who is confined to a device is so by a scope too. */
		if (!addr->scope || !sk_dev_equal_l3scope(sk, addr->scope))
			return -EINVAL;
	}
	return 0;
}

/* The same for a destination: an unspecified address is this host. */
static int peer_get(struct sock *sk, const void *uaddr, int len,
		    struct seccomm_peer *peer)
{
	int err = addr_get(sk, uaddr, len, peer);

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

/* A socket that sends has a port; lock_sock() held. */
static int ready(struct sock *sk)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	if (!ssk->sport)
		return seccomm_port_bind(sk, &ssk->local, 0);
	return 0;
}

int seccomm_socket_prepare(struct sock *sk, struct msghdr *msg,
			   struct seccomm_peer *peer)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	int err = 0;

	if (msg->msg_name) {
		err = peer_get(sk, msg->msg_name, msg->msg_namelen, peer);
		if (err)
			return err;
		/* Pairs with take()'s release: the address is there, too. */
		if (smp_load_acquire(&ssk->sport))
			return 0;
	}
	lock_sock(sk);
	if (!msg->msg_name && !ssk->connected)
		err = -EDESTADDRREQ;
	else if (!msg->msg_name)
		*peer = ssk->peer;
	if (!err)
		err = ready(sk);
	release_sock(sk);
	return err;
}

/* @sessions_lock held. */
static struct seccomm_session *first_session(struct seccomm_sock *ssk)
{
	return list_first_entry_or_null(&ssk->sessions, struct seccomm_session,
					in_socket);
}

/* End all sessions; afterwards there are none, and none come if @for_good. */
static void end_sessions(struct sock *sk, bool for_good)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_session *s;

	spin_lock_bh(&ssk->sessions_lock);
	ssk->closing = for_good;
	while ((s = first_session(ssk))) {
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

/* @stack, of which a user's reference is taken over, is the socket's choice. */
static void choose_stack(struct sock *sk, struct seccomm_stack *stack,
			 bool exempt)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_stack *old;

	spin_lock_bh(&ssk->sessions_lock);
	old = ssk->stack;
	ssk->stack = stack;
	ssk->stack_exempt = exempt;
	spin_unlock_bh(&ssk->sessions_lock);
	if (old)
		seccomm_stack_unuse(old);
}

static int seccomm_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	seccomm_port_unbind(sk);
	seccomm_batch_close(&seccomm_sk(sk)->batch);
	end_sessions(sk, true);
	choose_stack(sk, NULL, false);
	lock_sock(sk);
	sk->sk_shutdown = SHUTDOWN_MASK;
	release_sock(sk);
	sock_orphan(sk);
	sock->sk = NULL;
	skb_queue_purge(&sk->sk_receive_queue);
	sock_put(sk);
	return 0;
}

/* May @sk be bound to this address? In a VRF, if its device is one or in one. */
static int local_check(struct sock *sk, const struct seccomm_peer *local)
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

static int seccomm_bind(struct socket *sock, struct sockaddr_unsized *uaddr,
			int len)
{
	struct sock *sk = sock->sk;
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct net *net = sock_net(sk);
	struct seccomm_peer local;
	int err;

	err = addr_get(sk, uaddr, len, &local);
	if (!err)
		err = local_check(sk, &local);
	if (err)
		return err;
	/* As IPv6's: it makes no sense. */
	if (sk->sk_ipv6only && ipv6_addr_v4mapped(&local.addr))
		return -EINVAL;
	if (local.port &&
	    inet_port_requires_bind_service(net, ntohs(local.port)) &&
	    !ns_capable(net->user_ns, CAP_NET_BIND_SERVICE))
		return -EACCES;
	lock_sock(sk);
	if (ssk->sport) {
		err = -EINVAL;
	} else {
		if (local.scope)
			sk->sk_bound_dev_if = local.scope;
		if (ipv6_addr_any(&local.addr) && !ssk->v6only_set)
			sk->sk_ipv6only = net->ipv6.sysctl.bindv6only;
		if (!local.port && inet_bind_address_no_port(sk))
			/* ready() finds a port when one is needed. */
			ssk->local = local.addr;
		else
			err = seccomm_port_bind(sk, &local.addr, local.port);
		ssk->bound = !err;
	}
	release_sock(sk);
	return err;
}

/* As before the first connect(). @sessions_lock held. */
static void not_connected(struct sock *sk)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	ssk->connected = false;
	RCU_INIT_POINTER(ssk->session, NULL);
	sk->sk_state = TCP_CLOSE;
}

static void disconnect(struct sock *sk)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	spin_lock_bh(&ssk->sessions_lock);
	ssk->attempt++;
	not_connected(sk);
	spin_unlock_bh(&ssk->sessions_lock);
	/* A thread that waits in connect() looks at @attempt. */
	sk->sk_state_change(sk);
}

void seccomm_connect_over(struct sock *sk, int error)
{
	not_connected(sk);
	WRITE_ONCE(sk->sk_err, error);
}

bool seccomm_socket_failed(struct seccomm_session *s, int error)
{
	struct seccomm_sock *ssk = seccomm_sk(s->sk);
	bool mine;

	spin_lock_bh(&ssk->sessions_lock);
	mine = ssk->connected && seccomm_session_is_with(s, &ssk->peer);
	if (mine) {
		WRITE_ONCE(s->error, 0);
		/* What was connected once stays so, and its next message opens again. */
		if (s->sk->sk_state == TCP_SYN_SENT)
			seccomm_connect_over(s->sk, error);
		else
			WRITE_ONCE(s->sk->sk_err, error);
	}
	spin_unlock_bh(&ssk->sessions_lock);
	return mine;
}

/* What has become of a connect(): 0, -EINPROGRESS, or why it has failed. */
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

/* Waits for the end of the handshake. Whoever ends a session or a connect() changes
 * sk_state or @attempt first and wakes then.
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
 * one has taken its place.
 */
static void connect_undo(struct sock *sk, unsigned int attempt)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);

	spin_lock_bh(&ssk->sessions_lock);
	if (ssk->attempt == attempt)
		not_connected(sk);
	spin_unlock_bh(&ssk->sessions_lock);
}

/* Have connect() wait for @s. It may have ended since it was found: then nobody else
 * says so.
 */
static void connect_by(struct sock *sk, struct seccomm_session *s,
		       unsigned int attempt)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	u8 state;

	spin_lock_bh(&ssk->sessions_lock);
	state = READ_ONCE(s->state);
	/* The peer's own open may have come first. */
	if (ssk->attempt != attempt || sk->sk_state != TCP_SYN_SENT)
		goto unlock;
	if (READ_ONCE(s->unlinked) || state == SECCOMM_SESSION_CLOSED) {
		seccomm_connect_over(sk, xchg(&s->error, 0) ?: ECONNABORTED);
		goto unlock;
	}
	rcu_assign_pointer(ssk->session, s);
	if (state == SECCOMM_SESSION_OPEN)
		sk->sk_state = TCP_ESTABLISHED;
unlock:
	spin_unlock_bh(&ssk->sessions_lock);
}

/* Raise keyMiss for a session that has no message yet. */
static int key_miss(struct seccomm_session *s)
{
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);
	int err;

	if (!skb)
		return -ENOMEM;
	memset(skb->cb, 0, sizeof(skb->cb));
	CACTUS_CB(skb)->lane = &s->tx.lane;
	err = cactus_plan_raise(s->stack->plan, s->stack->ev_miss, skb);
	consume_skb(skb);
	return err;
}

/* lock_sock() held. */
static int connect_start(struct sock *sk, const struct seccomm_peer *peer,
			 unsigned int *attempt)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	int err;

	if (sk->sk_state == TCP_SYN_SENT)
		return -EALREADY;
	err = ready(sk);
	if (err)
		return err;
	spin_lock_bh(&ssk->sessions_lock);
	*attempt = ++ssk->attempt;
	RCU_INIT_POINTER(ssk->session, NULL);
	ssk->peer = *peer;
	ssk->connected = true;
	sk->sk_state = TCP_SYN_SENT;
	/* Before anybody can end this one. */
	WRITE_ONCE(sk->sk_err, 0);
	spin_unlock_bh(&ssk->sessions_lock);
	return 0;
}

static int seccomm_connect(struct socket *sock, struct sockaddr_unsized *uaddr,
			   int len, int flags)
{
	struct sock *sk = sock->sk;
	struct seccomm_session *s;
	struct seccomm_peer peer;
	unsigned int attempt;
	int err;

	if (len >= (int)sizeof(sa_family_t) && uaddr->sa_family == AF_UNSPEC) {
		lock_sock(sk);
		disconnect(sk);
		release_sock(sk);
		end_sessions(sk, false);
		return 0;
	}
	err = peer_get(sk, uaddr, len, &peer);
	if (err)
		return err;
	lock_sock(sk);
	err = connect_start(sk, &peer, &attempt);
	release_sock(sk);
	if (err)
		return err;

	s = seccomm_session_for(sk, &peer);
	if (IS_ERR(s)) {
		connect_undo(sk, attempt);
		return PTR_ERR(s);
	}
	connect_by(sk, s, attempt);
	if (READ_ONCE(s->state) == SECCOMM_SESSION_KEYLESS)
		err = key_miss(s);
	if (!err)
		err = connect_wait(sk, attempt,
				   sock_sndtimeo(sk, flags & O_NONBLOCK));
	if (err && err != -EINPROGRESS)
		connect_undo(sk, attempt);
	seccomm_session_put(s);
	return err;
}

static int seccomm_getname(struct socket *sock, struct sockaddr *uaddr,
			   int peer)
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
	if (peer && !ssk->connected) {
		err = -ENOTCONN;
	} else if (peer) {
		ssc->ssc_port = ssk->peer.port;
		ssc->ssc_addr = ssk->peer.addr;
		ssc->ssc_scope_id = ssk->peer.scope;
	} else {
		ssc->ssc_port = ssk->sport;
		ssc->ssc_addr = ssk->local;
		rcu_read_lock();
		s = rcu_dereference(ssk->session);
		if (s) {
			ssc->ssc_addr = s->local;
			scope = s->peer.scope;
		}
		rcu_read_unlock();
		if (ipv6_addr_type(&ssc->ssc_addr) & IPV6_ADDR_LINKLOCAL)
			ssc->ssc_scope_id = scope ?: sk->sk_bound_dev_if;
	}
	release_sock(sk);
	return err;
}

/* Under RCU: the session that a connected socket's next message goes by; NULL if
 * there is none yet. While one is opened in place of another that has ended,
 * @session is not it.
 */
static struct seccomm_session *next_session(struct seccomm_sock *ssk)
{
	struct seccomm_session *s = rcu_dereference(ssk->session);
	struct seccomm_peer peer;

	if (likely(s && seccomm_session_sends(s)))
		return s;
	if (!READ_ONCE(ssk->connected))
		return NULL;
	spin_lock_bh(&ssk->sessions_lock);
	peer = ssk->peer;
	spin_unlock_bh(&ssk->sessions_lock);
	return seccomm_session_by_peer(&ssk->inet.sk, &peer);
}

/* Under RCU: is there no lane that sendmsg() gives -EAGAIN for, see lane_refuses()? */
static bool lanes_writable(struct seccomm_sock *ssk)
{
	struct seccomm_session *s = next_session(ssk);
	u32 refused = READ_ONCE(ssk->refused);

	if (s && !cactus_lane_writable(&s->tx.lane))
		return false;
	if (likely(!refused))
		return true;
	s = seccomm_session_by_index(sock_net(&ssk->inet.sk), refused);
	if (s && s->sk == &ssk->inet.sk &&
	    READ_ONCE(s->state) == SECCOMM_SESSION_OPEN &&
	    !cactus_lane_writable(&s->tx.lane))
		return false;
	/* Unless a sender has been refused by another one meanwhile. */
	cmpxchg(&ssk->refused, refused, 0);
	return true;
}

static __poll_t seccomm_poll(struct file *file, struct socket *sock,
			     struct poll_table_struct *wait)
{
	__poll_t mask = datagram_poll(file, sock, wait);
	struct sock *sk = sock->sk;

	/* An error is what the next call tells, whatever there is room for. */
	if (!(mask & EPOLLOUT) || READ_ONCE(sk->sk_err) ||
	    READ_ONCE(sk->sk_shutdown) & SEND_SHUTDOWN)
		return mask;
	rcu_read_lock();
	if (READ_ONCE(sk->sk_state) == TCP_SYN_SENT ||
	    !lanes_writable(seccomm_sk(sk))) {
		sk_set_bit(SOCKWQ_ASYNC_NOSPACE, sk);
		mask &= ~(EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND);
	}
	rcu_read_unlock();
	return mask;
}

static int seccomm_ioctl(struct socket *sock, unsigned int cmd,
			 unsigned long arg)
{
	struct sock *sk = sock->sk;
	struct sk_buff *skb;
	int amount = 0;

	switch (cmd) {
	case SIOCOUTQ:
		amount = sk_wmem_alloc_get(sk);
		break;
	case SIOCINQ:
		spin_lock_bh(&sk->sk_receive_queue.lock);
		skb = skb_peek(&sk->sk_receive_queue);
		if (skb)
			amount = skb->len;
		spin_unlock_bh(&sk->sk_receive_queue.lock);
		break;
	default:
		return -ENOIOCTLCMD;
	}
	return put_user(amount, (int __user *)arg);
}

static int seccomm_shutdown(struct socket *sock, int how)
{
	struct sock *sk = sock->sk;
	int err;

	if (how < SHUT_RD || how > SHUT_RDWR)
		return -EINVAL;
	lock_sock(sk);
	/* SHUT_RD, SHUT_WR, SHUT_RDWR + 1 are the mask's bits. */
	sk->sk_shutdown |= how + 1;
	err = seccomm_sk(sk)->connected ? 0 : -ENOTCONN;
	release_sock(sk);
	sk->sk_state_change(sk);
	return err;
}

static int set_stack(struct sock *sk, sockptr_t optval, unsigned int optlen)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_stack *stack;
	char name[SECCOMM_STACK_LEN];
	bool exempt;
	int err = 0;

	if (!optlen || optlen > sizeof(name))
		return -EINVAL;
	memset(name, 0, sizeof(name));
	if (copy_from_sockptr(name, optval, optlen))
		return -EFAULT;
	if (strnlen(name, sizeof(name)) == sizeof(name))
		return -EINVAL;
	stack = seccomm_stack_use(sock_net(sk), name);
	if (!stack)
		return -ENOENT;
	exempt = ns_capable_noaudit(sock_net(sk)->user_ns, CAP_NET_ADMIN);
	if (!exempt && !seccomm_policy_permits(sk, stack)) {
		seccomm_stack_unuse(stack);
		return -EPERM;
	}
	lock_sock(sk);
	spin_lock_bh(&ssk->sessions_lock);
	if (ssk->connected || ssk->n_sessions)
		err = -EISCONN;
	spin_unlock_bh(&ssk->sessions_lock);
	if (err)
		seccomm_stack_unuse(stack);
	else
		choose_stack(sk, stack, exempt);
	release_sock(sk);
	return err;
}

static int seccomm_setsockopt(struct socket *sock, int level, int optname,
			      sockptr_t optval, unsigned int optlen)
{
	if (level == SOL_SOCKET)
		return seccomm_sock_setsockopt(sock, optname, optval, optlen);
	if (level == SOL_IP || level == SOL_IPV6)
		return seccomm_ip_setsockopt(sock->sk, level, optname, optval,
					     optlen);
	if (level != SOL_SECCOMM)
		return -ENOPROTOOPT;
	switch (optname) {
	case SECCOMM_STACK:
		return set_stack(sock->sk, optval, optlen);
	default:
		return -ENOPROTOOPT;
	}
}

/* The connected session's key epoch. */
static int get_epoch(const struct seccomm_sock *ssk, u32 *epoch)
{
	struct seccomm_session *s;
	int err = -ENOTCONN;

	rcu_read_lock();
	s = rcu_dereference(ssk->session);
	if (s && READ_ONCE(s->state) == SECCOMM_SESSION_OPEN) {
		*epoch = s->epoch;
		err = 0;
	}
	rcu_read_unlock();
	return err;
}

/* The connected session, with a reference, or NULL. */
static struct seccomm_session *connected_session(const struct seccomm_sock *ssk)
{
	struct seccomm_session *s;

	rcu_read_lock();
	s = rcu_dereference(ssk->session);
	if (s && !seccomm_session_hold(s))
		s = NULL;
	rcu_read_unlock();
	return s;
}

/* An option's value into @buf of SECCOMM_DIGEST_LEN bytes; its length. */
static int option_value(const struct seccomm_sock *ssk,
			const struct seccomm_stack *stack, int optname,
			void *buf)
{
	u32 *value = buf;
	int err;

	switch (optname) {
	case SECCOMM_STACK:
		memcpy(buf, stack->name, SECCOMM_STACK_LEN);
		return strlen(stack->name) + 1;
	case SECCOMM_DIGEST:
		memcpy(buf, stack->digest, SECCOMM_DIGEST_LEN);
		return SECCOMM_DIGEST_LEN;
	case SECCOMM_EPOCH:
		err = get_epoch(ssk, value);
		return err ?: (int)sizeof(*value);
	case SECCOMM_GROWTH:
		*value = (stack->grow.mul - 1) * stack->limit + stack->grow.add;
		return sizeof(*value);
	case SECCOMM_LIMIT:
		*value = stack->limit;
		return sizeof(*value);
	default:
		return -ENOPROTOOPT;
	}
}

/* The same, of the stack that messages to the peer go by: the session's, or that of
 * the next one. lock_sock() held.
 */
static int stack_option(struct sock *sk, int optname, void *buf)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_session *s = connected_session(ssk);
	struct seccomm_stack *stack;
	int have;

	if (s) {
		have = option_value(ssk, s->stack, optname, buf);
		seccomm_session_put(s);
		return have;
	}
	if (ssk->stack)
		return option_value(ssk, ssk->stack, optname, buf);
	if (!ssk->connected)
		return -ENOPROTOOPT;
	stack = seccomm_policy_stack(sk, &ssk->peer);
	if (IS_ERR(stack))
		return PTR_ERR(stack);
	have = option_value(ssk, stack, optname, buf);
	seccomm_stack_unuse(stack);
	return have;
}

static int seccomm_getsockopt(struct socket *sock, int level, int optname,
			      char __user *optval, int __user *optlen)
{
	struct sock *sk = sock->sk;
	u8 buf[SECCOMM_DIGEST_LEN] __aligned(8) = {};
	int len, have;

	BUILD_BUG_ON(sizeof(buf) < SECCOMM_STACK_LEN);
	if (level == SOL_IP || level == SOL_IPV6)
		return seccomm_ip_getsockopt(sk, level, optname, optval,
					     optlen);
	if (level != SOL_SECCOMM)
		return -ENOPROTOOPT;
	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	lock_sock(sk);
	have = stack_option(sk, optname, buf);
	release_sock(sk);
	if (have < 0)
		return have;
	if (len < have)
		return -EINVAL;
	if (copy_to_user(optval, buf, have) || put_user(have, optlen))
		return -EFAULT;
	return 0;
}

static const struct proto_ops seccomm_proto_ops = {
	.family = PF_SECCOMM,
	.owner = THIS_MODULE,
	.release = seccomm_release,
	.bind = seccomm_bind,
	.connect = seccomm_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = seccomm_getname,
	.poll = seccomm_poll,
	.ioctl = seccomm_ioctl,
	.gettstamp = sock_gettstamp,
	.listen = sock_no_listen,
	.shutdown = seccomm_shutdown,
	.setsockopt = seccomm_setsockopt,
	.getsockopt = seccomm_getsockopt,
	.sendmsg = seccomm_sendmsg,
	.recvmsg = seccomm_recvmsg,
	.set_peek_off = sk_set_peek_off,
	.mmap = sock_no_mmap,
};

static struct proto seccomm_proto = {
	.name = "SECCOMM",
	.owner = THIS_MODULE,
	.obj_size = sizeof(struct seccomm_sock),
};

static int seccomm_create(struct net *net, struct socket *sock, int protocol,
			  int kern)
{
	struct seccomm_sock *ssk;
	struct inet_sock *inet;
	struct sock *sk;

	if (sock->type != SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	if (protocol)
		return -EPROTONOSUPPORT;
	sk = sk_alloc(net, seccomm_family, GFP_KERNEL, &seccomm_proto, kern);
	if (!sk)
		return -ENOMEM;
	seccomm_created(SECCOMM_OBJ_SOCKET);
	sock->ops = &seccomm_proto_ops;
	/* seccomm_setsockopt() is asked about SOL_SOCKET too. */
	set_bit(SOCK_CUSTOM_SOCKOPT, &sock->flags);
	sock_init_data(sock, sk);
	seccomm_queue_init(sk);
	seccomm_batch_init(&seccomm_sk(sk)->batch);
	sock_set_flag(sk, SOCK_RCU_FREE);
	sk->sk_destruct = sock_destruct;
	sk->sk_protocol = seccomm_protocol;
	ssk = seccomm_sk(sk);
	ssk->cred = get_current_cred();
	inet = inet_sk(sk);
	inet->pinet6 = &ssk->inet6;
	inet->uc_ttl = -1;
	inet->mc_ttl = 1;
	inet->pmtudisc = IP_PMTUDISC_DONT;
	ssk->inet6.hop_limit = -1;
	ssk->inet6.mcast_hops = -1;
	ssk->inet6.pmtudisc = IPV6_PMTUDISC_DONT;
	spin_lock_init(&ssk->sessions_lock);
	mutex_init(&ssk->opening);
	INIT_LIST_HEAD(&ssk->sessions);
	return 0;
}

static struct net_proto_family seccomm_net_family = {
	.owner = THIS_MODULE,
	.create = seccomm_create,
};

int seccomm_socket_init(void)
{
	int err;

	err = proto_register(&seccomm_proto, 1);
	if (err)
		return err;
	seccomm_net_family.family = seccomm_family;
	err = sock_register(&seccomm_net_family);
	if (err) {
		pr_err("address family %d is %s: load with family=N\n",
		       seccomm_family,
		       err == -EEXIST ? "in use" : "out of range");
		proto_unregister(&seccomm_proto);
	}
	return err;
}

void seccomm_socket_exit(void)
{
	sock_unregister(seccomm_family);
}

void seccomm_proto_exit(void)
{
	proto_unregister(&seccomm_proto);
}
