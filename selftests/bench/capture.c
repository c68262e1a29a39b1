// SPDX-License-Identifier: GPL-2.0
/*
 * What the packets on an interface look like: their protocols, and how many
 * show the words that the messages are made of.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define BUFFER (8 * 1024 * 1024)
/* This much of the words in a row is no chance. */
#define ENOUGH 16

struct capture {
	int fd;
};

struct capture *capture_start(const char *interface)
{
	struct capture *c = calloc(1, sizeof(*c));
	struct sockaddr_ll a = { .sll_family = AF_PACKET,
				 .sll_protocol = htons(ETH_P_ALL) };
	int size = BUFFER;

	if (!c)
		fail("memory");
	a.sll_ifindex = if_nametoindex(interface);
	c->fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (c->fd < 0 ||
	    setsockopt(c->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)) ||
	    bind(c->fd, (struct sockaddr *)&a, sizeof(a)))
		fail("capture");
	return c;
}

/* Do the packet's bytes hold a piece of the words, at any place in them? */
static bool shows_words(const __u8 *data, size_t len)
{
	static const char words[] = MARKER MARKER;
	const size_t n = sizeof(MARKER) - 1;
	size_t i;

	for (i = 0; i < n; i++)
		if (memmem(data, len, words + i, ENOUGH))
			return true;
	return false;
}

void capture_end(struct capture *c)
{
	unsigned int packets = 0, plain = 0, proto[256] = {}, i;
	const size_t eth = sizeof(struct ethhdr);
	__u8 frame[PACKET_MAX];
	const char *comma = "";
	ssize_t n;

	while ((n = recv(c->fd, frame, sizeof(frame), MSG_DONTWAIT)) >= 0) {
		const struct ethhdr *h = (const void *)frame;
		const struct iphdr *ip = (const void *)(frame + eth);

		if ((size_t)n < eth + sizeof(*ip) ||
		    h->h_proto != htons(ETH_P_IP))
			continue;
		packets++;
		plain += shows_words(frame, n);
		proto[ip->protocol]++;
	}
	if (errno != EAGAIN)
		fail("capture");
	printf("\"packets\":%u,\"plain\":%u,\"protocols\":{", packets, plain);
	for (i = 0; i < 256; i++) {
		if (!proto[i])
			continue;
		printf("%s\"%u\":%u", comma, i, proto[i]);
		comma = ",";
	}
	printf("}");
	close(c->fd);
	free(c);
}
