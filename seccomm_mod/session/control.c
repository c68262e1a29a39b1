// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages: authenticated by the session, not by its stack.
 */
#include <kunit/visibility.h>
#include <linux/jiffies.h>
#include "keys/control_seal.h"
#include "session/control.h"
#include "session/control_window.h"
#include "session/down.h"
#include "session/epoch.h"
#include "session/session.h"
#include "transport/output.h"

#define CONTROL_MAX_LEN \
	(SECCOMM_HDR_LEN + SECCOMM_CONTROL_MAX_BODY + SECCOMM_TAG_LEN)

/* Length of the body that says @what; 0: there is no such body. */
static unsigned int control_body_len(u8 what)
{
	switch (what) {
	case SECCOMM_CONTROL_CLOSE:
		return sizeof_field(struct seccomm_control_body, what);
	case SECCOMM_CONTROL_PING:
	case SECCOMM_CONTROL_PONG:
		return sizeof(struct seccomm_control_body);
	default:
		return 0;
	}
}

/* The number of the next control message, which goes under the key of @epoch; 0: that key
 * has sealed as many as it may.
 */
static u64 control_number(struct seccomm_session *s,
			  struct seccomm_epoch *epoch)
{
	u64 number = 0;

	spin_lock_bh(&s->lock);
	if (epoch->control_sent < SECCOMM_CONTROL_CAP) {
		epoch->control_sent++;
		number = ++s->control_sent;
	}
	spin_unlock_bh(&s->lock);
	return number;
}

/* Send @body to the peer of @s. 0 or a negative errno: it has not left. Under RCU. */
static int control_transmit(struct seccomm_session *s,
			    const struct seccomm_control_body *body)
{
	struct seccomm_epoch *epoch = seccomm_epoch_sending(&s->epochs);
	u8 message[CONTROL_MAX_LEN] __aligned(__alignof__(struct seccomm_hdr));
	const unsigned int len = control_body_len(body->what);
	struct seccomm_hdr *hdr = (void *)message;
	struct sk_buff *skb;
	u64 number;

	/* A caller that has read the state without a barrier may be ahead of the epoch. */
	if (unlikely(!epoch))
		return -ENOKEY;
	number = control_number(s, epoch);
	if (unlikely(!number))
		return -EKEYEXPIRED;
	*hdr = epoch->hdr;
	hdr->ver_type = seccomm_ver_type(SECCOMM_MSG_CONTROL);
	hdr->number = cpu_to_be64(number);
	memcpy(message + SECCOMM_HDR_LEN, body, len);
	seccomm_control_seal(epoch->control_tx, hdr, epoch->tx.sid,
			     message + SECCOMM_HDR_LEN, len);
	skb = seccomm_output_packet(message,
				    SECCOMM_HDR_LEN + len + SECCOMM_TAG_LEN);
	return skb ? seccomm_transmit(s, skb) : -ENOMEM;
}

static void control_send(struct seccomm_session *s, u8 what, __be32 token)
{
	const struct seccomm_control_body body = { .what = what,
						   .token = token };
	int err;

	rcu_read_lock();
	err = control_transmit(s, &body);
	rcu_read_unlock();
	if (err)
		SECCOMM_INC(s->snet, CONTROL_UNSENT);
	else
		SECCOMM_INC(s->snet, CONTROL_TX);
}

void seccomm_control_close(struct seccomm_session *s)
{
	control_send(s, SECCOMM_CONTROL_CLOSE, 0);
}

void seccomm_control_ping(struct seccomm_session *s, u32 token)
{
	control_send(s, SECCOMM_CONTROL_PING, cpu_to_be32(token));
}

/* Answer a PING with its @token, unless the peer asks too often. */
static void control_answer(struct seccomm_session *s, __be32 token)
{
	bool may;

	spin_lock_bh(&s->lock);
	may = seccomm_control_answer(&s->answered_until, get_jiffies_64(), HZ);
	spin_unlock_bh(&s->lock);
	if (may)
		control_send(s, SECCOMM_CONTROL_PONG, token);
	else
		SECCOMM_INC(s->snet, CONTROL_UNSENT);
}

/* Do what an authentic message of the peer's, of @len bytes, says. It is the first one with
 * its number.
 */
static void control_heard(struct seccomm_session *s,
			  const struct seccomm_control_body *body,
			  unsigned int len)
{
	if (control_body_len(body->what) != len) {
		SECCOMM_INC(s->snet, CONTROL_BAD);
		return;
	}
	SECCOMM_INC(s->snet, CONTROL_RX);
	seccomm_session_heard(s);
	switch (body->what) {
	case SECCOMM_CONTROL_CLOSE:
		/* timer_end() closes the session, when all that came before is delivered.
		 * What is to be sent from here on goes by another session, as the peer takes
		 * no more.
		 */
		seccomm_state_change(s, SECCOMM_CAUSE_PEER_CLOSED, 0);
		break;
	case SECCOMM_CONTROL_PING:
		control_answer(s, body->token);
		break;
	}
}

/* Is the number of a message fresh? With @accept, it is so no more. */
static bool control_fresh(struct seccomm_session *s, u64 number, bool accept)
{
	bool fresh;

	spin_lock_bh(&s->lock);
	fresh = accept ? seccomm_control_window_accept(&s->control_seen,
						       number) :
			 seccomm_control_window_fresh(&s->control_seen, number);
	spin_unlock_bh(&s->lock);
	return fresh;
}

void seccomm_control_receive(struct seccomm_session *s, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	u8 sealed[SECCOMM_CONTROL_MAX_BODY + SECCOMM_TAG_LEN];
	const struct seccomm_epoch *epoch;
	u64 number = be64_to_cpu(hdr->number);
	unsigned int len;
	u8 state;

	if (skb->len <= SECCOMM_HDR_LEN + SECCOMM_TAG_LEN ||
	    skb->len > CONTROL_MAX_LEN)
		goto bad;
	len = skb->len - SECCOMM_HDR_LEN - SECCOMM_TAG_LEN;
	state = seccomm_session_state(s);
	if (seccomm_state_is_unproved(state)) {
		SECCOMM_INC(s->snet, RX_UNCONFIRMED);
		return;
	}
	if (!seccomm_state_is_open(state))
		goto bad;
	epoch = seccomm_epoch_receiving(&s->epochs, hdr);
	if (!epoch) {
		SECCOMM_INC(s->snet, RX_EPOCH);
		return;
	}
	/* No honest peer uses such a number. */
	if (number - 1 >= SECCOMM_LAST_NUMBER) {
		SECCOMM_INC(s->snet, RX_NUMBER);
		return;
	}
	if (!control_fresh(s, number, false))
		goto stale;
	if (skb_copy_bits(skb, SECCOMM_HDR_LEN, sealed,
			  len + SECCOMM_TAG_LEN) ||
	    seccomm_control_open(epoch->control_rx, hdr, epoch->rx.sid, sealed,
				 len))
		goto bad;
	/* Another CPU may have accepted the same number meanwhile. */
	if (!control_fresh(s, number, true))
		goto stale;
	control_heard(s, (const void *)sealed, len);
	return;
stale:
	SECCOMM_INC(s->snet, CONTROL_STALE);
	return;
bad:
	SECCOMM_INC(s->snet, CONTROL_BAD);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_control_receive);
