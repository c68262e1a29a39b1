// SPDX-License-Identifier: GPL-2.0
/*
 * The side that accepts: takes M1, answers with M2, takes M3.
 */
#include <crypto/algapi.h>
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <net/sock.h>
#include "handshake/exchange.h"
#include "handshake/hint.h"
#include "handshake/initiator.h"
#include "handshake/queue.h"
#include "handshake/responder.h"
#include "session/info.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"
#include "session/user.h"
#include "transport/transport.h"

/* From seccomm_responder_init() on. */
static const struct seccomm_acceptor_ops *acceptor;

/* Is it an OPEN of our own, of whatever socket of the namespace, sent back to us as if
 * it were the peer's? Its keys would be the right ones: addresses are not among what they
 * are made of. An OPEN that was altered on its way proves nothing to who sent it, so it
 * comes with the index that we gave it. From our own address it is what it seems: sent
 * from one socket of this host to another.
 */
static bool open_is_reflected(struct seccomm_net *snet,
			      const struct seccomm_open *m1,
			      const struct in6_addr *from)
{
	struct seccomm_session *s;
	bool own = false;

	rcu_read_lock();
	s = seccomm_session_by_index(snet->net, be32_to_cpu(m1->sender));
	if (s && s->initiator) {
		spin_lock_bh(&s->lock);
		own = !ipv6_addr_equal(&s->path.local, from) && s->handshake &&
		      !memcmp(s->handshake->m1.nonce, m1->nonce,
			      SECCOMM_NONCE_LEN);
		spin_unlock_bh(&s->lock);
	}
	rcu_read_unlock();
	return own;
}

/* What an OPEN met of its socket's own: 0 if nothing forbids answering it. */
static int open_glare(struct seccomm_net *snet, const struct sock *sk,
		      const struct seccomm_peer *peer,
		      const struct seccomm_open *m1)
{
	struct seccomm_session *ours;
	int cmp = -1;

	rcu_read_lock();
	ours = seccomm_session_opening(sk, peer);
	if (ours) {
		spin_lock_bh(&ours->lock);
		if (ours->handshake && ours->state == SECCOMM_SESSION_OPENING)
			cmp = memcmp(ours->handshake->m1.nonce, m1->nonce,
				     SECCOMM_NONCE_LEN);
		spin_unlock_bh(&ours->lock);
	}
	rcu_read_unlock();
	/* A socket that is to be its own peer. */
	if (!cmp)
		SECCOMM_INC(snet, HS_REFLECTED);
	else if (cmp > 0)
		SECCOMM_INC(snet, HS_GLARE);
	return cmp < 0 ? 0 : -EALREADY;
}

/* A responder's session for an OPEN that passed all checks: sends M2. */
static void open_answer(struct seccomm_net *snet, struct sock *sk,
			struct seccomm_stack *stack,
			const struct in6_addr *local,
			const struct seccomm_peer *peer,
			const struct seccomm_open *m1)
{
	struct seccomm_session_terms terms = {
		.sk = sk,
		.user = acceptor->user,
		.local = local,
		.peer = peer,
		.exchange = &seccomm_handshake_ops,
	};
	struct seccomm_handshake *hs;
	struct seccomm_session *s;
	struct seccomm_accept m2;
	u8 missing;
	int err;

	if (atomic_read(&snet->n_half_open) >= READ_ONCE(snet->max_half_open)) {
		SECCOMM_INC(snet, HS_LIMIT);
		return;
	}
	hs = kzalloc(sizeof(*hs), GFP_KERNEL_ACCOUNT);
	if (!hs) {
		SECCOMM_INC(snet, HS_MEMORY);
		return;
	}
	terms.stack = seccomm_stack_use_again(stack);
	s = seccomm_session_create(&terms);
	if (IS_ERR(s)) {
		seccomm_handshake_free(hs);
		if (PTR_ERR(s) == -ENOMEM)
			SECCOMM_INC(snet, HS_MEMORY);
		else
			SECCOMM_INC(snet, HS_LIMIT);
		return;
	}
	err = seccomm_hs_secrets(s->snet->net, s->stack, &s->peer.addr, hs,
				 &missing);
	if (err == -ENOMEM) {
		SECCOMM_INC(snet, HS_MEMORY);
		goto close;
	}
	if (err) {
		SECCOMM_INC(snet, HS_KEY);
		goto close;
	}
	hs->m1 = *m1;
	seccomm_hs_header(&hs->m2.hdr, SECCOMM_MSG_ACCEPT,
			  be32_to_cpu(m1->sender));
	hs->m2.sender = cpu_to_be32(s->index);
	hs->m2.slots = cpu_to_be32(s->stack->slots);
	get_random_bytes(hs->m2.nonce, sizeof(hs->m2.nonce));
	err = seccomm_hs_derive(s, hs);
	if (!err)
		err = seccomm_conf_r(&hs->keys, hs->th, hs->m2.conf);
	if (err) {
		SECCOMM_INC(snet, HS_MEMORY);
		goto close;
	}
	m2 = hs->m2;
	seccomm_session_set_peer_index(s, be32_to_cpu(m1->sender));
	spin_lock_bh(&s->lock);
	if (s->state == SECCOMM_SESSION_ACCEPTING) {
		WRITE_ONCE(s->handshake, hs);
		hs = NULL;
	}
	spin_unlock_bh(&s->lock);
	seccomm_handshake_free(hs);
	seccomm_hs_send(s, &m2, sizeof(m2));
	seccomm_session_schedule(s, READ_ONCE(s->retry));
	seccomm_session_put(s);
	return;
close:
	seccomm_handshake_free(hs);
	seccomm_session_close(s, 0, false);
	seccomm_session_put(s);
}

static bool peer_is_host(const struct in6_addr *addr)
{
	return !seccomm_addr_any(addr) && !ipv6_addr_is_multicast(addr);
}

/* Is it an OPEN as the wire format has it? False: counted. */
static bool open_is_whole(struct seccomm_net *snet, const struct sk_buff *skb)
{
	const struct seccomm_open *m1 = (const void *)skb->data;

	if (skb->len != sizeof(*m1) || m1->method_len) {
		SECCOMM_INC(snet, HS_LENGTH);
		return false;
	}
	if (m1->version_min > SECCOMM_VERSION ||
	    m1->version_max < SECCOMM_VERSION) {
		SECCOMM_INC(snet, RX_VERSION);
		return false;
	}
	if (m1->hdr.index || m1->hdr.number || m1->hdr.epoch || m1->zero ||
	    !m1->sender || !m1->sport ||
	    memchr_inv(m1->cookie, 0, sizeof(m1->cookie))) {
		SECCOMM_INC(snet, RX_RESERVED);
		return false;
	}
	return true;
}

void seccomm_hs_open(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_open *m1 = (const void *)skb->data;
	struct seccomm_peer peer = { .addr = SECCOMM_HS_CB(skb)->from };
	struct seccomm_session *s;
	struct seccomm_stack *stack;
	struct sock *sk;
	struct mem_cgroup *memcg;
	bool repeat = false;

	if (!open_is_whole(snet, skb))
		return;
	/* Before anything that would answer it. */
	if (open_is_reflected(snet, m1, &peer.addr)) {
		SECCOMM_INC(snet, HS_REFLECTED);
		return;
	}
	peer.port = m1->sport;
	if (ipv6_addr_type(&peer.addr) & IPV6_ADDR_LINKLOCAL)
		peer.scope = SECCOMM_HS_CB(skb)->sdif ?:
							SECCOMM_HS_CB(skb)->dif;
	/* Sessions are between two hosts. */
	if (SECCOMM_HS_CB(skb)->many || !peer_is_host(&peer.addr)) {
		SECCOMM_INC(snet, HS_PORT);
		return;
	}
	sk = acceptor->find(snet, &SECCOMM_HS_CB(skb)->to, m1->dport, &peer,
			    SECCOMM_HS_CB(skb)->dif, SECCOMM_HS_CB(skb)->sdif);
	if (!sk) {
		SECCOMM_INC(snet, HS_PORT);
		seccomm_hint_send(snet, skb, SECCOMM_REFUSE_PORT,
				  be32_to_cpu(m1->sender), 0, NULL);
		return;
	}
	stack = acceptor->user->stack(sk, &peer);
	if (IS_ERR(stack)) {
		SECCOMM_INC(snet, HS_POLICY);
		seccomm_hint_send(snet, skb, SECCOMM_REFUSE_PORT,
				  be32_to_cpu(m1->sender), 0, NULL);
		goto put_sock;
	}
	if (memcmp(m1->digest, stack->digest, sizeof(m1->digest))) {
		SECCOMM_INC(snet, HS_DIGEST);
		seccomm_hint_send(snet, skb, SECCOMM_REFUSE_STACK,
				  be32_to_cpu(m1->sender), 0, stack->digest);
		goto out;
	}
	rcu_read_lock();
	s = seccomm_session_by_open(sk, &peer, m1);
	if (s && seccomm_session_hold(s))
		repeat = true;
	rcu_read_unlock();
	if (repeat) {
		SECCOMM_INC(snet, HS_REPEAT);
		seccomm_hs_repeat(s);
		seccomm_session_put(s);
		goto out;
	}
	if (be32_to_cpu(m1->slots) != stack->slots) {
		SECCOMM_INC(snet, HS_SLOTS);
		goto out;
	}
	if (READ_ONCE(stack->retired)) {
		SECCOMM_INC(snet, HS_PORT);
		seccomm_hint_send(snet, skb, SECCOMM_REFUSE_PORT,
				  be32_to_cpu(m1->sender), 0, NULL);
		goto out;
	}
	/* The session is charged to the socket's owner. */
	memcg = set_active_memcg(mem_cgroup_from_sk(sk));
	if (!open_glare(snet, sk, &peer, m1))
		open_answer(snet, sk, stack, &SECCOMM_HS_CB(skb)->to, &peer,
			    m1);
	set_active_memcg(memcg);
out:
	seccomm_stack_unuse(stack);
put_sock:
	sock_put(sk);
}

void seccomm_hs_confirm(struct seccomm_session *s,
			const struct seccomm_confirm *m3)
{
	struct seccomm_handshake *hs;
	u8 conf[SECCOMM_CONF_LEN];

	hs = seccomm_hs_copy(s, SECCOMM_SESSION_ACCEPTING);
	if (IS_ERR(hs)) {
		if (READ_ONCE(s->state) == SECCOMM_SESSION_OPEN)
			SECCOMM_INC(s->snet, HS_REPEAT);
		else
			SECCOMM_INC(s->snet, HS_STALE);
		return;
	}
	if (!hs) {
		SECCOMM_INC(s->snet, HS_MEMORY);
		return;
	}
	if (seccomm_conf_i(&hs->keys, hs->th, hs->m2.conf, conf))
		goto nomem;
	if (crypto_memneq(conf, m3->conf, sizeof(conf))) {
		SECCOMM_INC(s->snet, HS_CONF);
		seccomm_hint_take(s, EKEYREJECTED, NULL);
		goto free;
	}
	if (!seccomm_hs_arm(s, hs))
		goto free;
	if (!seccomm_hs_commit(s, hs, SECCOMM_SESSION_ACCEPTING))
		goto free;
	seccomm_session_opened(s);
	return;
nomem:
	SECCOMM_INC(s->snet, HS_MEMORY);
free:
	seccomm_handshake_free(hs);
}

void seccomm_responder_init(const struct seccomm_acceptor_ops *ops)
{
	acceptor = ops;
}
