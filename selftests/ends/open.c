// SPDX-License-Identifier: GPL-2.0
/*
 * Everyone who waits for a message while his open session ends, closed by its peer or
 * collected: he goes on waiting, and hears the message by which the peer opens the next.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ends.h"

enum way { CLOSED, COLLECTED, WAYS };

static const char *const way_name[] = {
	"closed",
	"collected",
};

static int client;
static atomic_int waiter_tid;
static int waiter_result;

static int receive(void)
{
	char byte;

	return recv(client, &byte, 1, MSG_DONTWAIT) == 1 ? 0 : errno;
}

static int wait_recv(void)
{
	char byte;

	return recv(client, &byte, 1, 0) == 1 ? 0 : errno;
}

static int wait_poll(void)
{
	struct pollfd p = { .fd = client, .events = POLLIN };

	return poll(&p, 1, -1) == 1 && p.revents == POLLIN ? receive() : EPROTO;
}

static int wait_epoll(void)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLET };
	int err, ep = epoll_create1(0);

	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, client, &ev))
		die("epoll");
	err = epoll_wait(ep, &ev, 1, -1) == 1 && ev.events == EPOLLIN ?
		      receive() :
		      EPROTO;
	close(ep);
	return err;
}

static const struct waiter {
	const char *name;
	int (*wait)(void);
} waiters[] = {
	{ "recv", wait_recv },
	{ "poll_in", wait_poll },
	{ "epoll_in", wait_epoll },
	{ 0 },
};

static void *waiter_thread(void *arg)
{
	const struct waiter *w = arg;

	waiter_tid = syscall(SYS_gettid);
	waiter_result = w->wait();
	return NULL;
}

static int serve(void)
{
	int s = new_socket();

	if (bind(s, (struct sockaddr *)&peer, sizeof(peer)))
		die("bind");
	return s;
}

/* By close(), or by idle collection, which the namespace has soon. */
static int end_it(int server, enum way way)
{
	if (way == CLOSED)
		close(server);
	while (count_sessions())
		usleep(10000);
	return way == CLOSED ? serve() : server;
}

static bool cell(const struct waiter *w, enum way way)
{
	struct sockaddr_seccomm from;
	socklen_t len = sizeof(from);
	int server = serve();
	pthread_t thread;
	bool waits, ok;
	char byte;

	client = new_socket();
	if (connect_to(client, &peer) || send(client, "x", 1, 0) != 1 ||
	    recvfrom(server, &byte, 1, 0, (struct sockaddr *)&from, &len) != 1)
		die("exchange");
	waiter_tid = 0;
	waiter_result = -1;
	if (pthread_create(&thread, NULL, waiter_thread, (void *)w))
		die("thread");
	while (!waiter_tid || !asleep(waiter_tid))
		usleep(10000);
	server = end_it(server, way);
	waits = asleep(waiter_tid);
	if (sendto(server, "y", 1, 0, (struct sockaddr *)&from, len) != 1)
		die("sendto");
	ok = joined(thread);
	if (!ok)
		printf("# does not return\n");
	else if (!waits || waiter_result)
		printf("# returns %s, %s\n",
		       waiter_result ? strerrorname_np(waiter_result) : "0",
		       waits ? "at the message" : "at the end");
	/* And the other way. */
	if (send(client, "z", 1, 0) != 1 || recv(server, &byte, 1, 0) != 1 ||
	    byte != 'z') {
		printf("# then send gives %s\n", strerrorname_np(errno));
		ok = false;
	}
	close(client);
	close(server);
	return ok && waits && !waiter_result;
}

int ends_open(bool collected)
{
	const enum way way = collected ? COLLECTED : CLOSED;
	unsigned int n = 0, failed = 0;
	const struct waiter *w;
	bool ok;

	for (w = waiters; w->name; w++) {
		ok = cell(w, way);
		failed += !ok;
		printf("%sok %u %s_%s\n", ok ? "" : "not ", ++n, w->name,
		       way_name[way]);
		fflush(stdout);
	}
	return failed != 0;
}
