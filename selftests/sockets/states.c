// SPDX-License-Identifier: GPL-2.0
/*
 * Every call in every state of a socket: a table of what it gives.
 */
#include <stdio.h>
#include <sys/ioctl.h>

#include "conform.h"

enum state {
	UNBOUND,
	BOUND,
	CONNECTED,
	SHUT_READ,
	SHUT_WRITE,
	CLOSED_PEER,
	STATES
};

static const char *const state_name[] = {
	"unbound", "bound", "connected", "shut_rd", "shut_wr", "closed peer",
};

/* Another end that is there, for calls that name one. */
static struct addr live;

static int in_state(enum state state)
{
	int s, peer;

	switch (state) {
	case UNBOUND:
		return new_socket();
	case BOUND:
		return bound_socket();
	default:
		pair(&s, &peer);
	}
	if (state == SHUT_READ)
		OK(shutdown(s, SHUT_RD));
	if (state == SHUT_WRITE)
		OK(shutdown(s, SHUT_WR));
	if (state == CLOSED_PEER)
		OK(close(peer));
	return s;
}

static char byte;

static long call_bind(int s)
{
	struct addr a = loopback(0);

	return bind_to(s, &a);
}

static long call_connect(int s)
{
	return connect_to(s, &live);
}

static long call_disconnect(int s)
{
	return disconnect(s);
}

static long call_listen(int s)
{
	return listen(s, 1);
}

static long call_accept(int s)
{
	return accept(s, NULL, NULL);
}

static long call_send(int s)
{
	return send(s, "x", 1, 0);
}

static long call_write(int s)
{
	return write(s, "x", 1);
}

static long call_send_nosignal(int s)
{
	return send(s, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static long call_send_oob(int s)
{
	long r = send(s, "x", 1, MSG_OOB);

	if (differs(OUT_OF_BAND) || kind->ip == 4)
		GIVES(EOPNOTSUPP, r);
	return 0;
}

static long call_send_empty(int s)
{
	return send(s, NULL, 0, 0);
}

static long call_sendto(int s)
{
	return send_to(s, "x", 1, &live);
}

static long call_sendmsg(int s)
{
	struct iovec iov = { "x", 1 };
	struct msghdr m = {
		.msg_name = &live,
		.msg_namelen = live.len,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};

	return sendmsg(s, &m, 0);
}

static long call_sendmmsg(int s)
{
	struct iovec iov = { "x", 1 };
	struct mmsghdr m[2] = {
		{ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } },
		{ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } },
	};

	return sendmmsg(s, m, 2, 0);
}

static long call_recv(int s)
{
	return recv(s, &byte, 1, MSG_DONTWAIT);
}

static long call_recv_timeout(int s)
{
	struct timeval tv = { .tv_usec = 20000 };

	OK(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	return recv(s, &byte, 1, 0);
}

static long call_recvfrom(int s)
{
	struct addr from = { .len = sizeof(from) };

	return recvfrom(s, &byte, 1, MSG_DONTWAIT, &from.any, &from.len);
}

static long call_recv_peek(int s)
{
	return recv(s, &byte, 1, MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC);
}

static long call_recv_oob(int s)
{
	long r = recv(s, &byte, 1, MSG_DONTWAIT | MSG_OOB);

	if (!differs(OUT_OF_BAND))
		return r;
	GIVES(EOPNOTSUPP, r);
	errno = EAGAIN;
	return -1;
}

static long call_recv_errqueue(int s)
{
	return recv(s, &byte, 1, MSG_ERRQUEUE);
}

static long call_recvmmsg(int s)
{
	struct iovec iov = { &byte, 1 };
	struct mmsghdr m[2] = {
		{ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } },
		{ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } },
	};

	return recvmmsg(s, m, 2, MSG_DONTWAIT, NULL);
}

static long call_getsockname(int s)
{
	struct addr a = { .len = sizeof(a) };

	return getsockname(s, &a.any, &a.len);
}

static long call_getpeername(int s)
{
	struct addr a = { .len = sizeof(a) };

	return getpeername(s, &a.any, &a.len);
}

static long call_shutdown_rd(int s)
{
	return shutdown(s, SHUT_RD);
}

static long call_shutdown_wr(int s)
{
	return shutdown(s, SHUT_WR);
}

static long call_shutdown_rdwr(int s)
{
	return shutdown(s, SHUT_RDWR);
}

static long call_shutdown_bad(int s)
{
	return shutdown(s, 3);
}

static long call_so_error(int s)
{
	IS(0, get_int(s, SOL_SOCKET, SO_ERROR));
	return 0;
}

static long call_inq(int s)
{
	int n = -1;

	OK(ioctl(s, FIONREAD, &n));
	IS(0, n);
	return 0;
}

static long call_outq(int s)
{
	int n = -1;

	OK(ioctl(s, TIOCOUTQ, &n));
	CHECK(n >= 0);
	return 0;
}

static long call_ioctl_unknown(int s)
{
	return ioctl(s, 0x54ff, &byte);
}

static long call_ioctl_bad_pointer(int s)
{
	return ioctl(s, FIONREAD, (void *)1);
}

static long call_setsockopt_unknown(int s)
{
	int one = 1;

	return setsockopt(s, 999, 1, &one, sizeof(one));
}

static long call_getsockopt_unknown(int s)
{
	socklen_t len = sizeof(int);
	int val;

	GIVES(differs(UNKNOWN_LEVEL) || kind->ip == 6 ? ENOPROTOOPT :
							EOPNOTSUPP,
	      getsockopt(s, 999, 1, &val, &len));
	return 0;
}

static long call_buffers(int s)
{
	set_int(s, SOL_SOCKET, SO_RCVBUF, 30000);
	set_int(s, SOL_SOCKET, SO_SNDBUF, 40000);
	IS(60000, get_int(s, SOL_SOCKET, SO_RCVBUF));
	IS(80000, get_int(s, SOL_SOCKET, SO_SNDBUF));
	return 0;
}

/* errno by state, 0: succeeds. */
static const struct call {
	const char *name;
	long (*run)(int s);
	int gives[STATES];
} calls[] = {
	{ "state_bind",
	  call_bind,
	  { 0, EINVAL, EINVAL, EINVAL, EINVAL, EINVAL } },
	{ "state_connect", call_connect, { [0 ... STATES - 1] = 0 } },
	{ "state_disconnect", call_disconnect, { [0 ... STATES - 1] = 0 } },
	{ "state_listen", call_listen, { [0 ... STATES - 1] = EOPNOTSUPP } },
	{ "state_accept", call_accept, { [0 ... STATES - 1] = EOPNOTSUPP } },
	{ "state_send",
	  call_send,
	  { EDESTADDRREQ, EDESTADDRREQ, 0, 0, EPIPE, 0 } },
	{ "state_write",
	  call_write,
	  { EDESTADDRREQ, EDESTADDRREQ, 0, 0, EPIPE, 0 } },
	{ "state_send_nosignal",
	  call_send_nosignal,
	  { EDESTADDRREQ, EDESTADDRREQ, 0, 0, EPIPE, 0 } },
	{ "state_send_oob", call_send_oob, { [0 ... STATES - 1] = 0 } },
	{ "state_send_empty",
	  call_send_empty,
	  { EDESTADDRREQ, EDESTADDRREQ, 0, 0, EPIPE, 0 } },
	{ "state_sendto", call_sendto, { 0, 0, 0, 0, EPIPE, 0 } },
	{ "state_sendmsg", call_sendmsg, { 0, 0, 0, 0, EPIPE, 0 } },
	{ "state_sendmmsg",
	  call_sendmmsg,
	  { EDESTADDRREQ, EDESTADDRREQ, 0, 0, EPIPE, 0 } },
	{ "state_recv", call_recv, { [0 ... STATES - 1] = EAGAIN } },
	{ "state_recv_timeout",
	  call_recv_timeout,
	  { EAGAIN, EAGAIN, EAGAIN, 0, EAGAIN, EAGAIN } },
	{ "state_recvfrom", call_recvfrom, { [0 ... STATES - 1] = EAGAIN } },
	{ "state_recv_peek", call_recv_peek, { [0 ... STATES - 1] = EAGAIN } },
	{ "state_recv_oob", call_recv_oob, { [0 ... STATES - 1] = EAGAIN } },
	{ "state_recv_errqueue",
	  call_recv_errqueue,
	  { [0 ... STATES - 1] = EAGAIN } },
	{ "state_recvmmsg", call_recvmmsg, { [0 ... STATES - 1] = EAGAIN } },
	{ "state_getsockname", call_getsockname, { [0 ... STATES - 1] = 0 } },
	{ "state_getpeername",
	  call_getpeername,
	  { ENOTCONN, ENOTCONN, 0, 0, 0, 0 } },
	{ "state_shutdown_rd",
	  call_shutdown_rd,
	  { ENOTCONN, ENOTCONN, 0, 0, 0, 0 } },
	{ "state_shutdown_wr",
	  call_shutdown_wr,
	  { ENOTCONN, ENOTCONN, 0, 0, 0, 0 } },
	{ "state_shutdown_rdwr",
	  call_shutdown_rdwr,
	  { ENOTCONN, ENOTCONN, 0, 0, 0, 0 } },
	{ "state_shutdown_bad",
	  call_shutdown_bad,
	  { [0 ... STATES - 1] = EINVAL } },
	{ "state_so_error", call_so_error, { [0 ... STATES - 1] = 0 } },
	{ "state_inq", call_inq, { [0 ... STATES - 1] = 0 } },
	{ "state_outq", call_outq, { [0 ... STATES - 1] = 0 } },
	{ "state_ioctl_unknown",
	  call_ioctl_unknown,
	  { [0 ... STATES - 1] = ENOTTY } },
	{ "state_ioctl_bad_pointer",
	  call_ioctl_bad_pointer,
	  { [0 ... STATES - 1] = EFAULT } },
	{ "state_setsockopt_unknown",
	  call_setsockopt_unknown,
	  { [0 ... STATES - 1] = ENOPROTOOPT } },
	{ "state_getsockopt_unknown",
	  call_getsockopt_unknown,
	  { [0 ... STATES - 1] = 0 } },
	{ "state_buffers", call_buffers, { [0 ... STATES - 1] = 0 } },
	{ 0 },
};

const char *state_test_name(int number)
{
	return calls[number].name;
}

void state_test(int number)
{
	const struct call *c = &calls[number];
	enum state state;
	int other, s;

	other = bound_socket();
	live = local_addr(other);
	for (state = 0; state < STATES; state++) {
		s = in_state(state);
		expect_errno(c->run(s) < 0 ? -1 : 0, c->gives[state], c->name,
			     0, state_name[state]);
		close(s);
	}
}
