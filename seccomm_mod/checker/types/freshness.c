// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptors of types for freshness.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"
#include "checker/work.h"

const struct seccomm_type_desc seccomm_desc_window_replay = {
	.name = "WindowReplay",
	.version = 1,
	.algorithm = "",
	.family = "",
	.provides = SECCOMM_FRESHNESS,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.cost_message = 400,
};

static const struct seccomm_option_desc timestamp_options[] = {
	{
		.name = "window",
		.kind = SECCOMM_OPTION_RANGE,
		.min = 1,
		.max = 3600,
		.preset = 30,
		.local = true,
	},
};

const struct seccomm_type_desc seccomm_desc_timestamp_replay = {
	.name = "TimestampReplay",
	.version = 1,
	.algorithm = "",
	.family = "",
	.provides = SECCOMM_FRESHNESS,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT,
	.growth = { .add = 8 },
	.cost_message = 600,
	.options = timestamp_options,
	.n_options = SECCOMM_COUNT(timestamp_options),
};
