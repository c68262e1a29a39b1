// SPDX-License-Identifier: GPL-2.0
/*
 * The side that accepts a session: takes M1, answers with M2, takes M3. The namespace's
 * work makes the session, the exchange's work does what may be slow.
 */
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <net/sock.h>
#include "handshake/exchange.h"
#include "handshake/hint.h"
#include "handshake/identify.h"
#include "handshake/initiator.h"
#include "handshake/items.h"
#include "handshake/load.h"
#include "handshake/members.h"
#include "handshake/methods.h"
#include "handshake/proof.h"
#include "handshake/queue.h"
#include "handshake/responder.h"
#include "handshake/secrets.h"
#include "handshake/send.h"
#include "handshake/stages.h"
#include "notify.h"
#include "session/info.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"
#include "session/user.h"
#include "transport/transport.h"

/* Set by seccomm_responder_init(). */
static const struct seccomm_acceptor_ops *acceptor;

/* Is @m1 an M1 of our own, of any socket of the namespace, that somebody sent back to us as
 * if it were the peer's? One that has never left this host, and has the addresses that it
 * was sent with, is what it seems: one socket of this host has sent it to another.
 */
static bool open_is_reflected(struct seccomm_net *snet,
			      const struct seccomm_open *m1,
			      const struct seccomm_hs_cb *cb)
{
	struct seccomm_session *s;
	struct in6_addr local;
	bool own = false;

	rcu_read_lock();
	s = seccomm_session_by_nonce(snet->net, m1->nonce);
	if (s) {
		seccomm_session_local(s, &local);
		own = !cb->inside || !ipv6_addr_equal(&local, &cb->from) ||
		      !ipv6_addr_equal(&s->peer.addr, &cb->to);
	}
	rcu_read_unlock();
	return own;
}

/* 0 if @m1 may be answered; -EALREADY, counted, if a session that @sk is opening to @peer
 * has the larger nonce, or the same one.
 */
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
		if (seccomm_state_is_asking(ours->state))
			cmp = memcmp(ours->nonce, m1->nonce, SECCOMM_NONCE_LEN);
		/* M2 may have been anybody's; M4 alone will tell. */
		if (cmp > 0 && ours->state == SECCOMM_STATE_CONFIRMING)
			cmp = -1;
		spin_unlock_bh(&ours->lock);
	}
	rcu_read_unlock();
	/* The same nonce: a socket that opens to itself. */
	if (!cmp)
		SECCOMM_INC(snet, HS_REFLECTED);
	else if (cmp > 0)
		SECCOMM_INC(snet, HS_GLARE);
	return cmp < 0 ? 0 : -EALREADY;
}

/* Is @b the same M1 as @a? A repeated one may have another cookie. */
static bool open_is_same(const struct seccomm_open *a,
			 const struct seccomm_open *b)
{
	return !memcmp(a, b, offsetof(struct seccomm_open, cookie)) &&
	       a->items_len == b->items_len &&
	       !memcmp(a + 1, b + 1, be16_to_cpu(a->items_len));
}

/* The session that the same M1 has made before, with a reference, and has a repetition of
 * an M1 that M2 has answered counted; else NULL.
 */
static struct seccomm_session *open_repeated(const struct sock *sk,
					     const struct seccomm_peer *peer,
					     const struct seccomm_open *m1)
{
	struct seccomm_session *s;
	bool same = false;

	rcu_read_lock();
	for (s = seccomm_table_first(sk, peer); s; s = seccomm_table_next(s)) {
		if (s->initiator)
			continue;
		spin_lock_bh(&s->lock);
		same = s->exchange && open_is_same(s->exchange->m1, m1);
		if (same && s->exchange->last && s->asked_again < U8_MAX)
			WRITE_ONCE(s->asked_again, s->asked_again + 1);
		spin_unlock_bh(&s->lock);
		if (same)
			break;
	}
	if (s && !seccomm_session_hold(s))
		s = NULL;
	rcu_read_unlock();
	return s;
}

/* Count the M1 @m1 from @from under @counter, and tell the listeners that it is refused.
 * @stack: the one that it would have used, or NULL. @error: as in struct seccomm_refused.
 */
static void open_refuse(struct seccomm_net *snet, const struct seccomm_open *m1,
			const struct in6_addr *from,
			enum seccomm_counter counter,
			const struct seccomm_stack *stack, int error)
{
	const struct seccomm_refused refusal = {
		.counter = counter,
		.error = error,
		.peer = from,
		.peer_port = m1->sport,
		.local_port = m1->dport,
		.stack = stack ? stack->name : NULL,
		.digest = stack ? stack->digest : NULL,
		.peer_digest = m1->digest,
	};

	this_cpu_inc(snet->stats->cnt[counter]);
	seccomm_notify_refused(snet, &refusal);
}

/* As open_refuse(), for the M1 in @skb, which is answered by a REFUSE of @reason. */
static void open_refuse_hint(struct seccomm_net *snet, struct sk_buff *skb,
			     enum seccomm_counter counter,
			     const struct seccomm_stack *stack, u8 reason)
{
	const struct seccomm_open *m1 = (const void *)skb->data;

	open_refuse(snet, m1, &SECCOMM_HS_CB(skb)->from, counter, stack, 0);
	seccomm_hint_refuse(snet, skb, reason, be32_to_cpu(m1->sender),
			    reason == SECCOMM_REFUSE_STACK ? stack->digest :
							     NULL);
}

/* Make a session for an OPEN that passed all checks. Its exchange answers. */
static void open_admit(struct seccomm_net *snet, struct sock *sk,
		       struct seccomm_stack *stack,
		       const struct seccomm_peer *peer, struct sk_buff *skb)
{
	const struct seccomm_session_terms terms = {
		.sk = sk,
		.user = acceptor->user,
		.stack = stack,
		.local = &SECCOMM_HS_CB(skb)->to,
		.peer = peer,
		.exchange_ops = &seccomm_handshake_ops,
	};
	const struct seccomm_open *m1 = (const void *)skb->data;
	struct seccomm_exchange *ex;
	struct seccomm_session *s;

	if (atomic_read(&snet->n_half_open) >= READ_ONCE(snet->max_half_open) ||
	    seccomm_half_open_count(snet, peer) >= SECCOMM_ORIGIN_HALF_OPEN) {
		open_refuse(snet, m1, &peer->addr, SECCOMM_CNT_HS_HALF_OPEN,
			    stack, 0);
		return;
	}
	seccomm_stack_hold_user(stack);
	s = seccomm_session_create(&terms);
	if (IS_ERR(s)) {
		open_refuse(snet, m1, &peer->addr,
			    PTR_ERR(s) == -ENOMEM ? SECCOMM_CNT_HS_MEMORY :
						    SECCOMM_CNT_HS_LIMIT,
			    stack, -PTR_ERR(s));
		return;
	}
	ex = seccomm_exchange_make(s);
	if (!ex) {
		open_refuse(snet, m1, &peer->addr, SECCOMM_CNT_HS_MEMORY, stack,
			    ENOMEM);
		seccomm_session_close(s, 0, false);
		seccomm_session_put(s);
		return;
	}
	/* It is as long as its items are, which open_new() has found to be the stack's. */
	ex->m1_len = sizeof(*m1) + be16_to_cpu(m1->items_len);
	memcpy(ex->m1, m1, ex->m1_len);
	if (seccomm_exchange_begin(ex)) {
		seccomm_exchange_give(ex, skb_get(skb));
	} else {
		/* The session is not ACCEPTING any more: its socket is being closed. */
		SECCOMM_INC(snet, HS_LIMIT);
		seccomm_exchange_put(ex);
		seccomm_session_put(s);
	}
}

/* Seal our items of M2's second list, and confirm what both ends know by then, which is all,
 * unless M3 has a list. 0, or an errno of a method's or of a stage's.
 */
static int answer_confirm(struct seccomm_exchange *ex, struct seccomm_stage *st)
{
	struct seccomm_accept *m2 = ex->m2;
	u8 *sealed = seccomm_accept_sealed(m2), *conf_r;
	int len, err;

	len = seccomm_stage_seal(ex, SECCOMM_LIST_B_R, st, NULL, sealed);
	if (len < 0)
		return len;
	seccomm_members_keep(ex);
	put_unaligned_be16(len, sealed - sizeof(__be16));
	conf_r = seccomm_accept_conf(m2);
	ex->answer_len = conf_r + SECCOMM_CONF_LEN - (u8 *)m2;
	err = seccomm_stage_second(ex, sealed, len, st);
	if (!err)
		err = seccomm_conf_r(st->k, st->th, conf_r);
	if (!err && ex->late)
		ex->late->second = *st;
	if (err || ex->late)
		return err;
	/* M3 brings no secret, so that conf_I is known before it comes. */
	err = seccomm_stage_third(ex, conf_r, NULL, 0, st);
	if (!err)
		err = seccomm_conf_i(ex->k3, st->th, ex->due);
	if (!err)
		err = seccomm_hs_identify(ex) ?: seccomm_hs_complete(ex);
	seccomm_hs_end_methods(ex);
	return err;
}

/* Have the methods begin, and take the items of M1, once, and wait for what they ask others for.
 * 0, -EINPROGRESS, or an errno of a method's.
 */
static int answer_items(struct seccomm_exchange *ex)
{
	struct seccomm_missing missing;
	int err = 0;

	/* What methods ask for is bound to M2's nonce. */
	if (!ex->asked) {
		get_random_bytes(ex->m2->nonce, sizeof(ex->m2->nonce));
		err = seccomm_hs_secrets(ex, &missing);
		if (!err)
			err = seccomm_hs_take(ex, SECCOMM_LIST_M1, NULL, 0,
					      (const u8 *)(ex->m1 + 1),
					      be16_to_cpu(ex->m1->items_len));
	}
	if (!err)
		err = seccomm_hs_wait(ex);
	ex->asked = err == -EINPROGRESS;
	return err;
}

/* Make M2. 0, -EINPROGRESS if methods wait, or an errno of a method's or of a stage's. */
static int answer_make(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	struct seccomm_accept *m2 = ex->m2;
	struct seccomm_stage st;
	struct in6_addr local;
	int err;

	err = answer_items(ex);
	if (err)
		return err;
	seccomm_hs_header(&m2->hdr, SECCOMM_MSG_ACCEPT,
			  be32_to_cpu(ex->m1->sender));
	m2->sender = cpu_to_be32(s->index);
	m2->slots = cpu_to_be32(s->stack->slots);
	err = seccomm_hs_give(ex, SECCOMM_LIST_M2, NULL, 0,
			      (u8 *)&m2->sealed_len);
	if (err < 0)
		return err;
	m2->items_len = cpu_to_be16(err);
	seccomm_session_local(s, &local);
	err = seccomm_stage_first(ex, m2, &local, &st);
	if (!err)
		err = answer_confirm(ex, &st);
	memzero_explicit(&st, sizeof(st));
	return err;
}

bool seccomm_hs_answer(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	int err;

	/* The session was ended while methods waited, or before they began. */
	if (READ_ONCE(s->state) != SECCOMM_STATE_ACCEPTING) {
		SECCOMM_INC(s->snet, HS_STALE);
		seccomm_hs_end_methods(ex);
		return true;
	}
	err = answer_make(ex);
	if (err == -EINPROGRESS)
		return false;
	if (err) {
		seccomm_hs_end_methods(ex);
		open_refuse(s->snet, ex->m1, &s->peer.addr,
			    seccomm_hs_refused(err), s->stack, -err);
		seccomm_session_close(s, 0, false);
		return true;
	}
	seccomm_session_set_peer_index(s, be32_to_cpu(ex->m1->sender));
	if (seccomm_exchange_sends(ex, SECCOMM_STATE_ACCEPTING, ex->m2,
				   ex->answer_len))
		seccomm_hs_send(s, ex->m2, ex->answer_len);
	else
		SECCOMM_INC(s->snet, HS_STALE);
	return true;
}

static bool open_peer_is_host(const struct in6_addr *addr)
{
	return !seccomm_addr_any(addr) && !ipv6_addr_is_multicast(addr);
}

bool seccomm_hs_open_is_whole(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_open *m1 = (const void *)skb->data;
	const u8 versions[SECCOMM_REFUSE_DETAIL] = { SECCOMM_VERSION,
						     SECCOMM_VERSION };

	/* Sessions are between two hosts. Check this before anything that would answer. */
	if (SECCOMM_HS_CB(skb)->many ||
	    !open_peer_is_host(&SECCOMM_HS_CB(skb)->from)) {
		SECCOMM_INC(snet, HS_PORT);
		return false;
	}
	if (m1->version_min > SECCOMM_VERSION ||
	    m1->version_max < SECCOMM_VERSION) {
		open_refuse(snet, m1, &SECCOMM_HS_CB(skb)->from,
			    SECCOMM_CNT_RX_VERSION, NULL, 0);
		seccomm_hint_refuse(snet, skb, SECCOMM_REFUSE_VERSION,
				    be32_to_cpu(m1->sender), versions);
		return false;
	}
	if (m1->hdr.index || m1->hdr.number || m1->hdr.epoch || m1->zero ||
	    !m1->sender || !m1->sport) {
		SECCOMM_INC(snet, RX_RESERVED);
		return false;
	}
	return true;
}

/* Is the sender to show a cookie, for all M1s or for those of @stack? */
static bool open_proof_due(struct seccomm_net *snet,
			   const struct seccomm_stack *stack,
			   struct sk_buff *skb)
{
	const bool many = stack->costly && seccomm_costly_many(snet);
	const bool longer = seccomm_accept_len(stack) > skb->len;

	return seccomm_proof_due(snet, skb) ||
	       ((many || longer) && !SECCOMM_HS_CB(skb)->proved);
}

/* Take an OPEN that is no repeat, for @sk and @stack, whose digest it has. */
static void open_new(struct seccomm_net *snet, struct sock *sk,
		     struct seccomm_stack *stack,
		     const struct seccomm_peer *peer, struct sk_buff *skb)
{
	const struct seccomm_open *m1 = (const void *)skb->data;
	struct mem_cgroup *memcg;
	int err;

	if (be32_to_cpu(m1->slots) != stack->slots) {
		open_refuse(snet, m1, &peer->addr, SECCOMM_CNT_HS_SLOTS, stack,
			    0);
		return;
	}
	if (!seccomm_items_fit(stack, SECCOMM_LIST_M1, (const u8 *)(m1 + 1),
			       be16_to_cpu(m1->items_len))) {
		open_refuse(snet, m1, &peer->addr, SECCOMM_CNT_HS_PAYLOAD,
			    stack, 0);
		return;
	}
	if (READ_ONCE(stack->retired)) {
		open_refuse_hint(snet, skb, SECCOMM_CNT_HS_PORT, stack,
				 SECCOMM_REFUSE_PORT);
		return;
	}
	if (open_proof_due(snet, stack, skb) && !seccomm_proof_shown(snet, skb))
		return;
	/* Look before anything is made for a peer that can have no session. */
	err = seccomm_handshake_has_secret(snet->net, stack, peer);
	if (err) {
		open_refuse(snet, m1, &peer->addr, SECCOMM_CNT_HS_KEY, stack,
			    -err);
		return;
	}
	/* The session is charged to the socket's owner. */
	memcg = set_active_memcg(mem_cgroup_from_sk(sk));
	if (!open_glare(snet, sk, peer, m1))
		open_admit(snet, sk, stack, peer, skb);
	set_active_memcg(memcg);
}

void seccomm_hs_open(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_open *m1 = (const void *)skb->data;
	struct seccomm_session *s;
	struct seccomm_stack *stack;
	struct seccomm_peer peer;
	struct sock *sk;

	/* Check this before anything is made for it. */
	if (open_is_reflected(snet, m1, SECCOMM_HS_CB(skb))) {
		SECCOMM_INC(snet, HS_REFLECTED);
		return;
	}
	seccomm_hs_sender(skb, &peer);
	peer.port = m1->sport;
	sk = acceptor->find(snet, &SECCOMM_HS_CB(skb)->to, m1->dport, &peer,
			    SECCOMM_HS_CB(skb)->dif, SECCOMM_HS_CB(skb)->sdif);
	if (!sk) {
		open_refuse_hint(snet, skb, SECCOMM_CNT_HS_PORT, NULL,
				 SECCOMM_REFUSE_PORT);
		return;
	}
	stack = acceptor->user->stack(sk, &peer);
	if (IS_ERR(stack)) {
		open_refuse_hint(snet, skb, SECCOMM_CNT_HS_POLICY, NULL,
				 SECCOMM_REFUSE_PORT);
		goto put_sock;
	}
	if (memcmp(m1->digest, stack->digest, sizeof(m1->digest))) {
		open_refuse_hint(snet, skb, SECCOMM_CNT_HS_DIGEST, stack,
				 SECCOMM_REFUSE_STACK);
		goto out;
	}
	s = open_repeated(sk, &peer, m1);
	if (s) {
		SECCOMM_INC(snet, HS_REPEAT);
		seccomm_hs_repeat(s);
		seccomm_session_put(s);
	} else {
		open_new(snet, sk, stack, &peer, skb);
	}
out:
	seccomm_stack_put_user(stack);
put_sock:
	sock_put(sk);
}

void seccomm_responder_init(const struct seccomm_acceptor_ops *ops)
{
	acceptor = ops;
}
