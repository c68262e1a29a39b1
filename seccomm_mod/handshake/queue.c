// SPDX-License-Identifier: GPL-2.0
/*
 * Handshake messages wait for process context, since making keys may sleep: those that
 * open a session in one queue of the namespace, all others in the queue of their exchange.
 * So an exchange that sleeps holds up no other one.
 */
#include <linux/netdevice.h>
#include <linux/sched/mm.h>
#include <linux/unaligned.h>
#include <net/sock.h>
#include "handshake/confirm.h"
#include "handshake/exchange.h"
#include "handshake/finish.h"
#include "handshake/fragment.h"
#include "handshake/initiator.h"
#include "handshake/items.h"
#include "handshake/proof.h"
#include "handshake/queue.h"
#include "handshake/rate.h"
#include "handshake/reassembly.h"
#include "handshake/responder.h"
#include "session/session.h"
#include "session/table.h"
#include "transport/device.h"
#include "transport/packet.h"
#include "transport/transport.h"

/* How many M1s may wait in a namespace. */
#define OPEN_QUEUE 1024
/* How many messages may wait for an exchange: an honest peer has one or two under way. */
#define EXCHANGE_QUEUE 8

static void exchange_done(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;

	seccomm_exchange_put(ex);
	seccomm_session_put(s);
}

void seccomm_exchange_run(struct seccomm_exchange *ex)
{
	/* Work that is queued already has references of its own: put the caller's. */
	if (!queue_work(seccomm_wq, &ex->work))
		exchange_done(ex);
}

void seccomm_exchange_give(struct seccomm_exchange *ex, struct sk_buff *skb)
{
	if (skb_queue_len_lockless(&ex->queue) >= EXCHANGE_QUEUE) {
		SECCOMM_INC(ex->session->snet, HS_QUEUE);
		kfree_skb(skb);
		exchange_done(ex);
		return;
	}
	skb_queue_tail(&ex->queue, skb);
	seccomm_exchange_run(ex);
}

/* Handle a message. False: methods wait for others, so it is to be handled again. */
static bool exchange_handle(struct seccomm_exchange *ex, struct sk_buff *skb)
{
	switch (*skb->data & 0x0f) {
	case SECCOMM_MSG_OPEN:
		return seccomm_hs_answer(ex);
	case SECCOMM_MSG_ACCEPT:
		return seccomm_hs_accept(ex, (void *)skb->data,
					 &SECCOMM_HS_CB(skb)->to);
	case SECCOMM_MSG_CONFIRM:
		return seccomm_hs_confirm(ex, (void *)skb->data);
	case SECCOMM_MSG_FINISH:
		seccomm_finish_take(ex);
		break;
	case SECCOMM_MSG_COOKIE:
		seccomm_hs_cookie(ex, (const void *)skb->data);
		break;
	}
	return true;
}

void seccomm_exchange_work(struct work_struct *work)
{
	struct seccomm_exchange *ex =
		container_of(work, struct seccomm_exchange, work);
	struct mem_cgroup *memcg;
	struct sk_buff *skb;

	/* Secrets and the layers' states are charged to the socket's owner. */
	memcg = set_active_memcg(mem_cgroup_from_sk(ex->session->sk));
	if (xchg(&ex->start, false))
		seccomm_hs_start(ex);
	while ((skb = skb_dequeue(&ex->queue))) {
		if (!exchange_handle(ex, skb)) {
			/* Whoever is asked has references, with which this work runs again. */
			skb_queue_head(&ex->queue, skb);
			break;
		}
		consume_skb(skb);
		cond_resched();
	}
	set_active_memcg(memcg);
	exchange_done(ex);
}

void seccomm_open_work(struct work_struct *work)
{
	struct seccomm_net *snet =
		container_of(work, struct seccomm_net, open_work);
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&snet->opens))) {
		seccomm_hs_open(snet, skb);
		consume_skb(skb);
		cond_resched();
	}
}

/* Bytes of a message of @type whose lists are empty. */
static unsigned int queue_fixed_len(u8 type)
{
	switch (type) {
	case SECCOMM_MSG_OPEN:
		return sizeof(struct seccomm_open);
	case SECCOMM_MSG_ACCEPT:
		return sizeof(struct seccomm_accept);
	case SECCOMM_MSG_CONFIRM:
		return sizeof(struct seccomm_confirm);
	case SECCOMM_MSG_FINISH:
		return sizeof(struct seccomm_finish);
	default:
		return sizeof(struct seccomm_cookie);
	}
}

/* Bytes of the lists of a linear message of @type, which has its fixed bytes at least. */
static unsigned int queue_lists_len(const struct sk_buff *skb, u8 type)
{
	const unsigned int first = offsetof(struct seccomm_accept, items_len);
	const struct seccomm_open *m1 = (const void *)skb->data;
	const struct seccomm_accept *m2 = (const void *)skb->data;
	const struct seccomm_confirm *m3 = (const void *)skb->data;
	unsigned int len;

	switch (type) {
	case SECCOMM_MSG_OPEN:
		return be16_to_cpu(m1->items_len);
	case SECCOMM_MSG_ACCEPT:
		/* The second list stands behind the first one. */
		len = be16_to_cpu(m2->items_len);
		if (len > skb->len - sizeof(*m2))
			return len;
		return len + get_unaligned_be16(skb->data + first + 2 + len);
	case SECCOMM_MSG_CONFIRM:
		return be16_to_cpu(m3->sealed_len);
	default:
		return 0;
	}
}

/* Has @skb, of @type, the length that its fields give, and at most @max bytes? False:
 * counted.
 */
static bool queue_length_fits(struct seccomm_net *snet, struct sk_buff *skb,
			      u8 type, unsigned int max)
{
	unsigned int fixed = queue_fixed_len(type);

	if (skb->len < fixed || skb->len > max)
		goto bad;
	if (skb_linearize(skb)) {
		SECCOMM_INC(snet, HS_MEMORY);
		return false;
	}
	if (skb->len == fixed + queue_lists_len(skb, type))
		return true;
bad:
	SECCOMM_INC(snet, HS_LENGTH);
	return false;
}

/* Is @skb, an answer of @type to a message of ours, well-formed? False: counted. */
static bool answer_is_whole(struct seccomm_net *snet, const struct sk_buff *skb,
			    u8 type)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	const struct seccomm_accept *m2 = (const void *)skb->data;

	if (hdr->number || hdr->epoch ||
	    (type == SECCOMM_MSG_ACCEPT && !m2->sender)) {
		SECCOMM_INC(snet, RX_RESERVED);
		return false;
	}
	return true;
}

/* May @ex, of a session with our index, take the answer @skb of @type? False: counted. */
static bool answer_fits(struct seccomm_exchange *ex, const struct sk_buff *skb,
			u8 type)
{
	const struct seccomm_hs_cb *cb = SECCOMM_HS_CB(skb);
	struct seccomm_session *s = ex->session;
	bool to_initiator = type != SECCOMM_MSG_CONFIRM;

	if (ex->initiator != to_initiator ||
	    !ipv6_addr_equal(&s->peer.addr, &cb->from)) {
		SECCOMM_INC(s->snet, HS_STALE);
		return false;
	}
	if (!seccomm_on_device(s->sk, cb->dif, cb->sdif)) {
		SECCOMM_INC(s->snet, RX_DEVICE);
		return false;
	}
	if (type == SECCOMM_MSG_CONFIRM)
		return seccomm_hs_proves(ex, (void *)skb->data);
	if (type == SECCOMM_MSG_FINISH)
		return seccomm_finish_proves(ex, (const void *)skb->data);
	return true;
}

/* Give M2, M3, M4 or COOKIE, which have our index, to the exchange of that session. Owns
 * @skb.
 */
static void answer_receive(struct seccomm_net *snet, struct sk_buff *skb,
			   u8 type)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	struct seccomm_exchange *ex;
	struct seccomm_session *s;

	if (!answer_is_whole(snet, skb, type))
		goto drop;
	s = seccomm_session_get(snet->net, be32_to_cpu(hdr->index));
	if (!s) {
		SECCOMM_INC(snet, RX_INDEX);
		goto drop;
	}
	ex = seccomm_exchange_get(s);
	if (ex && answer_fits(ex, skb, type)) {
		seccomm_exchange_give(ex, skb);
		return;
	}
	if (ex)
		seccomm_exchange_put(ex);
	else
		SECCOMM_INC(snet, HS_STALE);
	seccomm_session_put(s);
drop:
	kfree_skb(skb);
}

/* Has @skb been sent by this host, by its loopback device or a VRF's? */
static bool queue_is_inside(const struct sk_buff *skb, int dif, int sdif)
{
	return skb->dev->flags & IFF_LOOPBACK ||
	       (netif_is_l3_master(skb->dev) && (!sdif || sdif == dif));
}

/* Keep of the packet in its cb what is asked for later, and release what it holds. */
static void queue_keep(struct sk_buff *skb)
{
	struct seccomm_peer from;
	struct in6_addr to;
	int dif = skb->dev->ifindex;
	int sdif;
	bool inside, many;

	seccomm_packet_source(skb, &from);
	seccomm_packet_destination(skb, &to);
	many = skb->pkt_type != PACKET_HOST || seccomm_packet_to_many(skb);
	/* Read it from IP's part of the cb before SECCOMM_HS_CB() overwrites that. */
	sdif = seccomm_packet_sdif(skb);
	inside = queue_is_inside(skb, dif, sdif);
	SECCOMM_HS_CB(skb)->from = from.addr;
	SECCOMM_HS_CB(skb)->to = to;
	SECCOMM_HS_CB(skb)->dif = dif;
	SECCOMM_HS_CB(skb)->sdif = sdif;
	SECCOMM_HS_CB(skb)->inside = inside;
	SECCOMM_HS_CB(skb)->many = many;
	skb_orphan(skb);
	skb_dst_drop(skb);
	/* seccomm_output_answer() answers by the link that the packet came by. */
	skb->skb_iif = sdif ?: dif;
	skb->dev = NULL;
}

/* Take the M1 in @skb, whose sender has proved its address if @proved. Owns @skb. */
static void open_receive(struct seccomm_net *snet, struct sk_buff *skb,
			 bool proved)
{
	struct seccomm_peer from;

	SECCOMM_HS_CB(skb)->proved = proved;
	seccomm_hs_sender(skb, &from);
	/* Under load only those wait that need not be asked for a cookie. */
	if (!seccomm_hs_open_is_whole(snet, skb) ||
	    (proved && !seccomm_rate_takes(snet, &from)) ||
	    (seccomm_proof_due(snet, skb) && !seccomm_proof_shown(snet, skb))) {
		kfree_skb(skb);
		return;
	}
	skb_queue_tail(&snet->opens, skb);
	queue_work(seccomm_wq, &snet->open_work);
}

/* Take a message of @type and at most @max bytes; @proved as of open_receive(). Owns @skb. */
static void queue_receive(struct seccomm_net *snet, struct sk_buff *skb,
			  u8 type, unsigned int max, bool proved)
{
	bool opens = type == SECCOMM_MSG_OPEN;

	if (opens && skb_queue_len_lockless(&snet->opens) >= OPEN_QUEUE) {
		SECCOMM_INC(snet, HS_QUEUE);
		kfree_skb(skb);
		return;
	}
	if (!queue_length_fits(snet, skb, type, max)) {
		kfree_skb(skb);
		return;
	}
	queue_keep(skb);
	if (opens)
		open_receive(snet, skb, proved);
	else
		answer_receive(snet, skb, type);
}

void seccomm_handshake_receive(struct seccomm_net *snet, struct sk_buff *skb,
			       u8 type)
{
	queue_receive(snet, skb, type, SECCOMM_HS_MAX, false);
}

void seccomm_short_open_receive(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_short_open *m1;

	if (skb->len != sizeof(*m1)) {
		SECCOMM_INC(snet, HS_LENGTH);
		goto drop;
	}
	if (skb_linearize(skb)) {
		SECCOMM_INC(snet, HS_MEMORY);
		goto drop;
	}
	m1 = seccomm_short_open_parse(skb->data, skb->len);
	if (!m1) {
		SECCOMM_INC(snet, RX_RESERVED);
	} else {
		queue_keep(skb);
		if (seccomm_hs_open_is_whole(snet, skb))
			seccomm_proof_demand(snet, skb, m1->open.sender,
					     m1->hash);
	}
drop:
	kfree_skb(skb);
}

/* Does @s wait for an M3, or answer one that comes again by M4, while the handshake is kept? */
static bool fragment_confirms(const struct seccomm_session *s)
{
	const u8 state = READ_ONCE(s->state);

	if (state == SECCOMM_STATE_ACCEPTING)
		return true;
	return !s->initiator && seccomm_state_is_open(state) &&
	       READ_ONCE(s->exchange) && seccomm_items_finish(s->stack);
}

/* Bytes of the M2 or M3, by @type, that @s may get, at most. */
static unsigned int fragment_most(const struct seccomm_session *s, u8 type)
{
	if (type == SECCOMM_MSG_ACCEPT)
		return seccomm_accept_len(s->stack);
	return sizeof(struct seccomm_confirm) +
	       seccomm_sealed_len(s->stack, SECCOMM_LIST_B_I);
}

/* Is a session waiting for the message that @part is of, from the sender of @skb? */
static bool fragment_is_awaited(struct seccomm_net *snet,
				const struct sk_buff *skb,
				const struct seccomm_fragment *part)
{
	const u8 type = be64_to_cpu(part->hdr.number);
	struct seccomm_session *s;

	s = seccomm_session_by_index(snet->net, be32_to_cpu(part->hdr.index));
	if (!s || !seccomm_packet_is_from(skb, &s->peer.addr) ||
	    !seccomm_packet_on_device(skb, s->sk) ||
	    be16_to_cpu(part->total) > fragment_most(s, type))
		return false;
	if (type == SECCOMM_MSG_ACCEPT)
		return READ_ONCE(s->state) == SECCOMM_STATE_OPENING;
	return fragment_confirms(s);
}

/* May memory be taken for a fragment? One of M1 bears a cookie for its sender. */
static bool fragment_is_due(struct seccomm_net *snet, const struct sk_buff *skb,
			    const struct seccomm_fragment *part)
{
	struct seccomm_peer from;

	if (be64_to_cpu(part->hdr.number) != SECCOMM_MSG_OPEN)
		return fragment_is_awaited(snet, skb, part);
	seccomm_packet_source(skb, &from);
	return seccomm_proof_fits(snet, &from.addr, part->sender, part->hash,
				  part->cookie);
}

void seccomm_fragment_receive(struct seccomm_net *snet, struct sk_buff *skb)
{
	const bool fits = skb->len <= SECCOMM_HS_MAX;
	const struct seccomm_fragment *part;
	u8 type;

	if (fits && skb_linearize(skb)) {
		SECCOMM_INC(snet, HS_MEMORY);
		kfree_skb(skb);
		return;
	}
	part = fits ? seccomm_fragment_parse(skb->data, skb->len) : NULL;
	if (!part || !fragment_is_due(snet, skb, part)) {
		SECCOMM_INC(snet, FRAG_DROP);
		kfree_skb(skb);
		return;
	}
	type = be64_to_cpu(part->hdr.number);
	skb = seccomm_reassembly_add(snet, skb, jiffies);
	if (skb)
		queue_receive(snet, skb, type, SECCOMM_LARGE_MAX,
			      type == SECCOMM_MSG_OPEN);
}
