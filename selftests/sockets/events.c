// SPDX-License-Identifier: GPL-2.0
/*
 * Being told: poll, select, epoll level and edge, signals, and blocked readers.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/time.h>

#include "conform.h"

static char buf[64];

static int events_of(int s)
{
	struct pollfd p = {
		.fd = s,
		.events = POLLIN | POLLOUT | POLLPRI | POLLRDHUP | POLLRDNORM |
			  POLLWRNORM,
	};

	CHECK(poll(&p, 1, 0) >= 0);
	return p.revents;
}

static void poll_states(void)
{
	const int in = POLLIN | POLLRDNORM, outs = POLLOUT | POLLWRNORM;
	int a, b;

	IS(outs, events_of(new_socket()));
	IS(outs, events_of(bound_socket()));
	pair(&a, &b);
	IS(outs, events_of(a));
	IS(1, send(a, "x", 1, 0));
	CHECK(wait_for(b, POLLIN));
	IS(in | outs, events_of(b));
	OK(shutdown(a, SHUT_WR));
	IS(outs, events_of(a));
	OK(shutdown(a, SHUT_RD));
	IS(in | outs | POLLRDHUP | POLLHUP, events_of(a));
	pair(&a, &b);
	OK(shutdown(a, SHUT_RD));
	IS(in | outs | POLLRDHUP, events_of(a));
}

static void selects(void)
{
	struct timeval tv = { .tv_sec = PATIENCE / 1000 };
	fd_set r, w;
	int a, b;

	pair(&a, &b);
	IS(1, send(a, "x", 1, 0));
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_SET(b, &r);
	FD_SET(a, &r);
	IS(1, select((a > b ? a : b) + 1, &r, NULL, NULL, &tv));
	CHECK(FD_ISSET(b, &r) && !FD_ISSET(a, &r));
	FD_SET(b, &w);
	IS(1, select(b + 1, NULL, &w, NULL, &tv));
}

static int epoll_of(int s, __u32 events)
{
	struct epoll_event e = { .events = events, .data.fd = s };
	int ep = epoll_create1(0);

	CHECK(ep >= 0);
	OK(epoll_ctl(ep, EPOLL_CTL_ADD, s, &e));
	return ep;
}

/* What it says within @ms; 0: nothing. */
static int epoll_says(int ep, int ms)
{
	struct epoll_event e = { 0 };

	return epoll_wait(ep, &e, 1, ms) == 1 ? (int)e.events : 0;
}

static void epoll_level(void)
{
	int a, b, ep;

	pair(&a, &b);
	ep = epoll_of(b, EPOLLIN);
	IS(0, epoll_says(ep, 0));
	IS(1, send(a, "x", 1, 0));
	IS(EPOLLIN, epoll_says(ep, PATIENCE));
	IS(EPOLLIN, epoll_says(ep, 0));
	IS(1, recv(b, buf, 1, 0));
	IS(0, epoll_says(ep, 0));
}

static void epoll_edge(void)
{
	int a, b, ep;

	pair(&a, &b);
	ep = epoll_of(b, EPOLLIN | EPOLLET);
	IS(1, send(a, "1", 1, 0));
	IS(EPOLLIN, epoll_says(ep, PATIENCE));
	IS(0, epoll_says(ep, 0));
	/* A second message is a new edge, though the first is not read. */
	IS(1, send(a, "2", 1, 0));
	IS(EPOLLIN, epoll_says(ep, PATIENCE));
	IS(1, recv(b, buf, 1, 0));
	IS(0, epoll_says(ep, 0));
	IS(1, recv(b, buf, 1, 0));
	IS(0, send(a, NULL, 0, 0));
	IS(EPOLLIN, epoll_says(ep, PATIENCE));
	IS(0, recv(b, buf, 1, MSG_DONTWAIT));
	GIVES(EAGAIN, recv(b, buf, 1, MSG_DONTWAIT));
}

static void epoll_once(void)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLONESHOT };
	int a, b, ep;

	pair(&a, &b);
	ep = epoll_of(b, EPOLLIN | EPOLLONESHOT);
	IS(1, send(a, "1", 1, 0));
	IS(EPOLLIN, epoll_says(ep, PATIENCE));
	IS(1, send(a, "2", 1, 0));
	barrier();
	IS(0, epoll_says(ep, 0));
	OK(epoll_ctl(ep, EPOLL_CTL_MOD, b, &e));
	IS(EPOLLIN, epoll_says(ep, 0));
}

static void epoll_shutdown(void)
{
	int a, b, ep;

	pair(&a, &b);
	ep = epoll_of(a, EPOLLIN | EPOLLRDHUP | EPOLLET);
	OK(shutdown(a, SHUT_RD));
	IS(EPOLLIN | EPOLLRDHUP, epoll_says(ep, PATIENCE));
	OK(shutdown(a, SHUT_WR));
	IS(EPOLLIN | EPOLLRDHUP | EPOLLHUP, epoll_says(ep, PATIENCE));
	pair(&a, &b);
	ep = epoll_of(a, EPOLLOUT | EPOLLET);
	IS(EPOLLOUT, epoll_says(ep, PATIENCE));
	IS(0, epoll_says(ep, 0));
}

static int signals;

static void on_signal(int sig)
{
	__atomic_add_fetch(&signals, 1, __ATOMIC_RELAXED);
}

static void signal_io(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	int a, b, ms;

	pair(&a, &b);
	OK(sigaction(SIGIO, &sa, NULL));
	OK(fcntl(b, F_SETOWN, getpid()));
	OK(fcntl(b, F_SETFL, O_ASYNC));
	IS(1, send(a, "x", 1, 0));
	for (ms = 0;
	     !__atomic_load_n(&signals, __ATOMIC_RELAXED) && ms < PATIENCE;
	     ms++)
		poll(NULL, 0, 1);
	CHECK(signals);
}

static void interrupted(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct itimerval t = { .it_value = { .tv_usec = 50000 },
			       .it_interval = { .tv_usec = 50000 } };
	int s = bound_socket();

	OK(sigaction(SIGALRM, &sa, NULL));
	OK(setitimer(ITIMER_REAL, &t, NULL));
	GIVES(EINTR, recv(s, buf, 1, 0));
	GIVES(EINTR, recv(s, buf, 1, MSG_PEEK));
}

/* No SIGPIPE, MSG_NOSIGNAL or not: that is for streams. */
static void no_sigpipe(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	int a, b;

	pair(&a, &b);
	OK(sigaction(SIGPIPE, &sa, NULL));
	OK(shutdown(a, SHUT_WR));
	GIVES(EPIPE, send(a, "x", 1, 0));
	GIVES(EPIPE, write(a, "x", 1));
	GIVES(EPIPE, send(a, "x", 1, MSG_NOSIGNAL));
	IS(0, signals);
}

/* A thread blocked in recv(). */
struct reader {
	pthread_t thread;
	int s, flags;
	pid_t tid;
	ssize_t got;
	int error;
};

static void *reader_run(void *arg)
{
	struct reader *r = arg;
	char c;

	__atomic_store_n(&r->tid, gettid(), __ATOMIC_RELEASE);
	r->got = recv(r->s, &c, 1, r->flags);
	r->error = errno;
	return NULL;
}

static bool sleeps(pid_t tid)
{
	char path[64], text[256], state = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	f = fopen(path, "r");
	CHECK(f && fgets(text, sizeof(text), f));
	fclose(f);
	if (sscanf(strrchr(text, ')') + 1, " %c", &state) != 1)
		return false;
	return state == 'S';
}

static void reader_start(struct reader *r, int s, int flags)
{
	r->s = s;
	r->flags = flags;
	r->tid = 0;
	IS(0, pthread_create(&r->thread, NULL, reader_run, r));
	while (!__atomic_load_n(&r->tid, __ATOMIC_ACQUIRE) || !sleeps(r->tid))
		poll(NULL, 0, 1);
}

static void blocked_readers(void)
{
	struct reader r[3];
	int a, b, i;

	pair(&a, &b);
	for (i = 0; i < 3; i++)
		reader_start(&r[i], b, 0);
	for (i = 0; i < 3; i++)
		IS(1, send(a, "x", 1, 0));
	for (i = 0; i < 3; i++) {
		IS(0, pthread_join(r[i].thread, NULL));
		IS(1, r[i].got);
	}
	/* A poller is woken beside a reader; who peeks takes nothing. */
	reader_start(&r[0], b, MSG_PEEK);
	IS(1, send(a, "x", 1, 0));
	IS(0, pthread_join(r[0].thread, NULL));
	IS(1, r[0].got);
	IS(1, recv(b, buf, 1, MSG_DONTWAIT));
}

static void shutdown_wakes(void)
{
	struct reader r[2];
	int a, b, i;

	pair(&a, &b);
	for (i = 0; i < 2; i++)
		reader_start(&r[i], a, 0);
	OK(shutdown(a, SHUT_RD));
	for (i = 0; i < 2; i++) {
		IS(0, pthread_join(r[i].thread, NULL));
		IS(0, r[i].got);
	}
	b = bound_socket();
	reader_start(&r[0], b, 0);
	GIVES(ENOTCONN, shutdown(b, SHUT_RDWR));
	IS(0, pthread_join(r[0].thread, NULL));
	IS(0, r[0].got);
}

const struct test event_tests[] = { { "poll_states", poll_states },
				    { "selects", selects },
				    { "epoll_level", epoll_level },
				    { "epoll_edge", epoll_edge },
				    { "epoll_once", epoll_once },
				    { "epoll_shutdown", epoll_shutdown },
				    { "signal_io", signal_io },
				    { "interrupted", interrupted },
				    { "no_sigpipe", no_sigpipe },
				    { "blocked_readers", blocked_readers },
				    { "shutdown_wakes", shutdown_wakes },
				    { 0 } };
