// SPDX-License-Identifier: GPL-2.0
/*
 * The third host, which has B's keys: it opens sessions, and answers those that B opens, in
 * handshakes that are right but for what is spoilt on purpose.
 */
#include <linux/seccomm.h>
#include <stdlib.h>

#include "methods.h"

#define HDR RC_HDR
#define M1_INDEX 20
#define M1_SPORT 24
#define M1_DPORT 26
#define M1_SLOTS 28
#define M1_NONCE 32
#define M1_DIGEST 64
#define M1_COOKIE 96
#define M1_PAYLOAD 112
#define M2_INDEX 16
#define M2_SLOTS 20
#define M2_NONCE 24
#define M2_PAYLOAD 56

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

	methods_init();
	for (i = 0; i < FUZZ_SHAPES; i++) {
		rc_parse(&stacks[i], fuzz_canonical(i));
		if (!stacks[i].session.known)
			set_secret(&stacks[i].session, -1);
		set_secret(&stacks[i].slot[0].secret, 0);
		set_secret(&stacks[i].slot[1].secret, 1);
	}
}

void stranger_stack(unsigned int shape, struct rc_stack *to)
{
	*to = stacks[shape];
}

void stranger_start(struct packet *p, bool v6, unsigned int last)
{
	p->v6 = v6;
	p->proto = IPPROTO_SECCOMM_DEFAULT;
	address_of(p->src, v6, last);
	address_of(p->dst, v6, 2);
	p->len = 0;
}

void stranger_header(__u8 *msg, int type, __u32 index, __u64 number)
{
	memset(msg, 0, HDR);
	msg[0] = 1 << 4 | type;
	put32(msg + 4, index);
	rc_set64(msg + 8, number);
}

/* Now and then spoilt, in a copy: the session goes on with what was meant. */
static void send_hello(const struct peer *s, const struct hello *hello)
{
	static struct packet p;

	stranger_start(&p, s->v6, s->last);
	memcpy(p.data, hello->data, hello->len);
	p.len = hello->len;
	if (rng_one_in(rng, 4)) {
		spoil(p.data, &p.len, sizeof(p.data));
		packet_send(HOST_B, &p);
		if (rng_one_in(rng, 2))
			return;
		memcpy(p.data, hello->data, hello->len);
		p.len = hello->len;
	}
	packet_send(HOST_B, &p);
	if (rng_one_in(rng, 8))
		packet_send(HOST_B, &p);
}

static struct rc_span span_of(const struct hello *hello)
{
	return (struct rc_span){ hello->data, hello->len };
}

static void append(struct hello *hello, const void *data, size_t len)
{
	if (len > sizeof(hello->data) - hello->len)
		rc_die("a message of the handshake is too long");
	memcpy(hello->data + hello->len, data, len);
	hello->len += len;
}

static void append_lp(struct hello *hello, const struct rc_buf *b)
{
	__u8 len[2];

	put16(len, b->len);
	append(hello, len, sizeof(len));
	append(hello, b->data, b->len);
}

static void start_hello(struct hello *hello, int type, __u32 index)
{
	stranger_header(hello->data, type, index, 0);
	hello->len = HDR;
}

/* The items of a list, of which now and then one thing is changed. */
static void make_list(struct handshake *hs, enum hs_list list,
		      struct rc_buf *items)
{
	methods_give(hs, list, items);
	if (rng_one_in(rng, items->len ? 4 : 64))
		hs->refused |= items_spoil(items, hs->stack.slot[0].threshold);
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
	s->hs.stack = stacks[shape];
	s->v6 = v6;
	s->last = last;
	s->index = rng_next(rng) | 1;
	methods_begin(&s->hs);
	return s;
}

/* The third host's own end is that of its direction. */
static void set_ends(struct peer *s)
{
	struct rc_id *id = s->hs.stack.id;
	__u8 address[16];

	address_of(address, s->v6, s->last);
	rc_id_address(&id[s->hs.dir], address);
	address_of(address, s->v6, 2);
	rc_id_address(&id[!s->hs.dir], address);
}

static void put_open(__u8 *m1, unsigned int shape, __u32 index)
{
	memset(m1, 0, RC_M1_LEN);
	stranger_header(m1, RC_OPEN, 0, 0);
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
	static struct rc_buf items;

	set_ends(s);
	put_open(s->hs.m1.data, shape, s->index);
	s->hs.m1.len = M1_PAYLOAD;
	make_list(&s->hs, LIST_M1, &items);
	append_lp(&s->hs.m1, &items);
	s->state = ASKED;
	send_hello(s, &s->hs.m1);
}

static struct peer *find(__u32 index)
{
	int i;

	for (i = 0; i < PEERS; i++)
		if (peers[i].state != NONE && peers[i].index == index)
			return &peers[i];
	return NULL;
}

static void append_sealed(struct handshake *hs, enum hs_list list,
			  struct hello *hello)
{
	static struct rc_buf items;

	make_list(hs, list, &items);
	if (items.len)
		rc_list_seal(&hs->keys, span_of(hello), &items);
	append_lp(hello, &items);
}

/* What the peer's sealed list brings; false: it is not as it must be. */
static bool take_sealed(struct handshake *hs, enum hs_list list,
			const struct hello *hello)
{
	static struct rc_buf items;

	return rc_list_open(&hs->keys, span_of(hello), &items) &&
	       methods_take(hs, list,
			    (struct rc_span){ items.data, items.len });
}

/* False: it is not B's answer to what was sent. */
static bool take_accept(struct peer *s, const struct packet *p)
{
	struct handshake *hs = &s->hs;

	hs->m2.len = 0;
	append(&hs->m2, p->data, p->len);
	if (!rc_lengths_fit(span_of(&hs->m2)) ||
	    !methods_take(hs, LIST_M2, rc_payload(span_of(&hs->m2))))
		return false;
	s->to = rc_get32(hs->m2.data + M2_INDEX);
	rc_first_stage(&hs->stack, &hs->keys, span_of(&hs->m1),
		       span_of(&hs->m2));
	if (!take_sealed(hs, LIST_B_R, &hs->m2))
		return false;
	rc_second_stage(&hs->stack, &hs->keys, span_of(&hs->m2));
	return !memcmp(hs->keys.conf_r, hs->m2.data + hs->m2.len - RC_HASH,
		       RC_HASH);
}

static void make_confirm(struct peer *s)
{
	struct handshake *hs = &s->hs;

	start_hello(&hs->m3, RC_CONFIRM, s->to);
	append_sealed(hs, LIST_B_I, &hs->m3);
	rc_third_stage(&hs->stack, &hs->keys, span_of(&hs->m3));
	append(&hs->m3, hs->keys.conf_i, RC_HASH);
}

static void is_open(struct peer *s)
{
	opened[s->shape]++;
	s->state = OPEN;
}

/* B answers only what is right, and its answer must be so. */
static void hear_accept(const struct packet *p)
{
	struct peer *s = find(rc_get32(p->data + 4));

	if (!s || s->hs.dir || p->len < RC_M2_LEN || p->len > HELLO_MAX)
		return;
	if (s->state == ASKED) {
		/* A request that was spoilt may have been answered, too. */
		if (!take_accept(s, p)) {
			s->state = NONE;
			return;
		}
		if (s->hs.refused)
			wrong("B answered an M1 whose items are not as they must be");
		make_confirm(s);
		s->state = CONFIRMING;
		if (!rc_is_late(&s->hs.stack))
			is_open(s);
	}
	if (!rng_one_in(rng, 16))
		send_hello(s, &s->hs.m3);
}

/* B is to ask again, with it. */
static void send_cookie(const struct packet *open)
{
	static struct packet p;

	stranger_start(&p, open->v6, open->dst[15]);
	stranger_header(p.data, RC_COOKIE, rc_get32(open->data + M1_INDEX), 0);
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
	memcpy(s->hs.m1.data + M1_COOKIE, p->data + HDR, RC_COOKIE_LEN);
	send_hello(s, &s->hs.m1);
}

static void make_accept(struct peer *s)
{
	struct handshake *hs = &s->hs;
	static struct rc_buf items;

	start_hello(&hs->m2, RC_ACCEPT, s->to);
	hs->m2.len = M2_PAYLOAD;
	put32(hs->m2.data + M2_INDEX, s->index);
	put32(hs->m2.data + M2_SLOTS, slots_of(&hs->stack));
	rng_fill(rng, hs->m2.data + M2_NONCE, RC_HASH);
	make_list(hs, LIST_M2, &items);
	append_lp(&hs->m2, &items);
	/* The nonce is among what the keys of agents are made of. */
	methods_take(hs, LIST_M1, rc_payload(span_of(&hs->m1)));
	rc_first_stage(&hs->stack, &hs->keys, span_of(&hs->m1),
		       span_of(&hs->m2));
	append_sealed(hs, LIST_B_R, &hs->m2);
	rc_second_stage(&hs->stack, &hs->keys, span_of(&hs->m2));
	append(&hs->m2, hs->keys.conf_r, RC_HASH);
}

static int shape_of(const struct packet *open)
{
	int i;

	for (i = 0; i < FUZZ_SHAPES; i++)
		if (!memcmp(open->data + M1_DIGEST, stacks[i].digest, RC_HASH))
			break;
	return i;
}

static void hear_open(const struct packet *p)
{
	const struct rc_span msg = { p->data, p->len };
	struct peer *s;
	int shape;

	if (p->len < RC_M1_LEN || p->len > HELLO_MAX || !rc_lengths_fit(msg))
		return;
	shape = shape_of(p);
	if (shape == FUZZ_SHAPES || rng_one_in(rng, 4))
		return;
	if (rng_one_in(rng, 4)) {
		send_cookie(p);
		return;
	}
	s = peer_new(shape, p->v6, p->dst[15]);
	s->hs.dir = 1;
	set_ends(s);
	s->to = rc_get32(p->data + M1_INDEX);
	append(&s->hs.m1, p->data, p->len);
	make_accept(s);
	/* What needs no M3 can be sent before it comes. */
	start_hello(&s->hs.m3, RC_CONFIRM, s->index);
	put16(s->hs.m3.data + HDR, 0);
	s->hs.m3.len = RC_M3_LEN;
	if (!rc_is_late(&s->hs.stack))
		rc_third_stage(&s->hs.stack, &s->hs.keys, span_of(&s->hs.m3));
	s->state = ANSWERED;
	send_hello(s, &s->hs.m2);
}

/* False: what an earlier, spoilt answer brought about does not fit. */
static bool take_confirm(struct peer *s, const struct packet *p)
{
	struct handshake *hs = &s->hs;

	hs->m3.len = 0;
	append(&hs->m3, p->data, p->len);
	if (!rc_lengths_fit(span_of(&hs->m3)) ||
	    !take_sealed(hs, LIST_B_I, &hs->m3))
		return false;
	rc_third_stage(&hs->stack, &hs->keys, span_of(&hs->m3));
	return !memcmp(hs->keys.conf_i, p->data + p->len - RC_HASH, RC_HASH);
}

static void hear_confirm(const struct packet *p)
{
	struct peer *s = find(rc_get32(p->data + 4));

	if (!s || !s->hs.dir || p->len < RC_M3_LEN || p->len > HELLO_MAX)
		return;
	if (s->state == ANSWERED) {
		if (!take_confirm(s, p))
			return;
		if (s->hs.refused)
			wrong("B confirmed an M2 whose items are not as they must be");
		start_hello(&s->hs.m4, RC_FINISH, s->to);
		append(&s->hs.m4, s->hs.keys.conf_f, RC_HASH);
		is_open(s);
	}
	if (rc_is_late(&s->hs.stack))
		send_hello(s, &s->hs.m4);
}

static void hear_finish(const struct packet *p)
{
	struct peer *s = find(rc_get32(p->data + 4));

	if (!s || s->state != CONFIRMING || p->len != HDR + RC_HASH)
		return;
	if (memcmp(p->data + HDR, s->hs.keys.conf_f, RC_HASH))
		return;
	if (s->hs.refused)
		wrong("B finished after an M3 whose items are not as they must be");
	is_open(s);
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
	case RC_FINISH:
		hear_finish(p);
		break;
	case RC_COOKIE:
		hear_cookie(p);
		break;
	}
}

struct peer *stranger_peer(void)
{
	struct peer *s = &peers[rng_below(rng, PEERS)];
	bool early = s->state == ANSWERED || s->state == CONFIRMING;

	return s->state == OPEN || (early && rng_one_in(rng, 4)) ? s : NULL;
}
