// SPDX-License-Identifier: GPL-2.0
/*
 * Many messages of 1 to 1200 bytes, or as long as the stack takes, from one socket
 * to another, what became of them as JSON, and a watcher that counts them.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../lib/sc_addr.h"
#include "flood.h"

noreturn void flood_fail(const char *what)
{
	fprintf(stderr, "sc_flood: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Waits for a word on stdin, or its end. */
void flood_wait_input(void)
{
	char c;

	(void)!read(STDIN_FILENO, &c, 1);
}

/* Bound to its port without a host, else connected. */
int flood_socket(struct flood *f)
{
	socklen_t len = sizeof(__u32);
	__u32 limit;
	int sock = socket(seccomm_family(), SOCK_DGRAM, 0);
	struct sockaddr_seccomm a;

	if (sock < 0)
		flood_fail("socket");
	if (setsockopt(sock, SOL_SECCOMM, SECCOMM_STACK, f->stack,
		       strlen(f->stack) + 1))
		flood_fail(f->stack);
	if (getsockopt(sock, SOL_SECCOMM, SECCOMM_LIMIT, &limit, &len))
		flood_fail("SECCOMM_LIMIT");
	if (f->limit)
		f->limit = limit;
	if (!sc_addr(&a, f->host ? f->host : "::", f->port))
		flood_fail("address");
	if (f->host ? connect(sock, (struct sockaddr *)&a, sizeof(a)) :
		      bind(sock, (struct sockaddr *)&a, sizeof(a)))
		flood_fail(f->host ? "connect" : "bind");
	return sock;
}

static void keep_rate(const struct flood *f, __u32 sent, struct timespec *start)
{
	__u64 ns = (__u64)sent * 1000000000ull / f->rate + start->tv_nsec;
	struct timespec at = {
		.tv_sec = start->tv_sec + ns / 1000000000ull,
		.tv_nsec = ns % 1000000000ull,
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

/* Its socket stays open until it is told: closing it would end the session. */
static int flood_send(struct flood *f)
{
	unsigned long sent = 0, bytes = 0, failed = 0;
	static __u8 m[FLOOD_LEN_MAX];
	int sock = flood_socket(f);
	struct timespec start;
	size_t len;
	__u32 i;

	if (f->wait)
		flood_wait_input();
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (i = 0; i < f->count; i++) {
		len = flood_message(f, i, m);
		if (send(sock, m, len, MSG_NOSIGNAL) == (ssize_t)len) {
			sent++;
			bytes += len;
		} else if (errno == ENOBUFS) {
			failed++; /* what netem drops may be told us */
		} else {
			flood_fail("send");
		}
		if (f->rate && i % 16 == 15)
			keep_rate(f, i, &start);
	}
	printf("{\"sent\":%lu,\"bytes\":%lu,\"failed\":%lu}\n", sent, bytes,
	       failed);
	fflush(stdout);
	flood_wait_input();
	return 0;
}

static noreturn void show_usage(void)
{
	fputs("usage: sc_flood send -s STACK [-n COUNT] [-S SEED] [-r RATE] [-lw] HOST PORT\n"
	      "       sc_flood recv -s STACK [-n COUNT] [-S SEED] [-l] PORT\n"
	      "       sc_flood watch [-P PROTO] [-l] INTERFACE\n"
	      "  -w: once connected, only when told\n"
	      "  -l: messages up to the stack's limit; watch them reassembled, by a raw socket\n",
	      stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	struct flood f = { .count = 1000, .seed = 1 };
	int proto = IPPROTO_SECCOMM_DEFAULT, c;
	const char *mode = argc > 1 ? argv[1] : "";

	optind = 2;
	while ((c = getopt(argc, argv, "ln:P:r:s:S:w")) != -1) {
		switch (c) {
		case 'l':
			f.limit = FLOOD_LEN_MAX;
			break;
		case 'n':
			f.count = strtoul(optarg, NULL, 10);
			break;
		case 'P':
			proto = atoi(optarg);
			break;
		case 'r':
			f.rate = strtoul(optarg, NULL, 10);
			break;
		case 's':
			f.stack = optarg;
			break;
		case 'S':
			f.seed = strtoul(optarg, NULL, 10);
			break;
		case 'w':
			f.wait = true;
			break;
		default:
			show_usage();
		}
	}
	argv += optind;
	argc -= optind;
	if (!strcmp(mode, "watch") && argc == 1)
		return f.limit ? flood_watch_whole(proto) :
				 flood_watch(argv[0], proto);
	if (!f.stack)
		show_usage();
	if (!strcmp(mode, "send") && argc == 2) {
		f.host = argv[0];
		f.port = argv[1];
		return flood_send(&f);
	}
	if (!strcmp(mode, "recv") && argc == 1) {
		f.port = argv[0];
		return flood_receive(&f);
	}
	show_usage();
}
