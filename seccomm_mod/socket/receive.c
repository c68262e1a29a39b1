// SPDX-License-Identifier: GPL-2.0
/*
 * Up: from IP through the stack's plan to recvmsg().
 */
#include <linux/ip.h>
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/sock.h>
#include "handshake/handshake.h"
#include "handshake/hint.h"
#include "session/gate.h"
#include "socket/cmsg.h"
#include "socket/errqueue.h"
#include "socket/queue.h"
#include "socket/socket.h"
#include "transport/device.h"
#include "transport/input_route.h"
#include "transport/transport.h"

static int up_gate(struct cactus_lane *lane, struct sk_buff *skb)
{
	return seccomm_gate(seccomm_lane_session(lane));
}

/* A connected socket hears its peer only, whatever other sessions it yet has. */
static bool from_peer(struct sock *sk, const struct seccomm_session *s)
{
	struct seccomm_sock *ssk = seccomm_sk(sk);
	bool ret;

	if (likely(!READ_ONCE(ssk->connected) ||
		   rcu_access_pointer(ssk->session) == s))
		return true;
	spin_lock_bh(&ssk->sessions_lock);
	ret = !ssk->connected || seccomm_session_is_with(s, &ssk->peer);
	spin_unlock_bh(&ssk->sessions_lock);
	return ret;
}

static int up_done(struct cactus_lane *lane, struct sk_buff *skb)
{
	struct seccomm_session *s = seccomm_lane_session(lane);
	unsigned int len = skb->len;
	u16 tos_ttl = SECCOMM_UP_TOS_TTL(skb);
	struct sock *sk = s->sk;
	int err;

	seccomm_destroyed(SECCOMM_OBJ_MESSAGE);
	sk_incoming_cpu_update(sk);
	SECCOMM_RXCB(skb)->from = s->peer;
	SECCOMM_RXCB(skb)->local = s->local;
	SECCOMM_RXCB(skb)->tos = tos_ttl >> 8;
	SECCOMM_RXCB(skb)->ttl = tos_ttl;
	if (READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN) {
		SECCOMM_INC(s->snet, RX_CLOSED);
		this_cpu_inc(s->counts->rx_drops);
		kfree_skb(skb);
		return 0;
	}
	if (unlikely(!from_peer(sk, s))) {
		SECCOMM_INC(s->snet, RX_PEER);
		this_cpu_inc(s->counts->rx_drops);
		kfree_skb(skb);
		return 0;
	}
	err = seccomm_queue_add(sk, skb);
	if (unlikely(err)) {
		if (err == -ENOMEM || err == -ENOBUFS)
			SECCOMM_INC(s->snet, RX_BUFFER);
		else
			SECCOMM_INC(s->snet, RX_FILTER);
		this_cpu_inc(s->counts->rx_drops);
		kfree_skb(skb);
		return 0;
	}
	SECCOMM_INC(s->snet, RX_MESSAGES);
	SECCOMM_ADD(s->snet, RX_BYTES, len);
	this_cpu_inc(s->counts->rx_messages);
	this_cpu_add(s->counts->rx_bytes, len);
	seccomm_session_touch(s);
	return 0;
}

/* One counter for what a layer or the lane said of a message. */
static void up_count(struct seccomm_session *s, const struct cactus_binding *by,
		     int err)
{
	this_cpu_inc(s->counts->rx_drops);
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
	up_count(seccomm_lane_session(lane), by, err);
	kfree_skb(skb);
}

const struct cactus_lane_ops seccomm_up_ops = {
	.gate = up_gate,
	.done = up_done,
	.drop = up_drop,
};

/* Cheap looks of freshness layers: what is surely a replay goes no further. */
static int early(const struct seccomm_session *s, struct sk_buff *skb)
{
	const struct seccomm_stack *stack = s->stack;
	const struct seccomm_layer *layer;
	unsigned int left = stack->n_early;
	int err;

	for (layer = stack->layers; left; layer++) {
		if (!layer->ops->early)
			continue;
		left--;
		err = layer->ops->early(s->rx.state + layer->offset, skb);
		if (err)
			return err;
	}
	return 0;
}

/* The message in private linear memory with room to borrow before the body: the
 * packet itself where nobody shares it, else a copy, with all that a socket filter
 * and a security module may ask of the packet. NULL: no memory.
 */
static struct sk_buff *private_copy(struct sk_buff *skb)
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

/* Did it come by the device that the socket is bound to, if it is? */
static bool on_device(const struct sock *sk, const struct sk_buff *skb)
{
	return seccomm_on_device(sk, skb->dev->ifindex,
				 seccomm_packet_sdif(skb));
}

static u16 tos_ttl(const struct sk_buff *skb)
{
	if (ip_hdr(skb)->version == 4)
		return ip_hdr(skb)->tos << 8 | ip_hdr(skb)->ttl;
	return ipv6_get_dsfield(ipv6_hdr(skb)) << 8 | ipv6_hdr(skb)->hop_limit;
}

static void receive_data(struct net *net, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	u32 index = be32_to_cpu(hdr->index);
	u64 number = be64_to_cpu(hdr->number);
	struct seccomm_session *s;
	u16 from_ip;
	u8 state;
	int err;

	s = seccomm_session_by_index(net, index);
	if (unlikely(!s)) {
		struct seccomm_net *snet = seccomm_net(net);

		SECCOMM_INC(snet, RX_INDEX);
		seccomm_hint_send(snet, skb, SECCOMM_REFUSE_INDEX, 0, index,
				  NULL);
		goto drop;
	}
	if (unlikely(hdr->epoch != cpu_to_be16(s->epoch))) {
		SECCOMM_INC(s->snet, RX_EPOCH);
		goto drop;
	}
	/* No honest peer numbers a message so. */
	if (unlikely(number - 1 >= SECCOMM_LAST_NUMBER)) {
		SECCOMM_INC(s->snet, RX_NUMBER);
		goto drop;
	}
	/* Pairs with the handshake's release: OPEN means armed. */
	state = smp_load_acquire(&s->state);
	if (unlikely(state != SECCOMM_SESSION_OPEN &&
		     state != SECCOMM_SESSION_ACCEPTING)) {
		SECCOMM_INC(s->snet, RX_INDEX);
		goto drop;
	}
	if (unlikely(!on_device(s->sk, skb))) {
		SECCOMM_INC(s->snet, RX_DEVICE);
		this_cpu_inc(s->counts->rx_drops);
		goto drop;
	}
	if (unlikely(!seccomm_input_route_known(s, skb)))
		seccomm_input_route_learn(s, skb);
	skb_orphan(skb);
	nf_reset_ct(skb);
	skb_dst_drop(skb);
	from_ip = tos_ttl(skb);
	skb = private_copy(skb);
	if (unlikely(!skb)) {
		SECCOMM_INC(s->snet, RX_MEMORY);
		return;
	}
	/* It may wait longer than the device is there. */
	skb->dev = NULL;
	CACTUS_CB(skb)->number = number;
	SECCOMM_UP_TOS_TTL(skb) = from_ip;
	__skb_pull(skb, SECCOMM_HDR_LEN);
	if (s->stack->n_early && state == SECCOMM_SESSION_OPEN) {
		err = early(s, skb);
		if (unlikely(err)) {
			up_count(s, NULL, err);
			goto drop;
		}
	}
	seccomm_created(SECCOMM_OBJ_MESSAGE);
	cactus_lane_submit_bh(&s->rx.lane, skb);
	return;
drop:
	kfree_skb(skb);
}

static void receive_control(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_hdr *hdr = (const void *)skb->data;
	struct seccomm_session *s;

	s = seccomm_session_by_index(snet->net, be32_to_cpu(hdr->index));
	if (!s)
		SECCOMM_INC(snet, RX_INDEX);
	else if (!on_device(s->sk, skb))
		SECCOMM_INC(snet, RX_DEVICE);
	else
		seccomm_control_receive(s, skb);
	kfree_skb(skb);
}

/* Any type but a data message's. */
static void receive_other(struct seccomm_net *snet, struct sk_buff *skb,
			  u8 type)
{
	switch (type) {
	case SECCOMM_MSG_OPEN:
	case SECCOMM_MSG_ACCEPT:
	case SECCOMM_MSG_CONFIRM:
		seccomm_handshake_receive(snet, skb);
		return;
	case SECCOMM_MSG_CONTROL:
		receive_control(snet, skb);
		return;
	case SECCOMM_MSG_REFUSE:
		seccomm_hint_receive(snet, skb);
		break;
	default:
		SECCOMM_INC(snet, RX_TYPE);
		break;
	}
	kfree_skb(skb);
}

/* A data message's session knows our part of the namespace: it is not looked up. */
int seccomm_receive(struct sk_buff *skb)
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
	if (unlikely(hdr->flags)) {
		SECCOMM_INC(seccomm_net(net), RX_RESERVED);
		goto drop;
	}
	type = hdr->ver_type & 0x0f;
	if (likely(type == SECCOMM_MSG_DATA))
		receive_data(net, skb);
	else
		receive_other(seccomm_net(net), skb, type);
	return 0;
drop:
	kfree_skb(skb);
	return 0;
}

void seccomm_name_put(const struct sock *sk, struct msghdr *msg,
		      const struct seccomm_peer *peer)
{
	struct sockaddr_seccomm *ssc = msg->msg_name;

	memset(ssc, 0, sizeof(*ssc));
	ssc->ssc_family = sk->sk_family;
	ssc->ssc_port = peer->port;
	ssc->ssc_addr = peer->addr;
	ssc->ssc_scope_id = peer->scope;
	msg->msg_namelen = sizeof(*ssc);
}

int seccomm_recvmsg(struct socket *sock, struct msghdr *msg, size_t len,
		    int flags)
{
	struct sock *sk = sock->sk;
	struct sk_buff *skb;
	size_t copied;
	int off, err;

	if (unlikely(flags & ~SECCOMM_RECV_FLAGS)) {
		if (flags & ~(SECCOMM_RECV_FLAGS | MSG_ERRQUEUE))
			return -EOPNOTSUPP;
		return seccomm_error_recv(sk, msg);
	}
	skb = seccomm_queue_get(sk, flags, &off);
	if (IS_ERR_OR_NULL(skb))
		return PTR_ERR(skb);
	copied = min_t(size_t, len, skb->len - off);
	if (copied < skb->len - off)
		msg->msg_flags |= MSG_TRUNC;
	/* Linear, since a plan has seen it. */
	if (copy_to_iter(skb->data + off, copied, &msg->msg_iter) != copied) {
		err = -EFAULT;
		goto out;
	}
	if (msg->msg_name)
		seccomm_name_put(sk, msg, &SECCOMM_RXCB(skb)->from);
	sock_recv_cmsgs(msg, sk, skb);
	if (unlikely(seccomm_cmsg_asked(sk)))
		seccomm_cmsg_recv(sk, msg, skb);
	err = flags & MSG_TRUNC ? skb->len : copied;
	sk_peek_offset_bwd(sk, flags & MSG_PEEK ? -err : err);
out:
	/* Its head goes back to this CPU's cache, from which the next is made. */
	local_bh_disable();
	napi_consume_skb(skb, 1);
	local_bh_enable();
	return err;
}
