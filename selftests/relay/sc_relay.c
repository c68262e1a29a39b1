// SPDX-License-Identifier: GPL-2.0
/*
 * Copies Ethernet frames between two interfaces of a namespace that forwards
 * nothing itself, and does to SecComm messages what it is told to.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/seccomm.h>

#include "relay.h"
#include "sc_link.h"
#include "sc_slow.h"

#define LINE_MAX_LEN 140000

static int proto = IPPROTO_SECCOMM_DEFAULT;
static int sock[2];
static unsigned long seen[2][TYPES];
static struct frame *kept[2][TYPES][KEPT];

void relay_send(int dir, const struct frame *f)
{
	/* The other interface may be down: then the frame is lost. */
	if (send(sock[!dir], f->data, f->len, 0) < 0 && errno != ENETDOWN &&
	    errno != ENOBUFS)
		fprintf(stderr, "sc_relay: send: %s\n", strerror(errno));
}

bool relay_forward(int dir, struct frame *f, const struct change *c)
{
	switch (c->action) {
	case ACT_DROP:
		return true;
	case ACT_DUP:
		relay_send(dir, f);
		relay_send(dir, f);
		return true;
	default:
		if (!frame_change(f, c))
			return false;
		relay_send(c->action == ACT_REFLECT ? !dir : dir, f);
		return true;
	}
}

static void keep(int dir, int type, const struct frame *f)
{
	struct frame **slot = &kept[dir][type][seen[dir][type] % KEPT];

	if (!*slot)
		*slot = malloc(sizeof(**slot));
	if (!*slot)
		exit(2);
	**slot = *f;
	seen[dir][type]++;
}

const struct frame *relay_kept(int dir, int type, unsigned long nth)
{
	unsigned long n = seen[dir][type];

	if (!nth || nth > n || n - nth >= KEPT)
		return NULL;
	return kept[dir][type][(nth - 1) % KEPT];
}

unsigned long relay_seen(int dir, int type)
{
	return seen[dir][type];
}

void relay_forget(void)
{
	memset(seen, 0, sizeof(seen));
}

static bool is_repeat(int dir, int type, const struct frame *f)
{
	unsigned long n = seen[dir][type], i;

	for (i = 0; i < n && i < KEPT; i++) {
		const struct frame *k = kept[dir][type][i];

		if (frame_message_len(k) == frame_message_len(f) &&
		    !memcmp(k->data + k->msg, f->data + f->msg,
			    frame_message_len(f)))
			return true;
	}
	return false;
}

/* Deal with the next frame, if there is one. */
static bool take(int dir)
{
	static struct frame f;
	struct change c;
	bool repeat;
	ssize_t n;
	int type;

	n = recv(sock[dir], f.data, sizeof(f.data), MSG_DONTWAIT);
	if (n <= 0)
		return false;
	f.len = (size_t)n;
	if (!frame_parse(&f, proto)) {
		relay_send(dir, &f);
		return true;
	}
	type = frame_type(&f);
	repeat = is_repeat(dir, type, &f);
	keep(dir, 0, &f);
	if (type)
		keep(dir, type, &f);
	if (!rule_take(dir, type, repeat, &c))
		relay_send(dir, &f);
	else if (!relay_forward(dir, &f, &c))
		fprintf(stderr,
			"sc_relay: a change does not fit its message\n");
	return true;
}

/* What has come before a command is dealt with, and counted, before it. */
static void take_all(void)
{
	int i;

	for (i = 0; i < 2; i++)
		while (take(i))
			;
}

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ll + ts.tv_nsec / 1000000;
}

/* Copies while it waits. */
bool relay_wait(int dir, int type, unsigned long count, int ms)
{
	struct pollfd p[2] = {
		{ .fd = sock[0], .events = POLLIN },
		{ .fd = sock[1], .events = POLLIN },
	};
	long long end = now_ms() + sc_slow_ms(ms), left;
	int i;

	while (seen[dir][type] < count) {
		left = end - now_ms();
		if (left <= 0)
			return false;
		poll(p, 2, (int)left);
		for (i = 0; i < 2; i++)
			if (p[i].revents)
				take(i);
	}
	return true;
}

/* One line, read byte by byte so that none stays in a buffer unseen by poll. */
static bool read_command(void)
{
	static char line[LINE_MAX_LEN];
	size_t n = 0;

	while (n < sizeof(line) - 1) {
		if (read(STDIN_FILENO, &line[n], 1) != 1)
			return false;
		if (line[n++] == '\n')
			break;
	}
	line[n] = '\0';
	command_line(line);
	return true;
}

int main(int argc, char **argv)
{
	struct pollfd p[3] = {
		{ .events = POLLIN },
		{ .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};
	int i;

	if (argc != 3 && argc != 4) {
		fputs("usage: sc_relay INTERFACE INTERFACE [PROTO]\n", stderr);
		return 2;
	}
	if (argc == 4)
		proto = atoi(argv[3]);
	for (i = 0; i < 2; i++) {
		sock[i] = sc_link_open(argv[1 + i]);
		if (sock[i] < 0) {
			fprintf(stderr, "sc_relay: %s: %s\n", argv[1 + i],
				strerror(errno));
			return 2;
		}
		p[i].fd = sock[i];
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		if (poll(p, 3, -1) < 0)
			return 2;
		for (i = 0; i < 2; i++)
			if (p[i].revents)
				take(i);
		if (!p[2].revents)
			continue;
		take_all();
		if (!read_command())
			return 0;
	}
}
