// SPDX-License-Identifier: GPL-2.0
/*
 * The incoming direction: segments into a ring by their numbers, what is in
 * order to stdout, and what the peer is told about both.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "seccat.h"

#define WRITE_MAX 4096 /* a writable pipe takes as much without blocking */

static struct in_seg *in_seg(struct incoming *in, __u64 seq)
{
	return &in->ring[seq % SC_WINDOW];
}

void in_init(struct incoming *in)
{
	in->written = 1;
	in->next = 1;
}

__u16 in_window(const struct incoming *in)
{
	return SC_WINDOW - (in->next - in->written);
}

void in_sack(const struct incoming *in, __u8 sack[SC_SACK_LEN])
{
	unsigned int i, window = in_window(in);

	for (i = 0; i + 1 < window; i++)
		if (in->ring[(in->next + 1 + i) % SC_WINDOW].present)
			sack[i / 8] |= 0x80 >> i % 8;
}

void in_segment(struct conn *c, const struct sc_msg *m)
{
	struct incoming *in = &c->in;
	struct in_seg *s;

	in->ack_due = true;
	if (m->seq < in->next || m->seq >= in->written + SC_WINDOW)
		return;
	/* One last segment, and none behind it. */
	if (in->fin &&
	    (m->seq > in->fin || (m->flags & SC_FIN && m->seq != in->fin)))
		return;
	s = in_seg(in, m->seq);
	if (s->present)
		return;
	s->data = malloc(m->len ? m->len : 1);
	if (!s->data)
		fail("no memory");
	memcpy(s->data, m->payload, m->len);
	s->len = m->len;
	s->present = true;
	if (m->flags & SC_FIN)
		in->fin = m->seq;
	while (in->next < in->written + SC_WINDOW &&
	       (!in->fin || in->next <= in->fin) &&
	       in_seg(in, in->next)->present)
		in->next++;
}

bool in_wants_output(const struct incoming *in)
{
	return in->written < in->next;
}

static void in_advance(struct incoming *in)
{
	struct in_seg *s = in_seg(in, in->written);

	if (in->offset < s->len)
		return;
	free(s->data);
	s->data = NULL;
	s->present = false;
	in->offset = 0;
	in->written++;
}

void in_write(struct conn *c)
{
	struct incoming *in = &c->in;
	struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };

	while (in_wants_output(in)) {
		struct in_seg *s = in_seg(in, in->written);
		size_t left = s->len - in->offset;
		ssize_t n = 0;

		if (left) {
			if (poll(&p, 1, 0) <= 0)
				break;
			n = write(STDOUT_FILENO, s->data + in->offset,
				  left < WRITE_MAX ? left : WRITE_MAX);
			if (n < 0 && (errno == EAGAIN || errno == EINTR))
				break;
			if (n < 0)
				fail("standard output: %s", strerror(errno));
		}
		in->offset += (size_t)n;
		in->bytes += (size_t)n;
		in_advance(in);
	}
	if (in->window_shut && in_window(in))
		in->ack_due = true;
}

bool in_finished(const struct incoming *in)
{
	return in->fin && in->written > in->fin;
}
