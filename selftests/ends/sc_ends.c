// SPDX-License-Identifier: GPL-2.0
/*
 * How sessions end, and who waits for them meanwhile.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ends.h"

struct sockaddr_seccomm peer;
const char *stack;

noreturn void die(const char *what)
{
	printf("# %s: %s\n", what, strerrorname_np(errno) ?: "0");
	fflush(stdout);
	_exit(1);
}

int new_socket(void)
{
	int s = socket(seccomm_family(), SOCK_DGRAM, 0);

	if (s < 0 ||
	    setsockopt(s, SOL_SECCOMM, SECCOMM_STACK, stack, strlen(stack) + 1))
		die("socket");
	return s;
}

int connect_to(int sock, const struct sockaddr_seccomm *to)
{
	return connect(sock, (const struct sockaddr *)to, sizeof(*to)) ? errno :
									 0;
}

int disconnect(int sock)
{
	const struct sockaddr none = { .sa_family = AF_UNSPEC };

	return connect(sock, &none, sizeof(none)) ? errno : 0;
}

static void interrupt(int sig)
{
}

int main(int argc, char **argv)
{
	const struct sigaction sa = { .sa_handler = interrupt };

	if (argc < 5 || !sc_addr(&peer, argv[3], argv[4])) {
		fputs("usage: sc_ends STACK { table | closed | collected | stall | deleted |\n"
		      "                       disconnected } HOST PORT\n",
		      stderr);
		return 2;
	}
	stack = argv[1];
	/* For joined(). */
	sigaction(SIGUSR1, &sa, NULL);
	if (!strcmp(argv[2], "table"))
		return ends_table();
	if (!strcmp(argv[2], "closed") || !strcmp(argv[2], "collected"))
		return ends_open(!strcmp(argv[2], "collected"));
	if (!strcmp(argv[2], "stall"))
		return ends_stall();
	return ends_race(10, !strcmp(argv[2], "deleted"));
}
