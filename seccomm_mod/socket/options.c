// SPDX-License-Identifier: GPL-2.0
/*
 * Options at SOL_SECCOMM: the stack and its properties, and who the peer is. Options of
 * other levels are in sockopt.c and ipopt.c.
 */
#include <linux/net.h>
#include <linux/slab.h>
#include <net/sock.h>
#include "checker/growth.h"
#include "keys/proofs.h"
#include "session/ends.h"
#include "session/info.h"
#include "session/session.h"
#include "socket/ipopt.h"
#include "socket/options.h"
#include "socket/policy.h"
#include "socket/socket.h"
#include "socket/sockopt.h"

void seccomm_choose_stack(struct sock *sk, struct seccomm_stack *stack,
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
		seccomm_stack_put_user(old);
}

static int options_set_stack(struct sock *sk, sockptr_t optval,
			     unsigned int optlen)
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
	stack = seccomm_stack_get_user(sock_net(sk), name);
	if (!stack)
		return -ENOENT;
	exempt = ns_capable_noaudit(sock_net(sk)->user_ns, CAP_NET_ADMIN);
	if (!exempt && !seccomm_policy_permits(sk, stack)) {
		seccomm_stack_put_user(stack);
		return -EPERM;
	}
	lock_sock(sk);
	spin_lock_bh(&ssk->sessions_lock);
	if (ssk->connected || ssk->n_sessions)
		err = -EISCONN;
	spin_unlock_bh(&ssk->sessions_lock);
	if (err)
		seccomm_stack_put_user(stack);
	else
		seccomm_choose_stack(sk, stack, exempt);
	release_sock(sk);
	return err;
}

int seccomm_setsockopt(struct socket *sock, int level, int optname,
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
		return options_set_stack(sock->sk, optval, optlen);
	default:
		return -ENOPROTOOPT;
	}
}

/* Store the number of the connected session's key epoch in @epoch. 0 or -ENOTCONN. */
static int options_epoch(const struct seccomm_sock *ssk, u32 *epoch)
{
	struct seccomm_session *s;
	int err = -ENOTCONN;

	rcu_read_lock();
	s = rcu_dereference(ssk->session);
	if (s && seccomm_session_is_open(s)) {
		*epoch = seccomm_epoch_number(s);
		err = 0;
	}
	rcu_read_unlock();
	return err;
}

/* The connected session, with a reference, or NULL. */
static struct seccomm_session *options_session(const struct seccomm_sock *ssk)
{
	struct seccomm_session *s;

	rcu_read_lock();
	s = rcu_dereference(ssk->session);
	if (s && !seccomm_session_hold(s))
		s = NULL;
	rcu_read_unlock();
	return s;
}

/* Write an option's value for @stack to @buf, which has SECCOMM_DIGEST_LEN bytes.
 * Returns its length or a negative errno.
 */
static int options_value(const struct seccomm_sock *ssk,
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
		err = options_epoch(ssk, value);
		return err ?: (int)sizeof(*value);
	case SECCOMM_GROWTH:
		*value = seccomm_grown(&stack->growth, stack->limit) -
			 stack->limit;
		return sizeof(*value);
	case SECCOMM_LIMIT:
		*value = stack->limit;
		return sizeof(*value);
	default:
		return -ENOPROTOOPT;
	}
}

/* As options_value(), for the stack that messages to the peer go by: that of the
 * connected session, or of the session that the next message would open. lock_sock()
 * held.
 */
static int options_get(struct sock *sk, int optname, void *buf)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	struct seccomm_session *s = options_session(ssk);
	struct seccomm_stack *stack;
	int have;

	if (s) {
		have = options_value(ssk, s->stack, optname, buf);
		seccomm_session_put(s);
		return have;
	}
	if (ssk->stack)
		return options_value(ssk, ssk->stack, optname, buf);
	if (!READ_ONCE(ssk->connected))
		return -ENOPROTOOPT;
	stack = seccomm_policy_stack(sk, &ssk->peer);
	if (IS_ERR(stack))
		return PTR_ERR(stack);
	have = options_value(ssk, stack, optname, buf);
	seccomm_stack_put_user(stack);
	return have;
}

/* Write an identity as struct seccomm_id at @at, unless that is NULL; returns its bytes. */
static int options_id(u8 *at, const struct seccomm_identity *from)
{
	struct seccomm_id *id = (void *)at;

	if (id) {
		id->kind = from->kind;
		id->len = from->len;
		memcpy(id->value, from->value, from->len);
	}
	return sizeof(*id) + from->len;
}

/* The same of all that the peer of @s has proved: first as an end of the session, then to each
 * method.
 */
static int options_ids(u8 *at, const struct seccomm_session *s)
{
	const struct seccomm_proofs *proofs = s->proofs;
	const struct seccomm_proof *proof;
	struct seccomm_identity us, peer;
	/* Our own address is nobody's business here. */
	struct in6_addr local = {};
	unsigned int i;
	int len;

	seccomm_session_ends(s, &local, &us, &peer);
	len = options_id(at, &peer);
	for (i = 0; proofs && i < proofs->n; i++) {
		proof = &proofs->list[i];
		peer = (struct seccomm_identity){
			.kind = SECCOMM_ID_METHOD,
			.len = 2,
			.value = (const u8[]){ proof->slot, proof->ordinal },
		};
		len += options_id(at ? at + len : NULL, &peer);
		len += options_id(at ? at + len : NULL, &proof->id);
	}
	return len;
}

/* Write who the peer of @s is to the caller, who has @len bytes for it. With too few it is
 * told the number that it takes, as for SO_PEERSEC.
 */
static int options_put_peer(struct seccomm_session *s, char __user *optval,
			    int __user *optlen, int len)
{
	int have, err = 0;
	u8 *ids;

	if (!seccomm_state_is_open(seccomm_session_state(s)))
		return -ENOTCONN;
	have = options_ids(NULL, s);
	if (put_user(have, optlen))
		return -EFAULT;
	if (len < have)
		return -ERANGE;
	/* Nothing is copied to a user out of the session, whose keys are beside it. */
	ids = kmalloc(have, GFP_KERNEL);
	if (!ids)
		return -ENOMEM;
	options_ids(ids, s);
	if (copy_to_user(optval, ids, have))
		err = -EFAULT;
	kfree(ids);
	return err;
}

static int options_get_peer(const struct seccomm_sock *ssk, char __user *optval,
			    int __user *optlen, int len)
{
	struct seccomm_session *s = options_session(ssk);
	int err;

	if (!s)
		return -ENOTCONN;
	err = options_put_peer(s, optval, optlen, len);
	seccomm_session_put(s);
	return err;
}

int seccomm_getsockopt(struct socket *sock, int level, int optname,
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
	if (optname == SECCOMM_PEER_IDS)
		return options_get_peer(seccomm_sk(sk), optval, optlen, len);
	lock_sock(sk);
	have = options_get(sk, optname, buf);
	release_sock(sk);
	if (have < 0)
		return have;
	if (len < have)
		return -EINVAL;
	if (copy_to_user(optval, buf, have) || put_user(have, optlen))
		return -EFAULT;
	return 0;
}
