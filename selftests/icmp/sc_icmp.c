// SPDX-License-Identifier: GPL-2.0
/*
 * Answers the next SecComm message that comes in on an interface with an ICMP
 * error, true or false: any type, code and value, as much of the message as wanted,
 * its session index altered if wanted.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/seccomm.h>

#define ICMP_HDR 8
#define RETURNED_MAX 500
#define INDEX 4 /* of the session, in the base header */

static int proto = IPPROTO_SECCOMM_DEFAULT;

static noreturn void fail(const char *what)
{
	fprintf(stderr, "sc_icmp: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int tap_open(const char *interface)
{
	struct sockaddr_ll a = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(interface),
	};
	int tap = socket(AF_PACKET, SOCK_DGRAM, 0);

	if (tap < 0 || bind(tap, (struct sockaddr *)&a, sizeof(a)))
		fail(interface);
	return tap;
}

/* Where the base header of a SecComm packet is, 0 if it is none. */
static ssize_t header_at(const __u8 *p, ssize_t len)
{
	if (len >= 20 && p[0] >> 4 == 4 && p[9] == proto)
		return (p[0] & 15) * 4;
	if (len >= 40 && p[0] >> 4 == 6 && p[6] == proto)
		return 40;
	return 0;
}

/* The next message of @type that comes in. */
static ssize_t next_message(int tap, int type, __u8 *p, size_t size)
{
	struct sockaddr_ll from;
	socklen_t alen;
	ssize_t n, at;

	for (;;) {
		alen = sizeof(from);
		n = recvfrom(tap, p, size, 0, (struct sockaddr *)&from, &alen);
		if (n < 0)
			fail("recvfrom");
		at = header_at(p, n);
		if (from.sll_pkttype != PACKET_OUTGOING && at && n >= at + 8 &&
		    (p[at] & 15) == type)
			return n;
	}
}

static __u16 checksum(const __u8 *p, size_t len)
{
	__u32 sum = 0;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? p[i] : p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* To the sender, from the address that the message was for. */
static void send_error(const __u8 *message, const __u8 *icmp, size_t len)
{
	struct sockaddr_in to4 = { .sin_family = AF_INET }, from4 = to4;
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6 }, from6 = to6;
	bool v4 = message[0] >> 4 == 4;
	int s = socket(v4 ? AF_INET : AF_INET6, SOCK_RAW,
		       v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);

	if (s < 0)
		fail("socket");
	if (v4) {
		memcpy(&to4.sin_addr, message + 12, 4);
		memcpy(&from4.sin_addr, message + 16, 4);
		if (bind(s, (struct sockaddr *)&from4, sizeof(from4)) ||
		    sendto(s, icmp, len, 0, (struct sockaddr *)&to4,
			   sizeof(to4)) < 0)
			fail("send");
		return;
	}
	memcpy(&to6.sin6_addr, message + 8, 16);
	memcpy(&from6.sin6_addr, message + 24, 16);
	if (bind(s, (struct sockaddr *)&from6, sizeof(from6)) ||
	    sendto(s, icmp, len, 0, (struct sockaddr *)&to6, sizeof(to6)) < 0)
		fail("send");
}

static noreturn void show_usage(void)
{
	fputs("usage: sc_icmp [-m MESSAGE_TYPE] [-i INFO] [-l BYTES_OF_OURS] [-x]\n"
	      "               INTERFACE TYPE CODE\n"
	      "  -m: 5, the default, is DATA, 1 OPEN   -x: alter the session index\n",
	      stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	int message_type = 5, type, code, c;
	__u8 p[65536], icmp[ICMP_HDR + RETURNED_MAX] = { 0 };
	size_t returned = RETURNED_MAX, at;
	bool alter = false;
	__u32 info = 0;
	__u16 sum;
	ssize_t n;
	int tap;

	while ((c = getopt(argc, argv, "m:i:l:x")) != -1) {
		switch (c) {
		case 'm':
			message_type = atoi(optarg);
			break;
		case 'i':
			info = strtoul(optarg, NULL, 10);
			break;
		case 'l':
			returned = strtoul(optarg, NULL, 10);
			break;
		case 'x':
			alter = true;
			break;
		default:
			show_usage();
		}
	}
	if (argc - optind != 3)
		show_usage();
	tap = tap_open(argv[optind]);
	type = atoi(argv[optind + 1]);
	code = atoi(argv[optind + 2]);
	puts("ready");
	fflush(stdout);

	n = next_message(tap, message_type, p, sizeof(p));
	at = header_at(p, n);
	if (alter)
		p[at + INDEX] ^= 1;
	returned += at;
	if (returned > (size_t)n)
		returned = n;
	if (returned > RETURNED_MAX)
		returned = RETURNED_MAX;
	icmp[0] = type;
	icmp[1] = code;
	info = htonl(info);
	memcpy(icmp + 4, &info, sizeof(info));
	memcpy(icmp + ICMP_HDR, p, returned);
	/* The kernel makes ICMPv6's. */
	sum = checksum(icmp, ICMP_HDR + returned);
	icmp[2] = sum >> 8;
	icmp[3] = sum;
	send_error(p, icmp, ICMP_HDR + returned);
	puts("sent");
	return 0;
}
