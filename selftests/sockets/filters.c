// SPDX-License-Identifier: GPL-2.0
/*
 * What a socket filter is shown, of messages that came in one piece and of those
 * that IP has put together: the length that it trims a message to tells what it
 * has loaded.
 */
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>

#include "conform.h"

#define UDP_HEADER 8
#define SMALL 400 /* one packet, at the MTU that the cases set */
#define LARGE 8000 /* fragments */

static unsigned char body[LARGE], buf[LARGE];

/* Never 0, which drops, and never less than what UDP leaves in any case. */
static unsigned char body_at(int i)
{
	return 20 + i % 200;
}

/* Sockets whose small messages are packets and whose large ones are fragments. */
static void fragmenting_pair(int *a, int *b)
{
	int i;

	for (i = 0; i < LARGE; i++)
		body[i] = body_at(i);
	run("ip link set dev lo mtu 1500");
	pair(a, b);
}

/* The byte that @b's filter loads from @offset of a message of @len bytes; -1: the
 * load failed, which drops the message. A short message behind it, which the filter lets
 * through, tells when.
 */
static int loads(int a, int b, unsigned int offset, size_t len)
{
	struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, SMALL, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offset),
		BPF_STMT(BPF_RET | BPF_A, 0),
	};
	struct sock_fprog prog = { .len = 5, .filter = f };
	int one = 1, n;

	OK(setsockopt(b, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)));
	IS(len, send(a, body, len, 0));
	IS(1, send(a, "x", 1, 0));
	n = receive(b, buf, sizeof(buf));
	if (n != 1)
		IS(1, receive(b, buf, sizeof(buf)));
	OK(setsockopt(b, SOL_SOCKET, SO_DETACH_FILTER, &one, sizeof(one)));
	if (n == 1)
		return -1;
	return kind->seccomm ? n : n + UDP_HEADER;
}

/* Positions before the body are the headers' of UDP, and nobody's of ours. */
static void filter_headers_of(size_t len)
{
	static const int places[] = { 0,   1,	15,  16,  63, 64,
				      159, 160, 191, 255, -1 };
	const int *at;
	int a, b;

	fragmenting_pair(&a, &b);
	if (!differs(FILTER_HEADERS)) {
		IS(kind->ip == 4 ? 0x45 : 0x60, loads(a, b, SKF_NET_OFF, len));
		IS(body_at(3), loads(a, b, UDP_HEADER + 3, len));
		return;
	}
	for (at = places; *at >= 0; at++) {
		IS(body_at(*at), loads(a, b, *at, len));
		IS(body_at(*at), loads(a, b, SKF_NET_OFF + *at, len));
		IS(-1, loads(a, b, SKF_LL_OFF + *at, len));
	}
	IS(-1, loads(a, b, len, len));
	IS(-1, loads(a, b, SKF_NET_OFF + len, len));
}

static void filter_headers(void)
{
	filter_headers_of(SMALL);
}

static void filter_headers_large(void)
{
	filter_headers_of(LARGE);
}

/* @b hears a message of @len bytes if its filter loads @want as @what. */
static void expect_ancillary(int a, int b, unsigned int what, __u32 want,
			     size_t len)
{
	struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + what),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, want, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog prog = { .len = 4, .filter = f };
	int one = 1;

	OK(setsockopt(b, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)));
	IS(len, send(a, body, len, 0));
	IS(len, receive(b, buf, sizeof(buf)));
	OK(setsockopt(b, SOL_SOCKET, SO_DETACH_FILTER, &one, sizeof(one)));
}

static void filter_ancillary_of(size_t len)
{
	int a, b;

	fragmenting_pair(&a, &b);
	expect_ancillary(a, b, SKF_AD_IFINDEX, if_nametoindex("lo"), len);
	expect_ancillary(a, b, SKF_AD_HATYPE, 772 /* ARPHRD_LOOPBACK */, len);
	expect_ancillary(a, b, SKF_AD_PROTOCOL,
			 kind->ip == 4 ? ETH_P_IP : ETH_P_IPV6, len);
	expect_ancillary(a, b, SKF_AD_PKTTYPE, PACKET_HOST, len);
}

static void filter_ancillary(void)
{
	filter_ancillary_of(SMALL);
}

static void filter_ancillary_large(void)
{
	filter_ancillary_of(LARGE);
}

const struct test filter_tests[] = {
	{ "filter_headers", filter_headers },
	{ "filter_headers_large", filter_headers_large },
	{ "filter_ancillary", filter_ancillary },
	{ "filter_ancillary_large", filter_ancillary_large },
	{ 0 }
};
