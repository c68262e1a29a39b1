/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signatures by key pairs of any algorithm that signs.
 */
#ifndef SECCOMM_MP_SIGN_H
#define SECCOMM_MP_SIGN_H

#include "pk/key.h"

struct seccomm_hash;

/* Begin the hash of what is signed, by what for: @context, with the zero byte behind it. Any
 * context.
 */
void seccomm_sign_start(struct seccomm_hash *h, const char *context);

/* Both: process context, may sleep; -ENOMEM, or an errno of the hash, beside what is said. A
 * signature has seccomm_pk_signature_len() bytes.
 */

/* Sign a SHA-256 hash by a private key. 0, or -ECANCELED: the signature does not verify. */
int seccomm_sign(struct seccomm_pk *pk, const u8 hash[SECCOMM_HASH_LEN],
		 u8 *signature);
/* Is it the signature of @hash by the owner of @pk? 0 or -EBADMSG. */
int seccomm_sign_verify(const struct seccomm_pk *pk,
			const u8 hash[SECCOMM_HASH_LEN], const u8 *signature);

#endif /* SECCOMM_MP_SIGN_H */
