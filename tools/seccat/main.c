// SPDX-License-Identifier: GPL-2.0
/*
 * seccat: a netcat for AF_SECCOMM. Stdin to the peer and the peer to stdout,
 * complete and in order over messages that may be lost.
 */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "seccat.h"

void fail(const char *fmt, ...)
{
	va_list ap;

	fputs("seccat: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	transfer_abort();
	exit(1);
}

/* Whether fd is our terminal, and somebody else is in its foreground. */
bool in_background(int fd)
{
	pid_t foreground = tcgetpgrp(fd);

	return foreground >= 0 && foreground != getpgrp();
}

static void show_usage(int status)
{
	fputs("usage: seccat [-46v] [-s STACK] [-p PORT] [-m BYTES] [-T SECONDS] HOST PORT\n"
	      "       seccat -l [-46v] [-s STACK] [-m BYTES] [-T SECONDS] { -p PORT | [HOST] PORT }\n"
	      "  -l  listen, serve the first peer, end\n"
	      "  -s  the stack; without it, the one that the system's policy gives\n"
	      "  -p  the local port\n"
	      "  -4  IPv4 only      -6  IPv6 only\n"
	      "  -m  payload of one message, 1200 without it\n"
	      "  -T  give up when nothing has come for so long, 60 without it\n"
	      "  -v  say at the end what was moved\n",
	      status ? stderr : stdout);
	if (fflush(stdout))
		fail("standard output: %s", strerror(errno));
	exit(status);
}

static unsigned long parse_number(const char *s, unsigned long max)
{
	char *end;
	unsigned long v = strtoul(s, &end, 10);

	if (!*s || *end || !v || v > max)
		fail("\"%s\": a number from 1 to %lu is wanted", s, max);
	return v;
}

int main(int argc, char **argv)
{
	struct options opt = {
		.family = AF_UNSPEC,
		.payload = PAYLOAD_DEFAULT,
		.timeout = TIMEOUT_DEFAULT,
	};
	int c, left;

	while ((c = getopt(argc, argv, "46hlm:p:s:T:v")) != -1) {
		switch (c) {
		case '4':
			opt.family = AF_INET;
			break;
		case '6':
			opt.family = AF_INET6;
			break;
		case 'h':
			show_usage(0);
			break;
		case 'l':
			opt.listen = true;
			break;
		case 'm':
			opt.payload =
				parse_number(optarg, MSG_MAX - SC_HDR_LEN);
			break;
		case 'p':
			opt.local_port = optarg;
			break;
		case 's':
			opt.stack = optarg;
			break;
		case 'T':
			opt.timeout = parse_number(optarg, 86400);
			break;
		case 'v':
			opt.verbose = true;
			break;
		default:
			show_usage(2);
		}
	}
	argv += optind;
	left = argc - optind;
	if (opt.listen && opt.local_port) {
		opt.port = opt.local_port;
		if (left)
			opt.host = *argv++, left--;
	} else {
		if (left == 2 || (left == 1 && !opt.listen))
			opt.host = *argv++, left--;
		if (left == 1)
			opt.port = *argv, left--;
	}
	if (left || !opt.port || (!opt.listen && !opt.host))
		show_usage(2);
	/* A read would stop a background job, and the transfer with it. */
	if (in_background(STDIN_FILENO) && !freopen("/dev/null", "r", stdin))
		fail("/dev/null: %s", strerror(errno));
	transfer(&opt);
	return 0;
}
