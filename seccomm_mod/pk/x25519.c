// SPDX-License-Identifier: GPL-2.0
/*
 * X25519 with keys that stay, by the kernel's library.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include "pk/x25519.h"

int seccomm_x25519_check_public(const u8 public[CURVE25519_KEY_SIZE])
{
	u8 any[CURVE25519_KEY_SIZE] = {}, product[CURVE25519_KEY_SIZE];
	bool good;

	if (!IS_ENABLED(CONFIG_CRYPTO_LIB_CURVE25519))
		return -EOPNOTSUPP;
	/* Every number in this form is a multiple of all small orders, and of no other one. */
	curve25519_clamp_secret(any);
	good = curve25519(product, any, public);
	return good ? 0 : -EKEYREJECTED;
}

int seccomm_x25519_make_public(u8 private[CURVE25519_KEY_SIZE],
			       u8 public[CURVE25519_KEY_SIZE])
{
	if (!IS_ENABLED(CONFIG_CRYPTO_LIB_CURVE25519))
		return -EOPNOTSUPP;
	curve25519_clamp_secret(private);
	return curve25519_generate_public(public, private) ? 0 : -EKEYREJECTED;
}
