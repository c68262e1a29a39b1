// SPDX-License-Identifier: GPL-2.0
/*
 * The SecComm sessions below a connection: the initiator opens another one
 * when the peer has fallen silent.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "seccat.h"

#define PROBE_MIN (250 * MSEC)
#define PROBE_MAX (5 * SEC)
#define PROBE_SHUT (500 * MSEC) /* while the peer takes nothing */
#define REOPEN_MIN SEC
#define REOPEN_MAX (8 * SEC)

static void listen_on(struct conn *c)
{
	struct sockaddr_seccomm addr;

	net_resolve(c->opt, &addr, c->opt->host, c->opt->port);
	if (bind(c->sock, (struct sockaddr *)&addr, sizeof(addr)))
		net_fail("bind", errno);
}

static void connect_to_peer(struct conn *c)
{
	struct sockaddr_seccomm addr;

	if (c->opt->local_port) {
		net_resolve(c->opt, &addr, NULL, c->opt->local_port);
		if (bind(c->sock, (struct sockaddr *)&addr, sizeof(addr)))
			net_fail("bind", errno);
	}
	c->connecting = true;
	if (!connect(c->sock, (struct sockaddr *)&c->peer, sizeof(c->peer)))
		session_connected(c);
	else if (errno != EINPROGRESS)
		session_error(c, errno);
}

void session_open(struct conn *c)
{
	if (c->sock >= 0)
		close(c->sock);
	c->sock = -1;
	c->sock = net_socket(c->opt);
	c->payload = net_payload(c->sock, c->opt);
	c->sock_full = false;
	c->reopen_at = 0;
	c->opened_at = c->now;
	if (c->opt->listen) {
		listen_on(c);
		return;
	}
	if (c->session == UINT16_MAX)
		fail("the transfer has used up %d sessions", UINT16_MAX);
	if (c->session++ && c->progress.on)
		fprintf(stderr, "%sseccat: session %u\n",
			c->progress.tty ? "\r\033[K" : "", c->session);
	c->have_peer = true;
	connect_to_peer(c);
}

void session_connected(struct conn *c)
{
	c->connecting = false;
	c->opened_at = c->now;
	c->rtt.backoff = 0;
	c->probe_at = c->now;
	out_resend(c);
}

/* Errors that may pass, or that anyone on the path can bring about. */
static bool may_pass(int err)
{
	switch (err) {
	case ECONNREFUSED:
	case ECONNRESET:
	case EHOSTUNREACH:
	case EHOSTDOWN:
	case ENETUNREACH:
	case ENETDOWN:
	case ETIMEDOUT:
	case EKEYREJECTED:
	case ENOTCONN:
		return true;
	default:
		return false;
	}
}

static void reopen_later(struct conn *c)
{
	if (c->reopen_at)
		return;
	c->reopen_at = c->now + c->reopen_gap;
	c->reopen_gap = 2 * c->reopen_gap < REOPEN_MAX ? 2 * c->reopen_gap :
							 REOPEN_MAX;
}

void session_error(struct conn *c, int err)
{
	/* At a key's cap the next message goes by another session, all by itself. */
	if (err == EINTR || err == EKEYEXPIRED)
		return;
	if (err == EAGAIN || err == EWOULDBLOCK) {
		c->sock_full = true;
	} else if (c->done) {
		c->peer_done = true;
	} else if (c->opt->listen) {
		/* The initiator opens again, or the time-out ends it. */
		if (!may_pass(err))
			net_fail("send", err);
	} else if (c->connecting) {
		if (!c->heard || !may_pass(err) || err == ECONNREFUSED ||
		    err == EKEYREJECTED)
			net_fail("connect", err);
		reopen_later(c);
	} else if (c->heard && may_pass(err)) {
		reopen_later(c);
	} else {
		net_fail("send", err);
	}
}

/* Listener: a new connection, or a newer session of the one there is. */
void session_take(struct conn *c, const struct sc_msg *m,
		  const struct sockaddr_seccomm *from)
{
	c->id = m->id;
	c->session = m->session;
	c->peer = *from;
	c->sock_full = false;
	c->rtt.backoff = 0;
	if (c->have_peer)
		out_resend(c);
	c->have_peer = true;
}

void session_heard(struct conn *c, bool news)
{
	if (news || !c->heard)
		c->probe_gap = PROBE_MIN;
	c->heard = true;
	c->probes = 0;
	c->last_heard = c->now;
	c->reopen_gap = REOPEN_MIN;
	if (c->reopen_at > c->now)
		c->reopen_at = 0; /* the error has passed */
	c->probe_at = c->now + c->probe_gap;
}

static bool silent(const struct conn *c)
{
	__u64 since = c->opened_at > c->last_heard ? c->opened_at :
						     c->last_heard;

	return (c->probes || c->out.una < c->out.next) &&
	       c->now - since > c->reopen_gap;
}

static void probe(struct conn *c)
{
	const struct outgoing *o = &c->out;
	bool shut = o->next < o->end && o->next >= o->limit;
	__u64 max = shut ? PROBE_SHUT : PROBE_MAX;

	send_segment(c, SC_PROBE, 0, NULL, 0);
	c->probes++;
	c->probe_gap = 2 * c->probe_gap < max ? 2 * c->probe_gap : max;
	c->probe_at = c->now +
		      (2 * c->rtt.rto < PROBE_MIN ? PROBE_MIN : 2 * c->rtt.rto);
}

void session_tick(struct conn *c)
{
	if (c->reopen_at && c->now >= c->reopen_at) {
		session_open(c);
		return;
	}
	if (c->connecting || c->reopen_at || !c->have_peer)
		return;
	if (!c->opt->listen && c->heard && !c->done && silent(c)) {
		reopen_later(c);
		c->reopen_at = c->now;
		return;
	}
	if (c->now >= c->probe_at && !c->done)
		probe(c);
}

__u64 session_deadline(const struct conn *c)
{
	__u64 at = UINT64_MAX;

	if (c->reopen_at)
		return c->reopen_at;
	if (c->connecting || !c->have_peer)
		return at;
	if (!c->done)
		at = c->probe_at;
	return at;
}
