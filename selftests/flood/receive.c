// SPDX-License-Identifier: GPL-2.0
/*
 * The receiving end of a flood: whether each message is one of those that were
 * sent, to the byte, and came once. Ends when told on stdin, with all read.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "flood.h"

#define BUFFER (16 * 1024 * 1024)
#define SHORT (256 + 256 * 256 + 256 * 256 * 256)

struct tally {
	const struct flood *f;
	__u8 *seen; /* by number */
	__u16 *shorts; /* sent, by content: too short for a number */
	__u32 last;
	unsigned long received, bytes, damaged, repeated, late;
};

static size_t short_index(const __u8 *data, size_t len)
{
	if (len == 1)
		return data[0];
	if (len == 2)
		return 256 + (data[0] << 8 | data[1]);
	return 256 + 256 * 256 + (data[0] << 16 | data[1] << 8 | data[2]);
}

static void take(struct tally *t, const __u8 *data, size_t len)
{
	static __u8 want[FLOOD_LEN_MAX];
	__u32 number;

	t->received++;
	t->bytes += len;
	if (!len) {
		t->damaged++;
		return;
	}
	if (len < FLOOD_NUMBER) {
		__u16 *left = &t->shorts[short_index(data, len)];

		if (*left)
			--*left;
		else
			t->damaged++;
		return;
	}
	number = (__u32)data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
	if (number >= t->f->count || flood_message(t->f, number, want) != len ||
	    memcmp(want, data, len)) {
		t->damaged++;
		return;
	}
	if (t->seen[number]++)
		t->repeated++;
	if (number < t->last)
		t->late++;
	else
		t->last = number;
}

static void expect_shorts(struct tally *t)
{
	static __u8 m[FLOOD_LEN_MAX];
	size_t len;
	__u32 i;

	for (i = 0; i < t->f->count; i++) {
		len = flood_message(t->f, i, m);
		if (len < FLOOD_NUMBER)
			t->shorts[short_index(m, len)]++;
	}
}

int flood_receive(struct flood *f)
{
	struct tally t = { .f = f };
	static __u8 buf[65536];
	int size = BUFFER, sock = flood_socket(f);
	bool ended = false;
	ssize_t n;

	t.seen = calloc(f->count, sizeof(*t.seen));
	t.shorts = calloc(SHORT, sizeof(*t.shorts));
	if (!t.seen || !t.shorts)
		flood_fail("memory");
	expect_shorts(&t);
	if (setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		flood_fail("SO_RCVBUFFORCE");
	puts("ready");
	fflush(stdout);
	for (;;) {
		struct pollfd p[2] = {
			{ .fd = sock, .events = POLLIN },
			{ .fd = ended ? -1 : 0, .events = POLLIN },
		};

		if (poll(p, 2, ended ? 0 : -1) < 0)
			flood_fail("poll");
		if (p[1].revents) {
			flood_wait_input();
			ended = true;
		}
		if (ended && !p[0].revents)
			break;
		while ((n = recv(sock, buf, sizeof(buf), MSG_DONTWAIT)) >= 0)
			take(&t, buf, (size_t)n);
		if (errno != EAGAIN)
			flood_fail("recv");
	}
	printf("{\"received\":%lu,\"bytes\":%lu,\"damaged\":%lu,\"repeated\":%lu,\"late\":%lu}\n",
	       t.received, t.bytes, t.damaged, t.repeated, t.late);
	return t.damaged || t.repeated;
}
