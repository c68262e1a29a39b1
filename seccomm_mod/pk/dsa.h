/* SPDX-License-Identifier: GPL-2.0 */
/*
 * DSA (FIPS 186-4) with p of 2048 bits and q of 256, over a SHA-256 hash.
 */
#ifndef SECCOMM_PK_DSA_H
#define SECCOMM_PK_DSA_H

#include "pk/key.h"

/* A signature is r and s. */
#define SECCOMM_DSA_SIGNATURE (2 * SECCOMM_DSA_LEN)

/* All: process context, may sleep; -ENOMEM beside what is said. */

/* Is q a divisor of p - 1, and g a number whose order is q? The lengths of p and q are right
 * already. 0 or -EKEYREJECTED.
 */
int seccomm_dsa_check_group(const struct seccomm_pk_dsa *dsa);
/* Is y of the group, which was checked? 0 or -EKEYREJECTED. */
int seccomm_dsa_check_public(const struct seccomm_pk_dsa *dsa);
/* Make y of x, if that is from 1 to q - 1; the group was checked. 0 or -EKEYREJECTED. */
int seccomm_dsa_make_public(struct seccomm_pk_dsa *dsa);

/**
 * seccomm_dsa_sign() - sign a hash
 * @pk: a private key of DSA
 * @hash: the SHA-256 hash
 * @signature: where to write r and s; zero on an error
 *
 * The secret number k is made of key and hash (RFC 6979), so that no generator can spoil it.
 * The signature is verified before it is given out, since one that a fault has altered
 * would tell the key.
 * Return: 0, -ECANCELED: it does not verify, or an errno of the hash.
 */
int seccomm_dsa_sign(const struct seccomm_pk *pk,
		     const u8 hash[SECCOMM_HASH_LEN],
		     u8 signature[SECCOMM_DSA_SIGNATURE]);

/* Is it the signature of @hash by the owner of @pk? 0 or -EBADMSG. */
int seccomm_dsa_verify(const struct seccomm_pk *pk,
		       const u8 hash[SECCOMM_HASH_LEN],
		       const u8 signature[SECCOMM_DSA_SIGNATURE]);

#endif /* SECCOMM_PK_DSA_H */
