// SPDX-License-Identifier: GPL-2.0
/*
 * Errors that come later: of a peer that is gone, once, and MSG_ERRQUEUE.
 */
#include <time.h>

#include <linux/errqueue.h>
#include <linux/types.h>
#include <stdio.h>

#include "conform.h"

static char buf[70000];

/* Connected, the peer heard and closed, and a message sent to it. */
static int to_the_gone(void)
{
	int a, b;

	pair(&a, &b);
	IS(1, send(a, "w", 1, 0));
	IS(1, receive(b, buf, 1));
	OK(close(b));
	barrier();
	give_up_after(GIVE_UP_SOON);
	IS(1, send(a, "x", 1, 0));
	return a;
}

static void refused_recv(void)
{
	int s = to_the_gone();

	GIVES(ECONNREFUSED, recv(s, buf, 1, 0));
	GIVES(EAGAIN, recv(s, buf, 1, MSG_DONTWAIT));
}

static void refused_send(void)
{
	int s = to_the_gone();

	CHECK(wait_for(s, POLLERR));
	GIVES(ECONNREFUSED, send(s, "x", 1, 0));
}

static void refused_so_error(void)
{
	int s = to_the_gone();

	CHECK(wait_for(s, POLLERR));
	IS(ECONNREFUSED, get_int(s, SOL_SOCKET, SO_ERROR));
	IS(0, get_int(s, SOL_SOCKET, SO_ERROR));
	GIVES(EAGAIN, recv(s, buf, 1, MSG_DONTWAIT));
}

/* A peer that comes back is heard and talked to. */
static void peer_returns(void)
{
	struct addr to;
	int s = to_the_gone(), t = new_socket();

	CHECK(wait_for(s, POLLERR));
	IS(ECONNREFUSED, get_int(s, SOL_SOCKET, SO_ERROR));
	give_up_after(GIVE_UP_LATE);
	to = peer_addr(s);
	OK(bind_to(t, &to));
	IS(5, send(s, "again", 5, 0));
	IS(5, receive(t, buf, sizeof(buf)));
}

static void ask(int s, int on)
{
	set_int(s, kind->ip == 4 ? SOL_IP : SOL_IPV6,
		kind->ip == 4 ? IP_RECVERR : IPV6_RECVERR, on);
	IS(on, get_int(s, kind->ip == 4 ? SOL_IP : SOL_IPV6,
		       kind->ip == 4 ? IP_RECVERR : IPV6_RECVERR));
}

static ssize_t next_error(int s, struct addr *about,
			  struct sock_extended_err *ee)
{
	union {
		char buf[256];
		struct cmsghdr align;
	} u;
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr m = {
		.msg_name = about,
		.msg_namelen = sizeof(*about),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &u,
		.msg_controllen = sizeof(u),
	};
	ssize_t n = recvmsg(s, &m, MSG_ERRQUEUE);
	struct cmsghdr *c = n < 0 ? NULL : CMSG_FIRSTHDR(&m);

	if (n < 0)
		return n;
	CHECK(m.msg_flags & MSG_ERRQUEUE);
	CHECK(c);
	IS(kind->ip == 4 ? SOL_IP : SOL_IPV6, c->cmsg_level);
	IS(kind->ip == 4 ? IP_RECVERR : IPV6_RECVERR, c->cmsg_type);
	memcpy(ee, CMSG_DATA(c), sizeof(*ee));
	return n;
}

/* A message that is too long is an error of our own host. */
static void queue_local(void)
{
	struct sock_extended_err ee;
	struct addr about, to;
	int a, b;

	pair(&a, &b);
	GIVES(EMSGSIZE, send(a, buf, longest() + 1, 0));
	GIVES(EAGAIN, next_error(a, &about, &ee));
	ask(a, 1);
	GIVES(EMSGSIZE, send(a, buf, longest() + 1, 0));
	CHECK(wait_for(a, POLLERR));
	IS(0, next_error(a, &about, &ee));
	IS(EMSGSIZE, ee.ee_errno);
	IS(SO_EE_ORIGIN_LOCAL, ee.ee_origin);
	CHECK(ee.ee_info);
	to = peer_addr(a);
	IS(addr_port(&to), addr_port(&about));
	GIVES(EAGAIN, next_error(a, &about, &ee));
	IS(0, get_int(a, SOL_SOCKET, SO_ERROR));
	/* Who asks no more is told no more. */
	GIVES(EMSGSIZE, send(a, buf, longest() + 1, 0));
	ask(a, 0);
	GIVES(EAGAIN, next_error(a, &about, &ee));
}

/* However much too long; over IPv6 the socket layer's check comes first for UDP. */
static void queue_local_huge(void)
{
	struct sock_extended_err ee;
	struct addr about;
	int a, b;

	pair(&a, &b);
	ask(a, 1);
	GIVES(EMSGSIZE, send(a, buf, 65535, 0));
	IS(0, next_error(a, &about, &ee));
	IS(EMSGSIZE, ee.ee_errno);
	if (!kind->seccomm)
		return;
	GIVES(EMSGSIZE, send(a, buf, sizeof(buf), 0));
	IS(0, next_error(a, &about, &ee));
	IS(EMSGSIZE, ee.ee_errno);
	IS(0, get_int(a, SOL_SOCKET, SO_ERROR));
}

/* A queueing discipline's report about a packet, which is no error of a peer's. */
static void queue_of_others(void)
{
	struct {
		clockid_t clockid;
		__u32 flags;
	} txtime = { CLOCK_TAI, 2 /* SOF_TXTIME_REPORT_ERRORS */ };
	struct sock_extended_err ee;
	struct addr about = { 0 };
	int a, b;

	pair(&a, &b);
	if (kind->seccomm) {
		/* None of them can be asked for. */
		if (!kernel_before_6_7())
			GIVES(ENOPROTOOPT, setsockopt(a, SOL_SOCKET, SO_TXTIME,
						      &txtime, sizeof(txtime)));
		return;
	}
	OK(setsockopt(a, SOL_SOCKET, SO_TXTIME, &txtime, sizeof(txtime)));
	run("tc qdisc add dev lo root etf clockid CLOCK_TAI delta 100000");
	send(a, "x", 1, 0);
	run("tc qdisc del dev lo root");
	CHECK(wait_for(a, POLLERR));
	CHECK(next_error(a, &about, &ee) >= 0);
	IS(SO_EE_ORIGIN_TXTIME, ee.ee_origin);
	IS(EINVAL, ee.ee_errno);
	IS(SO_EE_CODE_TXTIME_INVALID_PARAM, ee.ee_code);
	IS(0, about.any.sa_family);
}

static void queue_refused(void)
{
	struct sock_extended_err ee;
	struct addr about, to;
	int a, b;

	pair(&a, &b);
	ask(a, 1);
	to = peer_addr(a);
	OK(close(b));
	give_up_after(GIVE_UP_SOON);
	IS(1, send(a, "x", 1, 0));
	CHECK(wait_for(a, POLLERR));
	if (differs(CLOSED_PEER_QUEUE)) {
		GIVES(EAGAIN, next_error(a, &about, &ee));
		IS(ECONNREFUSED, get_int(a, SOL_SOCKET, SO_ERROR));
		return;
	}
	IS(1, next_error(a, &about, &ee));
	IS(ECONNREFUSED, ee.ee_errno);
	IS(addr_port(&to), addr_port(&about));
	IS(0, get_int(a, SOL_SOCKET, SO_ERROR));
}

const struct test error_tests[] = { { "refused_recv", refused_recv },
				    { "refused_send", refused_send },
				    { "refused_so_error", refused_so_error },
				    { "peer_returns", peer_returns },
				    { "queue_local", queue_local },
				    { "queue_local_huge", queue_local_huge },
				    { "queue_of_others", queue_of_others },
				    { "queue_refused", queue_refused },
				    { 0 } };
