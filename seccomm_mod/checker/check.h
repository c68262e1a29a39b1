/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The composition checker's entry, for kernel and tool.
 */
#ifndef SECCOMM_CHECKER_CHECK_H
#define SECCOMM_CHECKER_CHECK_H

#include "checker/checker.h"

/*
 * Finds the type of a name, which is well formed, or returns NULL. The kernel adds
 * third-party types, the tool those of a catalog.
 */
typedef const struct seccomm_type_desc *(*seccomm_lookup_t)(const char *name,
							    void *ctx);

/**
 * seccomm_check() - accept or refuse a composition
 * @in: the composition
 * @lookup: finds types
 * @ctx: for @lookup
 * @out: filled in whole
 * No allocation, no recursion deeper than SECCOMM_MAX_DEPTH. Process context, with about 1 KiB of
 * stack; may sleep, since the floors can take long: see checker/floor.c.
 */
void seccomm_check(const struct seccomm_composition *in,
		   seccomm_lookup_t lookup, void *ctx,
		   struct seccomm_checked *out);

#endif /* SECCOMM_CHECKER_CHECK_H */
