// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptors of metas, and of NullSecurity, which provides no property either.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"

const struct seccomm_type_desc seccomm_desc_multi_security = {
	.name = "MultiSecurity",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_META | SECCOMM_TYPE_REENTRANT,
	.cost_message = 100,
};

const struct seccomm_type_desc seccomm_desc_null_security = {
	.name = "NullSecurity",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_BIJECTION,
	.cost_message = 20,
};
