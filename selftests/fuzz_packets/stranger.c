// SPDX-License-Identifier: GPL-2.0
/*
 * The third host, which has B's secrets: it opens sessions, answers those that B
 * opens, and sends messages that are right but for what is spoilt on purpose.
 */
#include <linux/seccomm.h>
#include <stdlib.h>

#include "packets.h"

#define HDR RC_HDR
#define M1_INDEX 20
#define M1_SPORT 24
#define M1_DPORT 26
#define M1_SLOTS 28
#define M1_NONCE 32
#define M1_DIGEST 64
#define M1_COOKIE 96
#define M2_INDEX 16
#define M2_SLOTS 20
#define M2_NONCE 24
#define M2_CONFIRM 60
#define M3_CONFIRM 18

enum state { NONE, ASKED, ANSWERED, OPEN };

/**
 * struct peer - a session of the third host with B
 * @state: how far it is
 * @dir: of what the third host sends: 0 if it opened the session
 * @shape: which stack
 * @v6: IP version
 * @last: last byte of its address
 * @index: its own index
 * @to: B's index
 * @number: of its last message, and of its last control message
 * @stack: with the roots of this session's keys
 */
struct peer {
	enum state state;
	int dir;
	unsigned int shape;
	bool v6;
	unsigned int last;
	__u32 index, to;
	__u64 number, control;
	__u8 m1[RC_M1_LEN], m2[RC_M2_LEN], m3[RC_M3_LEN];
	struct rc_stack stack;
	struct rc_keys keys;
};

unsigned long opened[FUZZ_SHAPES];
static struct rc_stack stacks[FUZZ_SHAPES];
static struct peer peers[PEERS];

static void set_secret(struct rc_secret *s, int slot)
{
	const __u8 *secret = fuzz_secret(slot, &s->len);

	memcpy(s->data, secret, s->len);
	s->known = true;
}

void stranger_init(void)
{
	int i;

	for (i = 0; i < FUZZ_SHAPES; i++) {
		rc_parse(&stacks[i], fuzz_canonical(i));
		set_secret(&stacks[i].session, -1);
		set_secret(&stacks[i].slot[0].secret, 0);
		set_secret(&stacks[i].slot[1].secret, 1);
	}
}

void stranger_stack(unsigned int shape, struct rc_stack *to)
{
	*to = stacks[shape];
}

static void packet_start(struct packet *p, bool v6, unsigned int last)
{
	p->v6 = v6;
	p->proto = IPPROTO_SECCOMM_DEFAULT;
	address_of(p->src, v6, last);
	address_of(p->dst, v6, 2);
	p->len = 0;
}

static void put_header(__u8 *msg, int type, __u32 index, __u64 number)
{
	memset(msg, 0, HDR);
	msg[0] = 1 << 4 | type;
	put32(msg + 4, index);
	rc_set64(msg + 8, number);
}

/* Now and then spoilt, in a copy: the session goes on with what was meant. */
static void send_handshake(const struct peer *s, const __u8 *msg, size_t len)
{
	static struct packet p;

	packet_start(&p, s->v6, s->last);
	memcpy(p.data, msg, len);
	p.len = len;
	if (rng_one_in(rng, 4)) {
		spoil(p.data, &p.len, sizeof(p.data));
		packet_send(HOST_B, &p);
		if (rng_one_in(rng, 2))
			return;
		memcpy(p.data, msg, len);
		p.len = len;
	}
	packet_send(HOST_B, &p);
	if (rng_one_in(rng, 8))
		packet_send(HOST_B, &p);
}

static __u32 slots_of(const struct rc_stack *st)
{
	__u32 slots = 0;
	int i;

	for (i = 0; i < RC_SLOTS; i++)
		slots |= (__u32)st->slot[i].used << i;
	return slots;
}

/* A free one, or one that has been used for long. */
static struct peer *peer_new(unsigned int shape, bool v6, unsigned int last)
{
	struct peer *s = &peers[rng_below(rng, PEERS)];

	memset(s, 0, sizeof(*s));
	s->shape = shape;
	s->stack = stacks[shape];
	s->v6 = v6;
	s->last = last;
	s->index = rng_next(rng) | 1;
	return s;
}

static void put_open(__u8 *m1, unsigned int shape, __u32 index)
{
	memset(m1, 0, RC_M1_LEN);
	put_header(m1, RC_OPEN, 0, 0);
	m1[HDR] = 1;
	m1[HDR + 1] = 1;
	put32(m1 + M1_INDEX, index);
	put16(m1 + M1_SPORT, 1 + rng_below(rng, 0xffff));
	put16(m1 + M1_DPORT, FUZZ_PORT + 1 + shape);
	put32(m1 + M1_SLOTS, slots_of(&stacks[shape]));
	rng_fill(rng, m1 + M1_NONCE, RC_HASH);
	memcpy(m1 + M1_DIGEST, stacks[shape].digest, RC_HASH);
}

void stranger_make_open(__u8 *m1)
{
	put_open(m1, rng_below(rng, FUZZ_SHAPES), rng_next(rng) | 1);
}

void stranger_open(void)
{
	unsigned int shape = rng_below(rng, FUZZ_SHAPES);
	struct peer *s = peer_new(shape, rng_one_in(rng, 2),
				  STRANGER + rng_below(rng, STRANGERS));

	put_open(s->m1, shape, s->index);
	s->state = ASKED;
	send_handshake(s, s->m1, RC_M1_LEN);
}

static struct rc_span span(const __u8 *data, size_t len)
{
	return (struct rc_span){ .data = data, .len = len };
}

/* The third host's own end is that of direction @dir. */
static void derive(struct peer *s)
{
	__u8 address[16];

	address_of(address, s->v6, s->last);
	rc_id_address(&s->stack.id[s->dir], address);
	address_of(address, s->v6, 2);
	rc_id_address(&s->stack.id[!s->dir], address);
	rc_handshake(&s->stack, &s->keys, span(s->m1, RC_M1_LEN),
		     span(s->m2, RC_M2_LEN), span(s->m3, RC_M3_LEN));
}

static struct peer *find(__u32 index)
{
	int i;

	for (i = 0; i < PEERS; i++)
		if (peers[i].state != NONE && peers[i].index == index)
			return &peers[i];
	return NULL;
}

/* B answers only what is right, and its answer must be so. */
static void hear_accept(const struct packet *p)
{
	struct peer *s = find(rc_get32(p->data + 4));

	if (!s || s->dir || p->len != RC_M2_LEN || s->state == ANSWERED)
		return;
	if (s->state == ASKED) {
		memcpy(s->m2, p->data, RC_M2_LEN);
		s->to = rc_get32(s->m2 + M2_INDEX);
		put_header(s->m3, RC_CONFIRM, s->to, 0);
		derive(s);
		/* A request that was spoilt may have been answered, too. */
		if (memcmp(s->keys.conf_r, s->m2 + M2_CONFIRM, RC_HASH)) {
			s->state = NONE;
			return;
		}
		memcpy(s->m3 + M3_CONFIRM, s->keys.conf_i, RC_HASH);
		opened[s->shape]++;
		s->state = OPEN;
	}
	if (!rng_one_in(rng, 16))
		send_handshake(s, s->m3, RC_M3_LEN);
}

/* B is to ask again, with it. */
static void send_cookie(const struct packet *open)
{
	static struct packet p;

	packet_start(&p, open->v6, open->dst[15]);
	put_header(p.data, RC_COOKIE, rc_get32(open->data + M1_INDEX), 0);
	rng_fill(rng, p.data + HDR, RC_COOKIE_LEN);
	p.len = HDR + RC_COOKIE_LEN;
	if (rng_one_in(rng, 4))
		spoil(p.data, &p.len, sizeof(p.data));
	packet_send(HOST_B, &p);
}

static void hear_cookie(const struct packet *p)
{
	struct peer *s = find(rc_get32(p->data + 4));

	if (p->len != HDR + RC_COOKIE_LEN || fragment_cookie(p))
		return;
	if (!s || s->state != ASKED)
		return;
	memcpy(s->m1 + M1_COOKIE, p->data + HDR, RC_COOKIE_LEN);
	send_handshake(s, s->m1, RC_M1_LEN);
}

static void hear_open(const struct packet *p)
{
	struct peer *s;
	int i;

	if (p->len != RC_M1_LEN)
		return;
	for (i = 0; i < FUZZ_SHAPES; i++)
		if (!memcmp(p->data + M1_DIGEST, stacks[i].digest, RC_HASH))
			break;
	if (i == FUZZ_SHAPES || rng_one_in(rng, 4))
		return;
	if (rng_one_in(rng, 4)) {
		send_cookie(p);
		return;
	}
	s = peer_new(i, p->v6, p->dst[15]);
	s->dir = 1;
	s->to = rc_get32(p->data + M1_INDEX);
	memcpy(s->m1, p->data, RC_M1_LEN);
	put_header(s->m2, RC_ACCEPT, s->to, 0);
	put32(s->m2 + M2_INDEX, s->index);
	put32(s->m2 + M2_SLOTS, slots_of(&s->stack));
	rng_fill(rng, s->m2 + M2_NONCE, RC_HASH);
	derive(s);
	memcpy(s->m2 + M2_CONFIRM, s->keys.conf_r, RC_HASH);
	s->state = ANSWERED;
	send_handshake(s, s->m2, RC_M2_LEN);
}

static void hear_confirm(const struct packet *p)
{
	struct peer *s = find(rc_get32(p->data + 4));

	if (!s || s->state != ANSWERED || p->len != RC_M3_LEN)
		return;
	/* What an earlier, spoilt answer brought about does not fit. */
	if (memcmp(p->data + M3_CONFIRM, s->keys.conf_i, RC_HASH))
		return;
	opened[s->shape]++;
	s->state = OPEN;
}

void stranger_hear(const struct packet *p)
{
	if (p->len < HDR)
		return;
	switch (p->data[0] & 15) {
	case RC_OPEN:
		hear_open(p);
		break;
	case RC_ACCEPT:
		hear_accept(p);
		break;
	case RC_CONFIRM:
		hear_confirm(p);
		break;
	case RC_COOKIE:
		hear_cookie(p);
		break;
	}
}

static struct peer *some_peer(void)
{
	struct peer *s = &peers[rng_below(rng, PEERS)];

	return s->state == OPEN ||
			       (s->state == ANSWERED && rng_one_in(rng, 4)) ?
		       s :
		       NULL;
}

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
	int dir = s->dir;

	stack = s->stack;
	if (rng_one_in(rng, 32))
		stack.nr = rng_below(rng, stack.nr + 1);
	if (rng_one_in(rng, 32))
		dir = !dir;
	rc_down(&stack, &s->keys, dir, header, NULL, msg);
}

void stranger_data(void)
{
	struct peer *s = some_peer();
	static struct rc_buf msg;
	static struct packet p;
	size_t len = body_length();

	if (!s)
		return;
	packet_start(&p, s->v6, s->last);
	put_header(p.data, RC_DATA, s->to, some_number(&s->number));
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
void stranger_control(void)
{
	struct peer *s = some_peer();
	static struct rc_buf body;
	static struct packet p;

	if (!s)
		return;
	packet_start(&p, s->v6, s->last);
	put_header(p.data, RC_CONTROL, s->to, some_number(&s->control));
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
	rc_control_seal(&s->keys, s->dir, p.data, &body);
	memcpy(p.data + HDR, body.data, body.len);
	p.len = HDR + body.len;
	packet_send(HOST_B, &p);
}
