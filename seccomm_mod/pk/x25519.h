/* SPDX-License-Identifier: GPL-2.0 */
/*
 * X25519 (RFC 7748) with keys that stay.
 */
#ifndef SECCOMM_PK_X25519_H
#define SECCOMM_PK_X25519_H

#include <crypto/curve25519.h>
#include <linux/types.h>

/* All: process context; -EOPNOTSUPP: this kernel has no X25519. */

/* Is the point one that gives each end something of its own? 0, or -EKEYREJECTED: it is of small
 * order.
 */
int seccomm_x25519_check_public(const u8 public[CURVE25519_KEY_SIZE]);

/* Bring a private half into the form that is computed with, and make the public one of it. 0. */
int seccomm_x25519_make_public(u8 private[CURVE25519_KEY_SIZE],
			       u8 public[CURVE25519_KEY_SIZE]);

#endif /* SECCOMM_PK_X25519_H */
