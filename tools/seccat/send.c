// SPDX-License-Identifier: GPL-2.0
/*
 * The outgoing direction: stdin cut into segments, sent within the peer's
 * window and a congestion window, sent again when lost, until acknowledged.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "seccat.h"

#define CWND_FIRST 16
#define CWND_MIN 8
#define REORDER 3 /* later ones that arrived before one counts as lost */

static struct out_seg *out_seg(struct outgoing *o, __u64 seq)
{
	return &o->ring[seq % SC_WINDOW];
}

void out_init(struct outgoing *o)
{
	o->una = 1;
	o->next = 1;
	o->end = 1;
	o->limit = 1 + CWND_FIRST;
	o->cwnd = CWND_FIRST;
}

bool out_wants_input(const struct outgoing *o)
{
	return !o->eof && o->end - o->una < SC_WINDOW;
}

void out_read(struct conn *c)
{
	struct outgoing *o = &c->out;
	struct out_seg *s = out_seg(o, o->end);
	ssize_t n;

	memset(s, 0, sizeof(*s));
	n = read(STDIN_FILENO, c->buf, c->payload);
	if (n < 0) {
		int err = errno;

		if (err == EAGAIN || err == EINTR)
			return;
		if (err != EBADF)
			fail("standard input: %s", strerror(err));
		n = 0; /* started without one */
	}
	s->data = malloc(n ? n : 1);
	if (!s->data)
		fail("no memory");
	memcpy(s->data, c->buf, n);
	s->len = (size_t)n;
	if (!n) {
		s->fin = true;
		o->eof = true;
	}
	o->end++;
}

/* Errors by which this host tells that it has not sent a message: no more than a loss
 * once the peer has been heard, since a route, an address or a rule may come back.
 */
static bool lost_here(int err, bool heard)
{
	switch (err) {
	case ENOBUFS:
	case ENOMEM:
		return true;
	case EACCES:
	case EADDRNOTAVAIL:
	case EINVAL:
	case EPERM:
		return heard;
	default:
		return false;
	}
}

/* True if it was sent, or lost as the network may lose it. */
bool send_segment(struct conn *c, __u8 flags, __u64 seq, const __u8 *payload,
		  size_t len)
{
	struct sc_msg m = {
		.flags = flags | (!c->opt->listen && !c->heard ? SC_HELLO : 0) |
			 (c->done ? SC_DONE : 0),
		.session = c->session,
		.window = in_window(&c->in),
		.id = c->id,
		.seq = seq,
		.ack = c->in.next,
	};
	__u8 hdr[SC_HDR_LEN];
	struct iovec iov[2] = {
		{ .iov_base = hdr, .iov_len = sizeof(hdr) },
		{ .iov_base = (void *)payload, .iov_len = len },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = len ? 2 : 1 };

	if (c->connecting || c->sock_full || !c->have_peer)
		return false;
	if (c->opt->listen) {
		msg.msg_name = &c->peer;
		msg.msg_namelen = sizeof(c->peer);
	}
	in_sack(&c->in, m.sack);
	sc_encode(hdr, &m);
	if (sendmsg(c->sock, &msg, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		if (lost_here(errno, c->heard))
			return true;
		session_error(c, errno);
		return c->opt->listen && !c->sock_full;
	}
	c->in.ack_due = false;
	c->in.window_shut = !m.window;
	return true;
}

static bool send_one(struct conn *c, __u64 seq)
{
	struct outgoing *o = &c->out;
	struct out_seg *s = out_seg(o, seq);

	if (!send_segment(c, s->fin ? SC_FIN : 0, seq, s->data, s->len))
		return false;
	if (s->sent++)
		o->again++;
	s->sent_at = c->now;
	s->lost = false;
	o->in_flight++;
	return true;
}

/* What is lost first, then what is new. */
void out_transmit(struct conn *c)
{
	struct outgoing *o = &c->out;
	__u64 seq;

	for (seq = o->una; seq < o->next; seq++) {
		if (o->in_flight >= o->cwnd)
			return;
		if (out_seg(o, seq)->lost && !send_one(c, seq))
			return;
	}
	while (o->next < o->end && o->next < o->limit &&
	       o->in_flight < o->cwnd) {
		if (!send_one(c, o->next))
			return;
		o->next++;
	}
}

static void seg_lost(struct outgoing *o, struct out_seg *s)
{
	s->lost = true;
	o->in_flight--;
}

/* A cut at most once a round trip. */
static void out_cut(struct outgoing *o)
{
	if (o->una <= o->recover && o->recover)
		return;
	o->recover = o->next - 1;
	o->cwnd = o->cwnd * 7 / 10;
	if (o->cwnd < CWND_MIN)
		o->cwnd = CWND_MIN;
}

static void seg_arrived(struct conn *c, __u64 seq)
{
	struct outgoing *o = &c->out;
	struct out_seg *s = out_seg(o, seq);

	if (s->arrived)
		return;
	s->arrived = true;
	if (!s->lost)
		o->in_flight--;
	s->lost = false;
	if (s->sent == 1)
		rtt_sample(&c->rtt, c->now - s->sent_at);
	if (seq > o->highest)
		o->highest = seq;
	o->bytes += s->len;
	/* Below half a window a round trip doubles it, above it adds a few. */
	if (o->cwnd < SC_WINDOW &&
	    ++o->growth >= (o->cwnd < SC_WINDOW / 2 ? 1 : o->cwnd / 4)) {
		o->growth = 0;
		o->cwnd++;
	}
}

static void out_detect_loss(struct conn *c)
{
	struct outgoing *o = &c->out;
	__u64 seq;

	for (seq = o->una; seq + REORDER <= o->highest; seq++) {
		struct out_seg *s = out_seg(o, seq);

		if (s->arrived || s->lost)
			continue;
		/* One that was sent again has a round trip to arrive. */
		if (c->now - s->sent_at < c->rtt.srtt + c->rtt.rttvar)
			continue;
		seg_lost(o, s);
		out_cut(o);
	}
}

void out_acked(struct conn *c, const struct sc_msg *m)
{
	struct outgoing *o = &c->out;
	__u64 seq, una = o->una;
	unsigned int i;

	if (m->ack < o->una || m->ack > o->next)
		return;
	for (seq = o->una; seq < m->ack; seq++)
		seg_arrived(c, seq);
	for (i = 0; i < SC_WINDOW; i++) {
		seq = m->ack + 1 + i;
		if (seq >= o->next)
			break;
		if (m->sack[i / 8] & 0x80 >> i % 8)
			seg_arrived(c, seq);
	}
	while (o->una < m->ack) {
		struct out_seg *s = out_seg(o, o->una++);

		free(s->data);
		s->data = NULL;
	}
	if (o->una > una)
		c->rtt.backoff = 0;
	if (m->ack + m->window > o->limit)
		o->limit = m->ack + m->window;
	out_detect_loss(c);
}

/* The oldest that has not arrived decides. */
__u64 out_deadline(const struct conn *c)
{
	const struct outgoing *o = &c->out;
	__u64 seq;

	for (seq = o->una; seq < o->next; seq++) {
		const struct out_seg *s = &o->ring[seq % SC_WINDOW];

		if (!s->arrived && !s->lost)
			return s->sent_at + rtt_timeout(&c->rtt);
	}
	return UINT64_MAX;
}

/* What is on its way goes again: nothing of it will be acknowledged. */
void out_resend(struct conn *c)
{
	struct outgoing *o = &c->out;
	__u64 seq;

	for (seq = o->una; seq < o->next; seq++) {
		struct out_seg *s = out_seg(o, seq);

		if (!s->arrived && !s->lost)
			seg_lost(o, s);
	}
}

void out_timeout(struct conn *c)
{
	out_resend(c);
	rtt_backoff(&c->rtt);
	out_cut(&c->out);
}

bool out_finished(const struct outgoing *o)
{
	return o->eof && o->una == o->end;
}
