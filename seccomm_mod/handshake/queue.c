// SPDX-License-Identifier: GPL-2.0
/*
 * Handshake messages wait for process context, since making keys may sleep: those that
 * open a session in one queue of the namespace, all others in the queue of their exchange.
 * So an exchange that sleeps holds up no other one.
 */
#include <linux/sched/mm.h>
#include <net/sock.h>
#include "handshake/exchange.h"
#include "handshake/initiator.h"
#include "handshake/queue.h"
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
		switch (*skb->data & 0x0f) {
		case SECCOMM_MSG_OPEN:
			seccomm_hs_answer(ex);
			break;
		case SECCOMM_MSG_ACCEPT:
			seccomm_hs_accept(ex, (const void *)skb->data);
			break;
		case SECCOMM_MSG_CONFIRM:
			seccomm_hs_confirm(ex, (const void *)skb->data);
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

/* Is @skb a well-formed ACCEPT (@accept) or CONFIRM? False: counted. */
static bool answer_is_whole(struct seccomm_net *snet, const struct sk_buff *skb,
			    bool accept)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	const struct seccomm_accept *m2 = (const void *)skb->data;
	const struct seccomm_confirm *m3 = (const void *)skb->data;

	if (skb->len != (accept ? sizeof(*m2) : sizeof(*m3)) ||
	    (accept ? m2->method_len : m3->method_len)) {
		SECCOMM_INC(snet, HS_LENGTH);
		return false;
	}
	if (hdr->number || hdr->epoch || (accept && !m2->sender)) {
		SECCOMM_INC(snet, RX_RESERVED);
		return false;
	}
	return true;
}

/* Give M2 or M3, which have our index, to the exchange of that session. Owns @skb. */
static void answer_receive(struct seccomm_net *snet, struct sk_buff *skb,
			   bool accept)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	struct seccomm_exchange *ex;
	struct seccomm_session *s;

	if (!answer_is_whole(snet, skb, accept))
		goto drop;
	s = seccomm_session_get(snet->net, be32_to_cpu(hdr->index));
	if (!s) {
		SECCOMM_INC(snet, RX_INDEX);
		goto drop;
	}
	ex = seccomm_exchange_get(s);
	if (!ex || ex->initiator != accept ||
	    !ipv6_addr_equal(&s->peer.addr, &SECCOMM_HS_CB(skb)->from)) {
		SECCOMM_INC(snet, HS_STALE);
	} else if (!seccomm_on_device(s->sk, SECCOMM_HS_CB(skb)->dif,
				      SECCOMM_HS_CB(skb)->sdif)) {
		SECCOMM_INC(snet, RX_DEVICE);
	} else {
		seccomm_exchange_give(ex, skb);
		return;
	}
	if (ex)
		seccomm_exchange_put(ex);
	seccomm_session_put(s);
drop:
	kfree_skb(skb);
}

/* Keep of the packet in its cb what is asked for later, and release what it holds. */
static void queue_keep(struct sk_buff *skb)
{
	struct seccomm_peer from;
	struct in6_addr to;
	int dif = skb->dev->ifindex;
	int sdif;
	bool many;

	seccomm_packet_source(skb, &from);
	seccomm_packet_destination(skb, &to);
	many = skb->pkt_type != PACKET_HOST || seccomm_packet_to_many(skb);
	/* Read it from IP's part of the cb before SECCOMM_HS_CB() overwrites that. */
	sdif = seccomm_packet_sdif(skb);
	SECCOMM_HS_CB(skb)->from = from.addr;
	SECCOMM_HS_CB(skb)->to = to;
	SECCOMM_HS_CB(skb)->dif = dif;
	SECCOMM_HS_CB(skb)->sdif = sdif;
	SECCOMM_HS_CB(skb)->many = many;
	skb_orphan(skb);
	skb_dst_drop(skb);
	/* seccomm_hint_send() answers by the link that the packet came by. */
	skb->skb_iif = sdif ?: dif;
	skb->dev = NULL;
}

void seccomm_handshake_receive(struct seccomm_net *snet, struct sk_buff *skb,
			       u8 type)
{
	bool opens = type == SECCOMM_MSG_OPEN;

	if (opens && skb_queue_len_lockless(&snet->opens) >= OPEN_QUEUE) {
		SECCOMM_INC(snet, HS_QUEUE);
		kfree_skb(skb);
		return;
	}
	if (skb_linearize(skb)) {
		SECCOMM_INC(snet, HS_MEMORY);
		kfree_skb(skb);
		return;
	}
	queue_keep(skb);
	if (!opens) {
		answer_receive(snet, skb, type == SECCOMM_MSG_ACCEPT);
		return;
	}
	skb_queue_tail(&snet->opens, skb);
	queue_work(seccomm_wq, &snet->open_work);
}
