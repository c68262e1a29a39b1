// SPDX-License-Identifier: GPL-2.0
/*
 * Ethernet frames: copied between A and B, and put together.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <poll.h>
#include <sys/socket.h>

#include <linux/seccomm.h>

#include "packets.h"
#include "sc_link.h"

#define IP4_LEN 20
#define IP6_LEN 40
#define FRAGMENT_LEN 8 /* of the IPv6 header */

static int sock[2]; /* towards A and B */
static __u8 mac[2][ETH_ALEN];
static struct packet kept[KEPT];
static enum host kept_to[KEPT];
static unsigned int n_kept;

void put16(__u8 *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
}

void put32(__u8 *p, __u32 v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

__u16 checksum(const __u8 *data, size_t len, __u32 sum)
{
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += rc_get16(data + i);
	if (len & 1)
		sum += data[len - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

void address_of(__u8 to[16], bool v6, unsigned int last)
{
	static const __u8 net4[16] = { [10] = 0xff, 0xff, 10, 9, 0 };
	static const __u8 net6[16] = { 0xfd, 0x09 };

	memcpy(to, v6 ? net6 : net4, 16);
	to[15] = last;
}

static bool is_stranger(const __u8 address[16])
{
	__u8 same[16];

	address_of(same, address[0] == 0xfd, address[15]);
	return !memcmp(same, address, 16) && address[15] >= STRANGER &&
	       address[15] < STRANGER + STRANGERS;
}

bool frames_open(void)
{
	sock[HOST_A] = sc_link_open("ma");
	sock[HOST_B] = sc_link_open("mb");
	return sock[HOST_A] >= 0 && sock[HOST_B] >= 0;
}

/* False: not ours, or a fragment. */
static bool parse(const __u8 *frame, size_t len, struct packet *p)
{
	const __u8 *ip = frame + ETH_HLEN;
	size_t hlen, all;

	memset(p, 0, offsetof(struct packet, data));
	p->v6 = rc_get16(frame + 12) == ETH_P_IPV6;
	len -= ETH_HLEN;
	if (p->v6) {
		if (len < IP6_LEN)
			return false;
		p->proto = ip[6];
		hlen = IP6_LEN;
		all = hlen + rc_get16(ip + 4);
		memcpy(p->src, ip + 8, 16);
		memcpy(p->dst, ip + 24, 16);
	} else {
		if (rc_get16(frame + 12) != ETH_P_IP || len < IP4_LEN ||
		    rc_get16(ip + 6) & 0x3fff)
			return false;
		p->proto = ip[9];
		hlen = (ip[0] & 15) * 4;
		all = rc_get16(ip + 2);
		address_of(p->src, false, 0);
		address_of(p->dst, false, 0);
		memcpy(p->src + 12, ip + 12, 4);
		memcpy(p->dst + 12, ip + 16, 4);
	}
	if (p->proto != IPPROTO_SECCOMM_DEFAULT || all > len || hlen > all)
		return false;
	p->len = all - hlen;
	memcpy(p->data, ip + hlen, p->len);
	return true;
}

/* True: it is for the third host. */
static bool hear(enum host to, const __u8 *frame, size_t len)
{
	static struct packet p;

	if (!parse(frame, len, &p))
		return false;
	if (is_stranger(p.dst)) {
		stranger_hear(&p);
		return true;
	}
	memcpy(&kept[n_kept % KEPT], &p, offsetof(struct packet, data) + p.len);
	kept_to[n_kept++ % KEPT] = to;
	overheard(to, &p);
	return false;
}

static void take(enum host from)
{
	static __u8 frame[PACKET_MAX + 128];
	ssize_t len;

	for (;;) {
		len = recv(sock[from], frame, sizeof(frame), MSG_DONTWAIT);
		if (len < ETH_HLEN)
			return;
		memcpy(mac[from], frame + ETH_ALEN, ETH_ALEN);
		if (!hear(!from, frame, len))
			send(sock[!from], frame, len, 0);
	}
}

void frames_pump(int ms)
{
	struct pollfd p[2] = {
		{ .fd = sock[HOST_A], .events = POLLIN },
		{ .fd = sock[HOST_B], .events = POLLIN },
	};

	poll(p, 2, ms);
	take(HOST_A);
	take(HOST_B);
}

const struct packet *packet_kept(enum host *to)
{
	unsigned int n = n_kept < KEPT ? n_kept : KEPT, i = rng_below(rng, n);

	*to = kept_to[i];
	return n ? &kept[i] : NULL;
}

static size_t put_ethernet(__u8 *frame, enum host to, bool v6)
{
	memcpy(frame, mac[to], ETH_ALEN);
	memcpy(frame + ETH_ALEN, mac[!to], ETH_ALEN);
	put16(frame + 12, v6 ? ETH_P_IPV6 : ETH_P_IP);
	return ETH_HLEN;
}

static size_t put_ip4(__u8 *ip, const struct packet *p, size_t len,
		      unsigned int id, unsigned int fragment)
{
	memset(ip, 0, IP4_LEN);
	ip[0] = 0x45;
	put16(ip + 2, IP4_LEN + len);
	put16(ip + 4, id);
	put16(ip + 6, fragment);
	ip[8] = 64;
	ip[9] = p->proto;
	memcpy(ip + 12, p->src + 12, 4);
	memcpy(ip + 16, p->dst + 12, 4);
	put16(ip + 10, checksum(ip, IP4_LEN, 0));
	return IP4_LEN;
}

static size_t put_ip6(__u8 *ip, const struct packet *p, size_t len, int next)
{
	memset(ip, 0, IP6_LEN);
	ip[0] = 0x60;
	put16(ip + 4, len);
	ip[6] = next;
	ip[7] = 64;
	memcpy(ip + 8, p->src, 16);
	memcpy(ip + 24, p->dst, 16);
	return IP6_LEN;
}

size_t packet_header(__u8 *ip, const struct packet *p)
{
	return p->v6 ? put_ip6(ip, p, p->len, p->proto) :
		       put_ip4(ip, p, p->len, 0, 0);
}

static void send_fragment(enum host to, const struct packet *p, size_t at,
			  size_t len, bool more, unsigned int id)
{
	__u8 frame[2 * MTU];
	size_t n = put_ethernet(frame, to, p->v6);

	if (p->v6) {
		n += put_ip6(frame + n, p, len + FRAGMENT_LEN, 44);
		frame[n] = p->proto;
		frame[n + 1] = 0;
		put16(frame + n + 2, at | more);
		put32(frame + n + 4, id);
		n += FRAGMENT_LEN;
	} else {
		n += put_ip4(frame + n, p, len, id, at / 8 | more << 13);
	}
	memcpy(frame + n, p->data + at, len);
	send(sock[to], frame, n + len, 0);
}

static void send_fragments(enum host to, const struct packet *p, size_t size)
{
	unsigned int id = rng_next(rng);
	size_t at, len;

	for (at = 0; at < p->len; at += size) {
		len = p->len - at < size ? p->len - at : size;
		send_fragment(to, p, at, len, at + len < p->len, id);
	}
}

void packet_send(enum host to, const struct packet *p)
{
	__u8 frame[2 * MTU];
	size_t n;

	if (p->len + IP6_LEN + FRAGMENT_LEN > MTU) {
		send_fragments(to, p, 1400);
		return;
	}
	n = put_ethernet(frame, to, p->v6);
	n += packet_header(frame + n, p);
	memcpy(frame + n, p->data, p->len);
	send(sock[to], frame, n + p->len, 0);
}

/* Fragments that overlap, are missing, or do not end where they should. */
static void send_odd_fragments(enum host to, const struct packet *p)
{
	unsigned int id = rng_next(rng), i;
	size_t at, len;

	for (i = 0; i < 6; i++) {
		at = rng_below(rng, p->len + 1) & ~7ul;
		len = rng_below(rng, p->len - at + 1);
		if (len > 1400)
			len = 1400;
		if (rng_one_in(rng, 4))
			at = rng_next(rng) & 0xfff8;
		if (at + len <= p->len)
			send_fragment(to, p, at, len, rng_one_in(rng, 2), id);
	}
}

/* An IPv6 extension header, or IPv4 options. */
static size_t put_extended(__u8 *ip, const struct packet *p)
{
	static const __u8 headers[] = { 0, 60, 43 };
	size_t n;

	if (p->v6) {
		n = put_ip6(ip, p, p->len + 8,
			    headers[rng_below(rng, sizeof(headers))]);
		memset(ip + n, 0, 8);
		ip[n] = p->proto;
		ip[n + 2] = 1;
		ip[n + 3] = 4;
		return n + 8;
	}
	n = put_ip4(ip, p, p->len, 0, 0);
	ip[0] = 0x45 + rng_below(rng, 4);
	n = (ip[0] & 15) * 4;
	memset(ip + IP4_LEN, 1, n - IP4_LEN);
	put16(ip + 2, n + p->len);
	put16(ip + 10, 0);
	put16(ip + 10, checksum(ip, n, 0));
	return n;
}

void packet_send_odd(enum host to, const struct packet *p)
{
	__u8 frame[2 * MTU];
	size_t n, len;

	if (p->len + 100 > MTU || rng_one_in(rng, 3)) {
		send_odd_fragments(to, p);
		return;
	}
	n = put_ethernet(frame, to, p->v6);
	n += put_extended(frame + n, p);
	memcpy(frame + n, p->data, p->len);
	len = n + p->len;
	if (rng_one_in(rng, 2))
		frame[ETH_HLEN + rng_below(rng, n - ETH_HLEN)] ^=
			1 << rng_below(rng, 8);
	if (rng_one_in(rng, 4))
		len = ETH_HLEN + rng_below(rng, len - ETH_HLEN);
	send(sock[to], frame, len, 0);
}
