// SPDX-License-Identifier: GPL-2.0
/*
 * One connection from its first message to its last: waits for the socket,
 * stdin, stdout and the clock, and hands each what has become possible.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "seccat.h"

#define BATCH 64 /* messages taken before anything is answered */
#define LINGER (2 * SEC) /* done, but the peer may not know */
#define DONE_GAP (100 * MSEC)

static struct conn conn = { .sock = -1 };

/* Best effort: who misses it asks again or times out. To the connected peer
 * without an address.
 */
static void send_abort(const struct conn *c, __u64 id, __u16 session,
		       const struct sockaddr_seccomm *to, __u8 reason)
{
	struct sc_msg m = {
		.flags = SC_ABORT,
		.session = session,
		.id = id,
		.ack = 1,
	};
	__u8 out[SC_HDR_LEN + 1];

	sc_encode(out, &m);
	out[SC_HDR_LEN] = reason;
	(void)!sendto(c->sock, out, sizeof(out), MSG_DONTWAIT | MSG_NOSIGNAL,
		      (const struct sockaddr *)to, to ? sizeof(*to) : 0);
}

/* This end gives up. */
void transfer_abort(void)
{
	const struct conn *c = &conn;

	if (c->sock >= 0 && !c->connecting && c->have_peer)
		send_abort(c, c->id, c->session,
			   c->opt->listen ? &c->peer : NULL, SC_ABORT_LOCAL);
}

static void aborted(struct conn *c, __u8 reason)
{
	if (c->done) {
		c->peer_done = true;
		return;
	}
	c->have_peer = false; /* it needs no answer */
	if (reason == SC_ABORT_BUSY)
		fail("the listener serves another connection");
	if (reason == SC_ABORT_UNKNOWN)
		fail("the listener does not know this connection any more");
	fail("the peer gave up");
}

/* Whether the message belongs to this connection. */
static bool accepted(struct conn *c, const struct sc_msg *m,
		     const struct sockaddr_seccomm *from)
{
	if (!c->opt->listen)
		return m->id == c->id && m->session <= c->session;
	if (!m->session)
		return false;
	if (c->have_peer && m->id == c->id) {
		if (m->session > c->session)
			session_take(c, m, from);
		return true;
	}
	if (m->flags & SC_ABORT)
		return false;
	if (c->have_peer) {
		send_abort(c, m->id, m->session, from, SC_ABORT_BUSY);
		return false;
	}
	if (!(m->flags & SC_HELLO)) {
		send_abort(c, m->id, m->session, from, SC_ABORT_UNKNOWN);
		return false;
	}
	session_take(c, m, from);
	progress_start(c);
	return true;
}

static void handle(struct conn *c, size_t len,
		   const struct sockaddr_seccomm *from)
{
	__u64 una = c->out.una, next = c->in.next;
	struct sc_msg m;

	if (!sc_decode(&m, c->buf, len) || !accepted(c, &m, from))
		return;
	if (m.flags & SC_ABORT) {
		aborted(c, m.payload[0]);
		return;
	}
	out_acked(c, &m);
	if (m.seq)
		in_segment(c, &m);
	if (m.flags & (SC_PROBE | SC_HELLO))
		c->in.ack_due = true;
	if (m.flags & SC_DONE)
		c->peer_done = true;
	else if (c->done)
		c->in.ack_due = true;
	session_heard(c, c->out.una != una || c->in.next != next);
}

static void drain(struct conn *c)
{
	struct sockaddr_seccomm from;
	socklen_t alen;
	ssize_t n;
	int i;

	for (i = 0; i < BATCH; i++) {
		alen = sizeof(from);
		n = recvfrom(c->sock, c->buf, sizeof(c->buf), MSG_DONTWAIT,
			     (struct sockaddr *)&from, &alen);
		if (n >= 0) {
			handle(c, (size_t)n, &from);
			continue;
		}
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			session_error(c, errno);
		return;
	}
}

static void connect_result(struct conn *c)
{
	socklen_t len = sizeof(int);
	int err = 0;

	if (getsockopt(c->sock, SOL_SOCKET, SO_ERROR, &err, &len))
		err = errno;
	if (err)
		session_error(c, err);
	else
		session_connected(c);
}

static void take_input(struct conn *c)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	while (out_wants_input(&c->out) && poll(&p, 1, 0) > 0)
		out_read(c);
}

static void wait_for(struct conn *c, __u64 until)
{
	struct pollfd p[4] = {
		{ .fd = c->sock },
		{ .fd = -1, .events = POLLIN },
		{ .fd = -1, .events = POLLOUT },
		{ .fd = c->signals, .events = POLLIN },
	};
	int ms = -1;

	p[0].events = (c->connecting ? 0 : POLLIN) |
		      (c->connecting || c->sock_full ? POLLOUT : 0);
	/* A failed connect stays ready until its retry. */
	if (c->connecting && c->reopen_at)
		p[0].fd = -1;
	if (c->have_peer && out_wants_input(&c->out))
		p[1].fd = STDIN_FILENO;
	if (in_wants_output(&c->in))
		p[2].fd = STDOUT_FILENO;
	if (until != UINT64_MAX)
		ms = until <= c->now ? 0 : (int)((until - c->now) / MSEC + 1);
	if (poll(p, 4, ms) < 0 && errno != EINTR)
		fail("poll: %s", strerror(errno));
	if (p[3].revents)
		fail("interrupted");
	c->now = now_us();
	if (p[0].revents && c->connecting) {
		connect_result(c);
	} else if (p[0].revents) {
		if (p[0].revents & POLLOUT)
			c->sock_full = false;
		drain(c);
	}
	if (p[1].revents)
		take_input(c);
	if (in_wants_output(&c->in))
		in_write(c);
}

/* True when the connection is over. */
static bool finish(struct conn *c)
{
	if (!c->done) {
		if (!out_finished(&c->out) || !in_finished(&c->in))
			return false;
		c->done = true;
		c->done_at = c->now;
	}
	if (c->peer_done) {
		send_segment(c, 0, 0, NULL, 0);
		return true;
	}
	if (c->now >= c->done_at) {
		send_segment(c, 0, 0, NULL, 0);
		c->done_at = c->now + DONE_GAP;
	}
	return c->now - c->last_heard > LINGER;
}

static __u64 earliest(__u64 a, __u64 b)
{
	return a < b ? a : b;
}

static __u64 deadline(const struct conn *c)
{
	__u64 at = session_deadline(c);

	if (!c->connecting)
		at = earliest(at, out_deadline(c));
	if (c->done)
		at = earliest(at, c->done_at);
	if (c->have_peer)
		at = earliest(at, c->last_heard + c->opt->timeout * SEC);
	if (c->progress.tty && c->have_peer)
		at = earliest(at, c->progress.shown_at + SEC / 2);
	return at;
}

static void start(struct conn *c, const struct options *opt)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	c->signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (c->signals < 0)
		fail("signalfd: %s", strerror(errno));
	signal(SIGPIPE, SIG_IGN);
	c->opt = opt;
	c->now = now_us();
	c->last_heard = c->now;
	c->reopen_gap = SEC;
	c->probe_gap = 250 * MSEC;
	rtt_init(&c->rtt);
	out_init(&c->out);
	in_init(&c->in);
	progress_start(c);
	if (!opt->listen) {
		c->id = net_random();
		net_resolve(opt, &c->peer, opt->host, opt->port);
	}
	session_open(c);
}

void transfer(const struct options *opt)
{
	struct conn *c = &conn;

	start(c, opt);
	for (;;) {
		session_tick(c);
		if (!c->connecting && out_deadline(c) <= c->now)
			out_timeout(c);
		out_transmit(c);
		if (c->in.ack_due)
			send_segment(c, 0, 0, NULL, 0);
		if (finish(c))
			break;
		if (c->have_peer && !c->done &&
		    c->now - c->last_heard > opt->timeout * SEC)
			net_fail("transfer", ETIMEDOUT);
		progress_show(c, false);
		wait_for(c, deadline(c));
	}
	progress_show(c, true);
	close(c->sock);
}
