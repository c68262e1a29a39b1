// SPDX-License-Identifier: GPL-2.0
/*
 * Everyone who waits for a session, and every way in which it ends under him: he
 * returns, with the right errno, and the socket can be connected anew.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../lib/sc_slow.h"
#include "ends.h"

/* Longer than the give-up of the namespace takes on a busy machine. */
#define HANG_SECONDS (sc_slow_ms(20000) / 1000)

enum way { DELETED, DISCONNECTED, GIVEN_UP, WAYS };

static const char *const way_name[] = {
	"deleted",
	"disconnected",
	"given_up",
};

static int sock;
static atomic_int waiter_tid;
static int waiter_result;

static void set_nonblock(int on)
{
	int flags = fcntl(sock, F_GETFL);

	if (fcntl(sock, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK))
		die("fcntl");
}

static void start_connect(void)
{
	set_nonblock(1);
	if (connect_to(sock, &peer) != EINPROGRESS)
		die("connect does not wait");
	set_nonblock(0);
}

static int so_error(void)
{
	socklen_t len = sizeof(int);
	int err;

	if (getsockopt(sock, SOL_SOCKET, SO_ERROR, &err, &len))
		die("SO_ERROR");
	return err;
}

static void nothing(void)
{
}

static int wait_connect(void)
{
	return connect_to(sock, &peer);
}

static int wait_poll(void)
{
	struct pollfd p = { .fd = sock, .events = POLLOUT };

	if (poll(&p, 1, -1) != 1)
		return errno;
	return p.revents & POLLOUT ? so_error() : EPROTO;
}

static int wait_epoll(void)
{
	struct epoll_event ev = { .events = EPOLLOUT | EPOLLET };
	int err, ep = epoll_create1(0);

	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, sock, &ev))
		die("epoll");
	err = epoll_wait(ep, &ev, 1, -1) == 1 ? 0 : errno;
	if (!err)
		err = ev.events & EPOLLOUT ? so_error() : EPROTO;
	close(ep);
	return err;
}

static int wait_recv(void)
{
	char byte;

	return recv(sock, &byte, 1, 0) < 0 ? errno : 0;
}

/* As many as are parked; the next one waits. From an unconnected socket it would be
 * dropped if it were told not to wait.
 */
static void fill(bool connected)
{
	int left = 64; /* net.seccomm.park_messages */

	while ((connected || left--) &&
	       sendto(sock, "x", 1, MSG_DONTWAIT,
		      connected ? NULL : (struct sockaddr *)&peer,
		      connected ? 0 : sizeof(peer)) == 1)
		;
	if (connected ? errno != EAGAIN : left != -1)
		die("send does not wait");
}

static void fill_unconnected(void)
{
	fill(false);
}

static void fill_connected(void)
{
	start_connect();
	fill(true);
}

static int wait_sendto(void)
{
	if (sendto(sock, "x", 1, 0, (struct sockaddr *)&peer, sizeof(peer)) < 0)
		return errno;
	return 0;
}

static int wait_send(void)
{
	return send(sock, "x", 1, 0) < 0 ? errno : 0;
}

/* STAYS: he may go on waiting. */
#define STAYS (-1)

static const struct waiter {
	const char *name;
	void (*start)(void);
	int (*wait)(void);
	int expect[WAYS];
} waiters[] = {
	{ "connect",
	  nothing,
	  wait_connect,
	  { ECONNABORTED, ECONNABORTED, ETIMEDOUT } },
	{ "poll", start_connect, wait_poll, { ECONNABORTED, 0, ETIMEDOUT } },
	{ "epoll", start_connect, wait_epoll, { ECONNABORTED, 0, ETIMEDOUT } },
	{ "recv", start_connect, wait_recv, { ECONNABORTED, STAYS, ETIMEDOUT } },
	{ "sendto", fill_unconnected, wait_sendto, { 0, 0, ETIMEDOUT } },
	{ "send", fill_connected, wait_send, { ECONNABORTED, 0, ETIMEDOUT } },
	{ 0 },
};

static void *waiter_thread(void *arg)
{
	const struct waiter *w = arg;

	waiter_tid = syscall(SYS_gettid);
	waiter_result = w->wait();
	return NULL;
}

bool asleep(int tid)
{
	char path[64], state = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	if (f)
		fclose(f);
	return state == 'S';
}

static void end_it(enum way way)
{
	switch (way) {
	case DELETED:
		end_sessions(-1);
		break;
	case DISCONNECTED:
		if (disconnect(sock))
			die("disconnect");
		break;
	default:
		/* Time does. */
		break;
	}
}

bool joined(pthread_t thread)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += HANG_SECONDS;
	if (!pthread_timedjoin_np(thread, NULL, &until))
		return true;
	pthread_kill(thread, SIGUSR1);
	pthread_join(thread, NULL);
	return false;
}

/* What was told is not told again, and the socket is as good as new. */
static bool usable(void)
{
	int err;

	set_nonblock(1);
	if (sendto(sock, "x", 1, 0, (struct sockaddr *)&peer, sizeof(peer)) !=
	    1) {
		printf("# then send gives %s\n", strerrorname_np(errno));
		return false;
	}
	err = connect_to(sock, &peer);
	if (err == EINPROGRESS)
		return true;
	printf("# then connect gives %s\n", strerrorname_np(err));
	return false;
}

static bool cell(const struct waiter *w, enum way way)
{
	const int expect = w->expect[way];
	bool back, ok;
	pthread_t thread;

	sock = new_socket();
	w->start();
	waiter_tid = 0;
	if (pthread_create(&thread, NULL, waiter_thread, (void *)w))
		die("thread");
	while (!waiter_tid || !asleep(waiter_tid))
		usleep(10000);
	end_it(way);
	if (expect == STAYS)
		pthread_kill(thread, SIGUSR1);
	back = joined(thread);
	ok = back && (expect == STAYS || waiter_result == expect);
	if (!back)
		printf("# does not return\n");
	else if (!ok)
		printf("# returns %s\n",
		       waiter_result ? strerrorname_np(waiter_result) : "0");
	ok &= usable();
	close(sock);
	return ok;
}

int ends_table(void)
{
	unsigned int n = 0, failed = 0;
	const struct waiter *w;
	enum way way;
	bool ok;

	for (w = waiters; w->name; w++)
		for (way = 0; way < WAYS; way++) {
			ok = cell(w, way);
			failed += !ok;
			printf("%sok %u %s_%s\n", ok ? "" : "not ", ++n,
			       w->name, way_name[way]);
			fflush(stdout);
		}
	return failed != 0;
}
