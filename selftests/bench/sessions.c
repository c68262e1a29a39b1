// SPDX-License-Identifier: GPL-2.0
/*
 * What sessions cost: to open one, in memory while idle, and to find one among
 * many that one unconnected socket has.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/sc_addr.h"
#include "bench.h"

#define BYTES 100

__u64 slab_bytes(void)
{
	unsigned long active, size;
	char line[512];
	__u64 sum = 0;
	FILE *f = fopen("/proc/slabinfo", "r");

	if (!f)
		fail("/proc/slabinfo");
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%*s %lu %*u %lu", &active, &size) == 2)
			sum += (__u64)active * size;
	fclose(f);
	return sum;
}

/* Echoes until its stdin, a pipe, has ended. */
static noreturn void serve(struct end *end, int ready)
{
	__u8 body[PACKET_MAX];
	ssize_t n;

	enter_ns(end->opt->ns[1]);
	end->side = 1;
	end->kind->open(end);
	if (write(ready, "", 1) != 1)
		fail("write");
	while ((n = datagram_recv(end, body, sizeof(body))) > 0)
		datagram_send(end, body, n);
	fail("server");
}

static int make_socket(const struct end *end)
{
	int fd = socket(seccomm_family(), SOCK_DGRAM, 0);

	if (fd < 0 || setsockopt(fd, SOL_SECCOMM, SECCOMM_STACK,
				 end->opt->stack, strlen(end->opt->stack) + 1))
		fail("socket");
	return fd;
}

/* Round trips, each over the next socket; instructions of one. */
static double round_trips(const int *fd, unsigned int n, unsigned int count)
{
	__u8 body[BYTES], back[BYTES];
	__u64 start = 0;
	unsigned int i, warm = count / 10;

	message_make(body, sizeof(body), 0);
	for (i = 0; i < warm + count; i++) {
		if (i == warm)
			start = now();
		memcpy(body, &(__u64){ i }, sizeof(__u64));
		if (send(fd[i % n], body, sizeof(body), 0) != sizeof(body))
			fail("send");
		message_check(back, recv(fd[i % n], back, sizeof(back), 0),
			      sizeof(back), i);
	}
	return (double)(now() - start) / count;
}

static void open_sessions(const struct end *end, const int *fd,
			  unsigned int from, unsigned int to)
{
	struct sockaddr_storage a;
	socklen_t len = end_address(end, 1, &a);
	unsigned int i;

	for (i = from; i < to; i++)
		if (connect(fd[i], (struct sockaddr *)&a, len))
			fail("connect");
}

static void print_figure(const struct options *opt, const char *name,
			 unsigned int sessions, const double *value)
{
	unsigned int i;

	printf("{\"row\":\"%s\",\"figure\":\"%s\",\"sessions\":%u,\"values\":[",
	       opt->label, name, sessions);
	for (i = 0; i < opt->repeats; i++)
		printf("%s%.1f", i ? "," : "", value[i]);
	puts("]}");
}

/* -n is how many sessions there are at the end; -r how often each is measured. */
int sessions_main(const struct options *opt)
{
	struct end end = { .kind = &kind_seccomm, .opt = opt };
	struct rlimit files = { opt->count + 64, opt->count + 64 };
	const unsigned int n = opt->count, part = n / 10 / opt->repeats;
	double alone[opt->repeats], open[opt->repeats], bytes[opt->repeats];
	double one[opt->repeats], all[opt->repeats];
	int *fd = calloc(n, sizeof(*fd)), ready[2];
	unsigned int i, at = 1;
	__u64 before;
	pid_t pid;
	char c;

	if (!fd || setrlimit(RLIMIT_NOFILE, &files) || pipe(ready))
		fail("files");
	pid = fork();
	if (!pid)
		serve(&end, ready[1]);
	if (pid < 0 || read(ready[0], &c, 1) != 1)
		fail("server");
	enter_ns(opt->ns[0]);
	for (i = 0; i < n; i++)
		fd[i] = make_socket(&end);
	open_sessions(&end, fd, 0, 1);
	for (i = 0; i < opt->repeats; i++)
		alone[i] = round_trips(fd, 1, 2000);
	for (i = 0; i < opt->repeats; i++, at += part) {
		sleep(2);
		before = slab_bytes();
		open[i] = now();
		open_sessions(&end, fd, at, at + part);
		open[i] = (now() - open[i]) / part;
		sleep(2);
		/* Each has one end here and one there. */
		bytes[i] = (double)(int64_t)(slab_bytes() - before) / part / 2;
	}
	open_sessions(&end, fd, at, n);
	for (i = 0; i < opt->repeats; i++) {
		one[i] = round_trips(fd, 1, 2000);
		all[i] = round_trips(fd, n, n);
	}
	print_figure(opt, "rtt-unconnected", 1, alone);
	print_figure(opt, "open", part, open);
	print_figure(opt, "memory", part, bytes);
	print_figure(opt, "rtt-same", n, one);
	print_figure(opt, "rtt-each", n, all);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	return 0;
}
