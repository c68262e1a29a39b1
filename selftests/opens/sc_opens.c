// SPDX-License-Identifier: GPL-2.0
/*
 * Opens sessions, many at a time: honestly, from many addresses; or as somebody who sends
 * M1s from addresses that are not his, and hears no answer.
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "opens.h"

noreturn void opens_fail(const char *what)
{
	fprintf(stderr, "sc_opens: %s: %s\n", what, strerror(errno));
	exit(2);
}

bool opens_told(int timeout_ms)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, timeout_ms) > 0;
}

static noreturn void show_usage(void)
{
	fputs("usage: sc_opens forge -d DIGEST -b SLOTS -n COUNT -a ADDRESSES -p PORT\n"
	      "                      INTERFACE MAC HOST\n"
	      "         (at least COUNT M1s, until there is input)\n"
	      "       sc_opens connect -s STACK -n COUNT [-a ADDRESSES] -p PORT [-m MESSAGES]\n"
	      "                        [-l BYTES] [-e] FIRST-ADDRESS HOST\n"
	      "         (from as many addresses as opens, if not told; -e: each waits for one\n"
	      "          of its messages to come back; all stay open until there is input)\n",
	      stderr);
	exit(2);
}

static bool parse_digest(const char *hex, __u8 digest[DIGEST_LEN])
{
	int i;

	for (i = 0; i < DIGEST_LEN; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &digest[i]) != 1)
			return false;
	return !hex[2 * DIGEST_LEN];
}

int main(int argc, char **argv)
{
	struct opens o = { .count = 1, .messages = 1, .length = 1, .port = "0" };
	const char *mode = argc > 1 ? argv[1] : "";
	int c;

	optind = 2;
	while ((c = getopt(argc, argv, "a:b:d:el:m:n:p:s:")) != -1) {
		switch (c) {
		case 'a':
			o.addresses = strtoul(optarg, NULL, 10);
			break;
		case 'b':
			o.slots = strtoul(optarg, NULL, 0);
			break;
		case 'd':
			if (!parse_digest(optarg, o.digest))
				show_usage();
			break;
		case 'e':
			o.echo = true;
			break;
		case 'l':
			o.length = strtoul(optarg, NULL, 10);
			break;
		case 'm':
			o.messages = strtoul(optarg, NULL, 10);
			break;
		case 'n':
			o.count = strtoul(optarg, NULL, 10);
			break;
		case 'p':
			o.port = optarg;
			break;
		case 's':
			o.stack = optarg;
			break;
		default:
			show_usage();
		}
	}
	argv += optind;
	argc -= optind;
	if (!o.addresses)
		o.addresses = o.count;
	if (!o.count || !o.length || o.length > MAX_LENGTH)
		show_usage();
	if (!strcmp(mode, "forge") && argc == 3)
		return opens_forge(&o, argv[0], argv[1], argv[2]);
	if (!strcmp(mode, "connect") && o.stack && argc == 2)
		return opens_connect(&o, argv[0], argv[1]);
	show_usage();
}
