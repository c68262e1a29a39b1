// SPDX-License-Identifier: GPL-2.0
/*
 * The pre-shared handshake: M1, M2, M3 (crypto-spec 6). Runs in process
 * context, since making keys may sleep.
 */
#include <crypto/algapi.h>
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "handshake/handshake.h"
#include "handshake/hint.h"
#include "keys/store.h"
#include "notify.h"
#include "session/address.h"
#include "session/arm.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"
#include "session/user.h"
#include "transport/device.h"
#include "transport/transport.h"

/* From seccomm_handshake_init() on. */
static const struct seccomm_acceptor_ops *acceptor;

/* Handshake messages of a namespace that may wait. */
#define HANDSHAKE_QUEUE 1024

/**
 * struct hs_cb - what is kept of a waiting handshake message's packet
 * @from: the sender's address; its port is in the message
 * @to: the address that it was sent to
 * @dif: interface that it came by
 * @sdif: interface below that, if @dif is an L3 master's, else 0
 * @many: it was sent to more than one host
 */
struct hs_cb {
	struct in6_addr from;
	struct in6_addr to;
	int dif;
	int sdif;
	bool many;
};

#define HS_CB(skb) ((struct hs_cb *)(skb)->cb)

/* Secrets of all slots in use; -ENOKEY: @missing names what lacks. */
static int secrets_lookup(struct net *net, const struct seccomm_stack *stack,
			  const struct in6_addr *peer,
			  struct seccomm_handshake *hs, u8 *missing)
{
	unsigned long slots = stack->slots;
	unsigned int slot;
	int err;

	*missing = SECCOMM_SESSION_SECRET;
	err = seccomm_key_lookup(net, stack->name, SECCOMM_SESSION_SECRET, peer,
				 &hs->session_secret);
	if (err)
		return err;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		*missing = slot;
		if (stack->provider[slot] == SECCOMM_SESSION)
			err = seccomm_slot_from_session(&hs->session_secret,
							slot,
							&hs->slot_secret[slot]);
		else
			err = seccomm_key_lookup(net, stack->name, slot, peer,
						 &hs->slot_secret[slot]);
		if (err)
			return err;
		if (stack->derive[slot] == SECCOMM_HKDF &&
		    hs->slot_secret[slot].len < SECCOMM_SECRET_MIN)
			return -EKEYREJECTED;
	}
	return 0;
}

/* M1 and M2 are known: th1, roots, K_hs. */
static int derive(const struct seccomm_session *s, struct seccomm_handshake *hs)
{
	unsigned long slots = s->stack->slots;
	unsigned int slot;
	int err;

	err = seccomm_transcript(&hs->m1, &hs->m2, hs->th);
	if (err)
		return err;
	hs->ring.epoch = 0;
	hs->ring.slots = slots;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		err = seccomm_slot_root(hs->th, &hs->slot_secret[slot],
					hs->ring.root[slot]);
		if (err)
			return err;
		hs->ring.raw[slot] = hs->slot_secret[slot];
	}
	return seccomm_handshake_keys(hs->th, &hs->session_secret, &hs->ring,
				      &hs->keys);
}

/* Send one of our messages by a route of its own. Process context or softirq. */
static int send_bytes(struct seccomm_net *snet, struct sock *sk,
		      struct in6_addr *local, const struct seccomm_peer *peer,
		      const void *bytes, size_t len)
{
	const struct seccomm_transport *tp = seccomm_transport(&peer->addr);
	struct dst_entry *dst;
	struct sk_buff *skb;
	int err;

	dst = tp->route(snet->net, sk, 0, local, peer);
	if (IS_ERR(dst))
		return PTR_ERR(dst);
	skb = alloc_skb(SECCOMM_HEADROOM + len, GFP_ATOMIC);
	if (!skb) {
		dst_release(dst);
		return -ENOMEM;
	}
	skb_reserve(skb, SECCOMM_HEADROOM);
	skb_put_data(skb, bytes, len);
	rcu_read_lock();
	err = tp->xmit(snet->net, sk, skb, dst, local, peer);
	rcu_read_unlock();
	dst_release(dst);
	return err;
}

/* What does not leave is sent again, as what is lost on its way. */
static void hs_send(struct seccomm_session *s, const void *bytes, size_t len)
{
	if (send_bytes(s->snet, s->sk, &s->path.local, &s->peer, bytes, len))
		SECCOMM_INC(s->snet, HS_UNSENT);
	else
		SECCOMM_INC(s->snet, HS_SENT);
}

static void hdr_init(struct seccomm_hdr *hdr, enum seccomm_msg_type type,
		     u32 index)
{
	memset(hdr, 0, sizeof(*hdr));
	hdr->ver_type = seccomm_ver_type(type);
	hdr->index = cpu_to_be32(index);
}

int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer)
{
	struct seccomm_handshake *hs;
	u8 missing;
	int err;

	/* Nobody is asked for its secrets any more. */
	if (READ_ONCE(stack->retired))
		return -ENOPROTOOPT;
	hs = kzalloc(sizeof(*hs), GFP_KERNEL_ACCOUNT);
	err = hs ? secrets_lookup(net, stack, &peer->addr, hs, &missing) :
		   -ENOMEM;
	if (err == -ENOKEY &&
	    seccomm_notify_key_wanted(net, stack->name, missing, &peer->addr))
		err = 0;
	kfree_sensitive(hs);
	return err;
}

/* A nonce larger than @least, of which the leading 0xff are kept. */
static void nonce_above(u8 nonce[SECCOMM_NONCE_LEN],
			const u8 least[SECCOMM_NONCE_LEN])
{
	unsigned int i;

	get_random_bytes(nonce, SECCOMM_NONCE_LEN);
	if (memcmp(nonce, least, SECCOMM_NONCE_LEN) > 0)
		return;
	/* Half of it stays random in any case. */
	for (i = 0; i < SECCOMM_NONCE_LEN / 2; i++) {
		nonce[i] = 0xff;
		if (least[i] != 0xff) {
			nonce[i] = least[i] + 1 +
				   get_random_u32_below(0xff - least[i]);
			break;
		}
	}
}

/* The peer's open that is not long over would be taken for one at the same time as ours,
 * and the larger nonce wins, see session_chosen(): as we know of it and open anew all the
 * same, ours is to win.
 */
static void nonce_choose(const struct seccomm_session *s,
			 u8 nonce[SECCOMM_NONCE_LEN])
{
	u8 least[SECCOMM_NONCE_LEN];

	seccomm_session_peers_nonce(s, least);
	nonce_above(nonce, least);
}

static int handshake_start(struct seccomm_session *s)
{
	struct seccomm_handshake *hs;
	struct seccomm_open m1;
	bool started = false;
	long left;
	u8 missing;
	int err;

	if (READ_ONCE(s->state) != SECCOMM_SESSION_KEYLESS)
		return 0;
	hs = kzalloc(sizeof(*hs), GFP_KERNEL_ACCOUNT);
	if (!hs)
		return -ENOMEM;
	err = secrets_lookup(s->snet->net, s->stack, &s->peer.addr, hs,
			     &missing);
	if (err) {
		kfree_sensitive(hs);
		if (err != -ENOKEY ||
		    !seccomm_notify_key_wanted(s->snet->net, s->stack->name,
					       missing, &s->peer.addr))
			return err;
		/* A secret that comes has the timer raised earlier, by way of
		 * @key_waiter. If it has just done so, keep that time.
		 */
		left = READ_ONCE(s->deadline) - jiffies;
		seccomm_session_schedule_unless(s, left > 0 ? left : 0);
		return 0;
	}
	hdr_init(&hs->m1.hdr, SECCOMM_MSG_OPEN, 0);
	hs->m1.version_min = SECCOMM_VERSION;
	hs->m1.version_max = SECCOMM_VERSION;
	hs->m1.sender = cpu_to_be32(s->index);
	hs->m1.sport = s->sport;
	hs->m1.dport = s->peer.port;
	hs->m1.slots = cpu_to_be32(s->stack->slots);
	nonce_choose(s, hs->m1.nonce);
	memcpy(hs->m1.digest, s->stack->digest, sizeof(hs->m1.digest));
	m1 = hs->m1;

	spin_lock_bh(&s->lock);
	if (s->state == SECCOMM_SESSION_KEYLESS) {
		WRITE_ONCE(s->state, SECCOMM_SESSION_OPENING);
		WRITE_ONCE(s->handshake, hs);
		WRITE_ONCE(s->deadline, jiffies + seccomm_give_up(s->snet));
		started = true;
	}
	spin_unlock_bh(&s->lock);
	if (!started) {
		kfree_sensitive(hs);
		return 0;
	}
	seccomm_key_wait_end(s->snet, &s->key_waiter);
	/* A route may come yet: sending is tried again until the give-up. */
	hs_send(s, &m1, sizeof(m1));
	seccomm_session_schedule(s, READ_ONCE(s->retry));
	return 0;
}

static void handshake_repeat(struct seccomm_session *s)
{
	struct seccomm_open m1;
	struct seccomm_accept m2;
	struct in6_addr local;
	bool changes;
	u8 state;

	changes = s->initiator && seccomm_address_changes(s, &local);
	spin_lock_bh(&s->lock);
	state = s->handshake ? s->state : SECCOMM_SESSION_CLOSED;
	if (changes && state == SECCOMM_SESSION_OPENING)
		s->path.local = local;
	if (s->handshake) {
		m1 = s->handshake->m1;
		m2 = s->handshake->m2;
	}
	spin_unlock_bh(&s->lock);
	if (state == SECCOMM_SESSION_OPENING)
		hs_send(s, &m1, sizeof(m1));
	else if (state == SECCOMM_SESSION_ACCEPTING)
		hs_send(s, &m2, sizeof(m2));
}

const struct seccomm_exchange_ops seccomm_handshake_ops = {
	.start = handshake_start,
	.repeat = handshake_repeat,
};

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
		kfree_sensitive(hs);
		if (PTR_ERR(s) == -ENOMEM)
			SECCOMM_INC(snet, HS_MEMORY);
		else
			SECCOMM_INC(snet, HS_LIMIT);
		return;
	}
	err = secrets_lookup(s->snet->net, s->stack, &s->peer.addr, hs,
			     &missing);
	if (err) {
		SECCOMM_INC(snet, HS_KEY);
		goto close;
	}
	hs->m1 = *m1;
	hdr_init(&hs->m2.hdr, SECCOMM_MSG_ACCEPT, be32_to_cpu(m1->sender));
	hs->m2.sender = cpu_to_be32(s->index);
	hs->m2.slots = cpu_to_be32(s->stack->slots);
	get_random_bytes(hs->m2.nonce, sizeof(hs->m2.nonce));
	err = derive(s, hs);
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
	kfree_sensitive(hs);
	hs_send(s, &m2, sizeof(m2));
	seccomm_session_schedule(s, READ_ONCE(s->retry));
	seccomm_session_put(s);
	return;
close:
	kfree_sensitive(hs);
	seccomm_session_close(s, 0, false);
	seccomm_session_put(s);
}

static bool peer_is_host(const struct in6_addr *addr)
{
	return !seccomm_addr_any(addr) && !ipv6_addr_is_multicast(addr);
}

static void open_receive(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_open *m1 = (const void *)skb->data;
	struct seccomm_peer peer = { .addr = HS_CB(skb)->from };
	struct seccomm_session *s;
	struct seccomm_stack *stack;
	struct sock *sk;
	struct mem_cgroup *memcg;
	bool repeat = false;

	if (skb->len != sizeof(*m1) || m1->method_len) {
		SECCOMM_INC(snet, HS_LENGTH);
		return;
	}
	if (m1->version_min > SECCOMM_VERSION ||
	    m1->version_max < SECCOMM_VERSION) {
		SECCOMM_INC(snet, RX_VERSION);
		return;
	}
	if (m1->hdr.index || m1->hdr.number || m1->hdr.epoch || m1->zero ||
	    !m1->sender || !m1->sport ||
	    memchr_inv(m1->cookie, 0, sizeof(m1->cookie))) {
		SECCOMM_INC(snet, RX_RESERVED);
		return;
	}
	/* Before anything that would answer it. */
	if (open_is_reflected(snet, m1, &peer.addr)) {
		SECCOMM_INC(snet, HS_REFLECTED);
		return;
	}
	peer.port = m1->sport;
	if (ipv6_addr_type(&peer.addr) & IPV6_ADDR_LINKLOCAL)
		peer.scope = HS_CB(skb)->sdif ?: HS_CB(skb)->dif;
	/* Sessions are between two hosts. */
	if (HS_CB(skb)->many || !peer_is_host(&peer.addr)) {
		SECCOMM_INC(snet, HS_PORT);
		return;
	}
	sk = acceptor->find(snet, &HS_CB(skb)->to, m1->dport, &peer,
			    HS_CB(skb)->dif, HS_CB(skb)->sdif);
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
		handshake_repeat(s);
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
		open_answer(snet, sk, stack, &HS_CB(skb)->to, &peer, m1);
	set_active_memcg(memcg);
out:
	seccomm_stack_unuse(stack);
put_sock:
	sock_put(sk);
}

/* A working copy of the handshake, if @s still wants this message; the state
 * of the one in the session does not change until a confirmation verified.
 */
static struct seccomm_handshake *hs_copy(struct seccomm_session *s, u8 state)
{
	struct seccomm_handshake *hs = kmalloc(sizeof(*hs), GFP_KERNEL_ACCOUNT);
	bool wanted;

	if (!hs)
		return NULL;
	spin_lock_bh(&s->lock);
	wanted = s->handshake && s->state == state;
	if (wanted)
		*hs = *s->handshake;
	spin_unlock_bh(&s->lock);
	if (!wanted) {
		kfree_sensitive(hs);
		return ERR_PTR(-ESTALE);
	}
	return hs;
}

/* Confirmed: keys made, the session's handshake replaced by @hs, state OPEN. */
static bool hs_commit(struct seccomm_session *s, struct seccomm_handshake *hs,
		      u8 from)
{
	struct seccomm_handshake *old;

	spin_lock_bh(&s->lock);
	if (s->state != from) {
		spin_unlock_bh(&s->lock);
		return false;
	}
	old = s->handshake;
	WRITE_ONCE(s->handshake, hs);
	/* Roots and secrets are not needed any more, M2 and M3 yet are. */
	memzero_explicit(&hs->ring, sizeof(hs->ring));
	memzero_explicit(&hs->keys, sizeof(hs->keys));
	memzero_explicit(&hs->session_secret, sizeof(hs->session_secret));
	memzero_explicit(hs->slot_secret, sizeof(hs->slot_secret));
	/* Pairs with the gates': who sees OPEN sees the layers' state. */
	smp_store_release(&s->state, SECCOMM_SESSION_OPEN);
	spin_unlock_bh(&s->lock);
	kfree_sensitive(old);
	return true;
}

/* False: counted. A secret that is no key of its layer's cipher is as good as a wrong
 * one.
 */
static bool hs_arm(struct seccomm_session *s, struct seccomm_handshake *hs)
{
	int err = seccomm_session_arm(s, &hs->ring, &hs->keys);

	if (err == -EKEYREJECTED) {
		seccomm_hint_take(s, EKEYREJECTED, NULL);
		SECCOMM_INC(s->snet, HS_KEY);
	} else if (err) {
		SECCOMM_INC(s->snet, HS_MEMORY);
	}
	return !err;
}

/* A repeated M2 is answered with the same M3. */
static void accept_repeated(struct seccomm_session *s,
			    const struct seccomm_accept *m2)
{
	struct seccomm_confirm m3;
	bool same;

	spin_lock_bh(&s->lock);
	same = s->state == SECCOMM_SESSION_OPEN && s->handshake &&
	       !memcmp(&s->handshake->m2, m2, sizeof(*m2));
	if (same)
		m3 = s->handshake->m3;
	spin_unlock_bh(&s->lock);
	if (same) {
		SECCOMM_INC(s->snet, HS_REPEAT);
		hs_send(s, &m3, sizeof(m3));
	} else {
		SECCOMM_INC(s->snet, HS_STALE);
	}
}

static void accept_receive(struct seccomm_session *s,
			   const struct seccomm_accept *m2)
{
	struct seccomm_handshake *hs;
	struct seccomm_confirm m3;
	u8 conf[SECCOMM_CONF_LEN];

	hs = hs_copy(s, SECCOMM_SESSION_OPENING);
	if (IS_ERR(hs)) {
		accept_repeated(s, m2);
		return;
	}
	if (!hs) {
		SECCOMM_INC(s->snet, HS_MEMORY);
		return;
	}
	if (be32_to_cpu(m2->slots) != s->stack->slots) {
		SECCOMM_INC(s->snet, HS_SLOTS);
		goto free;
	}
	if (!memcmp(m2->nonce, hs->m1.nonce, SECCOMM_NONCE_LEN)) {
		SECCOMM_INC(s->snet, HS_REFLECTED);
		goto free;
	}
	hs->m2 = *m2;
	if (derive(s, hs) || seccomm_conf_r(&hs->keys, hs->th, conf))
		goto nomem;
	if (crypto_memneq(conf, m2->conf, sizeof(conf))) {
		SECCOMM_INC(s->snet, HS_CONF);
		seccomm_hint_take(s, EKEYREJECTED, NULL);
		goto free;
	}
	hdr_init(&hs->m3.hdr, SECCOMM_MSG_CONFIRM, be32_to_cpu(m2->sender));
	hs->m3.method_len = 0;
	if (seccomm_conf_i(&hs->keys, hs->th, conf, hs->m3.conf))
		goto nomem;
	if (!hs_arm(s, hs))
		goto free;
	m3 = hs->m3;
	seccomm_session_set_peer_index(s, be32_to_cpu(m2->sender));
	if (!hs_commit(s, hs, SECCOMM_SESSION_OPENING))
		goto free;
	/* Open before M3 goes: data may answer it at once. Ours that overtakes M3
	 * is parked by the responder.
	 */
	hs_send(s, &m3, sizeof(m3));
	seccomm_session_opened(s);
	return;
nomem:
	SECCOMM_INC(s->snet, HS_MEMORY);
free:
	kfree_sensitive(hs);
}

static void confirm_receive(struct seccomm_session *s,
			    const struct seccomm_confirm *m3)
{
	struct seccomm_handshake *hs;
	u8 conf[SECCOMM_CONF_LEN];

	hs = hs_copy(s, SECCOMM_SESSION_ACCEPTING);
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
	if (!hs_arm(s, hs))
		goto free;
	if (!hs_commit(s, hs, SECCOMM_SESSION_ACCEPTING))
		goto free;
	seccomm_session_opened(s);
	return;
nomem:
	SECCOMM_INC(s->snet, HS_MEMORY);
free:
	kfree_sensitive(hs);
}

/* M2 and M3 carry our index; the rest of the header is checked here. */
static void answer_receive(struct seccomm_net *snet, struct sk_buff *skb,
			   u8 type)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	const struct seccomm_accept *m2 = (const void *)skb->data;
	const struct seccomm_confirm *m3 = (const void *)skb->data;
	bool accept = type == SECCOMM_MSG_ACCEPT;
	struct mem_cgroup *memcg;
	struct seccomm_session *s;

	if (skb->len != (accept ? sizeof(*m2) : sizeof(*m3)) ||
	    (accept ? m2->method_len : m3->method_len)) {
		SECCOMM_INC(snet, HS_LENGTH);
		return;
	}
	if (hdr->number || hdr->epoch || (accept && !m2->sender)) {
		SECCOMM_INC(snet, RX_RESERVED);
		return;
	}
	rcu_read_lock();
	s = seccomm_session_by_index(snet->net, be32_to_cpu(hdr->index));
	if (s && !seccomm_session_hold(s))
		s = NULL;
	rcu_read_unlock();
	if (!s) {
		SECCOMM_INC(snet, RX_INDEX);
		return;
	}
	/* Copies and the layers' states are charged to the socket's owner. */
	memcg = set_active_memcg(mem_cgroup_from_sk(s->sk));
	if (s->initiator != accept ||
	    !ipv6_addr_equal(&s->peer.addr, &HS_CB(skb)->from))
		SECCOMM_INC(snet, HS_STALE);
	else if (!seccomm_on_device(s->sk, HS_CB(skb)->dif, HS_CB(skb)->sdif))
		SECCOMM_INC(snet, RX_DEVICE);
	else if (accept)
		accept_receive(s, m2);
	else
		confirm_receive(s, m3);
	set_active_memcg(memcg);
	seccomm_session_put(s);
}

void seccomm_handshake_work(struct work_struct *work)
{
	struct seccomm_net *snet =
		container_of(work, struct seccomm_net, handshake_work);
	struct sk_buff *skb;
	u8 type;

	while ((skb = skb_dequeue(&snet->handshakes))) {
		type = *skb->data & 0x0f;
		if (type == SECCOMM_MSG_OPEN)
			open_receive(snet, skb);
		else
			answer_receive(snet, skb, type);
		consume_skb(skb);
		cond_resched();
	}
}

void seccomm_handshake_receive(struct seccomm_net *snet, struct sk_buff *skb)
{
	struct seccomm_peer from;
	struct in6_addr to;
	int dif = skb->dev->ifindex;
	int sdif;
	bool many;

	if (skb_queue_len_lockless(&snet->handshakes) >= HANDSHAKE_QUEUE) {
		SECCOMM_INC(snet, HS_QUEUE);
		kfree_skb(skb);
		return;
	}
	if (skb_linearize(skb)) {
		SECCOMM_INC(snet, HS_MEMORY);
		kfree_skb(skb);
		return;
	}
	seccomm_packet_source(skb, &from);
	seccomm_packet_destination(skb, &to);
	many = skb->pkt_type != PACKET_HOST || seccomm_packet_to_many(skb);
	/* IP's part of the cb tells it, which ours takes the place of. */
	sdif = seccomm_packet_sdif(skb);
	HS_CB(skb)->from = from.addr;
	HS_CB(skb)->to = to;
	HS_CB(skb)->dif = dif;
	HS_CB(skb)->sdif = sdif;
	HS_CB(skb)->many = many;
	skb_orphan(skb);
	skb_dst_drop(skb);
	/* For a hint that answers it: the link that it came by. */
	skb->skb_iif = sdif ?: dif;
	skb->dev = NULL;
	skb_queue_tail(&snet->handshakes, skb);
	queue_work(seccomm_wq, &snet->handshake_work);
}

void seccomm_handshake_init(const struct seccomm_acceptor_ops *ops)
{
	acceptor = ops;
}
