// SPDX-License-Identifier: GPL-2.0
/*
 * Handshake messages wait for process context, since making keys may sleep.
 */
#include <linux/sched/mm.h>
#include <net/sock.h>
#include "handshake/initiator.h"
#include "handshake/queue.h"
#include "handshake/responder.h"
#include "session/session.h"
#include "session/table.h"
#include "transport/device.h"
#include "transport/packet.h"
#include "transport/transport.h"

/* Handshake messages of a namespace that may wait. */
#define HANDSHAKE_QUEUE 1024

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
	    !ipv6_addr_equal(&s->peer.addr, &SECCOMM_HS_CB(skb)->from))
		SECCOMM_INC(snet, HS_STALE);
	else if (!seccomm_on_device(s->sk, SECCOMM_HS_CB(skb)->dif,
				    SECCOMM_HS_CB(skb)->sdif))
		SECCOMM_INC(snet, RX_DEVICE);
	else if (accept)
		seccomm_hs_accept(s, m2);
	else
		seccomm_hs_confirm(s, m3);
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
			seccomm_hs_open(snet, skb);
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
	SECCOMM_HS_CB(skb)->from = from.addr;
	SECCOMM_HS_CB(skb)->to = to;
	SECCOMM_HS_CB(skb)->dif = dif;
	SECCOMM_HS_CB(skb)->sdif = sdif;
	SECCOMM_HS_CB(skb)->many = many;
	skb_orphan(skb);
	skb_dst_drop(skb);
	/* For a hint that answers it: the link that it came by. */
	skb->skb_iif = sdif ?: dif;
	skb->dev = NULL;
	skb_queue_tail(&snet->handshakes, skb);
	queue_work(seccomm_wq, &snet->handshake_work);
}
