// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of the third host's sessions: right ones, and such as are spoilt on purpose.
 */
#include <linux/seccomm.h>

#include "packets.h"

#define HDR RC_HDR

static __u64 some_number(__u64 *last)
{
	switch (rng_below(rng, 32)) {
	case 0:
		return rng_odd(rng);
	case 1:
		*last += rng_below(rng, 20000);
		return *last;
	case 2:
	case 3:
		return *last - rng_below(rng, 9000);
	case 4:
		return *last;
	default:
		return ++*last;
	}
}

static size_t body_length(void)
{
	switch (rng_below(rng, 32)) {
	case 0:
		return 0;
	case 1:
		return rng_below(rng, PACKET_MAX - 200);
	case 2:
		return rng_below(rng, 4000);
	default:
		return rng_below(rng, 200);
	}
}

/* Layers that are left out, and keys of the other direction. */
static void encipher(const struct peer *s, const __u8 *header,
		     struct rc_buf *msg)
{
	static struct rc_stack stack;
	int dir = s->hs.dir;

	stack = s->hs.stack;
	if (rng_one_in(rng, 32))
		stack.nr = rng_below(rng, stack.nr + 1);
	if (rng_one_in(rng, 32))
		dir = !dir;
	rc_down(&stack, &s->hs.keys, dir, header, NULL, msg);
}

void message_data(void)
{
	struct peer *s = stranger_peer();
	static struct rc_buf msg;
	static struct packet p;
	size_t len = body_length();

	if (!s)
		return;
	stranger_start(&p, s->v6, s->last);
	stranger_header(p.data, RC_DATA, s->to, some_number(&s->number));
	if (rng_one_in(rng, 16))
		p.data[rng_below(rng, HDR)] ^= 1 << rng_below(rng, 8);
	msg.len = 0;
	rc_put(&msg, MARK, len < 4 ? len : 4);
	rng_fill(rng, msg.data + msg.len, len - msg.len);
	msg.len = len;
	encipher(s, p.data, &msg);
	memcpy(p.data + HDR, msg.data, msg.len);
	p.len = HDR + msg.len;
	if (rng_one_in(rng, 8))
		spoil(p.data, &p.len, sizeof(p.data));
	if (rng_one_in(rng, 16))
		packet_send_odd(HOST_B, &p);
	else
		packet_send(HOST_B, &p);
	if (rng_one_in(rng, 16))
		packet_send(HOST_B, &p);
}

/* Right but for its contents, which are seldom a close, and now and then a PING or PONG. */
void message_control(void)
{
	struct peer *s = stranger_peer();
	static struct rc_buf body;
	static struct packet p;

	if (!s)
		return;
	stranger_start(&p, s->v6, s->last);
	stranger_header(p.data, RC_CONTROL, s->to, some_number(&s->control));
	if (rng_one_in(rng, 16))
		p.data[rng_below(rng, HDR)] ^= 1 << rng_below(rng, 8);
	body.len = rng_one_in(rng, 2) ? 1 : rng_below(rng, 64);
	if (rng_one_in(rng, 4))
		body.len = 5;
	rng_fill(rng, body.data, body.len);
	if (rng_one_in(rng, 8))
		body.data[0] = 1;
	else if (rng_one_in(rng, 2))
		body.data[0] = 2 + rng_below(rng, 2);
	rc_control_seal(&s->hs.keys, s->hs.dir, p.data, &body);
	memcpy(p.data + HDR, body.data, body.len);
	p.len = HDR + body.len;
	packet_send(HOST_B, &p);
}
