/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The micro-protocol types built in.
 */
#ifndef SECCOMM_CHECKER_TYPES_H
#define SECCOMM_CHECKER_TYPES_H

#include "checker/checker.h"

/* The types built in: a table of seccomm_n_types entries, and its lookup. */
extern const struct seccomm_type_desc *const seccomm_types[];
extern const unsigned int seccomm_n_types;
const struct seccomm_type_desc *seccomm_type_builtin(const char *name);

/* Fit for use? Asked of every descriptor before the checker believes it. */
bool seccomm_type_valid(const struct seccomm_type_desc *type);

#endif /* SECCOMM_CHECKER_TYPES_H */
