// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the data messages that come in on an interface, and how many of their
 * message numbers are distinct: what arrived, whatever becomes of it later.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
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

int flood_watch(const char *interface, int proto)
{
	unsigned long data = 0, distinct = 0;
	int sock = watch_socket(interface);
	__u8 *seen = calloc(NUMBERS / 8, 1), buf[SNAP];
	struct tpacket_stats st;
	socklen_t len;
	bool ended = false;

	if (!seen)
		flood_fail("memory");
	puts("ready");
	fflush(stdout);
	for (;;) {
		struct pollfd p[2] = {
			{ .fd = sock, .events = POLLIN },
			{ .fd = ended ? -1 : 0, .events = POLLIN },
		};
		struct sockaddr_ll from;
		const __u8 *m;
		__u32 number;
		ssize_t n;

		if (poll(p, 2, ended ? 0 : -1) < 0)
			flood_fail("poll");
		if (p[1].revents) {
			flood_wait_input();
			ended = true;
		}
		if (!p[0].revents) {
			if (ended)
				break;
			continue;
		}
		len = sizeof(from);
		n = recvfrom(sock, buf, sizeof(buf), 0,
			     (struct sockaddr *)&from, &len);
		if (n < 0 || from.sll_pkttype == PACKET_OUTGOING)
			continue;
		m = payload(buf, n, ntohs(from.sll_protocol), proto);
		if (!m || m[0] != DATA_TYPE)
			continue;
		data++;
		number = (__u32)m[12] << 24 | m[13] << 16 | m[14] << 8 | m[15];
		if (number >= NUMBERS)
			flood_fail("a message number is too large");
		if (!(seen[number / 8] & 1 << number % 8))
			distinct++;
		seen[number / 8] |= 1 << number % 8;
	}
	len = sizeof(st);
	if (getsockopt(sock, SOL_PACKET, PACKET_STATISTICS, &st, &len))
		flood_fail("PACKET_STATISTICS");
	printf("{\"data\":%lu,\"distinct\":%lu,\"missed\":%u}\n", data,
	       distinct, st.tp_drops);
	return st.tp_drops != 0;
}
