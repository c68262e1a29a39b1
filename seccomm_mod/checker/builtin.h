/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The descriptors of the types built in, and a table of them for programs; the
 * kernel's table is in mp/registry.c.
 */
#ifndef SECCOMM_CHECKER_BUILTIN_H
#define SECCOMM_CHECKER_BUILTIN_H

#include "checker/checker.h"

/*
 * The costs are counted in instructions by `make bench` on 6.12, on x86-64 with AES-NI,
 * SHA-NI and AVX2. The two figures follow from what the bench's bare operations take
 * for 100 and 1,200 bytes, in the dearer direction, plus what the layer does around
 * them, rounded up. The bench measures DES through the crypto API only, so the cost of
 * DES is what 65,400 bytes through a stack of thirty take.
 */
#define TYPE(name) extern const struct seccomm_type_desc seccomm_desc_##name;
#include "checker/list.h"

/* All built-in types, of which there are seccomm_n_types; and the one of a name, or
 * NULL. Not in the kernel.
 */
extern const struct seccomm_type_desc *const seccomm_types[];
extern const unsigned int seccomm_n_types;
const struct seccomm_type_desc *seccomm_type_builtin(const char *name);

#endif /* SECCOMM_CHECKER_BUILTIN_H */
