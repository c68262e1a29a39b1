// SPDX-License-Identifier: GPL-2.0
/*
 * Small packets: the handshake's messages, hints, control messages.
 */
#include <net/l3mdev.h>
#include "transport/output.h"
#include "transport/packet.h"
#include "transport/transport.h"

struct sk_buff *seccomm_output_packet(const void *bytes, size_t len)
{
	struct sk_buff *skb = alloc_skb(SECCOMM_HEADROOM + len, GFP_ATOMIC);

	if (!skb)
		return NULL;
	skb_reserve(skb, SECCOMM_HEADROOM);
	skb_put_data(skb, bytes, len);
	return skb;
}

int seccomm_output(struct net *net, struct sock *sk, int oif,
		   struct in6_addr *local, const struct seccomm_peer *peer,
		   const void *bytes, size_t len)
{
	const struct seccomm_transport *tp = seccomm_transport(&peer->addr);
	struct dst_entry *dst;
	struct sk_buff *skb;
	int err = -ENOMEM;

	dst = tp->route(net, sk, oif, local, peer);
	if (IS_ERR(dst))
		return PTR_ERR(dst);
	skb = seccomm_output_packet(bytes, len);
	if (skb) {
		rcu_read_lock();
		err = tp->xmit(net, sk, skb, dst, local, peer);
		rcu_read_unlock();
	}
	dst_release(dst);
	return err;
}

void seccomm_output_answer(struct net *net, const struct sk_buff *skb,
			   const void *bytes, size_t len)
{
	/* A packet that has waited has its device's index alone, see queue_keep(). */
	int dif = skb->dev ? skb->dev->ifindex : skb->skb_iif;
	struct seccomm_peer to;
	struct in6_addr local;

	seccomm_packet_source(skb, &to);
	seccomm_packet_destination(skb, &local);
	seccomm_output(net, NULL, l3mdev_master_ifindex_by_index(net, dif),
		       &local, &to, bytes, len);
}
