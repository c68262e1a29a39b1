// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages: authenticated by the session, not by its stack.
 */
#include "keys/control_seal.h"
#include "session/control.h"
#include "session/down.h"
#include "session/epoch.h"
#include "session/session.h"
#include "transport/output.h"

#define CONTROL_LEN (SECCOMM_HDR_LEN + SECCOMM_CONTROL_BODY + SECCOMM_TAG_LEN)

void seccomm_control_send(struct seccomm_session *s, u8 what)
{
	u8 message[CONTROL_LEN] __aligned(__alignof__(struct seccomm_hdr));
	struct seccomm_hdr *hdr = (void *)message;
	u8 *body = message + SECCOMM_HDR_LEN;
	const struct seccomm_epoch *epoch;
	struct sk_buff *skb;

	rcu_read_lock();
	epoch = seccomm_epoch_sending(&s->epochs);
	/* A caller that has read the state without a barrier may be ahead of the epoch. */
	if (unlikely(!epoch)) {
		SECCOMM_INC(s->snet, CONTROL_UNSENT);
		goto out;
	}
	*hdr = epoch->hdr;
	hdr->ver_type = seccomm_ver_type(SECCOMM_MSG_CONTROL);
	hdr->number = cpu_to_be64(atomic64_inc_return(&s->control_sent));
	body[0] = what;
	seccomm_control_seal(epoch->control_tx, hdr, epoch->tx.sid, body,
			     SECCOMM_CONTROL_BODY);
	skb = seccomm_output_packet(message, sizeof(message));
	if (skb && !seccomm_transmit(s, skb))
		SECCOMM_INC(s->snet, CONTROL_TX);
	else
		SECCOMM_INC(s->snet, CONTROL_UNSENT);
out:
	rcu_read_unlock();
}

/* Softirq, under RCU; does not own @skb. */
void seccomm_control_receive(struct seccomm_session *s, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	u8 body[SECCOMM_CONTROL_BODY + SECCOMM_TAG_LEN];
	u64 number = be64_to_cpu(hdr->number);
	const struct seccomm_epoch *epoch;
	bool fresh = false;

	if (skb->len != CONTROL_LEN)
		goto bad;
	if (!seccomm_state_is_open(seccomm_session_state(s)))
		goto bad;
	epoch = seccomm_epoch_receiving(&s->epochs, hdr);
	if (!epoch)
		goto bad;
	if (skb_copy_bits(skb, SECCOMM_HDR_LEN, body, sizeof(body)) ||
	    seccomm_control_open(epoch->control_rx, hdr, epoch->rx.sid, body,
				 SECCOMM_CONTROL_BODY))
		goto bad;
	spin_lock_bh(&s->lock);
	if (number > s->control_seen) {
		s->control_seen = number;
		fresh = true;
	}
	spin_unlock_bh(&s->lock);
	if (!fresh || body[0] != SECCOMM_CONTROL_CLOSE)
		goto bad;
	SECCOMM_INC(s->snet, CONTROL_RX);
	/* timer_end() closes the session, when all that came before is delivered. What is
	 * to be sent from here on goes by another session, as the peer takes no more.
	 */
	seccomm_state_change(s, SECCOMM_CAUSE_PEER_CLOSED, 0);
	return;
bad:
	SECCOMM_INC(s->snet, CONTROL_BAD);
}
