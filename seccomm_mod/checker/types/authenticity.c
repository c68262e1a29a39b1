// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptors of types for authenticity: signatures, which are for integrity, too.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"
#include "checker/pk.h"
#include "checker/work.h"

const struct seccomm_type_desc seccomm_desc_dsa_authenticity = {
	.name = "DSAAuthenticity",
	.version = 1,
	.algorithm = "dsa2048",
	.family = "dsa",
	.provides = SECCOMM_INTEGRITY | SECCOMM_AUTHENTICITY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_MAY_SLEEP,
	.slots = 1,
	.pk = "dsa",
	.growth = { .add = 64 },
	.cost_message = 20000000,
	.cost_byte = 2500,
};

const struct seccomm_type_desc seccomm_desc_rsa_authenticity = {
	.name = "RSAAuthenticity",
	.version = 1,
	.algorithm = "rsa-pss",
	.family = "rsa",
	.provides = SECCOMM_INTEGRITY | SECCOMM_AUTHENTICITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_MAY_SLEEP,
	.slots = 1,
	.pk = "rsa",
	.cost_message = 50000000,
	.cost_byte = 2500,
	.options = seccomm_rsa_options,
	.n_options = SECCOMM_COUNT(seccomm_rsa_options),
};
