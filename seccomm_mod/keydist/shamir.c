// SPDX-License-Identifier: GPL-2.0
/*
 * Shamir's secret sharing over GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. No table is looked up by a
 * secret, and nothing branches on one.
 */
#include <kunit/visibility.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/string.h>
#include "keydist/shamir.h"

/* What a product is reduced by when it has reached x^8. */
#define GF_REDUCE 0x1b

/* All bits set if the lowest bit of @x is set, else none. */
static u8 gf_mask(u8 x)
{
	u8 mask = -(x & 1);

	OPTIMIZER_HIDE_VAR(mask);
	return mask;
}

static u8 gf_mul(u8 a, u8 b)
{
	u8 product = 0;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		product ^= a & gf_mask(b >> i);
		a = a << 1 ^ (GF_REDUCE & gf_mask(a >> 7));
	}
	return product;
}

/* 1 / @a, which is @a to the power of 254; 0 of 0. */
static u8 gf_inverse(u8 a)
{
	u8 inverse = 1;
	unsigned int i;

	for (i = 1; i < 8; i++) {
		a = gf_mul(a, a);
		inverse = gf_mul(inverse, a);
	}
	return inverse;
}

void seccomm_shamir_share(const u8 secret[SECCOMM_SHARE_LEN],
			  const u8 *coefficients, unsigned int k, u8 x,
			  u8 share[SECCOMM_SHARE_LEN])
{
	const u8 *last = coefficients + (k - 1) * SECCOMM_SHARE_LEN;
	unsigned int i;

	memset(share, 0, SECCOMM_SHARE_LEN);
	while (last > coefficients) {
		last -= SECCOMM_SHARE_LEN;
		for (i = 0; i < SECCOMM_SHARE_LEN; i++)
			share[i] = gf_mul(share[i] ^ last[i], x);
	}
	for (i = 0; i < SECCOMM_SHARE_LEN; i++)
		share[i] ^= secret[i];
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_shamir_share);

/* What share @n weighs in the value at @x, by Lagrange. The places are no secret. */
static u8 shamir_weight(const u8 *at, unsigned int k, unsigned int n, u8 x)
{
	u8 weight = 1;
	unsigned int i;

	for (i = 0; i < k; i++)
		if (i != n)
			weight = gf_mul(weight,
					gf_mul(x ^ at[i],
					       gf_inverse(at[n] ^ at[i])));
	return weight;
}

void seccomm_shamir_value(const u8 *shares, const u8 *at, unsigned int k, u8 x,
			  u8 value[SECCOMM_SHARE_LEN])
{
	unsigned int i, n;
	u8 weight;

	memset(value, 0, SECCOMM_SHARE_LEN);
	for (n = 0; n < k; n++, shares += SECCOMM_SHARE_LEN) {
		weight = shamir_weight(at, k, n, x);
		for (i = 0; i < SECCOMM_SHARE_LEN; i++)
			value[i] ^= gf_mul(shares[i], weight);
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_shamir_value);
