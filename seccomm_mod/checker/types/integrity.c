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
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
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
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
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
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.slots = 1,
	.keys = { { "mac", 32 } },
	.growth = { .add = 32 },
	.cost_message = 1500,
	.cost_byte = 2500,
};

const struct seccomm_type_desc seccomm_desc_hmacsha3_integrity = {
	.name = "HMACSHA3Integrity",
	.version = 1,
	.algorithm = "hmac(sha3-256)",
	.family = "sha3",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.slots = 1,
	.keys = { { "mac", 32 } },
	.growth = { .add = 32 },
	.cost_message = 12000,
	.cost_byte = 35000,
};

const struct seccomm_type_desc seccomm_desc_blake2_integrity = {
	.name = "BLAKE2Integrity",
	.version = 1,
	.algorithm = "blake2s-256",
	.family = "blake2",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.slots = 1,
	.keys = { { "mac", 32 } },
	.growth = { .add = 32 },
	.cost_message = 2000,
	.cost_byte = 9000,
};

const struct seccomm_type_desc seccomm_desc_cmac_integrity = {
	.name = "CMACIntegrity",
	.version = 1,
	.algorithm = "cmac(aes)",
	.family = "aes",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.slots = 1,
	.keys = { { "mac", 32 } },
	.growth = { .add = 16 },
	.cost_message = 2000,
	.cost_byte = 10000,
};

const struct seccomm_type_desc seccomm_desc_poly1305_integrity = {
	.name = "Poly1305Integrity",
	.version = 1,
	.algorithm = "poly1305",
	.family = "chacha20",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.slots = 1,
	.keys = { { "mac", 32 }, { "salt", 12 } },
	.growth = { .add = 16 },
	.cost_message = 2000,
	.cost_byte = 2500,
};
