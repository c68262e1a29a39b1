/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether this kernel can run a micro-protocol type, and may.
 */
#ifndef SECCOMM_AVAILABLE_H
#define SECCOMM_AVAILABLE_H

#include "mp/mp.h"

/**
 * seccomm_mp_available() - can this kernel run a type, and may it?
 * @type: the type
 * @values: the values of its options
 * @lacks: set to what is missing, a text that stays, if something is
 *
 * Context: process, may sleep.
 * Return: 0; -ENOENT: the kernel lacks an algorithm; -EOPNOTSUPP: the kernel is in FIPS mode,
 * in which the type's algorithm is not approved; or another errno of the type.
 */
int seccomm_mp_available(const struct seccomm_mp_type *type, const u32 *values,
			 const char **lacks);

#endif /* SECCOMM_AVAILABLE_H */
