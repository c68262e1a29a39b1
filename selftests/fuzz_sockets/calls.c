// SPDX-License-Identifier: GPL-2.0
/*
 * Socket calls, each with arguments that are good more often than not. A message
 * tells its length and the seed of its bytes.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sockets.h"

#define MSG_MIN 4
#define SHORT_MAX 600
#define BATCH 4
#define CHILD_CALLS 8
#define CHILD_SECONDS 20

size_t body_fill(struct caller *c)
{
	size_t most = rng_one_in(&c->rng, 16) ? MESSAGE_MAX : SHORT_MAX;
	size_t len = MSG_MIN + rng_below(&c->rng, most - MSG_MIN), i;
	__u8 seed = rng_next(&c->rng);

	c->body[0] = len >> 16;
	c->body[1] = len >> 8;
	c->body[2] = len;
	c->body[3] = seed;
	for (i = MSG_MIN; i < len; i++)
		c->body[i] = seed + i * 7;
	return len;
}

/* A filter or a short buffer cuts what is received. */
void body_check(const struct caller *c, size_t len)
{
	const __u8 *b = c->room;
	size_t i;

	count(&totals->received);
	if (len > MESSAGE_MAX)
		len = MESSAGE_MAX;
	if (len < MSG_MIN)
		return;
	if ((size_t)(b[0] << 16 | b[1] << 8 | b[2]) < len)
		count(&totals->damaged);
	for (i = MSG_MIN; i < len; i++)
		if (b[i] != (__u8)(b[3] + i * 7)) {
			count(&totals->damaged);
			return;
		}
}

static int some_socket(struct caller *c)
{
	c->last = rng_below(&c->rng, SOCKETS);
	return __atomic_load_n(&sockets[c->last], __ATOMIC_RELAXED);
}

/* The stacks of sockets follow their places, and ports the stacks, mostly. */
static unsigned int stack_of(struct caller *c, unsigned int place)
{
	return rng_one_in(&c->rng, 8) ? rng_below(&c->rng, STACKS) :
					place % STACKS;
}

struct sockaddr_seccomm some_address(struct caller *c)
{
	struct sockaddr_seccomm a = targets[rng_below(&c->rng, TARGETS)];

	a.ssc_port = htons(FUZZ_PORT + stack_of(c, c->last));
	if (rng_one_in(&c->rng, 64))
		rng_fill(&c->rng, &a, sizeof(a));
	return a;
}

static socklen_t some_length(struct caller *c)
{
	return rng_one_in(&c->rng, 64) ?
		       rng_below(&c->rng, 2 * sizeof(struct sockaddr_seccomm)) :
		       sizeof(struct sockaddr_seccomm);
}

static void put_socket(int i, int s)
{
	s = __atomic_exchange_n(&sockets[i], s, __ATOMIC_RELAXED);
	if (s >= 0)
		close(s);
}

void call_socket(struct caller *c)
{
	unsigned int place = rng_below(&c->rng, SOCKETS);
	const char *stack = fuzz_name(stack_of(c, place));
	int type = SOCK_DGRAM, s;

	if (!rng_one_in(&c->rng, 8))
		type |= SOCK_NONBLOCK;
	call_begin(c, "socket", false);
	s = socket(family, type, 0);
	if (s >= 0 && !rng_one_in(&c->rng, 16))
		setsockopt(s, SOL_SECCOMM, SECCOMM_STACK, stack,
			   strlen(stack) + 1);
	call_end(c);
	put_socket(place, s);
}

static void call_close(struct caller *c)
{
	call_begin(c, "close", false);
	put_socket(rng_below(&c->rng, SOCKETS), -1);
	call_end(c);
}

static void call_dup(struct caller *c)
{
	int s;

	call_begin(c, "dup", false);
	s = dup(some_socket(c));
	call_end(c);
	put_socket(rng_below(&c->rng, SOCKETS), s);
}

static void call_bind(struct caller *c)
{
	int s = some_socket(c);
	struct sockaddr_seccomm a = some_address(c);

	call_begin(c, "bind", false);
	bind(s, (struct sockaddr *)&a, some_length(c));
	call_end(c);
}

static void call_connect(struct caller *c)
{
	int s = some_socket(c);
	struct sockaddr_seccomm a = some_address(c);

	if (rng_one_in(&c->rng, 4))
		a.ssc_family = AF_UNSPEC;
	call_begin(c, "connect", false);
	if (!connect(s, (struct sockaddr *)&a, some_length(c)) &&
	    a.ssc_family != AF_UNSPEC)
		count(&totals->connected);
	call_end(c);
}

static int send_flags(struct caller *c)
{
	int flags = MSG_NOSIGNAL;

	if (!rng_one_in(&c->rng, 4))
		flags |= MSG_DONTWAIT;
	if (rng_one_in(&c->rng, 32))
		flags |= 1 << rng_below(&c->rng, 31);
	return flags;
}

static void call_send(struct caller *c)
{
	int s = some_socket(c);
	struct sockaddr_seccomm a = some_address(c);
	bool to = rng_one_in(&c->rng, 2);
	size_t len = body_fill(c);

	call_begin(c, "sendto", false);
	if (sendto(s, c->body, len, send_flags(c),
		   to ? (struct sockaddr *)&a : NULL,
		   to ? some_length(c) : 0) >= 0)
		count(&totals->sent);
	call_end(c);
}

/* Several messages at once, in pieces, and sometimes with control messages. */
static void call_sendmmsg(struct caller *c)
{
	int s = some_socket(c);
	struct sockaddr_seccomm a = some_address(c);
	bool to = rng_one_in(&c->rng, 2);
	size_t len = body_fill(c), cut = rng_below(&c->rng, len);
	struct iovec iov[2] = { { c->body, cut },
				{ c->body + cut, len - cut } };
	struct mmsghdr m[BATCH] = { 0 };
	char control[64] = { 0 };
	int i;

	for (i = 0; i < BATCH; i++) {
		m[i].msg_hdr.msg_iov = iov;
		m[i].msg_hdr.msg_iovlen = 2;
		if (to) {
			m[i].msg_hdr.msg_name = &a;
			m[i].msg_hdr.msg_namelen = sizeof(a);
		}
		if (rng_one_in(&c->rng, 16)) {
			rng_fill(&c->rng, control, sizeof(control));
			control[0] = sizeof(struct cmsghdr) + 4;
			memset(control + 1, 0, 7);
			m[i].msg_hdr.msg_control = control;
			m[i].msg_hdr.msg_controllen = sizeof(control);
		}
	}
	call_begin(c, "sendmmsg", false);
	if (sendmmsg(s, m, BATCH, send_flags(c)) > 0)
		count(&totals->sent);
	call_end(c);
}

static int receive_flags(struct caller *c)
{
	static const int some[] = { MSG_PEEK,	 MSG_TRUNC, MSG_ERRQUEUE,
				    MSG_WAITALL, MSG_OOB,   MSG_CMSG_CLOEXEC };
	int flags = 0;

	if (!rng_one_in(&c->rng, 16))
		flags |= MSG_DONTWAIT;
	if (rng_one_in(&c->rng, 4))
		flags |= some[rng_below(&c->rng, sizeof(some) / sizeof(*some))];
	return flags;
}

static void call_receive(struct caller *c)
{
	struct sockaddr_seccomm from;
	struct iovec iov = { c->room, MESSAGE_MAX };
	char control[256];
	struct msghdr m = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = rng_below(&c->rng, sizeof(control)),
	};
	int flags = receive_flags(c), s = some_socket(c);
	ssize_t len;

	if (rng_one_in(&c->rng, 8))
		iov.iov_len = rng_below(&c->rng, SHORT_MAX);
	call_begin(c, "recvmsg", true);
	len = recvmsg(s, &m, flags);
	call_end(c);
	if (len < 0 || flags & (MSG_PEEK | MSG_ERRQUEUE))
		return;
	body_check(c, (size_t)len < iov.iov_len ? (size_t)len : iov.iov_len);
}

static void call_poll(struct caller *c)
{
	struct pollfd p[BATCH];
	int i;

	for (i = 0; i < BATCH; i++)
		p[i] = (struct pollfd){ .fd = some_socket(c),
					.events = rng_next(&c->rng) };
	call_begin(c, "poll", true);
	poll(p, BATCH, rng_below(&c->rng, 20));
	call_end(c);
}

static void call_epoll(struct caller *c)
{
	static const int ops[] = { EPOLL_CTL_ADD, EPOLL_CTL_MOD,
				   EPOLL_CTL_DEL };
	struct epoll_event event = { .events = rng_next(&c->rng) };
	struct epoll_event events[BATCH];

	/* Not of an epoll that wakes up others: the kernel allows few. */
	event.events &= ~(EPOLLEXCLUSIVE | EPOLLWAKEUP);
	call_begin(c, "epoll", true);
	epoll_ctl(epoll_fd, ops[rng_below(&c->rng, 3)], some_socket(c), &event);
	epoll_wait(epoll_fd, events, BATCH, 0);
	call_end(c);
}

static void call_shutdown(struct caller *c)
{
	call_begin(c, "shutdown", false);
	shutdown(some_socket(c), rng_below(&c->rng, 4));
	call_end(c);
}

static void call_names(struct caller *c)
{
	struct sockaddr_seccomm a;
	socklen_t len = some_length(c);

	call_begin(c, "getsockname", false);
	getsockname(some_socket(c), (struct sockaddr *)&a, &len);
	getpeername(some_socket(c), (struct sockaddr *)&a, &len);
	call_end(c);
}

/* A child has sockets of its own to close; it dies with its parent's thread. */
static void call_fork(struct caller *c)
{
	int i;

	call_begin(c, "fork", false);
	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(CHILD_SECONDS);
		rng_next(&c->rng);
		for (i = 0; i < CHILD_CALLS; i++)
			call_any(c);
		_exit(0);
	}
	call_end(c);
}

static void call_options(struct caller *c)
{
	if (rng_one_in(&c->rng, 3))
		call_getsockopt(c, some_socket(c));
	else
		call_setsockopt(c, some_socket(c));
}

static void call_ring(struct caller *c)
{
	call_uring(c, some_socket(c));
}

void call_any(struct caller *c)
{
	static const struct {
		void (*call)(struct caller *c);
		unsigned int weight;
	} calls[] = {
		{ call_send, 30 },    { call_receive, 40 },
		{ call_socket, 6 },   { call_bind, 8 },
		{ call_connect, 10 }, { call_sendmmsg, 6 },
		{ call_poll, 6 },     { call_epoll, 6 },
		{ call_options, 5 },  { call_shutdown, 1 },
		{ call_names, 4 },    { call_close, 2 },
		{ call_dup, 1 },      { call_ring, 2 },
		{ call_fork, 1 },
	};
	unsigned int i, all = 0, n;

	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		all += calls[i].weight;
	n = rng_below(&c->rng, all);
	for (i = 0; n >= calls[i].weight; i++)
		n -= calls[i].weight;
	count(&totals->calls);
	calls[i].call(c);
}
