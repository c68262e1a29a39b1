// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptor of the type for non-repudiation.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"
#include "checker/work.h"

static const __u32 delayed_values[] = { 0, 1 };

static const struct seccomm_option_desc non_repudiation_options[] = {
	{
		.name = "delayed",
		.kind = SECCOMM_OPTION_VALUE,
		.values = delayed_values,
		.n_values = SECCOMM_COUNT(delayed_values),
		.preset = 0,
		.local = true,
	},
};

const struct seccomm_type_desc seccomm_desc_non_repudiation = {
	.name = "NonRepudiation",
	.version = 1,
	.algorithm = "",
	.family = "",
	.provides = SECCOMM_NONREPUDIATION,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_MAY_SLEEP | SECCOMM_TYPE_REENTRANT |
		 SECCOMM_TYPE_TIDY | SECCOMM_TYPE_MAY_HOLD,
	.cost_message = 4000,
	.cost_byte = 3000,
	.options = non_repudiation_options,
	.n_options = SECCOMM_COUNT(non_repudiation_options),
};
