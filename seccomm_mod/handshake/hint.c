// SPDX-License-Identifier: GPL-2.0
/*
 * Hints: REFUSE and UNKNOWN messages and ICMP errors. Anyone can forge them, so they only
 * change the error at give-up, or have us open another session, in case that the peer
 * has lost ours.
 */
#include "handshake/hint.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/user.h"
#include "transport/device.h"
#include "transport/output.h"
#include "transport/packet.h"
#include "transport/transport.h"

/* Replace the give-up's ETIMEDOUT. Under the lock, since hints come on all processors, and
 * the exchange's work may find a wrong key meanwhile.
 */
void seccomm_hint_take(struct seccomm_session *s, int error, const u8 *digest)
{
	spin_lock_bh(&s->lock);
	if (s->hint != EKEYREJECTED)
		WRITE_ONCE(s->hint, error);
	if (digest)
		memcpy(s->peer_digest, digest, sizeof(s->peer_digest));
	spin_unlock_bh(&s->lock);
}

/* Answer @skb, which was sent to this host alone, with a hint of @len bytes. A hint is never
 * longer than what it answers, and each kind has its @rate, so that one does not silence
 * the other.
 */
static void hint_send(struct seccomm_net *snet, struct sk_buff *skb,
		      struct ratelimit_state *rate, const void *hint,
		      unsigned int len)
{
	if (skb->len >= len && __ratelimit(rate))
		seccomm_output_answer(snet->net, skb, hint, len);
}

void seccomm_hint_refuse(struct seccomm_net *snet, struct sk_buff *skb,
			 u8 reason, u32 index, const u8 *detail)
{
	struct seccomm_refuse refuse = {
		.hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_REFUSE),
		.hdr.index = cpu_to_be32(index),
		.reason = reason,
	};

	if (detail)
		memcpy(refuse.detail, detail, sizeof(refuse.detail));
	hint_send(snet, skb, &snet->refuses, &refuse, sizeof(refuse));
}

void seccomm_hint_unknown(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	const struct seccomm_hdr unknown = {
		.ver_type = seccomm_ver_type(SECCOMM_MSG_UNKNOWN),
		.index = hdr->index,
	};

	if (skb->pkt_type == PACKET_HOST && !seccomm_packet_to_many(skb))
		hint_send(snet, skb, &snet->unknowns, &unknown,
			  sizeof(unknown));
}

/* Take a REFUSE for a session that we open, from its peer. False: it fits nothing. */
static bool hint_refused(struct seccomm_session *s,
			 const struct seccomm_refuse *refuse)
{
	if (READ_ONCE(s->state) != SECCOMM_STATE_OPENING)
		return false;
	switch (refuse->reason) {
	case SECCOMM_REFUSE_STACK:
		seccomm_hint_take(s, ECONNREFUSED, refuse->detail);
		return true;
	case SECCOMM_REFUSE_PORT:
		seccomm_hint_take(s, ECONNREFUSED, NULL);
		return true;
	case SECCOMM_REFUSE_VERSION:
		seccomm_hint_take(s, EPROTONOSUPPORT, NULL);
		return true;
	default:
		return false;
	}
}

/* Have an open session opened anew whose peer seems to have lost it. Nobody vouches for
 * that, so a session that hears its peer stays as it is, and so does one that a hint has
 * touched not long ago. False: nothing has changed.
 */
static bool hint_lost(struct seccomm_session *s)
{
	u64 now = get_jiffies_64();
	bool lost;

	/* A session that is about to end has another one already. */
	spin_lock_bh(&s->lock);
	lost = (s->state == SECCOMM_STATE_OPEN ||
		s->state == SECCOMM_STATE_WORN) &&
	       (READ_ONCE(s->unheard) ||
		now - READ_ONCE(s->heard) >= SECCOMM_HINT_SILENCE) &&
	       now - s->hinted >= SECCOMM_HINT_INTERVAL;
	if (lost)
		s->hinted = now;
	spin_unlock_bh(&s->lock);
	if (lost)
		seccomm_session_reopen(s);
	return lost;
}

void seccomm_hint_receive(struct seccomm_net *snet, struct sk_buff *skb,
			  u8 type)
{
	const bool unknown = type == SECCOMM_MSG_UNKNOWN;
	const struct seccomm_refuse *refuse;
	struct seccomm_session *s;
	struct seccomm_peer from;
	bool taken;

	if (skb->len != (unknown ? SECCOMM_HDR_LEN : sizeof(*refuse))) {
		SECCOMM_INC(snet, HS_LENGTH);
		return;
	}
	if (!pskb_may_pull(skb, skb->len)) {
		SECCOMM_INC(snet, HS_MEMORY);
		return;
	}
	refuse = (const void *)skb->data;
	if (refuse->hdr.epoch || refuse->hdr.number ||
	    (!unknown && memchr_inv(refuse->zero, 0, sizeof(refuse->zero)))) {
		SECCOMM_INC(snet, RX_RESERVED);
		return;
	}
	seccomm_packet_source(skb, &from);
	if (unknown)
		s = seccomm_session_by_remote(snet->net, &from.addr,
					      be32_to_cpu(refuse->hdr.index));
	else
		s = seccomm_session_by_index(snet->net,
					     be32_to_cpu(refuse->hdr.index));
	if (!s || !ipv6_addr_equal(&s->peer.addr, &from.addr) ||
	    !seccomm_packet_on_device(skb, s->sk)) {
		SECCOMM_INC(snet, HINT_BOGUS);
		return;
	}
	taken = unknown ? hint_lost(s) : hint_refused(s, refuse);
	if (taken)
		SECCOMM_INC(snet, HINT_REFUSED);
	else
		SECCOMM_INC(snet, HINT_BOGUS);
}

bool seccomm_hint_error_find(struct net *net, const struct sk_buff *skb,
			     struct seccomm_icmp *icmp)
{
	struct seccomm_net *snet = seccomm_net(net);
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	const unsigned int offset = offsetof(struct seccomm_open, sender);
	const struct in6_addr *to = &icmp->to;
	const __be32 *sender;
	struct seccomm_session *s;
	__be32 copy;

	s = seccomm_session_by_remote(net, to, be32_to_cpu(hdr->index));
	if (hdr->ver_type == seccomm_ver_type(SECCOMM_MSG_OPEN)) {
		/* An OPEN has no index of the peer's: take ours, if it came back. */
		sender = skb_header_pointer(skb, offset, sizeof(copy), &copy);
		if (sender)
			s = seccomm_session_by_index(net, be32_to_cpu(*sender));
		if (s && !ipv6_addr_equal(&s->peer.addr, to))
			s = NULL;
	}
	/* An error is taken by the devices alone that the session's packets may come by. */
	if (!s || !seccomm_packet_on_device(skb, s->sk)) {
		SECCOMM_INC(snet, ICMP_BOGUS);
		return false;
	}
	SECCOMM_INC(snet, ICMP);
	icmp->session = s;
	icmp->sk = s->sk;
	icmp->scope = s->peer.scope;
	return true;
}

void seccomm_hint_error(const struct seccomm_icmp *icmp)
{
	struct seccomm_session *s = icmp->session;

	if (seccomm_session_is_open(s))
		s->user->error(s, icmp);
	/* EMSGSIZE is no reason why a session cannot be opened. */
	else if (icmp->err != EMSGSIZE)
		seccomm_hint_take(s, icmp->err, NULL);
}
