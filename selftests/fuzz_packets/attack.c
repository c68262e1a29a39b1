// SPDX-License-Identifier: GPL-2.0
/*
 * What anyone on the way can send, with secrets or without.
 */
#include <linux/seccomm.h>

#include "packets.h"

#define ICMP4 1
#define ICMP6 58
#define QUOTED_MAX 128
#define REFUSE_LEN 32
#define M1_INDEX 20

void spoil(__u8 *data, size_t *len, size_t max)
{
	unsigned int n = 1 + rng_below(rng, 3), at;
	__u8 odd[8];

	while (n--) {
		at = rng_below(rng, rng_one_in(rng, 2) ? 40 : *len);
		rc_set64(odd, rng_odd(rng));
		switch (rng_below(rng, 6)) {
		case 0:
			*len = rng_below(rng, *len + 1);
			break;
		case 1:
			at = rng_below(rng, 64);
			if (*len + at <= max)
				rng_fill(rng, data + *len, at);
			*len += *len + at <= max ? at : 0;
			break;
		case 2:
			data[0] = rng_one_in(rng, 2) ?
					  1 << 4 | rng_below(rng, 16) :
					  rng_next(rng);
			break;
		case 3:
			if (at + sizeof(odd) <= max)
				memcpy(data + at, odd, 1 << rng_below(rng, 4));
			break;
		default:
			data[at] ^= 1 << rng_below(rng, 8);
			break;
		}
	}
}

/* What A and B said, once more, spoilt or not. */
static void repeat(void)
{
	const struct packet *heard;
	static struct packet p;
	enum host to;

	heard = packet_kept(&to);
	if (!heard)
		return;
	p = *heard;
	if (!rng_one_in(rng, 4))
		spoil(p.data, &p.len, sizeof(p.data));
	if (rng_one_in(rng, 4))
		packet_send_odd(to, &p);
	else
		packet_send(to, &p);
}

static void random_packet(void)
{
	static struct packet p;
	enum host to = rng_below(rng, 2);

	p.v6 = rng_one_in(rng, 2);
	p.proto = IPPROTO_SECCOMM_DEFAULT;
	address_of(p.src, p.v6,
		   rng_one_in(rng, 2) ? rng_next(rng) :
					STRANGER + rng_below(rng, STRANGERS));
	address_of(p.dst, p.v6, rng_one_in(rng, 16) ? 255 : 1 + to);
	p.len = rng_below(rng, rng_one_in(rng, 16) ? PACKET_MAX : 200);
	rng_fill(rng, p.data, p.len);
	if (rng_one_in(rng, 2))
		p.data[0] = 1 << 4 | rng_below(rng, 16);
	/* The reserved fields of the header. */
	if (rng_one_in(rng, 2))
		memset(p.data + 1, 0, 3);
	packet_send(to, &p);
}

static void put_icmp_checksum(struct packet *p)
{
	__u8 pseudo[40] = { 0 };
	__u32 sum = 0;

	put16(p->data + 2, 0);
	if (p->v6) {
		memcpy(pseudo, p->src, 16);
		memcpy(pseudo + 16, p->dst, 16);
		put32(pseudo + 32, p->len);
		pseudo[39] = ICMP6;
		sum = (__u16)~checksum(pseudo, sizeof(pseudo), 0);
	}
	put16(p->data + 2, checksum(p->data, p->len, sum));
}

/* Errors only: what else ICMP can say makes neighbours forget each other. */
static void icmp(void)
{
	static const __u8 types4[] = { 3, 3, 4, 11, 12 };
	static struct packet p, quoted;
	const struct packet *heard;
	enum host to;
	size_t len;

	heard = packet_kept(&to);
	if (!heard)
		return;
	quoted = *heard;
	p.v6 = quoted.v6;
	p.proto = p.v6 ? ICMP6 : ICMP4;
	memcpy(p.dst, quoted.src, 16);
	memcpy(p.src, quoted.dst, 16);
	if (rng_one_in(rng, 2))
		address_of(p.src, p.v6, rng_next(rng));
	p.data[0] = p.v6 ? 1 + rng_below(rng, 4) : types4[rng_below(rng, 5)];
	p.data[1] = rng_below(rng, 17);
	put32(p.data + 4,
	      rng_one_in(rng, 4) ? rng_odd(rng) : 500 + rng_below(rng, 1500));
	len = 8 + packet_header(p.data + 8, &quoted);
	if (rng_one_in(rng, 4))
		spoil(quoted.data, &quoted.len, sizeof(quoted.data));
	p.len = quoted.len < QUOTED_MAX ? quoted.len : QUOTED_MAX;
	if (rng_one_in(rng, 2))
		p.len = rng_below(rng, p.len + 1);
	memcpy(p.data + len, quoted.data, p.len);
	p.len += len;
	if (rng_one_in(rng, 16))
		p.data[8 + rng_below(rng, p.len - 8)] ^= 1 << rng_below(rng, 8);
	put_icmp_checksum(&p);
	packet_send(!to, &p);
}

/* Messages of a fixed length that need no secret, with an index that was heard: of a
 * request its sender's, else its receiver's.
 */
static void put_unsealed(struct packet *p, int type, const struct packet *heard)
{
	static const size_t length[] = {
		[RC_FINISH] = RC_HDR + RC_HASH,
		[RC_COOKIE] = RC_HDR + RC_COOKIE_LEN,
		[RC_REFUSE] = REFUSE_LEN,
		[RC_UNKNOWN] = RC_HDR,
	};
	bool open = heard->data[0] == (1 << 4 | RC_OPEN);

	memset(p->data, 0, RC_HDR);
	p->data[0] = 1 << 4 | type;
	p->len = length[type];
	memcpy(p->data + 4, heard->data + (open ? M1_INDEX : 4), 4);
	rng_fill(rng, p->data + RC_HDR, p->len - RC_HDR);
	if (type != RC_REFUSE)
		return;
	p->data[RC_HDR] = rng_below(rng, 6);
	memset(p->data + RC_HDR + 1, 0, 7);
}

/* What whoever sees messages go by can send, in answer to them or beside them. */
static void forge(void)
{
	static const int types[] = { RC_FINISH, RC_COOKIE, RC_REFUSE,
				     RC_UNKNOWN, RC_FRAGMENT };
	int type = types[rng_below(rng, 5)];
	const struct packet *heard;
	static struct packet p;
	enum host to;
	bool answer;

	heard = packet_kept(&to);
	if (!heard || heard->len < RC_M3_LEN)
		return;
	answer = heard->data[0] == (1 << 4 | RC_OPEN) || rng_one_in(rng, 2);
	p.v6 = heard->v6;
	p.proto = IPPROTO_SECCOMM_DEFAULT;
	memcpy(p.src, answer ? heard->dst : heard->src, 16);
	memcpy(p.dst, answer ? heard->src : heard->dst, 16);
	if (type == RC_FRAGMENT)
		fragment_forge(&p, heard);
	else
		put_unsealed(&p, type, heard);
	if (rng_one_in(rng, 4))
		spoil(p.data, &p.len, sizeof(p.data));
	packet_send(answer ? !to : to, &p);
}

void attack(void)
{
	static const struct {
		void (*send)(void);
		unsigned int weight;
	} ways[] = {
		{ message_data, 40 },
		{ stranger_open, 6 },
		{ overheard_forge, 8 },
		{ message_control, 3 },
		{ repeat, 12 },
		{ random_packet, 4 },
		{ icmp, 4 },
		{ forge, 5 },
		{ fragment_open, 1 },
	};
	unsigned int i, all = 0, n;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		all += ways[i].weight;
	n = rng_below(rng, all);
	for (i = 0; n >= ways[i].weight; i++)
		n -= ways[i].weight;
	ways[i].send();
}
