// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptors of types for freshness.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"

const struct seccomm_type_desc seccomm_desc_window_replay = {
	.name = "WindowReplay",
	.version = 1,
	.algorithm = "",
	.family = "",
	.provides = SECCOMM_FRESHNESS,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT,
	.cost_message = 400,
};
