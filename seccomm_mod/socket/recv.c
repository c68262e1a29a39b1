// SPDX-License-Identifier: GPL-2.0
/*
 * What a session delivers to its socket, and recvmsg().
 */
#include <net/sock.h>
#include "session/table.h"
#include "session/up.h"
#include "socket/cmsg.h"
#include "socket/errqueue.h"
#include "socket/queue.h"
#include "socket/recv.h"
#include "socket/socket.h"

/* May @s deliver to @sk? A connected socket receives from its peer only, even while it
 * still has other sessions.
 */
static bool recv_from_peer(struct sock *sk, const struct seccomm_session *s)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	bool ret;

	if (likely(!READ_ONCE(ssk->connected) ||
		   rcu_access_pointer(ssk->session) == s))
		return true;
	spin_lock_bh(&ssk->sessions_lock);
	ret = !ssk->connected || seccomm_session_is_with(s, &ssk->peer);
	spin_unlock_bh(&ssk->sessions_lock);
	return ret;
}

int seccomm_deliver(struct seccomm_session *s, struct sk_buff *skb)
{
	u16 tos_ttl = SECCOMM_UP_TOS_TTL(skb);
	struct sock *sk = s->sk;

	sk_incoming_cpu_update(sk);
	SECCOMM_RXCB(skb)->from = s->peer;
	SECCOMM_RXCB(skb)->local = s->path.local;
	SECCOMM_RXCB(skb)->tos = tos_ttl >> 8;
	SECCOMM_RXCB(skb)->ttl = tos_ttl;
	if (READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN)
		return -ESHUTDOWN;
	if (unlikely(!recv_from_peer(sk, s)))
		return -EISCONN;
	return seccomm_queue_add(sk, skb);
}

void seccomm_name_put(const struct sock *sk, struct msghdr *msg,
		      const struct seccomm_peer *peer)
{
	struct sockaddr_seccomm *ssc = msg->msg_name;

	memset(ssc, 0, sizeof(*ssc));
	ssc->ssc_family = sk->sk_family;
	ssc->ssc_port = peer->port;
	ssc->ssc_addr = peer->addr;
	ssc->ssc_scope_id = peer->scope;
	msg->msg_namelen = sizeof(*ssc);
}

int seccomm_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
		    int flags)
{
	struct sock *sk = sock->sk;
	struct sk_buff *skb;
	size_t copied;
	int off, err;

	if (unlikely(flags & ~SECCOMM_RECV_FLAGS)) {
		if (flags & ~(SECCOMM_RECV_FLAGS | MSG_ERRQUEUE))
			return -EOPNOTSUPP;
		return seccomm_error_recv(sk, msg);
	}
	skb = seccomm_queue_get(sk, flags, &off);
	if (IS_ERR_OR_NULL(skb))
		return PTR_ERR(skb);
	copied = min_t(size_t, len, skb->len - off);
	if (copied < skb->len - off)
		msg->msg_flags |= MSG_TRUNC;
	/* The message is linear: a plan has run on it. */
	if (copy_to_iter(skb->data + off, copied, &msg->msg_iter) != copied) {
		err = -EFAULT;
		goto out;
	}
	if (msg->msg_name)
		seccomm_name_put(sk, msg, &SECCOMM_RXCB(skb)->from);
	sock_recv_cmsgs(msg, sk, skb);
	if (unlikely(seccomm_cmsg_asked(sk)))
		seccomm_cmsg_recv(sk, msg, skb);
	err = flags & MSG_TRUNC ? skb->len : copied;
	sk_peek_offset_bwd(sk, flags & MSG_PEEK ? -err : err);
out:
	/* napi_consume_skb() returns the head to this CPU's cache, from which the next
	 * message is allocated.
	 */
	local_bh_disable();
	napi_consume_skb(skb, 1);
	local_bh_enable();
	return err;
}
