// SPDX-License-Identifier: GPL-2.0
/*
 * Shares of a secret, joined, and too few of them.
 */
#include <openssl/crypto.h>
#include <string.h>

#include "shares.h"

static __u8 value_at(const __u8 coefficient[], int n, __u8 x)
{
	__u8 value = 0;

	while (n--)
		value = rc_times(value, x) ^ coefficient[n];
	return value;
}

void shares_unbox(struct shares *s, int member)
{
	if (!rc_box_open(&s->by, member, s->box + member * RC_BOX,
			 s->value[s->nr]))
		return;
	s->x[s->nr++] = member + 1;
}

bool shares_committed(const struct shares *s, const __u8 secret[RC_HASH])
{
	__u8 com[RC_HASH];

	rc_commitment(&s->by, secret, com);
	return !CRYPTO_memcmp(com, s->com, RC_HASH);
}

bool shares_join(const struct shares *s, __u8 secret[RC_HASH])
{
	const int k = s->by.s->threshold;
	__u8 y[RC_MEMBERS], coefficient[RC_MEMBERS];
	int i, j;

	if (s->nr < k)
		return false;
	for (i = 0; i < RC_HASH; i++) {
		for (j = 0; j < k; j++)
			y[j] = s->value[j][i];
		rc_interpolate(s->x, y, k, coefficient);
		secret[i] = coefficient[0];
	}
	return shares_committed(s, secret);
}

/* Is there a polynomial of degree k - 1 with @secret at 0 through byte @i of the shares? Where
 * shares lack, as many bytes are free.
 */
static bool fits(const struct shares *s, int i, __u8 secret)
{
	const int k = s->by.s->threshold;
	__u8 x[RC_MEMBERS] = { 0 }, y[RC_MEMBERS] = { secret };
	__u8 coefficient[RC_MEMBERS];
	int j;

	for (j = 1; j < k; j++) {
		x[j] = j <= s->nr ? s->x[j - 1] : 0xff - j;
		y[j] = j <= s->nr ? s->value[j - 1][i] : 0;
	}
	rc_interpolate(x, y, k, coefficient);
	for (j = 0; j < s->nr; j++)
		if (value_at(coefficient, k, s->x[j]) != s->value[j][i])
			return false;
	return value_at(coefficient, k, 0) == secret;
}

bool shares_leave_open(const struct shares *s)
{
	int i, secret;

	for (i = 0; i < RC_HASH; i++)
		for (secret = 0; secret < 256; secret++)
			if (!fits(s, i, secret))
				return false;
	return true;
}
