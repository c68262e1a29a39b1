// SPDX-License-Identifier: GPL-2.0
/*
 * The socket as the user of its sessions: struct seccomm_user_ops, by which a session
 * joins and leaves its socket and reports its state and errors.
 */
#include <linux/errqueue.h>
#include <net/sock.h>
#include "handshake/responder.h"
#include "session/table.h"
#include "session/user.h"
#include "socket/connect.h"
#include "socket/errqueue.h"
#include "socket/open.h"
#include "socket/policy.h"
#include "socket/port.h"
#include "socket/recv.h"
#include "socket/socket.h"
#include "socket/user.h"
#include "transport/transport.h"

static int user_admit(struct seccomm_session *s)
{
	struct seccomm_sock *ssk = seccomm_sk(s->sk);
	int err = 0;

	s->batch = &ssk->batch;
	s->sport = READ_ONCE(ssk->sport);
	s->bound = !seccomm_addr_any(&s->sk->sk_v6_rcv_saddr);
	spin_lock_bh(&ssk->sessions_lock);
	if (ssk->no_more)
		err = -ENOTCONN;
	else if (ssk->n_sessions >= READ_ONCE(s->snet->max_socket_sessions))
		err = -ENOBUFS;
	if (!err) {
		list_add_tail(&s->in_socket, &ssk->sessions);
		ssk->n_sessions++;
	}
	spin_unlock_bh(&ssk->sessions_lock);
	return err;
}

static void user_ended(struct seccomm_session *s)
{
	struct seccomm_sock *ssk = seccomm_sk(s->sk);
	bool aborted = false;

	spin_lock_bh(&ssk->sessions_lock);
	list_del_init(&s->in_socket);
	ssk->n_sessions--;
	if (rcu_access_pointer(ssk->session) == s) {
		RCU_INIT_POINTER(ssk->session, NULL);
		/* Abort a connect() that waits for @s: no other event would end it. */
		aborted = s->sk->sk_state == TCP_SYN_SENT;
		if (aborted)
			seccomm_connect_over(s->sk, ECONNABORTED);
	}
	spin_unlock_bh(&ssk->sessions_lock);
	if (aborted)
		sk_error_report(s->sk);
}

/* A connected socket's messages go by @s from here on. @s is not stored if it has been
 * unlinked: seccomm_table_unlink() sets @unlinked before user_ended() takes
 * @sessions_lock to clear the pointer, so that either @unlinked is seen here or
 * user_ended() clears what is stored here.
 */
static void user_opened(struct seccomm_session *s)
{
	struct seccomm_sock *ssk = seccomm_sk(s->sk);

	spin_lock_bh(&ssk->sessions_lock);
	if (!READ_ONCE(s->unlinked) && ssk->connected && !ssk->no_more &&
	    seccomm_session_is_with(s, &ssk->peer)) {
		rcu_assign_pointer(ssk->session, s);
		WRITE_ONCE(s->sk->sk_state, TCP_ESTABLISHED);
	}
	spin_unlock_bh(&ssk->sessions_lock);
}

static bool user_failed(struct seccomm_session *s, int error)
{
	struct seccomm_sock *ssk = seccomm_sk(s->sk);
	bool mine;

	spin_lock_bh(&ssk->sessions_lock);
	mine = ssk->connected && seccomm_session_is_with(s, &ssk->peer);
	if (mine) {
		WRITE_ONCE(s->error, 0);
		/* A socket that was connected stays so: its next message opens another
		 * session.
		 */
		if (s->sk->sk_state == TCP_SYN_SENT)
			seccomm_connect_over(s->sk, error);
		else
			WRITE_ONCE(s->sk->sk_err, error);
	}
	spin_unlock_bh(&ssk->sessions_lock);
	return mine;
}

static void user_error(struct seccomm_session *s,
		       const struct seccomm_icmp *icmp)
{
	struct seccomm_sock *ssk = seccomm_sk(s->sk);
	bool asked = icmp->origin == SO_EE_ORIGIN_ICMP ?
			     READ_ONCE(ssk->recverr4) :
			     READ_ONCE(ssk->recverr6);

	if (asked)
		seccomm_error_queue(s->sk, &s->peer, icmp);
	else if (!icmp->hard || !READ_ONCE(ssk->connected))
		return;
	WRITE_ONCE(s->sk->sk_err, icmp->err);
	sk_error_report(s->sk);
}

const struct seccomm_user_ops seccomm_socket_user = {
	.stack = seccomm_policy_stack,
	.admit = user_admit,
	.ended = user_ended,
	.opened = user_opened,
	.failed = user_failed,
	.reopen = seccomm_reopen,
	.deliver = seccomm_deliver,
	.error = user_error,
};

const struct seccomm_acceptor_ops seccomm_socket_acceptor = {
	.find = seccomm_port_lookup,
	.user = &seccomm_socket_user,
};
