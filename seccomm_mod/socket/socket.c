// SPDX-License-Identifier: GPL-2.0
/*
 * The socket family: a socket's life and its calls, of which the longer ones are in
 * files of their own; poll() and ioctl().
 */
#include <linux/net.h>
#include <linux/poll.h>
#include <linux/sockios.h>
#include <asm/ioctls.h>
#include <net/sock.h>
#include "session/table.h"
#include "socket/connect.h"
#include "socket/options.h"
#include "socket/port.h"
#include "socket/queue.h"
#include "socket/recv.h"
#include "socket/send.h"
#include "socket/socket.h"
#include "transport/transport.h"

int seccomm_family = AF_SECCOMM_DEFAULT;

static void socket_destruct(struct sock *sk)
{
	__skb_queue_purge(&sk->sk_receive_queue);
	__skb_queue_purge(&sk->sk_error_queue);
	mutex_destroy(&seccomm_sk(sk)->opening);
	put_cred(seccomm_sk(sk)->cred);
	seccomm_destroyed(SECCOMM_OBJ_SOCKET);
}

static int seccomm_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	seccomm_port_unbind(sk);
	seccomm_batch_close(&seccomm_sk(sk)->batch);
	seccomm_end_sessions(sk, true);
	seccomm_choose_stack(sk, NULL, false);
	lock_sock(sk);
	WRITE_ONCE(sk->sk_shutdown, SHUTDOWN_MASK);
	release_sock(sk);
	sock_orphan(sk);
	sock->sk = NULL;
	skb_queue_purge(&sk->sk_receive_queue);
	sock_put(sk);
	return 0;
}

/* The session that a connected socket's next message goes by, or NULL if there is none
 * yet. While a session is opened in place of one that has ended, @session is not the
 * new one. Under RCU.
 */
static struct seccomm_session *socket_next_session(struct seccomm_sock *ssk)
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

/* Is there room in the lanes for which sendmsg() returned -EAGAIN, see
 * send_lane_refuses()? Under RCU.
 */
static bool socket_writable(struct seccomm_sock *ssk)
{
	struct seccomm_session *s = socket_next_session(ssk);
	u32 refused = READ_ONCE(ssk->refused);

	if (s && !cactus_lane_writable(&s->tx.lane))
		return false;
	if (likely(!refused))
		return true;
	s = seccomm_session_by_index(sock_net(&ssk->inet.sk), refused);
	if (s && s->sk == &ssk->inet.sk && seccomm_session_is_open(s) &&
	    !cactus_lane_writable(&s->tx.lane))
		return false;
	/* Another sender may have been refused by another session meanwhile. */
	cmpxchg(&ssk->refused, refused, 0);
	return true;
}

static __poll_t seccomm_poll(struct file *file, struct socket *sock,
			     struct poll_table_struct *wait)
{
	__poll_t mask = datagram_poll(file, sock, wait);
	struct sock *sk = sock->sk;

	/* The next call returns the error, whether there is room or not. */
	if (!(mask & EPOLLOUT) || READ_ONCE(sk->sk_err) ||
	    READ_ONCE(sk->sk_shutdown) & SEND_SHUTDOWN)
		return mask;
	rcu_read_lock();
	if (READ_ONCE(sk->sk_state) == TCP_SYN_SENT ||
	    !socket_writable(seccomm_sk(sk))) {
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
	/* Have the socket layer call seccomm_setsockopt() for SOL_SOCKET, too. */
	set_bit(SOCK_CUSTOM_SOCKOPT, &sock->flags);
	sock_init_data(sock, sk);
	seccomm_queue_init(sk);
	seccomm_batch_init(&seccomm_sk(sk)->batch);
	sock_set_flag(sk, SOCK_RCU_FREE);
	sk->sk_destruct = socket_destruct;
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
