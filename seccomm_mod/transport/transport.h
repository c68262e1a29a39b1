/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What carries our messages: IPv4 and IPv6 under a protocol number of ours, behind
 * operations that another encapsulation can have, too.
 */
#ifndef SECCOMM_TRANSPORT_H
#define SECCOMM_TRANSPORT_H

#include <linux/in6.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/ipv6.h>
#include "transport/peer.h"

struct seccomm_path;
struct seccomm_session;
struct sock;

/* Room before the base header: link, IPv6 with slack, and what a handler may
 * borrow before the body.
 */
#define SECCOMM_HEADROOM (LL_MAX_HEADER + 128)
/* Bytes behind a message on its way down, its growth apart, for a layer to work in. */
#define SECCOMM_TAILROOM 16
/* Private bytes before the body that a handler may borrow and must restore. */
#define SECCOMM_BORROW 64

/**
 * struct seccomm_transport - one way to carry messages
 * @route: find a route from @local (unspecified: chosen and written) to @peer.
 *	@sk gives mark, device and type of service, may be NULL: then by @oif,
 *	an L3 master's as a VRF has one, or 0. A route with a reference, or
 *	ERR_PTR.
 * @xmit: send @skb, base header at skb->data, by @dst, of which no reference
 *	is taken. Under rcu_read_lock(). Owns @skb. 0 or a negative errno: it has
 *	not left this host. -ENOBUFS: a queueing discipline has dropped it.
 */
struct seccomm_transport {
	struct dst_entry *(*route)(struct net *net, struct sock *sk, int oif,
				   struct in6_addr *local,
				   const struct seccomm_peer *peer);
	int (*xmit)(struct net *net, struct sock *sk, struct sk_buff *skb,
		    struct dst_entry *dst, const struct in6_addr *local,
		    const struct seccomm_peer *peer);
};

extern const struct seccomm_transport seccomm_ipv4;
extern const struct seccomm_transport seccomm_ipv6;

/* IP protocol number; a module parameter, read only. */
extern unsigned int seccomm_protocol;

static inline const struct seccomm_transport *
seccomm_transport(const struct in6_addr *peer)
{
	return ipv6_addr_v4mapped(peer) ? &seccomm_ipv4 : &seccomm_ipv6;
}

/**
 * seccomm_transport_works() - does this host have the IP version of an address?
 * @addr: an address, v4-mapped for IPv4
 *
 * On a host that was booted with ipv6.disable=1 a namespace has neither IPv6
 * addresses nor routes nor settings: nothing of IPv6 may be called for it.
 * Context: any.
 */
static inline bool seccomm_transport_works(const struct in6_addr *addr)
{
	return ipv6_addr_v4mapped(addr) || ipv6_mod_enabled();
}

/* What ip_local_out() and ip6_local_out() return, as @xmit's 0 or negative errno. */
static inline int seccomm_xmit_errno(int ret)
{
	return unlikely(ret > 0) ? net_xmit_errno(ret) : ret;
}

/**
 * struct seccomm_icmp - an ICMP error about a packet of ours
 * @session: the session that it is about, found by seccomm_transport_input.error_find
 * @sk: its socket
 * @scope: interface of its peer's link-local address, else 0
 * @to: where our packet was to go
 * @from: the host that has sent the error
 * @origin: SO_EE_ORIGIN_ICMP or SO_EE_ORIGIN_ICMP6
 * @type: ICMP's
 * @code: ICMP's
 * @info: the MTU, if the error says that our packet was too large
 * @err: positive errno, as UDP's error handlers translate it
 * @hard: a connected socket gets the error even if it did not ask for errors
 */
struct seccomm_icmp {
	struct seccomm_session *session;
	struct sock *sk;
	u32 scope;
	struct in6_addr to;
	struct in6_addr from;
	u8 origin;
	u8 type;
	u8 code;
	u32 info;
	int err;
	bool hard;
};

/**
 * struct seccomm_transport_input - operations that take what the transports receive
 * @receive: take a packet, base header at skb->data; softirq; owns it
 * @path: the path of the session with this index of ours, or NULL. Softirq, under RCU.
 * @error_find: find the session that an ICMP error to @icmp's @to is about, our packet
 *	as it came back at skb->data, of which eight bytes need to be there; false: none,
 *	counted. Softirq, under RCU.
 * @error: make @icmp a hint, or have the socket report it. Softirq, under RCU.
 */
struct seccomm_transport_input {
	int (*receive)(struct sk_buff *skb);
	struct seccomm_path *(*path)(struct net *net, u32 index);
	bool (*error_find)(struct net *net, const struct sk_buff *skb,
			   struct seccomm_icmp *icmp);
	void (*error)(const struct seccomm_icmp *icmp);
};

#endif /* SECCOMM_TRANSPORT_H */
