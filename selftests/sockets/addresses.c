// SPDX-License-Identifier: GPL-2.0
/*
 * bind(), connect() and destinations: who is where, and who hears whom.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>

#include "conform.h"

#define NOBODY 65534

static void names(void)
{
	struct addr any = unspecified(0), lo = loopback(0), a;
	int s, peer;

	s = new_socket();
	a = local_addr(s);
	IS(0, addr_port(&a));
	CHECK(addr_same_host(&a, &any));
	OK(bind_to(s, &any));
	a = local_addr(s);
	CHECK(addr_port(&a) > 0);
	CHECK(addr_same_host(&a, &any));

	pair(&s, &peer);
	a = local_addr(s);
	CHECK(addr_port(&a) > 0);
	CHECK(addr_same_host(&a, &lo));
	a = peer_addr(s);
	CHECK(addr_same_host(&a, &lo));
	lo = local_addr(peer);
	IS(addr_port(&lo), addr_port(&a));
	IS(lo.len, a.len);
}

/* A short buffer gets as much as fits, and the true length. */
static void name_is_cut(void)
{
	int s = bound_socket();
	struct addr a = local_addr(s);
	socklen_t len = 4, full = a.len;
	char buf[4];

	OK(getsockname(s, (struct sockaddr *)buf, &len));
	IS(full, len);
	CHECK(!memcmp(buf, &a, sizeof(buf)));
	len = -1;
	GIVES(EINVAL, getsockname(s, (struct sockaddr *)buf, &len));
}

static void bind_bad(void)
{
	struct addr a = loopback(0),
		    elsewhere = addr_of("10.1.2.3", "fd77::1", 0);
	int s = new_socket();

	GIVES(EINVAL, bind(s, &a.any, 4));
	GIVES(EADDRNOTAVAIL, bind_to(s, &elsewhere));
	a.any.sa_family = AF_UNIX;
	GIVES(EAFNOSUPPORT, bind_to(s, &a));
	GIVES(EFAULT, bind(s, (void *)1, a.len));
}

/* Two on one port: only if both allow it, or on addresses that do not meet. */
static void reuse(void)
{
	struct addr a, any, other;
	int s = bound_socket(), t = new_socket(), u = new_socket();

	a = local_addr(s);
	any = unspecified(addr_port(&a));
	other = addr_of("10.9.9.1", "fd09:9::1", addr_port(&a));
	GIVES(EADDRINUSE, bind_to(t, &a));
	GIVES(EADDRINUSE, bind_to(t, &any));
	OK(bind_to(u, &other));
	set_int(t, SOL_SOCKET, SO_REUSEADDR, 1);
	GIVES(EADDRINUSE, bind_to(t, &a));
	set_int(s, SOL_SOCKET, SO_REUSEADDR, 1);
	OK(bind_to(t, &a));
	close(s);
	close(t);
	s = new_socket();
	OK(bind_to(s, &a));
}

static void privileged_port(void)
{
	struct addr a = loopback(80);
	int s = new_socket(), status;
	pid_t pid;

	pid = fork();
	if (!pid) {
		OK(setuid(NOBODY));
		GIVES(EACCES, bind_to(s, &a));
		_exit(0);
	}
	IS(pid, waitpid(pid, &status, 0));
	IS(0, status);
	OK(bind_to(s, &a));
}

static void without_stack(void)
{
	struct addr a;
	int s = bound_socket(), t = plain_socket(0);
	int want = differs(STACK_NEEDED) ? ENOPROTOOPT : 0;

	a = local_addr(s);
	GIVES(want, send_to(t, "x", 1, &a));
	GIVES(want, connect_to(t, &a));
}

static void create(void)
{
	int s = plain_socket(SOCK_NONBLOCK | SOCK_CLOEXEC), pair[2];
	int domain = get_int(s, SOL_SOCKET, SO_DOMAIN);
	char c;

	GIVES(EAGAIN, recv(s, &c, 1, 0));
	IS(FD_CLOEXEC, fcntl(s, F_GETFD));
	GIVES(ESOCKTNOSUPPORT, socket(domain, SOCK_RDM, 0));
	GIVES(EPROTONOSUPPORT, socket(domain, SOCK_DGRAM, 250));
	GIVES(EOPNOTSUPP, socketpair(domain, SOCK_DGRAM, 0, pair));
}

static void destination_bad(void)
{
	struct addr a = loopback(9), port0 = loopback(0);
	bool eafnosupport = differs(SENDTO_FAMILY) || kind->ip == 4;
	int s = new_socket();

	GIVES(EINVAL, sendto(s, "x", 1, 0, &a.any, 4));
	GIVES(EINVAL, connect(s, &a.any, 4));
	GIVES(EINVAL, send_to(s, "x", 1, &port0));
	GIVES(EFAULT, sendto(s, "x", 1, 0, (void *)1, a.len));
	GIVES(EFAULT, connect(s, (void *)1, a.len));
	GIVES(EINVAL, sendto(s, "x", 1, 0, &a.any, 4096));
	a.any.sa_family = AF_UNIX;
	GIVES(eafnosupport ? EAFNOSUPPORT : EINVAL, send_to(s, "x", 1, &a));
	GIVES(EAFNOSUPPORT, connect_to(s, &a));
	GIVES(differs(CONNECT_PORT_0) ? EINVAL : 0, connect_to(s, &port0));
}

static void unreachable(void)
{
	struct addr a = addr_of("10.1.2.3", "fd77::1", 9);
	int s = new_socket();

	GIVES(ENETUNREACH, send_to(s, "x", 1, &a));
	GIVES(ENETUNREACH, connect_to(s, &a));
}

static void broadcast(void)
{
	struct addr a = addr_of("10.9.9.255", "ff02::1", 9);
	struct addr everyone = addr_of("255.255.255.255", "ff02::1", 9);
	struct addr group = addr_of("224.0.0.251", "ff02::fb", 9);
	int s = new_socket();

	OK(setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "other", 6));
	GIVES(differs(MULTICAST) ? EINVAL : 0, send_to(s, "x", 1, &group));
	if (kind->ip == 6)
		return;
	GIVES(EACCES, send_to(s, "x", 1, &a));
	GIVES(EACCES, send_to(s, "x", 1, &everyone));
	GIVES(EACCES, connect_to(s, &a));
	set_int(s, SOL_SOCKET, SO_BROADCAST, 1);
	GIVES(differs(BROADCAST) ? EACCES : 0, send_to(s, "x", 1, &a));
}

/* An unspecified destination is this host. */
static void to_unspecified(void)
{
	struct addr any = unspecified(0), to;
	int s = new_socket(), t = new_socket();
	char c;

	OK(bind_to(t, &any));
	to = local_addr(t);
	IS(1, send_to(s, "x", 1, &to));
	IS(1, receive(t, &c, 1));
	OK(connect_to(s, &to));
	IS(1, send(s, "y", 1, 0));
	IS(1, receive(t, &c, 1));
	IS('y', c);
}

/* Answers go to the address that the message was sent from. */
static void reply(void)
{
	struct addr from = { .len = sizeof(from) }, local;
	char buf[8];
	int a, b;

	pair(&a, &b);
	IS(4, send(a, "ping", 4, 0));
	CHECK(wait_for(b, POLLIN));
	IS(4, recvfrom(b, buf, sizeof(buf), 0, &from.any, &from.len));
	local = local_addr(a);
	IS(addr_port(&local), addr_port(&from));
	CHECK(addr_same_host(&local, &from));
	IS(5, send_to(b, "pong!", 5, &from));
	IS(5, receive(a, buf, sizeof(buf)));
	OK(connect_to(b, &from));
	IS(3, send(b, "bye", 3, 0));
	IS(3, receive(a, buf, sizeof(buf)));
}

/* A connected socket sends elsewhere too, and hears its peer only. */
static void hears_its_peer(void)
{
	struct addr third, me;
	int a, b, c = bound_socket();
	char buf[4];

	third = local_addr(c);
	pair(&a, &b);
	IS(1, send_to(a, "x", 1, &third));
	IS(1, receive(c, buf, sizeof(buf)));
	me = local_addr(a);
	IS(3, send_to(c, "bad", 3, &me));
	barrier();
	me = local_addr(a);
	IS(4, send(a, "here", 4, 0));
	IS(4, receive(b, buf, sizeof(buf)));
	IS(2, send_to(b, "ok", 2, &me));
	IS(2, receive(a, buf, sizeof(buf)));
	GIVES(EAGAIN, recv(a, buf, sizeof(buf), MSG_DONTWAIT));
}

static void reconnect(void)
{
	struct addr first, second, got;
	int a, b, c = bound_socket(), i;
	char buf[4];

	second = local_addr(c);
	pair(&a, &b);
	first = peer_addr(a);
	IS(1, send(a, "1", 1, 0));
	IS(1, receive(b, buf, sizeof(buf)));
	OK(connect_to(a, &second));
	got = peer_addr(a);
	IS(addr_port(&second), addr_port(&got));
	IS(2, send(a, "22", 2, 0));
	IS(2, receive(c, buf, sizeof(buf)));
	GIVES(EAGAIN, recv(b, buf, sizeof(buf), MSG_DONTWAIT));
	OK(connect_to(a, &second));
	/* At once: a connect that is over is not still under way. */
	for (i = 0; i < 100; i++) {
		a = new_socket();
		OK(connect_to(a, &first));
		OK(connect_to(a, &second));
		OK(close(a));
	}
}

static void disconnects(void)
{
	struct addr to;
	int s, peer;
	char c;

	pair(&s, &peer);
	to = peer_addr(s);
	OK(disconnect(s));
	GIVES(EDESTADDRREQ, send(s, "x", 1, 0));
	GIVES(ENOTCONN, getpeername(s, &to.any, &to.len));
	OK(connect_to(s, &to));
	IS(1, send(s, "x", 1, 0));
	IS(1, receive(peer, &c, 1));
	OK(disconnect(s));
	OK(disconnect(s));
}

static void nonblocking_connect(void)
{
	struct addr to;
	int s = new_socket(), t = bound_socket(), r;
	char c;

	to = local_addr(t);
	OK(fcntl(s, F_SETFL, O_NONBLOCK));
	r = connect_to(s, &to);
	/* The handshake may be the faster one. */
	CHECK(!r || (differs(CONNECT_WAITS) && errno == EINPROGRESS));
	CHECK(wait_for(s, POLLOUT));
	IS(0, get_int(s, SOL_SOCKET, SO_ERROR));
	IS(1, send(s, "x", 1, 0));
	IS(1, receive(t, &c, 1));
}

static void connect_nobody(void)
{
	struct addr to;
	int s = new_socket(), t = bound_socket();

	to = local_addr(t);
	close(t);
	give_up_after(GIVE_UP_SOON);
	GIVES(differs(CONNECT_WAITS) ? ECONNREFUSED : 0, connect_to(s, &to));
	IS(0, get_int(s, SOL_SOCKET, SO_ERROR));
}

static void connect_itself(void)
{
	struct addr me;
	int s = bound_socket();
	char c;

	me = local_addr(s);
	if (differs(CONNECT_SELF)) {
		give_up_after(GIVE_UP_SOON);
		GIVES(ETIMEDOUT, connect_to(s, &me));
		return;
	}
	OK(connect_to(s, &me));
	IS(1, send(s, "x", 1, 0));
	IS(1, receive(s, &c, 1));
}

/* Whoever finds out the port of a socket that has only sent. */
static void autobound(void)
{
	struct addr to, found;
	int s = new_socket(), t = bound_socket(), stranger = bound_socket(), r;
	char c;

	to = local_addr(t);
	IS(1, send_to(s, "x", 1, &to));
	IS(1, receive(t, &c, 1));
	found = loopback(0);
	to = local_addr(s);
	found = loopback(addr_port(&to));
	give_up_after(GIVE_UP_SOON);
	IS(2, send_to(stranger, "yy", 2, &found));
	if (!differs(AUTOBOUND_ACCEPTS)) {
		IS(1, receive(s, &c, 1));
		return;
	}
	/* Parked, until it is given up, and so seldom that there is room for all. */
	do {
		poll(NULL, 0, sc_slow_ms(200));
		r = send_to(stranger, "yy", 2, &found);
	} while (r == 2);
	GIVES(ECONNREFUSED, r);
	GIVES(EAGAIN, recv(s, &c, 1, MSG_DONTWAIT));
}

const struct test address_tests[] = { { "names", names },
				      { "name_is_cut", name_is_cut },
				      { "bind_bad", bind_bad },
				      { "reuse", reuse },
				      { "privileged_port", privileged_port },
				      { "without_stack", without_stack },
				      { "create", create },
				      { "destination_bad", destination_bad },
				      { "unreachable", unreachable },
				      { "broadcast", broadcast },
				      { "to_unspecified", to_unspecified },
				      { "reply", reply },
				      { "hears_its_peer", hears_its_peer },
				      { "reconnect", reconnect },
				      { "disconnects", disconnects },
				      { "nonblocking_connect",
					nonblocking_connect },
				      { "connect_nobody", connect_nobody },
				      { "connect_itself", connect_itself },
				      { "autobound", autobound },
				      { 0 } };
