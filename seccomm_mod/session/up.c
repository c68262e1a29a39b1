// SPDX-License-Identifier: GPL-2.0
/*
 * Up: a session's data messages, through its stack's plan, to its user.
 */
#include <kunit/visibility.h>
#include <linux/ip.h>
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/sock.h>
#include "mp/signature.h"
#include "session/epoch.h"
#include "session/gate.h"
#include "session/session.h"
#include "session/up.h"
#include "session/user.h"
#include "transport/device.h"
#include "transport/input_route.h"
#include "transport/packet.h"
#include "transport/transport.h"

static int up_gate(struct cactus_lane *lane, struct sk_buff *skb,
		   struct cactus_course **course)
{
	const struct seccomm_session *s = seccomm_lane_session(lane);
	const void *hdr = skb->data - SECCOMM_HDR_LEN;
	u8 state = seccomm_session_state(s);
	struct seccomm_epoch *epoch;

	if (unlikely(!seccomm_state_is_open(state)))
		return seccomm_gate_shut(state);
	epoch = seccomm_epoch_receiving(&s->epochs, hdr);
	/* The epoch was retired while the message was parked. */
	if (unlikely(!epoch))
		return -ESHUTDOWN;
	*course = &epoch->rx.course;
	return seccomm_gate(epoch);
}

/* Count and free a message that the owner has refused with @err. */
static noinline void up_refused(struct seccomm_session *s, struct sk_buff *skb,
				int err)
{
	switch (err) {
	case -ESHUTDOWN:
		SECCOMM_INC(s->snet, RX_CLOSED);
		break;
	case -EISCONN:
		SECCOMM_INC(s->snet, RX_PEER);
		break;
	case -ENOMEM:
	case -ENOBUFS:
		SECCOMM_INC(s->snet, RX_BUFFER);
		break;
	default:
		SECCOMM_INC(s->snet, RX_FILTER);
		break;
	}
	seccomm_session_dropped(s);
	kfree_skb(skb);
}

static int up_done(struct cactus_course *course, struct sk_buff *skb)
{
	struct seccomm_epoch *epoch =
		container_of(course, struct seccomm_epoch, rx.course);
	struct seccomm_session *s = epoch->session;
	unsigned int len = skb->len;
	int err;

	seccomm_destroyed(SECCOMM_OBJ_MESSAGE);
	if (likely(epoch->stack->floors[SECCOMM_FLOOR_INTEGRITY].least))
		seccomm_session_heard(s);
	err = s->user->deliver(s, skb);
	if (unlikely(err)) {
		up_refused(s, skb, err);
		return 0;
	}
	SECCOMM_INC(s->snet, RX_MESSAGES);
	SECCOMM_ADD(s->snet, RX_BYTES, len);
	this_cpu_inc(s->counts->rx_messages);
	this_cpu_add(s->counts->rx_bytes, len);
	seccomm_session_touch(s);
	return 0;
}

/* Count a message once, by the errno with which a layer or the lane dropped it. */
static void up_count(struct seccomm_session *s, const struct cactus_binding *by,
		     int err)
{
	seccomm_session_dropped(s);
	switch (err) {
	case -EBADMSG:
		SECCOMM_INC(s->snet, RX_INTEGRITY);
		break;
	case -EALREADY:
		SECCOMM_INC(s->snet, RX_DUPLICATE);
		break;
	case -ESTALE:
		SECCOMM_INC(s->snet, RX_STALE);
		break;
	case -ETIME:
		SECCOMM_INC(s->snet, RX_TIME);
		break;
	case -EDQUOT:
		SECCOMM_INC(s->snet, RX_RATE);
		break;
	case -ENOMEM:
		SECCOMM_INC(s->snet, RX_MEMORY);
		break;
	case -ENOBUFS:
		SECCOMM_INC(s->snet, RX_PARK_FULL);
		break;
	default:
		if (by)
			SECCOMM_INC(s->snet, RX_LAYER);
		else
			SECCOMM_INC(s->snet, RX_UNPARKED);
	}
}

static void up_drop(struct cactus_lane *lane, struct sk_buff *skb,
		    const struct cactus_binding *by, int err)
{
	seccomm_destroyed(SECCOMM_OBJ_MESSAGE);
	/* A signature has left it, and a layer before that has refused the message. */
	if (by)
		seccomm_evidence_free(seccomm_evidence_take(skb));
	up_count(seccomm_lane_session(lane), by, err);
	kfree_skb(skb);
}

const struct cactus_lane_ops seccomm_up_ops = {
	.gate = up_gate,
	.done = up_done,
	.drop = up_drop,
};
EXPORT_SYMBOL_IF_KUNIT(seccomm_up_ops);

/* Have freshness layers look at the message before the plan runs: 0, or an errno if it is
 * surely a replay.
 */
static int up_early(const struct seccomm_epoch *epoch, struct sk_buff *skb)
{
	const struct seccomm_stack *stack = epoch->stack;
	const struct seccomm_layer *layer;
	unsigned int left = stack->n_early;
	int err;

	for (layer = stack->layers; left; layer++) {
		if (!layer->ops->early)
			continue;
		left--;
		err = layer->ops->early(epoch->rx.state + layer->offset, skb);
		if (err)
			return err;
	}
	return 0;
}

/* The message in private linear memory with room to borrow before the body: the
 * packet itself where nobody shares it, else a copy, with all that a socket filter
 * and a security module may ask of the packet. NULL: no memory.
 */
static struct sk_buff *up_private_copy(struct sk_buff *skb)
{
	struct sk_buff *copy;

	if (likely(!skb_cloned(skb) && !skb_is_nonlinear(skb) &&
		   skb_headroom(skb) >= SECCOMM_BORROW))
		return skb;
	copy = skb_copy_expand(skb, SECCOMM_HEADROOM, 0,
			       GFP_ATOMIC | __GFP_NOWARN);
	if (copy)
		consume_skb(skb);
	else
		kfree_skb(skb);
	return copy;
}

/* May a message wait whose sender has not confirmed the keys? False: counted. */
static noinline bool up_unproved(struct seccomm_session *s,
				 const struct sk_buff *skb)
{
	bool fits;

	spin_lock(&s->lock);
	fits = !seccomm_state_is_unproved(s->state) || s->proved ||
	       (s->unproved < SECCOMM_UNPROVED_MESSAGES &&
		s->unproved_bytes + skb->len <= SECCOMM_UNPROVED_BYTES &&
		atomic_read(&s->snet->unproved_bytes) + skb->len <=
			SECCOMM_NET_UNPROVED_BYTES);
	/* seccomm_state_step() takes the bytes back when the session leaves this state. */
	if (fits && seccomm_state_is_unproved(s->state) && !s->proved) {
		s->unproved++;
		s->unproved_bytes += skb->len;
		atomic_add(skb->len, &s->snet->unproved_bytes);
	}
	spin_unlock(&s->lock);
	if (!fits)
		SECCOMM_INC(s->snet, RX_UNCONFIRMED);
	return fits;
}

static u16 up_tos_ttl(const struct sk_buff *skb)
{
	if (ip_hdr(skb)->version == 4)
		return ip_hdr(skb)->tos << 8 | ip_hdr(skb)->ttl;
	return ipv6_get_dsfield(ipv6_hdr(skb)) << 8 | ipv6_hdr(skb)->hop_limit;
}

void seccomm_up_receive(struct seccomm_session *s, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	u64 number = be64_to_cpu(hdr->number);
	const struct seccomm_epoch *epoch;
	u16 from_ip;
	u8 state;
	int err;

	state = seccomm_session_state(s);
	epoch = seccomm_epoch_receiving(&s->epochs, hdr);
	/* The first epoch's messages may come while its keys are being made. */
	if (unlikely(!epoch && (hdr->epoch || seccomm_state_is_open(state)))) {
		SECCOMM_INC(s->snet, RX_EPOCH);
		goto drop;
	}
	/* No honest peer uses such a number. */
	if (unlikely(number - 1 >= SECCOMM_LAST_NUMBER)) {
		SECCOMM_INC(s->snet, RX_NUMBER);
		goto drop;
	}
	if (unlikely(!seccomm_state_is_open(state) &&
		     !seccomm_state_is_unproved(state))) {
		SECCOMM_INC(s->snet, RX_INDEX);
		goto drop;
	}
	if (unlikely(!seccomm_packet_is_from(skb, &s->peer.addr))) {
		SECCOMM_INC(s->snet, RX_SOURCE);
		goto drop;
	}
	if (unlikely(!seccomm_packet_on_device(skb, s->sk))) {
		SECCOMM_INC(s->snet, RX_DEVICE);
		goto drop;
	}
	if (unlikely(!seccomm_state_is_open(state) && !up_unproved(s, skb)))
		goto drop;
	if (unlikely(!seccomm_input_route_known(&s->path, skb)))
		seccomm_input_route_learn(&s->path, skb);
	skb_orphan(skb);
	nf_reset_ct(skb);
	skb_dst_drop(skb);
	from_ip = up_tos_ttl(skb);
	skb = up_private_copy(skb);
	if (unlikely(!skb)) {
		SECCOMM_INC(s->snet, RX_MEMORY);
		seccomm_session_dropped(s);
		return;
	}
	/* The message may wait longer than its device exists. */
	skb->dev = NULL;
	CACTUS_CB(skb)->number = number;
	SECCOMM_UP_TOS_TTL(skb) = from_ip;
	__skb_pull(skb, SECCOMM_HDR_LEN);
	if (seccomm_state_is_open(state) && epoch->stack->n_early) {
		err = up_early(epoch, skb);
		if (unlikely(err)) {
			up_count(s, NULL, err);
			kfree_skb(skb);
			return;
		}
	}
	seccomm_created(SECCOMM_OBJ_MESSAGE);
	cactus_lane_submit_bh(&s->rx.lane, skb);
	return;
drop:
	seccomm_session_dropped(s);
	kfree_skb(skb);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_up_receive);
