// SPDX-License-Identifier: GPL-2.0
/*
 * X25519 (RFC 7748), by the kernel's library.
 */
#include <crypto/curve25519.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include "keydist/x25519.h"

static_assert(SECCOMM_GROUP_PRIVATE_LEN == CURVE25519_KEY_SIZE);

static int x25519_publish(u8 private[SECCOMM_GROUP_PRIVATE_LEN], u8 *public)
{
	if (!IS_ENABLED(CONFIG_CRYPTO_LIB_CURVE25519))
		return -ENOENT;
	curve25519_clamp_secret(private);
	return curve25519_generate_public(public, private) ? 0 : -EIO;
}

/* A peer's value of small order gives zero, whatever ours is. */
static int x25519_agree(const u8 private[SECCOMM_GROUP_PRIVATE_LEN],
			const u8 *peer, u8 *shared)
{
	if (!IS_ENABLED(CONFIG_CRYPTO_LIB_CURVE25519))
		return -ENOENT;
	return curve25519(shared, private, peer) ? 0 : -EBADMSG;
}

static const char *x25519_lacks(void)
{
	return IS_ENABLED(CONFIG_CRYPTO_LIB_CURVE25519) ?
		       NULL :
		       "this kernel lacks CONFIG_CRYPTO_LIB_CURVE25519, which x25519 needs";
}

const struct seccomm_group seccomm_x25519 = {
	.lacks = x25519_lacks,
	.shared_len = CURVE25519_KEY_SIZE,
	.publish = x25519_publish,
	.agree = x25519_agree,
};
