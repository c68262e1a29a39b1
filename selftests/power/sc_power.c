// SPDX-License-Identifier: GPL-2.0
/*
 * What the suite power needs of its devices: one whose writes are logged, a receiver that marks
 * that log with each message in the moment that it has it, and the device as a power cut would
 * have left it, made from the log.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/sc_addr.h"
#include "mapper.h"
#include "writes.h"

#define MESSAGE_MAX 128

static const char usage[] =
	"usage: sc_power create NAME SECTORS DEVICE LOG\n"
	"                      (prints the node of the device that is made)\n"
	"       sc_power remove NAME\n"
	"       sc_power receive NAME STACK HOST PORT\n"
	"                      (without end; a message's text becomes a mark)\n"
	"       sc_power list LOG\n"
	"                      (an entry a line: number, then flush, mark TEXT or write)\n"
	"       sc_power replay LOG FROM TO IMAGE\n"
	"                      (entries FROM to TO - 1)\n";

static int fail(const char *what)
{
	perror(what);
	return 1;
}

static int create(char **args)
{
	unsigned int minor;

	if (mapper_create(args[0], strtoul(args[1], NULL, 10), args[2], args[3],
			  &minor))
		return fail("create");
	printf("/dev/dm-%u\n", minor);
	return 0;
}

static int destroy(char **args)
{
	return mapper_remove(args[0]) ? fail("remove") : 0;
}

static int listen_at(const char *stack, const char *host, const char *port)
{
	struct sockaddr_seccomm a;
	int sock;

	if (!sc_addr(&a, host, port)) {
		errno = EINVAL;
		return -1;
	}
	sock = socket(seccomm_family(), SOCK_DGRAM, 0);
	if (sock < 0 || setsockopt(sock, SOL_SECCOMM, SECCOMM_STACK, stack,
				   strlen(stack) + 1))
		return -1;
	return bind(sock, (struct sockaddr *)&a, sizeof(a)) ? -1 : sock;
}

static int receive(char **args)
{
	int sock = listen_at(args[1], args[2], args[3]);
	char text[MESSAGE_MAX];
	ssize_t n;

	if (sock < 0)
		return fail("listen");
	puts("bound");
	fflush(stdout);
	while ((n = recv(sock, text, sizeof(text) - 1, 0)) >= 0) {
		text[n] = '\0';
		if (mapper_mark(args[0], text))
			return fail("mark");
		printf("received %s\n", text);
		fflush(stdout);
	}
	return fail("receive");
}

/* What an entry is to a power cut: one that makes what was before durable, or itself. */
static const char *kind(const struct writes *w)
{
	if (w->flags & WRITES_MARK)
		return "mark";
	if (w->flags & (WRITES_FLUSH | WRITES_FUA))
		return "flush";
	return "write";
}

static int list(char **args)
{
	struct writes w;

	if (!writes_open(&w, args[0]))
		return 1;
	while (w.left) {
		if (!writes_next(&w))
			return 1;
		printf("%lu %s %s\n", w.index, kind(&w),
		       w.flags & WRITES_MARK ? w.mark : "");
	}
	writes_close(&w);
	return 0;
}

static int replay(char **args)
{
	const unsigned long from = strtoul(args[1], NULL, 10);
	const unsigned long to = strtoul(args[2], NULL, 10);
	int image = open(args[3], O_WRONLY | O_CLOEXEC);
	struct writes w;

	if (image < 0)
		return fail(args[3]);
	if (!writes_open(&w, args[0]))
		return 1;
	while (w.left && w.index + 1 < to)
		if (!writes_next(&w) ||
		    (w.index >= from && !writes_apply(&w, image)))
			return 1;
	writes_close(&w);
	return close(image) ? fail(args[3]) : 0;
}

/**
 * struct command - what sc_power can do
 * @name: its first argument
 * @n: how many follow
 * @run: returns the exit status
 */
struct command {
	const char *name;
	int n;
	int (*run)(char **args);
};

int main(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "create", 4, create },   { "remove", 1, destroy },
		{ "receive", 4, receive }, { "list", 1, list },
		{ "replay", 4, replay },   {},
	};
	const struct command *c;

	for (c = commands; c->name; c++)
		if (argc == 2 + c->n && !strcmp(argv[1], c->name))
			return c->run(argv + 2);
	fputs(usage, stderr);
	return 2;
}
