// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages, in and out. In: for a packet of every length and content and a
 * session in every state, exactly one counter moves by one; what is cheap to check is
 * checked before the tag is; what is taken has the right length, epoch and tag, comes
 * while the session is open, and its number was not accepted before, nor is it older than
 * the window, so that none is taken twice, not even if another CPU takes it at the same
 * time; nothing outside the packet is read. A PING is answered with its token, and no more
 * often than the rate has it. Out: the header is the key epoch's with the right type, its
 * number is new, the key has not sealed too many, and the tag has its room.
 *
 * Bounded: packets of up to 48 bytes, from a header's length on. What the tag is worth
 * is not asked here.
 */
/* cbmc: --unwind 40 */
#include "prove.h"
#include "seccomm_mod/session/control.c"
#include "seccomm_mod/transport/output.c"

static struct seccomm_stats stats;
static struct seccomm_net snet = { .stats = &stats };
static struct seccomm_session s;
static struct seccomm_epoch epoch;
static bool authentic, raced, opened, sent, ended;
static u64 received;
static u8 what, token[4];

/* Any time: no more than one is asked for. */
u64 get_jiffies_64(void)
{
	return ANY(u64);
}

/* Would the window take it? By what the documentation says, not the source. */
static bool fresh(const struct seccomm_control_window *w, u64 number)
{
	if (number > w->top)
		return true;
	return number && w->top - number < 64 &&
	       !(w->seen >> (w->top - number) & 1);
}

/* Another CPU may accept the same number while this one verifies. */
int seccomm_control_open(const u8 *key, const struct seccomm_hdr *hdr,
			 const u8 *sid, u8 *body, size_t len)
{
	PROVE(len == 1 || len == 2 || len == 3 || len == 4 || len == 5);
	PROVE(__CPROVER_w_ok(body, len + SECCOMM_TAG_LEN));
	PROVE(!opened);
	opened = true;
	if (!authentic)
		return -EBADMSG;
	raced = ANY(bool);
	if (raced)
		seccomm_control_window_accept(&s.control_seen, received);
	return 0;
}

void seccomm_control_seal(const u8 *key, const struct seccomm_hdr *hdr,
			  const u8 *sid, u8 *body, size_t len)
{
	PROVE(len == (what == SECCOMM_CONTROL_CLOSE ? 1 : 5));
	PROVE((const u8 *)hdr + SECCOMM_HDR_LEN == body);
	PROVE(__CPROVER_w_ok(body, len + SECCOMM_TAG_LEN));
	PROVE(key == epoch.control_tx);
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
	PROVE(skb->len == (what == SECCOMM_CONTROL_CLOSE ? 33 : 37));
	PROVE(hdr->ver_type == 0x16 && !hdr->flags);
	PROVE(hdr->epoch == epoch.hdr.epoch);
	PROVE(hdr->index == epoch.hdr.index);
	PROVE(be64_to_cpu(hdr->number) == s.control_sent);
	PROVE(skb->data[SECCOMM_HDR_LEN] == what);
	PROVE(what == SECCOMM_CONTROL_CLOSE ||
	      !memcmp(skb->data + SECCOMM_HDR_LEN + 1, token, sizeof(token)));
	return ANY(int);
}

/* As seccomm_epoch_switch() leaves it, and some messages later. Numbers take far longer than
 * a session to come to their end, as each epoch has few.
 */
static void any_sending(void)
{
	const bool alive = ANY(bool);

	epoch.hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_DATA);
	epoch.hdr.epoch = ANY(__be16);
	epoch.hdr.index = ANY(__be32);
	epoch.control_sent = ANY(u32);
	ASSUME(epoch.control_sent <= SECCOMM_CONTROL_CAP);
	s.control_sent = ANY(u64);
	ASSUME(s.control_sent < U64_MAX / 2);
	s.epochs.sending = alive ? &epoch : NULL;
}

/* What one message to be sent has changed. */
static void prove_sent(u64 number, u32 of_key)
{
	const bool may = s.epochs.sending && of_key < SECCOMM_CONTROL_CAP;

	PROVE(stats.cnt[SECCOMM_CNT_CONTROL_TX] +
		      stats.cnt[SECCOMM_CNT_CONTROL_UNSENT] ==
	      1);
	PROVE(sent || stats.cnt[SECCOMM_CNT_CONTROL_UNSENT]);
	PROVE(may || !sent);
	PROVE(s.control_sent == number + may);
	PROVE(epoch.control_sent == of_key + may);
}

/* What was refused stays so, and what was not is refused only where the window has left it
 * behind, so that by induction no number is ever accepted twice.
 */
static void prove_window(void)
{
	struct seccomm_control_window w = {
		.top = ANY(u64),
		.seen = ANY(u64),
	};
	const struct seccomm_control_window before = w;
	const u64 number = ANY(u64), other = ANY(u64);
	const bool looked = seccomm_control_window_fresh(&w, number);
	const bool accepted = seccomm_control_window_accept(&w, number);

	PROVE(looked == fresh(&before, number));
	PROVE(accepted == looked);
	PROVE(w.top == (accepted && number > before.top ? number : before.top));
	PROVE(!fresh(&w, number));
	if (other != number)
		PROVE(fresh(&w, other) ==
		      (fresh(&before, other) &&
		       (other > w.top || w.top - other < 64)));
	if (accepted && number > before.top && number - before.top > 64)
		REACHED("jump over the whole window");
}

/* Who has no key changes nothing; who has one, the window, by one number. */
static void prove_seen(const struct seccomm_control_window *before)
{
	if (opened && authentic) {
		PROVE(s.control_seen.top ==
		      (received > before->top ? received : before->top));
		PROVE(!fresh(&s.control_seen, received));
	} else {
		PROVE(s.control_seen.top == before->top);
		PROVE(s.control_seen.seen == before->seen);
		PROVE(!ended && !sent);
	}
}

static void prove_receive(void)
{
	const unsigned int len = ANY(u8);
	struct sk_buff skb = { .len = len };
	struct seccomm_control_window before;
	const struct seccomm_hdr *hdr;
	const bool alive = ANY(bool);
	bool fits, right, numbered, look, known, accepted;
	u32 of_key;
	u64 number;

	/* demux_receive() has had a header pulled. */
	ASSUME(len >= SECCOMM_HDR_LEN && len <= 48);
	skb.data = malloc(len);
	ASSUME(skb.data);
	hdr = (const void *)skb.data;
	received = be64_to_cpu(hdr->number);
	any_sending();
	number = s.control_sent;
	of_key = epoch.control_sent;
	s.state = ANY(u8);
	epoch.number = ANY(u16);
	s.epochs.receiving[seccomm_epoch_place(epoch.number)] = alive ? &epoch :
									NULL;
	s.control_seen.top = ANY(u64);
	s.control_seen.seen = ANY(u64);
	before = s.control_seen;
	s.answered_until = ANY(u64);
	authentic = ANY(bool);
	what = SECCOMM_CONTROL_PONG;
	if (len == 37)
		memcpy(token, skb.data + SECCOMM_HDR_LEN + 1, sizeof(token));

	seccomm_control_receive(&s, &skb);

	fits = len > 32 && len <= 37;
	right = fits && s.state >= SECCOMM_STATE_OPEN &&
		s.state <= SECCOMM_STATE_SPENT && alive &&
		be16_to_cpu(hdr->epoch) == epoch.number;
	numbered = received && received <= SECCOMM_LAST_NUMBER;
	look = right && numbered && fresh(&before, received);
	accepted = look && authentic && !raced;
	known = accepted && ((len == 33 && skb.data[SECCOMM_HDR_LEN] == 1) ||
			     (len == 37 && (skb.data[SECCOMM_HDR_LEN] == 2 ||
					    skb.data[SECCOMM_HDR_LEN] == 3)));
	PROVE(stats.cnt[SECCOMM_CNT_CONTROL_RX] +
		      stats.cnt[SECCOMM_CNT_CONTROL_BAD] +
		      stats.cnt[SECCOMM_CNT_CONTROL_STALE] +
		      stats.cnt[SECCOMM_CNT_RX_EPOCH] +
		      stats.cnt[SECCOMM_CNT_RX_NUMBER] +
		      stats.cnt[SECCOMM_CNT_RX_UNCONFIRMED] ==
	      1);
	PROVE(opened == look);
	PROVE(stats.cnt[SECCOMM_CNT_RX_UNCONFIRMED] ==
	      (fits && (s.state == SECCOMM_STATE_ACCEPTING ||
			s.state == SECCOMM_STATE_CONFIRMING)));
	PROVE(stats.cnt[SECCOMM_CNT_RX_NUMBER] == (right && !numbered));
	PROVE(stats.cnt[SECCOMM_CNT_CONTROL_RX] == known);
	PROVE(!raced || stats.cnt[SECCOMM_CNT_CONTROL_STALE]);
	PROVE(ended == (known && len == 33));
	if (known && skb.data[SECCOMM_HDR_LEN] == SECCOMM_CONTROL_PING) {
		if (sent)
			REACHED("answered");
		/* Too often, or not to be sent. */
		if (s.control_sent == number)
			PROVE(stats.cnt[SECCOMM_CNT_CONTROL_UNSENT] == 1);
		else
			prove_sent(number, of_key);
	} else {
		PROVE(!sent && s.control_sent == number);
		PROVE(!stats.cnt[SECCOMM_CNT_CONTROL_UNSENT]);
	}
	prove_seen(&before);
	if (accepted && received < before.top)
		REACHED("accepted out of order");
	if (accepted && !known)
		REACHED("unknown");
	if (known)
		REACHED("taken");
}

static void prove_send(void)
{
	const u32 asked = ANY(u32);
	u64 number;
	u32 of_key;

	any_sending();
	number = s.control_sent;
	of_key = epoch.control_sent;
	if (ANY(bool)) {
		what = SECCOMM_CONTROL_CLOSE;
		seccomm_control_close(&s);
	} else {
		what = SECCOMM_CONTROL_PING;
		token[0] = asked >> 24;
		token[1] = asked >> 16;
		token[2] = asked >> 8;
		token[3] = asked;
		seccomm_control_ping(&s, asked);
	}
	prove_sent(number, of_key);
	if (sent)
		REACHED("sent");
	else
		REACHED("not sent");
}

/* The time used is never more than a second ahead, and each answer uses its part. So a
 * second sees what was ahead when it began, and what it brings.
 */
static void prove_answer(void)
{
	u64 until = ANY(u64), now = ANY(u64), before = until;
	bool may;

	/* Jiffies have a few hundred million years. */
	ASSUME(now < U64_MAX / 2);
	ASSUME(until <= now + HZ);
	may = seccomm_control_answer(&until, now, HZ);
	PROVE(until <= now + HZ);
	if (may) {
		PROVE(until >= before + HZ / 25 && until >= now + HZ / 25);
		REACHED("may");
	} else {
		PROVE(until == before && until > now + HZ - HZ / 25);
		REACHED("may not");
	}
}

int main(void)
{
	s.snet = &snet;
	switch (ANY(u8)) {
	case 0:
		prove_receive();
		break;
	case 1:
		prove_send();
		break;
	case 2:
		prove_window();
		break;
	default:
		prove_answer();
	}
	return 0;
}
