// SPDX-License-Identifier: GPL-2.0
/*
 * Large handshakes of the third host: the short form of an OPEN, which asks for a
 * cookie, and then the fragments of the whole, in any order, right or spoilt. B
 * puts them together and finds an OPEN with items that its stack does not have.
 */
#include <linux/seccomm.h>

#include "packets.h"

#define LARGE 4 /* messages that wait for their cookie */
#define LARGE_MAX 16384
#define SHORT_LEN 146
#define SHORT_FLAG 0x01
#define PIECE 1120
#define PIECES ((LARGE_MAX + PIECE - 1) / PIECE)
#define F_SENDER 16
#define F_OFFSET 20
#define F_TOTAL 22
#define F_COOKIE 24
#define F_HASH 40
#define F_DATA 72
#define M1_INDEX 20
#define M1_COOKIE 96
#define M1_ITEMS_LEN 112

/**
 * struct large - an OPEN that fits no packet
 * @v6: IP version
 * @last: last byte of its sender's address
 * @len: of the whole
 * @whole: its bytes, with a cookie of zeroes
 * @hash: of these
 */
struct large {
	bool v6;
	unsigned int last;
	size_t len;
	__u8 whole[LARGE_MAX];
	__u8 hash[RC_HASH];
};

static struct large large[LARGE];

static void packet_start(struct packet *p, const struct large *l)
{
	p->v6 = l->v6;
	p->proto = IPPROTO_SECCOMM_DEFAULT;
	address_of(p->src, l->v6, l->last);
	address_of(p->dst, l->v6, 2);
}

void fragment_open(void)
{
	struct large *l = &large[rng_below(rng, LARGE)];
	static struct packet p;

	l->v6 = rng_one_in(rng, 2);
	l->last = STRANGER + rng_below(rng, STRANGERS);
	l->len = RC_M1_LEN + 1 + rng_below(rng, LARGE_MAX - RC_M1_LEN);
	stranger_make_open(l->whole);
	put16(l->whole + M1_ITEMS_LEN, l->len - RC_M1_LEN);
	rng_fill(rng, l->whole + RC_M1_LEN, l->len - RC_M1_LEN);
	rc_sha256(l->whole, l->len, l->hash);
	packet_start(&p, l);
	memcpy(p.data, l->whole, M1_ITEMS_LEN);
	p.data[1] = SHORT_FLAG;
	put16(p.data + M1_ITEMS_LEN, RC_HASH);
	memcpy(p.data + RC_M1_LEN, l->hash, RC_HASH);
	p.len = SHORT_LEN;
	if (rng_one_in(rng, 8))
		spoil(p.data, &p.len, sizeof(p.data));
	packet_send(HOST_B, &p);
}

static void put_fragment(struct packet *p, const struct large *l, int type,
			 size_t at)
{
	size_t n = l->len - at < PIECE ? l->len - at : PIECE;

	memset(p->data, 0, F_DATA);
	p->data[0] = 1 << 4 | RC_FRAGMENT;
	rc_set64(p->data + 8, type);
	memcpy(p->data + F_SENDER, l->whole + M1_INDEX, 4);
	put16(p->data + F_OFFSET, at);
	put16(p->data + F_TOTAL, l->len);
	memcpy(p->data + F_HASH, l->hash, RC_HASH);
	memcpy(p->data + F_DATA, l->whole + at, n);
	p->len = F_DATA + n;
}

static void send_fragment(const struct large *l, size_t at, const __u8 *cookie)
{
	static struct packet p;

	packet_start(&p, l);
	put_fragment(&p, l, RC_OPEN, at);
	memcpy(p.data + F_COOKIE, cookie, RC_COOKIE_LEN);
	if (rng_one_in(rng, 16))
		spoil(p.data, &p.len, sizeof(p.data));
	packet_send(HOST_B, &p);
}

/* All pieces in any order; now and then one is missing, or comes twice. */
static void send_fragments(const struct large *l, const __u8 *cookie)
{
	size_t piece[PIECES], n = (l->len + PIECE - 1) / PIECE, i, j;

	for (i = 0; i < n; i++) {
		j = rng_below(rng, i + 1);
		piece[i] = piece[j];
		piece[j] = i;
	}
	for (i = 0; i < n; i++) {
		if (rng_one_in(rng, 64))
			continue;
		send_fragment(l, piece[i] * PIECE, cookie);
		if (rng_one_in(rng, 16))
			send_fragment(l, piece[i] * PIECE, cookie);
	}
}

bool fragment_cookie(const struct packet *p)
{
	int i;

	for (i = 0; i < LARGE; i++) {
		if (memcmp(large[i].whole + M1_INDEX, p->data + 4, 4))
			continue;
		send_fragments(&large[i], p->data + RC_HDR);
		return true;
	}
	return false;
}

/* Of a message that an end may wait for, under the index that @heard bore. */
void fragment_forge(struct packet *p, const struct packet *heard)
{
	static const int types[] = { RC_OPEN, RC_ACCEPT, RC_CONFIRM,
				     RC_CONTROL };
	static struct large l;

	l.len = RC_M1_LEN + rng_below(rng, LARGE_MAX - RC_M1_LEN);
	rng_fill(rng, l.whole, l.len);
	rc_sha256(l.whole, l.len, l.hash);
	put_fragment(p, &l, types[rng_below(rng, 4)],
		     rng_below(rng, l.len / PIECE + 1) * PIECE);
	if (p->data[15] != RC_OPEN)
		memcpy(p->data + 4, heard->data + 4, 4);
	else
		rng_fill(rng, p->data + F_COOKIE, RC_COOKIE_LEN);
}
