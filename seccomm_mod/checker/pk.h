/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The algorithms of key pairs, by name.
 */
#ifndef SECCOMM_CHECKER_PK_H
#define SECCOMM_CHECKER_PK_H

#include "checker/checker.h"

/* The options of types that take key pairs of RSA: "bits". */
extern const struct seccomm_option_desc seccomm_rsa_options[1];

/* The name of @alg, an enum seccomm_pk_alg, as in the notation and the canonical form. */
const char *seccomm_pk_name(unsigned int alg);
/* The algorithm of that name, or SECCOMM_PK_ALGS if there is none. */
enum seccomm_pk_alg seccomm_pk_named(const char *name);

/* Bytes of the modulus of an algorithm of RSA, which are those of what it encrypts to and of
 * what it signs with.
 */
static inline __u32 seccomm_pk_rsa_len(unsigned int alg)
{
	return 256 + 128 * (alg - SECCOMM_PK_RSA2048);
}

/* Bytes of a signature by a key of DSA or RSA: r and s, or a number below the modulus. */
static inline __u32 seccomm_pk_signature_len(unsigned int alg)
{
	return alg == SECCOMM_PK_DSA2048 ? 64 : seccomm_pk_rsa_len(alg);
}

/* Bytes of the public key of DSA or RSA as SubjectPublicKeyInfo, at most: the numbers, and the
 * tags and lengths around them. Those of RSA have all as many.
 */
static inline __u32 seccomm_pk_spki_max(unsigned int alg)
{
	return alg == SECCOMM_PK_DSA2048 ? 844 : 38 + seccomm_pk_rsa_len(alg);
}

#endif /* SECCOMM_CHECKER_PK_H */
