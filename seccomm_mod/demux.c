// SPDX-License-Identifier: GPL-2.0
/*
 * Hands received messages on by their type: data and control messages to their session,
 * the others to the handshake.
 */
#include <kunit/visibility.h>
#include <net/sock.h>
#include "demux.h"
#include "handshake/hint.h"
#include "handshake/queue.h"
#include "session/control.h"
#include "session/session.h"
#include "session/table.h"
#include "session/up.h"
#include "transport/device.h"
#include "transport/packet.h"
#include "transport/transport.h"

/* A data message needs no look-up of struct seccomm_net, which its session points to. */
static void demux_data(struct net *net, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	struct seccomm_session *s =
		seccomm_session_by_index(net, be32_to_cpu(hdr->index));
	struct seccomm_net *snet;

	if (likely(s)) {
		seccomm_up_receive(s, skb);
		return;
	}
	snet = seccomm_net(net);
	SECCOMM_INC(snet, RX_INDEX);
	seccomm_hint_unknown(snet, skb);
	kfree_skb(skb);
}

static void demux_control(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	struct seccomm_session *s;

	s = seccomm_session_by_index(snet->net, be32_to_cpu(hdr->index));
	if (!s) {
		SECCOMM_INC(snet, RX_INDEX);
		seccomm_hint_unknown(snet, skb);
	} else if (!seccomm_packet_on_device(skb, s->sk)) {
		SECCOMM_INC(snet, RX_DEVICE);
	} else if (!seccomm_packet_is_from(skb, &s->peer.addr)) {
		SECCOMM_INC(snet, RX_SOURCE);
	} else {
		seccomm_control_receive(s, skb);
	}
	kfree_skb(skb);
}

/* Receive a message of any type but data. */
static void demux_other(struct seccomm_net *snet, struct sk_buff *skb, u8 type)
{
	switch (type) {
	case SECCOMM_MSG_OPEN:
	case SECCOMM_MSG_ACCEPT:
	case SECCOMM_MSG_CONFIRM:
	case SECCOMM_MSG_FINISH:
	case SECCOMM_MSG_COOKIE:
		seccomm_handshake_receive(snet, skb, type);
		return;
	case SECCOMM_MSG_CONTROL:
		demux_control(snet, skb);
		return;
	case SECCOMM_MSG_FRAGMENT:
		seccomm_fragment_receive(snet, skb);
		return;
	case SECCOMM_MSG_REFUSE:
	case SECCOMM_MSG_UNKNOWN:
		seccomm_hint_receive(snet, skb, type);
		break;
	default:
		SECCOMM_INC(snet, RX_TYPE);
		break;
	}
	kfree_skb(skb);
}

static int demux_receive(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const struct seccomm_hdr *hdr;
	u8 type;

	if (unlikely(!pskb_may_pull(skb, SECCOMM_HDR_LEN))) {
		SECCOMM_INC(seccomm_net(net), RX_SHORT);
		goto drop;
	}
	hdr = (const void *)skb->data;
	if (unlikely(hdr->ver_type >> 4 != SECCOMM_VERSION)) {
		SECCOMM_INC(seccomm_net(net), RX_VERSION);
		goto drop;
	}
	type = hdr->ver_type & 0x0f;
	if (unlikely(hdr->flags)) {
		if (type == SECCOMM_MSG_OPEN &&
		    hdr->flags == SECCOMM_FLAG_SHORT) {
			seccomm_short_open_receive(seccomm_net(net), skb);
			return 0;
		}
		SECCOMM_INC(seccomm_net(net), RX_RESERVED);
		goto drop;
	}
	if (likely(type == SECCOMM_MSG_DATA))
		demux_data(net, skb);
	else
		demux_other(seccomm_net(net), skb, type);
	return 0;
drop:
	kfree_skb(skb);
	return 0;
}

static struct seccomm_path *demux_path(struct net *net, u32 index)
{
	struct seccomm_session *s = seccomm_session_by_index(net, index);

	return s ? &s->path : NULL;
}

const struct seccomm_transport_input seccomm_demux = {
	.receive = demux_receive,
	.path = demux_path,
	.error_find = seccomm_hint_error_find,
	.error = seccomm_hint_error,
};
EXPORT_SYMBOL_IF_KUNIT(seccomm_demux);
