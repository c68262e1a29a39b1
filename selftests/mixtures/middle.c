// SPDX-License-Identifier: GPL-2.0
/*
 * Between the hosts: copies their frames, and flips a bit of a message.
 */
#include <poll.h>
#include <sys/socket.h>

#include <linux/seccomm.h>

#include "../relay/relay.h"
#include "mixtures.h"
#include "sc_link.h"

/* Types of messages, Documentation/wire-format.md. */
#define OPEN 1
#define FINISH 4
#define DATA 5
#define COOKIE 7
#define REFUSE 8
#define UNKNOWN 9

static int sock[ENDS]; /* towards A and B */
static unsigned long sent[ENDS];
static struct rng *spoiler;
static struct flip last;

bool middle_open(void)
{
	sock[END_A] = sc_link_open("ma");
	sock[END_B] = sc_link_open("mb");
	return sock[END_A] >= 0 && sock[END_B] >= 0;
}

/* Anywhere behind the IP header. */
static void flip(struct frame *f)
{
	struct change c = { .action = ACT_FLIP, .count = 1 };
	int type;

	last.len = frame_message_len(f);
	last.offset = rng_below(spoiler, last.len);
	last.mask = 1 << rng_below(spoiler, 8);
	c.offset = last.offset;
	c.bytes[0] = last.mask;
	frame_change(f, &c);
	type = frame_type(f);
	last.handshake = type == OPEN || type == FINISH || type == COOKIE;
}

/* False: what has come is not to go on. */
static bool look(enum end from, struct frame *f)
{
	if (!frame_parse(f, IPPROTO_SECCOMM_DEFAULT))
		return true;
	record_packet(f, from);
	switch (frame_type(f)) {
	case DATA:
		sent[from]++;
		if (spoiler)
			flip(f);
		return true;
	case REFUSE:
	case UNKNOWN:
		/* It answers a flipped index; the session would be opened anew. */
		return false;
	default:
		return true;
	}
}

static void copy(enum end from)
{
	static struct frame f;
	ssize_t n = recv(sock[from], f.data, sizeof(f.data), MSG_DONTWAIT);

	if (n <= 0)
		return;
	f.len = n;
	if (look(from, &f))
		send(sock[!from], f.data, f.len, 0);
}

void middle_copy(int fd, short events, int ms)
{
	struct pollfd p[] = {
		{ .fd = sock[END_A], .events = POLLIN },
		{ .fd = sock[END_B], .events = POLLIN },
		{ .fd = fd, .events = events },
	};

	while (poll(p, 3, ms) > 0) {
		if (p[END_A].revents)
			copy(END_A);
		if (p[END_B].revents)
			copy(END_B);
		if (p[2].revents)
			return;
	}
}

unsigned long middle_sent(enum end from)
{
	return sent[from];
}

void middle_spoil(struct rng *rng)
{
	spoiler = rng;
}

const struct flip *middle_flip(void)
{
	return &last;
}
