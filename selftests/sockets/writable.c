// SPDX-License-Identifier: GPL-2.0
/*
 * Being let send, or not: whatever it is for want of which send() says EAGAIN, poll()
 * does not say POLLOUT until it is there, and then it does, to who waits for an edge
 * too. And what is dropped by this host is counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "conform.h"

#define SILENCE "tc qdisc add dev lo root netem loss 100%"
#define NO_SILENCE "tc qdisc del dev lo root"
#define MANY 300

static char buf[70000];

static bool says_out(int s)
{
	struct pollfd p = { .fd = s, .events = POLLOUT };

	CHECK(poll(&p, 1, 0) >= 0);
	return p.revents & POLLOUT;
}

/* Sends of @size bytes until one fails, MANY at most: its errno, or 0. Where poll()
 * says POLLOUT, there is no EAGAIN, and with EAGAIN no POLLOUT.
 */
static int fill_up(int s, const struct addr *to, size_t size, int *sent)
{
	bool out;

	for (*sent = 0; *sent < MANY; ++*sent) {
		out = says_out(s);
		if (sendto(s, buf, size, MSG_DONTWAIT, to ? &to->any : NULL,
			   to ? to->len : 0) >= 0)
			continue;
		if (errno == EAGAIN) {
			CHECK(!out);
			CHECK(!says_out(s));
			errno = EAGAIN;
		}
		return errno;
	}
	return 0;
}

static long counter(const char *name)
{
	char command[64];
	long value = -1;
	FILE *f;

	if (!kind->seccomm)
		return 0;
	snprintf(command, sizeof(command), "seccommctl stats show %s", name);
	f = popen(command, "r");
	CHECK(f && fscanf(f, "%*s %ld", &value) == 1);
	pclose(f);
	return value;
}

/* One silent peer of many: what is too much is lost, and the others are sent to. */
static void out_unconnected(void)
{
	struct addr to = addr_of("10.9.9.8", "fd09:9::8", 9), other;
	long full = counter("tx-drop-park-full");
	int a = new_socket(), b = bound_socket(), sent;

	run("ip link set dev other arp off");
	IS(0, fill_up(a, &to, 10, &sent));
	if (differs(SESSION_FIRST))
		IS(MANY - 64, counter("tx-drop-park-full") - full);
	CHECK(says_out(a));
	other = local_addr(b);
	IS(1, send_to(a, "x", 1, &other));
	IS(1, receive(b, buf, 1));
	/* Who asks for errors is told. */
	set_int(a, kind->ip == 4 ? SOL_IP : SOL_IPV6,
		kind->ip == 4 ? IP_RECVERR : IPV6_RECVERR, 1);
	IS(kind->seccomm ? ENOBUFS : 0, fill_up(a, &to, 10, &sent));
}

/* The same with messages that fill the send buffer first: that is no peer's alone. */
static void out_unconnected_large(void)
{
	struct addr to = addr_of("10.9.9.8", "fd09:9::8", 9);
	int a = new_socket(), sent;

	run("ip link set dev other arp off");
	IS(kind->seccomm ? EAGAIN : 0, fill_up(a, &to, 5000, &sent));
}

/* Room in the send buffer for more than a session's queue takes. */
static void much_room(int s)
{
	set_int(s, SOL_SOCKET, SO_SNDBUFFORCE, 4 << 20);
}

/* A socket that connects to @b, who does not hear of it yet. */
static int connecting(int b)
{
	struct addr to = local_addr(b);
	int a = plain_socket(SOCK_NONBLOCK);

	much_room(a);
	if (differs(STACK_NEEDED))
		OK(setsockopt(a, SOL_SECCOMM, SECCOMM_STACK, STACK,
			      sizeof(STACK)));
	run(SILENCE);
	GIVES(differs(CONNECT_WAITS) ? EINPROGRESS : 0, connect_to(a, &to));
	return a;
}

static int epoll_out(int s)
{
	struct epoll_event e = { .events = EPOLLOUT | EPOLLET };
	int ep = epoll_create1(0);

	CHECK(ep >= 0);
	OK(epoll_ctl(ep, EPOLL_CTL_ADD, s, &e));
	return ep;
}

/* Within @ms, EPOLLOUT and no error. */
static bool epoll_says_out(int ep, int ms)
{
	struct epoll_event e = { 0 };

	return epoll_wait(ep, &e, 1, ms) == 1 && e.events == EPOLLOUT;
}

static void out_connecting_of(size_t size)
{
	int b = bound_socket(), a = connecting(b), ep = epoll_out(a), sent;

	if (!kind->seccomm) {
		run(NO_SILENCE);
		CHECK(epoll_says_out(ep, 0));
		return;
	}
	IS(EAGAIN, fill_up(a, NULL, size, &sent));
	CHECK(!epoll_says_out(ep, 0));
	run(NO_SILENCE);
	CHECK(epoll_says_out(ep, PATIENCE));
	while (sent--)
		IS(size, receive(b, buf, size));
	IS(size, send(a, buf, size, 0));
	IS(size, receive(b, buf, size));
}

static void out_connecting(void)
{
	out_connecting_of(10);
}

static void out_connecting_large(void)
{
	out_connecting_of(60000);
}

/* The session ended, and another is being opened. */
static int reopening(struct addr *to)
{
	int a, b;

	pair(&a, &b);
	much_room(a);
	IS(1, send(a, "w", 1, 0));
	IS(1, receive(b, buf, 1));
	*to = local_addr(b);
	OK(close(b));
	barrier();
	run(SILENCE);
	return a;
}

static void out_reopening_of(size_t size)
{
	struct addr to;
	int a = reopening(&to), b, ep, sent, err, i;

	err = fill_up(a, NULL, size, &sent);
	/* What netem has dropped is as good as sent. */
	IS(kind->seccomm ? EAGAIN : 0, err);
	ep = epoll_out(a);
	if (kind->seccomm)
		CHECK(!epoll_says_out(ep, 0));
	b = new_socket();
	OK(bind_to(b, &to));
	run(NO_SILENCE);
	if (!kind->seccomm)
		return;
	CHECK(epoll_says_out(ep, PATIENCE));
	for (i = 0; i < sent; i++)
		IS(size, receive(b, buf, size));
}

static void out_reopening(void)
{
	out_reopening_of(10);
}

static void out_reopening_large(void)
{
	out_reopening_of(60000);
}

/* With an error queued, there is no more room than without; no edge is lost when
 * the open is given up.
 */
static void out_given_up(void)
{
	struct epoll_event e = { 0 };
	struct addr to;
	int a = reopening(&to), ep, sent;

	give_up_after(GIVE_UP_SOON);
	set_int(a, kind->ip == 4 ? SOL_IP : SOL_IPV6,
		kind->ip == 4 ? IP_RECVERR : IPV6_RECVERR, 1);
	if (kind->seccomm) {
		IS(EAGAIN, fill_up(a, NULL, 10, &sent));
		GIVES(EMSGSIZE, send(a, buf, longest() + 1, MSG_DONTWAIT));
		CHECK(!says_out(a));
		ep = epoll_out(a);
		IS(1, epoll_wait(ep, &e, 1, 0));
		IS(EPOLLERR, e.events);
		IS(1, epoll_wait(ep, &e, 1, PATIENCE));
		IS(EPOLLERR | EPOLLOUT, e.events);
		IS(ETIMEDOUT, get_int(a, SOL_SOCKET, SO_ERROR));
	}
	run(NO_SILENCE);
}

/* Who may send no more is not waited for. */
static void out_shut(void)
{
	struct addr to;
	int a = reopening(&to), sent;

	fill_up(a, NULL, 10, &sent);
	OK(shutdown(a, SHUT_WR));
	CHECK(says_out(a));
	GIVES(EPIPE, send(a, "x", 1, MSG_DONTWAIT));
	run(NO_SILENCE);
}

/* A queueing discipline that drops: what is counted as sent is what arrives, all
 * else is counted as its, and who asks for errors is told.
 */
static void dropped_by_qdisc(void)
{
	const int level = kind->ip == 4 ? SOL_IP : SOL_IPV6;
	const int name = kind->ip == 4 ? IP_RECVERR : IPV6_RECVERR;
	long messages, drops;
	int a, b, i, got = 0;

	pair(&a, &b);
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, buf, 1));
	messages = counter("tx-messages");
	drops = counter("tx-drop-qdisc");
	run("tc qdisc add dev lo root tbf rate 1kbit burst 2200 limit 4000");
	for (i = 0; i < 100; i++)
		IS(1000, send(a, buf, 1000, 0));
	set_int(a, level, name, 1);
	for (i = 0; i < 100; i++)
		GIVES(ENOBUFS, send(a, buf, 1000, 0));
	run("tc qdisc change dev lo root tbf rate 1gbit burst 100000 limit 100000");
	set_int(a, level, name, 0);
	IS(1, send(a, "x", 1, 0));
	while (receive(b, buf, sizeof(buf)) == 1000)
		got++;
	run("tc qdisc del dev lo root");
	CHECK(got > 2);
	if (!kind->seccomm)
		return;
	IS(got + 1, counter("tx-messages") - messages);
	IS(200 - got, counter("tx-drop-qdisc") - drops);
}

static void ip_rule(const char *what)
{
	char command[128];

	snprintf(command, sizeof(command), "ip -%d rule %s", kind->ip, what);
	run(command);
}

/* No way there any more: told at once, where the message runs at once. */
static void dropped_by_route(void)
{
	struct iovec iov = { buf, 1 };
	struct mmsghdr m[3] = {
		{ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } },
		{ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } },
		{ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } },
	};
	long drops;
	bool late;
	int a, b;

	pair(&a, &b);
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, buf, 1));
	drops = counter("tx-drop-route");
	ip_rule("add prio 2 lookup local");
	ip_rule("add prio 1 iif lo prohibit");
	ip_rule("del prio 0");
	GIVES(EACCES, send(a, "x", 1, 0));
	late = differs(LATE_ERRORS);
	IS(late ? 3 : -1, sendmmsg(a, m, 3, 0));
	ip_rule("add prio 0 lookup local");
	ip_rule("del prio 1");
	ip_rule("del prio 2");
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, buf, 1));
	if (kind->seccomm)
		IS(4, counter("tx-drop-route") - drops);
}

const struct test writable_tests[] = {
	{ "out_unconnected", out_unconnected },
	{ "out_unconnected_large", out_unconnected_large },
	{ "out_connecting", out_connecting },
	{ "out_connecting_large", out_connecting_large },
	{ "out_reopening", out_reopening },
	{ "out_reopening_large", out_reopening_large },
	{ "out_given_up", out_given_up },
	{ "out_shut", out_shut },
	{ "dropped_by_qdisc", dropped_by_qdisc },
	{ "dropped_by_route", dropped_by_route },
	{ 0 }
};
