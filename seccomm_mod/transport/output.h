/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Small packets: the handshake's messages, hints, control messages.
 */
#ifndef SECCOMM_OUTPUT_H
#define SECCOMM_OUTPUT_H

#include <linux/in6.h>
#include <linux/skbuff.h>

struct net;
struct seccomm_peer;
struct sock;

/* A packet with @len bytes, base header first, and the room that a transport needs before
 * them; NULL: no memory. Any context.
 */
struct sk_buff *seccomm_output_packet(const void *bytes, size_t len);

/**
 * seccomm_output() - send bytes by a route of their own
 * @net: namespace
 * @sk: gives mark, device and type of service; may be NULL
 * @oif: without @sk: an L3 master's device, or 0
 * @local: our address; unspecified: chosen by the route and written
 * @peer: where they go
 * @bytes: base header and what follows
 * @len: how many
 * Context: any but hardirq.
 * Return: 0 or a negative errno: they have not left this host.
 */
int seccomm_output(struct net *net, struct sock *sk, int oif,
		   struct in6_addr *local, const struct seccomm_peer *peer,
		   const void *bytes, size_t len);

/* Send @bytes from where the received packet @skb came to, to where it came from, by the VRF
 * that it came by. What does not leave is lost, as any packet is. Any context but hardirq.
 */
void seccomm_output_answer(struct net *net, const struct sk_buff *skb,
			   const void *bytes, size_t len);

#endif /* SECCOMM_OUTPUT_H */
