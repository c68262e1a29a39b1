// SPDX-License-Identifier: GPL-2.0
/*
 * M1s from forged addresses: 10.128.0.0 and those behind it, or one in each of the /64
 * behind fd80::. Each M1 is another one.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <linux/seccomm.h>

#include "opens.h"

#define SAMPLE 256 /* M1s between two looks at the memory */
#define FORGED4 0x0a800000
#define FORGED6 0xfd800000

/* An M1 of the pre-shared form (seccomm_mod/wire.h). */
struct m1 {
	__u8 type, flags;
	__be16 epoch;
	__be32 index;
	__be64 number;
	__u8 version_min, version_max;
	__be16 zero;
	__be32 sender;
	__be16 sport, dport;
	__be32 slots;
	__be64 nonce[4];
	__u8 digest[DIGEST_LEN];
	__u8 cookie[16];
	__be16 items_len;
} __attribute__((packed));

static union {
	struct {
		struct iphdr ip;
		struct m1 m1;
	} v4;
	struct {
		struct ip6_hdr ip;
		struct m1 m1;
	} v6;
} packet;
static bool v6;
static struct m1 *m1;
static size_t packet_len;
static int sock;
static struct sockaddr_ll to = { .sll_family = AF_PACKET,
				 .sll_halen = ETH_ALEN };

/* What the kernel has allocated and cannot take back, in KiB. */
static long unreclaimable(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	long kib = 0;

	if (!file)
		opens_fail("/proc/meminfo");
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "SUnreclaim: %ld", &kib) == 1)
			break;
	fclose(file);
	return kib;
}

static void start_packet(const struct opens *o, const char *host)
{
	if (inet_pton(AF_INET6, host, &packet.v6.ip.ip6_dst) == 1) {
		packet.v6.ip.ip6_flow = htonl(0x60000000);
		packet.v6.ip.ip6_plen = htons(sizeof(struct m1));
		packet.v6.ip.ip6_nxt = IPPROTO_SECCOMM_DEFAULT;
		packet.v6.ip.ip6_hlim = 64;
		m1 = &packet.v6.m1;
		packet_len = sizeof(packet.v6.ip) + sizeof(*m1);
		v6 = true;
		to.sll_protocol = htons(ETH_P_IPV6);
	} else if (inet_pton(AF_INET, host, &packet.v4.ip.daddr) == 1) {
		packet.v4.ip.version = 4;
		packet.v4.ip.ihl = 5;
		packet.v4.ip.tot_len =
			htons(sizeof(packet.v4.ip) + sizeof(*m1));
		packet.v4.ip.ttl = 64;
		packet.v4.ip.protocol = IPPROTO_SECCOMM_DEFAULT;
		m1 = &packet.v4.m1;
		packet_len = sizeof(packet.v4.ip) + sizeof(*m1);
		to.sll_protocol = htons(ETH_P_IP);
	} else {
		opens_fail(host);
	}
	m1->type = 0x11;
	m1->version_min = 1;
	m1->version_max = 1;
	m1->dport = htons(atoi(o->port));
	m1->slots = htonl(o->slots);
	memcpy(m1->digest, o->digest, DIGEST_LEN);
	if (getrandom(m1->nonce, sizeof(m1->nonce), 0) != sizeof(m1->nonce))
		opens_fail("getrandom");
}

static void checksum4(struct iphdr *ip)
{
	const __u16 *p = (const void *)ip;
	__u32 sum = 0;
	int i;

	ip->check = 0;
	for (i = 0; i < 10; i++)
		sum += p[i];
	sum = (sum >> 16) + (sum & 0xffff);
	ip->check = ~(sum + (sum >> 16));
}

static void send_one(const struct opens *o, unsigned long n)
{
	__u32 address = n % o->addresses;

	if (v6) {
		__be32 *src = packet.v6.ip.ip6_src.s6_addr32;

		src[0] = htonl(FORGED6);
		src[1] = htonl(address);
		src[3] = htonl(1);
	} else {
		packet.v4.ip.saddr = htonl(FORGED4 + address);
		checksum4(&packet.v4.ip);
	}
	m1->sender = htonl(1 + n);
	m1->sport = htons(1024 + n / o->addresses % 60000);
	m1->nonce[0] = n;
	if (sendto(sock, &packet, packet_len, 0, (struct sockaddr *)&to,
		   sizeof(to)) < 0)
		opens_fail("send");
}

int opens_forge(const struct opens *o, const char *interface, const char *mac,
		const char *host)
{
	long before = unreclaimable(), peak = before, now;
	unsigned long n;

	sock = socket(AF_PACKET, SOCK_DGRAM, 0);
	to.sll_ifindex = if_nametoindex(interface);
	if (sock < 0 || !to.sll_ifindex)
		opens_fail(interface);
	if (sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &to.sll_addr[0],
		   &to.sll_addr[1], &to.sll_addr[2], &to.sll_addr[3],
		   &to.sll_addr[4], &to.sll_addr[5]) != ETH_ALEN)
		opens_fail(mac);
	start_packet(o, host);
	for (n = 0; n < o->count || !opens_told(0); n++) {
		send_one(o, n);
		if (n % SAMPLE)
			continue;
		now = unreclaimable();
		if (now > peak)
			peak = now;
	}
	printf("{\"sent\":%lu,\"kib\":%ld}\n", n, peak - before);
	return 0;
}
