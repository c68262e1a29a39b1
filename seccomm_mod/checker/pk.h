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

#endif /* SECCOMM_CHECKER_PK_H */
