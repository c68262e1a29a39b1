// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the data messages that come in on an interface, and how many of their
 * message numbers are distinct: what arrived, whatever becomes of it later. Or
 * what IP delivers, where messages are fragmented.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "flood.h"

#define BUFFER (128 * 1024 * 1024)
#define SNAP 128
#define DATA_TYPE 0x15 /* version 1, type DATA */
#define HDR_LEN 16
#define NUMBERS 0x1000000

static const __u8 *payload(const __u8 *p, ssize_t len, int ethertype, int proto)
{
	ssize_t off;

	if (ethertype == ETH_P_IP) {
		if (len < 20 || p[9] != proto)
			return NULL;
		off = (p[0] & 15) * 4;
	} else if (ethertype == ETH_P_IPV6) {
		if (len < 40 || p[6] != proto)
			return NULL;
		off = 40;
	} else {
		return NULL;
	}
	return len >= off + HDR_LEN ? p + off : NULL;
}

static int watch_socket(const char *interface)
{
	struct sockaddr_ll a = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(interface),
	};
	int sock = socket(AF_PACKET, SOCK_DGRAM, 0), size = BUFFER;

	if (sock < 0 || !a.sll_ifindex ||
	    setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ||
	    bind(sock, (struct sockaddr *)&a, sizeof(a)))
		flood_fail(interface);
	return sock;
}

/* What was seen of data messages. */
struct census {
	__u8 *seen; /* bit by number */
	unsigned long data, distinct;
};

static void count(struct census *c, const __u8 *m)
{
	__u32 number;

	if (m[0] != DATA_TYPE)
		return;
	c->data++;
	number = (__u32)m[12] << 24 | m[13] << 16 | m[14] << 8 | m[15];
	if (number >= NUMBERS)
		flood_fail("a message number is too large");
	if (!(c->seen[number / 8] & 1 << number % 8))
		c->distinct++;
	c->seen[number / 8] |= 1 << number % 8;
}

/* Reads packets with @next from the sockets, until told on stdin and all read. */
static struct census watch(const int *socks, int n, int proto,
			   const __u8 *(*next)(int sock, int proto))
{
	struct census c = { .seen = calloc(NUMBERS / 8, 1) };
	struct pollfd p[3] = { { .fd = 0, .events = POLLIN } };
	bool ended = false, idle;
	const __u8 *m;
	int i;

	if (!c.seen)
		flood_fail("memory");
	puts("ready");
	fflush(stdout);
	for (i = 0; i < n; i++)
		p[i + 1] = (struct pollfd){ .fd = socks[i], .events = POLLIN };
	for (;;) {
		if (poll(p, n + 1, ended ? 0 : -1) < 0)
			flood_fail("poll");
		if (p[0].revents) {
			flood_wait_input();
			ended = true;
			p[0].fd = -1;
			p[0].revents = 0;
		}
		idle = true;
		for (i = 0; i < n; i++) {
			if (!p[i + 1].revents)
				continue;
			idle = false;
			m = next(socks[i], proto);
			if (m)
				count(&c, m);
		}
		if (ended && idle)
			return c;
	}
}

static int report(const struct census *c, unsigned int missed)
{
	printf("{\"data\":%lu,\"distinct\":%lu,\"missed\":%u}\n", c->data,
	       c->distinct, missed);
	return missed != 0;
}

static const __u8 *next_frame(int sock, int proto)
{
	static __u8 buf[SNAP];
	struct sockaddr_ll from;
	socklen_t len = sizeof(from);
	ssize_t n = recvfrom(sock, buf, sizeof(buf), 0,
			     (struct sockaddr *)&from, &len);

	if (n < 0 || from.sll_pkttype == PACKET_OUTGOING)
		return NULL;
	return payload(buf, n, ntohs(from.sll_protocol), proto);
}

int flood_watch(const char *interface, int proto)
{
	int sock = watch_socket(interface);
	struct census c = watch(&sock, 1, proto, next_frame);
	struct tpacket_stats st;
	socklen_t len = sizeof(st);

	if (getsockopt(sock, SOL_PACKET, PACKET_STATISTICS, &st, &len))
		flood_fail("PACKET_STATISTICS");
	return report(&c, st.tp_drops);
}

/* IPv4's raw sockets give the IP header too. */
static const __u8 *next_packet(int sock, int proto)
{
	static __u8 buf[SNAP];
	ssize_t n = recv(sock, buf, sizeof(buf), 0);
	ssize_t off = buf[0] >> 4 == 4 ? (buf[0] & 15) * 4 : 0;

	return n >= off + HDR_LEN ? buf + off : NULL;
}

int flood_watch_whole(int proto)
{
	const int family[2] = { AF_INET, AF_INET6 };
	__u32 info[SK_MEMINFO_VARS];
	int sock[2], size = BUFFER, i;
	unsigned int missed = 0;
	struct census c;
	socklen_t len;

	for (i = 0; i < 2; i++) {
		sock[i] = socket(family[i], SOCK_RAW, proto);
		if (sock[i] < 0 ||
		    setsockopt(sock[i], SOL_SOCKET, SO_RCVBUFFORCE, &size,
			       sizeof(size)))
			flood_fail("raw socket");
	}
	c = watch(sock, 2, proto, next_packet);
	for (i = 0; i < 2; i++) {
		len = sizeof(info);
		if (getsockopt(sock[i], SOL_SOCKET, SO_MEMINFO, info, &len))
			flood_fail("SO_MEMINFO");
		missed += info[SK_MEMINFO_DROPS];
	}
	return report(&c, missed);
}
