// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptors of metas, and of NullSecurity, which provides no property either.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"
#include "checker/work.h"

const struct seccomm_type_desc seccomm_desc_multi_security = {
	.name = "MultiSecurity",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_META | SECCOMM_TYPE_IN_ORDER |
		 SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.cost_message = 100,
};

const struct seccomm_type_desc seccomm_desc_alt_security = {
	.name = "AltSecurity",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_META | SECCOMM_TYPE_ONE_OF |
		 SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.cost_message = 100,
};

static const __u32 random_alt_keyed[] = { 0, 1 };

/* The byte that carries the choice is not there with a key. */
static const struct seccomm_option_desc random_alt_options[] = {
	{
		.name = "keyed",
		.kind = SECCOMM_OPTION_VALUE,
		.values = random_alt_keyed,
		.n_values = SECCOMM_COUNT(random_alt_keyed),
		.preset = 0,
		.grow_mul = -1,
	},
};

const struct seccomm_type_desc seccomm_desc_random_alt_security = {
	.name = "RandomAltSecurity",
	.version = 1,
	.algorithm = "alt",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_META | SECCOMM_TYPE_ONE_OF |
		 SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_KEYED,
	.slots = 1,
	.keys = { { "select", 32 } },
	.growth = { .add = 1 },
	.cost_message = 3000,
	.options = random_alt_options,
	.n_options = SECCOMM_COUNT(random_alt_options),
};

static const struct seccomm_option_desc expansion_options[] = {
	{
		.name = "mask",
		.kind = SECCOMM_OPTION_RANGE,
		.max = 254,
		.preset = 0,
	},
};

const struct seccomm_type_desc seccomm_desc_expansion_security = {
	.name = "ExpansionSecurity",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_META | SECCOMM_TYPE_SPLIT |
		 SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.growth = { .add = 2 },
	.cost_message = 2500,
	.cost_byte = 6000,
	.options = expansion_options,
	.n_options = SECCOMM_COUNT(expansion_options),
};

const struct seccomm_type_desc seccomm_desc_null_security = {
	.name = "NullSecurity",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION,
	.cost_message = 20,
};
