/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What a descriptor must be for the checker to use it.
 */
#ifndef SECCOMM_CHECKER_VALID_H
#define SECCOMM_CHECKER_VALID_H

#include "checker/checker.h"

/* Does an option take this value? */
bool seccomm_option_takes(const struct seccomm_option_desc *option,
			  __u32 value);

/* Has an option of a layer a value, @value? Else the one that it is given in place of has, or
 * the one that is given in its place.
 */
bool seccomm_option_in_force(const struct seccomm_option_desc *option,
			     __u32 value);

/* Bytes of the key for @purpose, 0 if there is none or an option decides. */
__u16 seccomm_type_key_len(const struct seccomm_type_desc *type,
			   const char *purpose);

/* Is a descriptor fit for use? The checker asks this of every descriptor first. */
bool seccomm_type_valid(const struct seccomm_type_desc *type);

#endif /* SECCOMM_CHECKER_VALID_H */
