// SPDX-License-Identifier: GPL-2.0
/*
 * A secret that two of a slot's methods give: shared out by a polynomial of the first degree
 * over GF(2^8), each share in a box that one method's secret opens.
 */
#include <string.h>

#include "methods.h"

#define TWO 2 /* as many as are enough */
#define BOX (2 * RC_HASH)

static __u8 times(__u8 a, __u8 b)
{
	__u8 product = 0;

	for (; b; b >>= 1) {
		if (b & 1)
			product ^= a;
		a = a << 1 ^ (a & 0x80 ? 0x1b : 0);
	}
	return product;
}

/* To the power of 254. */
static __u8 inverse(__u8 a)
{
	__u8 result = 1;
	int i;

	for (i = 0; i < 254; i++)
		result = times(result, a);
	return result;
}

static void box_key(const __u8 k[RC_HASH], int member, const char *purpose,
		    __u8 key[RC_HASH])
{
	static struct rc_buf info;

	info.len = 0;
	rc_put_str(&info, "seccomm1 box");
	rc_put_u8(&info, 0); /* slot */
	rc_put_u8(&info, member);
	rc_put_lp(&info, purpose, strlen(purpose));
	rc_expand(k, &info, key, RC_HASH);
}

/* What a share is xored with, and the MAC of what that gives. */
static void box_keys(const struct rc_slot *s, const __u8 th2[RC_HASH],
		     int member, __u8 pad[RC_HASH], __u8 mac[RC_HASH])
{
	const struct rc_member *m = &s->member[member];
	static struct rc_buf b;
	__u8 k[RC_HASH];

	b.len = 0;
	rc_put_lp(&b, m->secret, m->len);
	rc_extract(th2, &b, k);
	box_key(k, member, "pad", pad);
	box_key(k, member, "mac", mac);
}

static void put_box(struct rc_buf *body, const struct rc_slot *s,
		    const __u8 th2[RC_HASH], int member,
		    const __u8 share[RC_HASH])
{
	__u8 pad[RC_HASH], mac[RC_HASH], sealed[2 + RC_HASH];
	int i;

	box_keys(s, th2, member, pad, mac);
	sealed[0] = s->threshold;
	sealed[1] = s->n_members;
	for (i = 0; i < RC_HASH; i++)
		sealed[2 + i] = share[i] ^ pad[i];
	rc_hmac("SHA256", mac, RC_HASH, sealed, sizeof(sealed), mac);
	rc_put(body, sealed + 2, RC_HASH);
	rc_put(body, mac, RC_HASH);
}

static void put_commitment(struct rc_buf *body, const struct rc_slot *s,
			   const __u8 th2[RC_HASH])
{
	static struct rc_buf b;
	__u8 commitment[RC_HASH];

	b.len = 0;
	rc_put_str(&b, "SecComm-com1");
	rc_put(&b, th2, RC_HASH);
	rc_put_u8(&b, 0); /* slot */
	rc_put_u8(&b, s->threshold);
	rc_put_u8(&b, s->n_members);
	rc_hmac("SHA256", s->secret.data, RC_HASH, b.data, b.len, commitment);
	rc_put(body, commitment, sizeof(commitment));
}

void shares_give(struct rc_slot *s, const __u8 th2[RC_HASH],
		 struct rc_buf *body)
{
	static const __u8 none[BOX];
	__u8 coefficient[RC_HASH], share[RC_HASH];
	int i, k;

	rng_fill(rng, s->secret.data, RC_HASH);
	rng_fill(rng, coefficient, sizeof(coefficient));
	s->secret.len = RC_HASH;
	s->secret.known = true;
	body->len = 0;
	put_commitment(body, s, th2);
	for (i = 0; i < s->n_members; i++) {
		if (!s->member[i].len) {
			rc_put(body, none, sizeof(none));
			continue;
		}
		for (k = 0; k < RC_HASH; k++)
			share[k] = s->secret.data[k] ^
				   times(coefficient[k], i + 1);
		put_box(body, s, th2, i, share);
	}
}

static bool is_zero(const __u8 *box)
{
	static const __u8 none[BOX];

	return !memcmp(box, none, sizeof(none));
}

/* The line through two points, at 0. */
static void put_together(struct rc_slot *s, const __u8 share[TWO][RC_HASH],
			 const int at[TWO])
{
	int i;

	for (i = 0; i < RC_HASH; i++)
		s->secret.data[i] = times(times(share[0][i], at[1]) ^
						  times(share[1][i], at[0]),
					  inverse(at[0] ^ at[1]));
	s->secret.len = RC_HASH;
	s->secret.known = true;
}

void shares_take(struct rc_slot *s, const __u8 th2[RC_HASH],
		 struct rc_span body)
{
	__u8 share[TWO][RC_HASH], pad[RC_HASH], mac[RC_HASH];
	int at[TWO], n = 0, i, k;

	s->secret.known = false;
	if (body.len != RC_HASH + BOX * s->n_members)
		return;
	for (i = 0; i < s->n_members && n < TWO; i++) {
		const __u8 *box = body.data + RC_HASH + BOX * i;

		if (!s->member[i].len || is_zero(box))
			continue;
		box_keys(s, th2, i, pad, mac);
		for (k = 0; k < RC_HASH; k++)
			share[n][k] = box[k] ^ pad[k];
		at[n++] = i + 1;
	}
	if (n == TWO)
		put_together(s, share, at);
}
