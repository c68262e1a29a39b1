/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The algorithms of key pairs, by name.
 */
#ifndef SECCOMM_CHECKER_PK_H
#define SECCOMM_CHECKER_PK_H

#include "checker/checker.h"

/* The name of @alg, an enum seccomm_pk_alg, as in the notation and the canonical form. */
const char *seccomm_pk_name(unsigned int alg);
/* The algorithm of that name, or SECCOMM_PK_ALGS if there is none. */
enum seccomm_pk_alg seccomm_pk_named(const char *name);

#endif /* SECCOMM_CHECKER_PK_H */
