/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The descriptors of the types built in, and a table of them for programs; the
 * kernel's table is in mp/registry.c.
 */
#ifndef SECCOMM_CHECKER_BUILTIN_H
#define SECCOMM_CHECKER_BUILTIN_H

#include "checker/checker.h"

/*
 * Costs are those of `make bench` on 6.12: what its bare operations take for 100 and
 * 1,200 bytes gives the two figures, the dearer way, plus what the layer does around
 * them, rounded up. DES, which that measures by the crypto API only, is what 65,400
 * bytes through a stack of thirty take. Counted on x86-64 with AES-NI, SHA-NI and AVX2.
 */
#define TYPE(name) extern const struct seccomm_type_desc seccomm_desc_##name;
#include "checker/list.h"

/* All of them, seccomm_n_types; and one by its name, or NULL. Not in the kernel. */
extern const struct seccomm_type_desc *const seccomm_types[];
extern const unsigned int seccomm_n_types;
const struct seccomm_type_desc *seccomm_type_builtin(const char *name);

#endif /* SECCOMM_CHECKER_BUILTIN_H */
