// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages, in and out. In: for a packet of every length and content and a
 * session in every state, exactly one counter moves by one; what is taken has the right
 * length, epoch and tag, comes while the session is open, and its number is higher than
 * all before, so that none is taken twice; nothing outside the packet is read. Out: the
 * header is the key epoch's with the right type, its number is new, and the tag has its
 * room.
 *
 * Bounded: packets of up to 48 bytes, from a header's length on. What the tag is worth
 * is not asked here.
 */
/* cbmc: --unwind 35 */
#include "prove.h"
#include "seccomm_mod/session/control.c"
#include "seccomm_mod/transport/output.c"

static struct seccomm_stats stats;
static struct seccomm_net snet = { .stats = &stats };
static struct seccomm_session s;
static struct seccomm_epoch epoch;
static bool authentic, sent, ended;

int seccomm_control_open(const u8 *key, const struct seccomm_hdr *hdr,
			 const u8 *sid, u8 *body, size_t len)
{
	PROVE(len == SECCOMM_CONTROL_BODY);
	PROVE(__CPROVER_w_ok(body, SECCOMM_CONTROL_BODY + SECCOMM_TAG_LEN));
	return authentic ? 0 : -EBADMSG;
}

void seccomm_control_seal(const u8 *key, const struct seccomm_hdr *hdr,
			  const u8 *sid, u8 *body, size_t len)
{
	PROVE(len == SECCOMM_CONTROL_BODY);
	PROVE((const u8 *)hdr + SECCOMM_HDR_LEN == body);
	PROVE(__CPROVER_w_ok(body, SECCOMM_CONTROL_BODY + SECCOMM_TAG_LEN));
}

enum seccomm_state seccomm_state_change(struct seccomm_session *session,
					enum seccomm_cause cause, int error)
{
	PROVE(cause == SECCOMM_CAUSE_PEER_CLOSED && !error);
	ended = true;
	return s.state;
}

int seccomm_transmit(struct seccomm_session *session, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;

	sent = true;
	PROVE(skb_headroom(skb) >= SECCOMM_HEADROOM);
	PROVE(skb->len == 33);
	PROVE(hdr->ver_type == 0x16 && !hdr->flags);
	PROVE(hdr->epoch == epoch.hdr.epoch);
	PROVE(hdr->index == epoch.hdr.index);
	PROVE(be64_to_cpu(hdr->number) == (u64)s.control_sent.counter);
	PROVE(skb->data[SECCOMM_HDR_LEN] == SECCOMM_CONTROL_CLOSE);
	return ANY(int);
}

static void prove_receive(void)
{
	const unsigned int len = ANY(u8);
	struct sk_buff skb = { .len = len };
	const struct seccomm_hdr *hdr;
	const bool alive = ANY(bool);
	u64 seen = ANY(u64);

	/* seccomm_receive() has had a header pulled. */
	ASSUME(len >= SECCOMM_HDR_LEN && len <= 48);
	skb.data = malloc(len);
	ASSUME(skb.data);
	hdr = (const void *)skb.data;
	s.state = ANY(u8);
	epoch.number = ANY(u16);
	s.epochs.receiving[seccomm_epoch_place(epoch.number)] = alive ? &epoch :
									NULL;
	s.control_seen = seen;
	authentic = ANY(bool);

	seccomm_control_receive(&s, &skb);

	PROVE(stats.cnt[SECCOMM_CNT_CONTROL_RX] +
		      stats.cnt[SECCOMM_CNT_CONTROL_BAD] ==
	      1);
	PROVE(s.control_seen >= seen);
	PROVE(ended == !!stats.cnt[SECCOMM_CNT_CONTROL_RX]);
	/* Who has no key changes nothing. */
	PROVE(authentic || (s.control_seen == seen && !ended));
	PROVE(ended == (len == 33 && s.state >= SECCOMM_STATE_OPEN &&
			s.state <= SECCOMM_STATE_SPENT && alive &&
			be16_to_cpu(hdr->epoch) == epoch.number && authentic &&
			be64_to_cpu(hdr->number) > seen &&
			skb.data[SECCOMM_HDR_LEN] == SECCOMM_CONTROL_CLOSE));
	if (ended) {
		REACHED("taken");
		seccomm_control_receive(&s, &skb);
		PROVE(stats.cnt[SECCOMM_CNT_CONTROL_RX] == 1);
	} else {
		REACHED("not taken");
	}
}

static void prove_send(void)
{
	const u64 before = ANY(u64);

	/* As seccomm_epoch_switch() leaves it. */
	epoch.hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_DATA);
	epoch.hdr.epoch = ANY(__be16);
	epoch.hdr.index = ANY(__be32);
	s.epochs.sending = &epoch;
	s.control_sent.counter = before;
	/* A session sends one when it ends, and 2^64 take long. */
	ASSUME(before < U64_MAX / 2);
	seccomm_control_send(&s, SECCOMM_CONTROL_CLOSE);
	PROVE(stats.cnt[SECCOMM_CNT_CONTROL_TX] +
		      stats.cnt[SECCOMM_CNT_CONTROL_UNSENT] ==
	      1);
	PROVE(sent || stats.cnt[SECCOMM_CNT_CONTROL_UNSENT]);
	PROVE((u64)s.control_sent.counter == before + 1);
	if (sent)
		REACHED("sent");
	else
		REACHED("no memory");
}

int main(void)
{
	s.snet = &snet;
	if (ANY(bool))
		prove_receive();
	else
		prove_send();
	return 0;
}
