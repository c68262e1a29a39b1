// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptors of types that keep others from knowing what a plaintext begins with, or
 * how long it is. They have no key, and rest on the privacy behind them.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"
#include "checker/work.h"

static const __u32 prefix_lengths[] = { 8, 16, 32 };

static const struct seccomm_option_desc prefix_options[] = {
	{
		.name = "n",
		.kind = SECCOMM_OPTION_VALUE,
		.values = prefix_lengths,
		.n_values = SECCOMM_COUNT(prefix_lengths),
		.preset = 16,
		.grow_mul = 1,
	},
};

const struct seccomm_type_desc seccomm_desc_random_prefix = {
	.name = "RandomPrefix",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_IN_PRIVACY,
	.cost_message = 1500,
	.cost_byte = 200,
	.options = prefix_options,
	.n_options = SECCOMM_COUNT(prefix_options),
};

/* A message and the length of its fill, two bytes, become a multiple of @to, or as long as
 * @size says.
 */
static const struct seccomm_option_desc padding_options[] = {
	{
		.name = "size",
		.kind = SECCOMM_OPTION_RANGE,
		.min = 2,
		.max = 16384,
		.instead = "to",
		.grow_mul = 1,
		.reserve = 2,
	},
	{
		.name = "to",
		.kind = SECCOMM_OPTION_RANGE,
		.min = 2,
		.max = 4096,
		.preset = 64,
		.grow_mul = 1,
		.grow_add = 1,
	},
};

const struct seccomm_type_desc seccomm_desc_padding = {
	.name = "Padding",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_STRENGTH_NONE,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_IN_PRIVACY |
		 SECCOMM_TYPE_IN_INTEGRITY | SECCOMM_TYPE_UNEVEN,
	.cost_message = 200,
	.cost_byte = 1000,
	.options = padding_options,
	.n_options = SECCOMM_COUNT(padding_options),
};
