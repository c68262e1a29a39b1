// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The descriptors of types for privacy.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/builtin.h"
#include "checker/pk.h"
#include "checker/work.h"

const struct seccomm_type_desc seccomm_desc_xor_privacy = {
	.name = "XORPrivacy",
	.version = 1,
	.algorithm = "xor",
	.family = "xor",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_OBFUSCATION,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION,
	.slots = 1,
	.keys = { { "cipher", 8 } },
	.cost_message = 100,
	.cost_byte = 800,
};

const struct seccomm_type_desc seccomm_desc_des_privacy = {
	.name = "DESPrivacy",
	.version = 1,
	.algorithm = "cfb(des)",
	.family = "des",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION | SECCOMM_TYPE_RAW_KEY,
	.slots = 1,
	.keys = { { "cipher", 8 }, { "iv", 8 } },
	.cost_message = 1500,
	.cost_byte = 86000,
};

const struct seccomm_type_desc seccomm_desc_tripledes_privacy = {
	.name = "TripleDESPrivacy",
	.version = 1,
	.algorithm = "cfb(des3_ede)",
	.family = "des",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION | SECCOMM_TYPE_RAW_KEY,
	.slots = 1,
	.keys = { { "cipher", 24 }, { "iv", 24 } },
	.cost_message = 3500,
	.cost_byte = 200000,
};

const struct seccomm_type_desc seccomm_desc_blowfish_privacy = {
	.name = "BlowfishPrivacy",
	.version = 1,
	.algorithm = "cfb(blowfish)",
	.family = "blowfish",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION | SECCOMM_TYPE_RAW_KEY,
	.slots = 1,
	.keys = { { "cipher", 56 }, { "iv", 56 } },
	.cost_message = 800,
	.cost_byte = 36000,
};

const struct seccomm_type_desc seccomm_desc_idea_privacy = {
	.name = "IDEAPrivacy",
	.version = 1,
	.algorithm = "cfb(idea)",
	.family = "idea",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION | SECCOMM_TYPE_RAW_KEY,
	.slots = 1,
	.keys = { { "cipher", 16 }, { "iv", 16 } },
	.cost_message = 1500,
	.cost_byte = 84000,
};

const struct seccomm_type_desc seccomm_desc_aes_privacy = {
	.name = "AESPrivacy",
	.version = 1,
	.algorithm = "ctr(aes)",
	.family = "aes",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION | SECCOMM_TYPE_NEEDS_SIMD,
	.slots = 1,
	.keys = { { "cipher", 32 }, { "salt", 12 } },
	.cost_message = 1000,
	.cost_byte = 1200,
};

const struct seccomm_type_desc seccomm_desc_camellia_privacy = {
	.name = "CamelliaPrivacy",
	.version = 1,
	.algorithm = "ctr(camellia)",
	.family = "camellia",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION,
	.slots = 1,
	.keys = { { "cipher", 32 }, { "salt", 12 } },
	.cost_message = 1000,
	.cost_byte = 36000,
};

const struct seccomm_type_desc seccomm_desc_serpent_privacy = {
	.name = "SerpentPrivacy",
	.version = 1,
	.algorithm = "ctr(serpent)",
	.family = "serpent",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION,
	.slots = 1,
	.keys = { { "cipher", 32 }, { "salt", 12 } },
	.cost_message = 1000,
	.cost_byte = 70000,
};

const struct seccomm_type_desc seccomm_desc_twofish_privacy = {
	.name = "TwofishPrivacy",
	.version = 1,
	.algorithm = "ctr(twofish)",
	.family = "twofish",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_BIJECTION,
	.slots = 1,
	.keys = { { "cipher", 32 }, { "salt", 12 } },
	.cost_message = 1000,
	.cost_byte = 28000,
};

static const __u32 aes_key_bits[] = { 128, 256 };

static const struct seccomm_option_desc aesgcm_options[] = {
	{
		.name = "bits",
		.kind = SECCOMM_OPTION_VALUE,
		.values = aes_key_bits,
		.n_values = SECCOMM_COUNT(aes_key_bits),
		.preset = 256,
	},
};

const struct seccomm_type_desc seccomm_desc_aesgcm_privacy = {
	.name = "AESGCMPrivacy",
	.version = 1,
	.algorithm = "gcm(aes)",
	.family = "aes",
	.provides = SECCOMM_PRIVACY | SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_NEEDS_SIMD,
	.slots = 1,
	.keys = { { "cipher", 0 }, { "salt", 12 } },
	.growth = { .add = 16 },
	.cost_message = 1500,
	.cost_byte = 2500,
	.options = aesgcm_options,
	.n_options = SECCOMM_COUNT(aesgcm_options),
};

const struct seccomm_type_desc seccomm_desc_chachapoly_privacy = {
	.name = "ChaChaPolyPrivacy",
	.version = 1,
	.algorithm = "rfc7539(chacha20,poly1305)",
	.family = "chacha20",
	.provides = SECCOMM_PRIVACY | SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY,
	.slots = 1,
	.keys = { { "cipher", 32 }, { "salt", 12 } },
	.growth = { .add = 16 },
	.cost_message = 2000,
	.cost_byte = 5500,
};

const struct seccomm_type_desc seccomm_desc_aegis128_privacy = {
	.name = "AEGIS128Privacy",
	.version = 1,
	.algorithm = "aegis128",
	.family = "aes",
	.provides = SECCOMM_PRIVACY | SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_TYPE_TIDY |
		 SECCOMM_TYPE_NEEDS_SIMD,
	.slots = 1,
	.keys = { { "cipher", 16 }, { "salt", 16 } },
	.growth = { .add = 16 },
	.cost_message = 1500,
	.cost_byte = 1500,
};

const struct seccomm_type_desc seccomm_desc_rsa_privacy = {
	.name = "RSAPrivacy",
	.version = 1,
	.algorithm = "rsa-oaep",
	.family = "rsa",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_MAY_SLEEP | SECCOMM_TYPE_UNEVEN,
	.slots = 1,
	.pk = "rsa",
	.growth = { .mul = 2 },
	.cost_message = 50000000,
	.cost_byte = 260000000,
	.options = seccomm_rsa_options,
	.n_options = SECCOMM_COUNT(seccomm_rsa_options),
};
