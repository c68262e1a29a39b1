/* SPDX-License-Identifier: GPL-2.0 */
/*
 * RSASSA-PSS (RFC 8017, section 8.1) with SHA-256, MGF1-SHA256 and a salt of 32 bytes.
 */
#ifndef SECCOMM_PK_PSS_H
#define SECCOMM_PK_PSS_H

#include "pk/key.h"

#define SECCOMM_PSS_SALT 32

/* Both: process context, may sleep; -ENOMEM, or an errno of the hash, beside what is said. */

/**
 * seccomm_pss_sign() - sign a hash
 * @pk: a private key of RSA
 * @hash: the SHA-256 hash
 * @salt: fresh random bytes
 * @signature: where to write seccomm_pk_rsa_len() bytes; zero on an error
 *
 * Return: 0, or -ECANCELED: the signature did not verify.
 */
int seccomm_pss_sign(struct seccomm_pk *pk, const u8 hash[SECCOMM_HASH_LEN],
		     const u8 salt[SECCOMM_PSS_SALT], u8 *signature);

/* Is @signature, of seccomm_pk_rsa_len() bytes, that of @hash by the owner of @pk? 0 or
 * -EBADMSG.
 */
int seccomm_pss_verify(const struct seccomm_pk *pk,
		       const u8 hash[SECCOMM_HASH_LEN], const u8 *signature);

#endif /* SECCOMM_PK_PSS_H */
