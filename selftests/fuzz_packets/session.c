// SPDX-License-Identifier: GPL-2.0
/*
 * What A and B say to each other, with the keys that follow from it. Messages
 * that are made of these keys have a number that was used, or a header that is
 * not allowed: a receiver must drop them.
 */
#include <linux/seccomm.h>

#include "packets.h"

#define HELD 8
#define USED 64 /* numbers that are remembered */
#define M1_INDEX 20
#define M2_INDEX 16
#define M3_CONFIRM 18

/**
 * struct held - a session of A and B
 * @m1: its messages, as they went by
 * @m2: the same
 * @m3: the same
 * @have: how many of them have
 * @to: who answers, and gets what direction 0 carries
 * @like: packets of each direction, for their addresses
 * @number: of messages that went by in each direction, the last ones
 * @n: how many did
 * @stack: with the roots of its keys
 * @keys: of the session
 */
struct held {
	__u8 m1[RC_M1_LEN], m2[RC_M2_LEN], m3[RC_M3_LEN];
	int have;
	enum host to;
	struct packet like[2];
	__u64 number[2][USED];
	unsigned int n[2];
	struct rc_stack stack;
	struct rc_keys keys;
};

static struct held held[HELD];
static unsigned int n_held;

static void hear_open(enum host to, const struct packet *p)
{
	struct held *h = &held[n_held % HELD];

	memset(h, 0, sizeof(*h));
	memcpy(h->m1, p->data, RC_M1_LEN);
	h->to = to;
	h->like[0] = *p;
	h->have = 1;
	n_held++;
}

/* One that is as far as @have, and was asked for, or answered, with @index. */
static struct held *find(int have, __u32 index)
{
	unsigned int i;

	for (i = 0; i < HELD; i++) {
		struct held *h = &held[i];
		const __u8 *at = have == 1 ? h->m1 + M1_INDEX :
					     h->m2 + M2_INDEX;

		if (h->have == have && rc_get32(at) == index)
			return h;
	}
	return NULL;
}

static void hear_accept(const struct packet *p)
{
	struct held *h = find(1, rc_get32(p->data + 4));

	if (!h)
		return;
	memcpy(h->m2, p->data, RC_M2_LEN);
	h->like[1] = *p;
	h->have = 2;
}

static void hear_confirm(const struct packet *p)
{
	struct held *h = find(2, rc_get32(p->data + 4));

	if (!h)
		return;
	memcpy(h->m3, p->data, RC_M3_LEN);
	stranger_stack(0, &h->stack);
	rc_id_address(&h->stack.id[0], h->like[0].src);
	rc_id_address(&h->stack.id[1], h->like[0].dst);
	rc_handshake(&h->stack, &h->keys, (struct rc_span){ h->m1, RC_M1_LEN },
		     (struct rc_span){ h->m2, RC_M2_LEN },
		     (struct rc_span){ h->m3, RC_M3_LEN });
	if (!memcmp(h->keys.conf_i, h->m3 + M3_CONFIRM, RC_HASH))
		h->have = 3;
}

static void hear_data(enum host to, const struct packet *p)
{
	__u32 index = rc_get32(p->data + 4);
	__u64 number = rc_get64(p->data + 8);
	unsigned int i;

	for (i = 0; i < HELD; i++) {
		struct held *h = &held[i];
		int dir = h->to != to;

		if (h->have == 3 && rc_get32(dir ? h->m1 + M1_INDEX :
						   h->m2 + M2_INDEX) == index)
			h->number[dir][h->n[dir]++ % USED] = number;
	}
}

void overheard(enum host to, const struct packet *p)
{
	if (p->len < RC_HDR)
		return;
	switch (p->data[0]) {
	case 1 << 4 | RC_OPEN:
		if (p->len == RC_M1_LEN)
			hear_open(to, p);
		break;
	case 1 << 4 | RC_ACCEPT:
		if (p->len == RC_M2_LEN)
			hear_accept(p);
		break;
	case 1 << 4 | RC_CONFIRM:
		if (p->len == RC_M3_LEN)
			hear_confirm(p);
		break;
	case 1 << 4 | RC_DATA:
		hear_data(to, p);
		break;
	}
}

void overheard_forge(void)
{
	struct held *h = &held[rng_below(rng, HELD)];
	int dir = rng_below(rng, 2);
	static struct rc_buf msg;
	static struct packet p;
	unsigned int n = h->n[dir] < USED ? h->n[dir] : USED;
	size_t len = rng_below(rng, 300);
	__u64 number;

	if (h->have != 3 || !n)
		return;
	number = h->number[dir][rng_below(rng, n)];
	memcpy(&p, &h->like[dir], offsetof(struct packet, data));
	memcpy(p.data, dir ? h->m1 : h->m2, RC_HDR);
	p.data[0] = 1 << 4 | RC_DATA;
	memcpy(p.data + 4, dir ? h->m1 + M1_INDEX : h->m2 + M2_INDEX, 4);
	if (rng_one_in(rng, 2)) {
		/* A number to come, but another version, flags, or epoch. */
		number += rng_below(rng, 100);
		p.data[rng_below(rng, 3)] ^= 16 << rng_below(rng, 4);
	}
	rc_set64(p.data + 8, number);
	msg.len = 0;
	rc_put(&msg, MARK, len < 4 ? len : 4);
	rng_fill(rng, msg.data + msg.len, len - msg.len);
	msg.len = len;
	rc_down(&h->stack, &h->keys, dir, p.data, NULL, &msg);
	memcpy(p.data + RC_HDR, msg.data, msg.len);
	p.len = RC_HDR + msg.len;
	packet_send(dir ? !h->to : h->to, &p);
}
