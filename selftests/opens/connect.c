// SPDX-License-Identifier: GPL-2.0
/*
 * Honest opens: many sockets, of addresses in turn, all at once; what each sends is its number,
 * as often as a message has bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "../lib/sc_addr.h"
#include "../lib/sc_slow.h"
#include "opens.h"

#define GIVE_UP sc_slow_ms(60000) /* ms: longer than the kernel's */

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ll + ts.tv_nsec / 1000000;
}

static int start(const struct opens *o, const struct sockaddr_seccomm *from,
		 const struct sockaddr_seccomm *to)
{
	int sock = socket(seccomm_family(), SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (sock < 0 ||
	    setsockopt(sock, SOL_SECCOMM, SECCOMM_STACK, o->stack,
		       strlen(o->stack) + 1) ||
	    bind(sock, (struct sockaddr *)from, sizeof(*from)))
		opens_fail("socket");
	if (connect(sock, (struct sockaddr *)to, sizeof(*to)) &&
	    errno != EINPROGRESS)
		opens_fail("connect");
	return sock;
}

/* The next address. */
static void count_up(struct sockaddr_seccomm *from)
{
	__u8 *byte = &from->ssc_addr.s6_addr[15];

	while (!++*byte)
		byte--;
}

/* Did the open that has ended succeed? Then its messages are sent. */
static bool opened(const struct opens *o, int sock, __u8 text)
{
	socklen_t len = sizeof(int);
	__u8 body[MAX_LENGTH];
	unsigned long i;
	int err;

	if (getsockopt(sock, SOL_SOCKET, SO_ERROR, &err, &len) || err)
		return false;
	memset(body, text, o->length);
	for (i = 0; i < o->messages; i++)
		if (send(sock, body, o->length, MSG_NOSIGNAL) !=
		    (ssize_t)o->length)
			return false;
	return true;
}

/* Has a message come back as it was sent? */
static bool echoed(const struct opens *o, int sock, __u8 text)
{
	__u8 sent[MAX_LENGTH], body[MAX_LENGTH + 1];

	memset(sent, text, o->length);
	return recv(sock, body, sizeof(body), 0) == (ssize_t)o->length &&
	       !memcmp(body, sent, o->length);
}

int opens_connect(const struct opens *o, const char *first, const char *host)
{
	const struct rlimit files = { o->count + 64, o->count + 64 };
	struct pollfd *p = calloc(o->count, sizeof(*p));
	unsigned long good = 0, bad = 0, i;
	struct sockaddr_seccomm from, to;
	long long began = now_ms(), last = began;
	bool ok;

	if (!p || setrlimit(RLIMIT_NOFILE, &files))
		opens_fail("files");
	if (!sc_addr(&to, host, o->port))
		opens_fail("addresses");
	for (i = 0; i < o->count; i++) {
		if (i % o->addresses == 0 && !sc_addr(&from, first, "0"))
			opens_fail("addresses");
		p[i].fd = start(o, &from, &to);
		p[i].events = POLLOUT;
		count_up(&from);
	}
	while (good + bad < o->count && now_ms() - began < GIVE_UP) {
		if (poll(p, o->count, 1000) < 0)
			opens_fail("poll");
		for (i = 0; i < o->count; i++) {
			if (p[i].fd < 0 || !p[i].revents)
				continue;
			ok = p[i].events == POLLOUT ? opened(o, p[i].fd, i) :
						      echoed(o, p[i].fd, i);
			if (ok && o->echo && p[i].events == POLLOUT) {
				p[i].events = POLLIN;
				continue;
			}
			good += ok;
			bad += !ok;
			last = now_ms();
			/* Not closed: that would end the session. */
			p[i].fd = -1;
		}
	}
	printf("{\"opened\":%lu,\"failed\":%lu,\"ms\":%lld}\n", good, bad,
	       last - began);
	fflush(stdout);
	opens_told(-1);
	return good != o->count;
}
