/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shamir's secret sharing over GF(2^8), byte by byte: of a polynomial of degree k - 1 any k values
 * give all others, and fewer give nothing.
 */
#ifndef SECCOMM_SHAMIR_H
#define SECCOMM_SHAMIR_H

#include <linux/types.h>

#define SECCOMM_SHARE_LEN \
	32 /* of a share, of the secret, and of each coefficient */

/* Both: any context; as long for all secrets. Several coefficients or shares stand one behind the
 * other.
 *
 * The value at @x of the polynomial that has @secret at 0, and the @k - 1 coefficients behind it.
 */
void seccomm_shamir_share(const u8 secret[SECCOMM_SHARE_LEN],
			  const u8 *coefficients, unsigned int k, u8 x,
			  u8 share[SECCOMM_SHARE_LEN]);
/* The value at @x of the polynomial that has share i at @at[i], for @k places, which differ. */
void seccomm_shamir_value(const u8 *shares, const u8 *at, unsigned int k, u8 x,
			  u8 value[SECCOMM_SHARE_LEN]);

#endif /* SECCOMM_SHAMIR_H */
