/* SPDX-License-Identifier: GPL-2.0 */
/*
 * By which devices a packet came, and which sockets may have it, with VRFs.
 */
#ifndef SECCOMM_DEVICE_H
#define SECCOMM_DEVICE_H

#include <linux/ipv6.h>
#include <net/inet_sock.h>
#include <net/ip.h>

/* The device below an L3 master, as a VRF is one, that a received packet came by; 0: there
 * is no L3 master.
 */
static inline int seccomm_packet_sdif(const struct sk_buff *skb)
{
	return ip_hdr(skb)->version == 4 ? inet_sdif(skb) : inet6_sdif(skb);
}

/**
 * seccomm_on_device() - may a socket have what came by these devices?
 * @sk: the socket
 * @dif: device that it came by, an L3 master before those below it
 * @sdif: device below that L3 master, else 0
 *
 * A socket that is bound to no device has no part in a VRF, as with
 * net.ipv4.udp_l3mdev_accept=0; one that is bound to a VRF or to a device in one has.
 * Context: any.
 */
static __always_inline bool seccomm_on_device(const struct sock *sk, int dif,
					      int sdif)
{
	return inet_bound_dev_eq(false, READ_ONCE(sk->sk_bound_dev_if), dif,
				 sdif);
}

/* May @sk have this received packet, by the devices that it came by? */
static __always_inline bool seccomm_packet_on_device(const struct sk_buff *skb,
						     const struct sock *sk)
{
	return seccomm_on_device(sk, skb->dev->ifindex,
				 seccomm_packet_sdif(skb));
}

#endif /* SECCOMM_DEVICE_H */
