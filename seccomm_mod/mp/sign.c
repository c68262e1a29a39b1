// SPDX-License-Identifier: GPL-2.0
/*
 * Signatures by key pairs: DSA, and RSA by PSS.
 */
#include <linux/string.h>
#include "keys/hash.h"
#include "mp/outside.h"
#include "mp/sign.h"
#include "pk/dsa.h"
#include "pk/pss.h"

#define SIGN_SPACES 64

void seccomm_sign_start(struct seccomm_hash *h, const char *context)
{
	u8 spaces[SIGN_SPACES];

	memset(spaces, ' ', sizeof(spaces));
	seccomm_hash_start(h);
	seccomm_hash_add(h, spaces, sizeof(spaces));
	/* With the zero byte behind it. */
	seccomm_hash_add(h, context, strlen(context) + 1);
}

int seccomm_sign(struct seccomm_pk *pk, const u8 hash[SECCOMM_HASH_LEN],
		 u8 *signature)
{
	u8 salt[SECCOMM_PSS_SALT];

	if (pk->alg == SECCOMM_PK_DSA2048)
		return seccomm_dsa_sign(pk, hash, signature);
	seccomm_random(salt, sizeof(salt));
	return seccomm_pss_sign(pk, hash, salt, signature);
}

int seccomm_sign_verify(const struct seccomm_pk *pk,
			const u8 hash[SECCOMM_HASH_LEN], const u8 *signature)
{
	if (pk->alg == SECCOMM_PK_DSA2048)
		return seccomm_dsa_verify(pk, hash, signature);
	return seccomm_pss_verify(pk, hash, signature);
}
