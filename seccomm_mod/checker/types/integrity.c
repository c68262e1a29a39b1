// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptors of types for integrity.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"

const struct seccomm_type_desc seccomm_desc_md5_integrity = {
	.name = "MD5Integrity",
	.version = 1,
	.algorithm = "hmac(md5)",
	.family = "md5",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.keys = { { "mac", 16 } },
	.growth = { .add = 16 },
	.cost_message = 2000,
	.cost_byte = 9500,
};

const struct seccomm_type_desc seccomm_desc_sha_integrity = {
	.name = "SHAIntegrity",
	.version = 1,
	.algorithm = "hmac(sha1)",
	.family = "sha1",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.keys = { { "mac", 20 } },
	.growth = { .add = 20 },
	.cost_message = 1500,
	.cost_byte = 2000,
};

const struct seccomm_type_desc seccomm_desc_hmacsha256_integrity = {
	.name = "HMACSHA256Integrity",
	.version = 1,
	.algorithm = "hmac(sha256)",
	.family = "sha2",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.keys = { { "mac", 32 } },
	.growth = { .add = 32 },
	.cost_message = 1500,
	.cost_byte = 2500,
};
