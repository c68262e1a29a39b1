// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The micro-protocol types built in: static descriptors, one table.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/check.h"
#include "checker/types.h"
#include "checker/work.h"

/*
 * Costs are those of `make bench` on 6.12: what its bare operations take for 100 and
 * 1,200 bytes gives the two figures, the dearer way, plus what the layer does around
 * them, rounded up. DES, which that measures by the crypto API only, is what 65,400
 * bytes through a stack of thirty take. Counted on x86-64 with AES-NI, SHA-NI and AVX2.
 */

static const __u32 aes_key_bits[] = { 128, 256 };

static const struct seccomm_option_desc aesgcm_options[] = {
	{
		.name = "bits",
		.values = aes_key_bits,
		.n_values = SECCOMM_COUNT(aes_key_bits),
		.preset = 256,
	},
};

static const struct seccomm_type_desc aesgcm_privacy = {
	.name = "AESGCMPrivacy",
	.version = 1,
	.algorithm = "gcm(aes)",
	.family = "aes",
	.provides = SECCOMM_PRIVACY | SECCOMM_INTEGRITY,
	.strength = SECCOMM_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_NEEDS_SIMD,
	.slots = 1,
	.grow_add = 16,
	.cost_message = 1500,
	.cost_byte = 2500,
	.options = aesgcm_options,
	.n_options = SECCOMM_COUNT(aesgcm_options),
	.salt_len = 12,
};

static const struct seccomm_type_desc chachapoly_privacy = {
	.name = "ChaChaPolyPrivacy",
	.version = 1,
	.algorithm = "rfc7539(chacha20,poly1305)",
	.family = "chacha20",
	.provides = SECCOMM_PRIVACY | SECCOMM_INTEGRITY,
	.strength = SECCOMM_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.cipher_len = 32,
	.grow_add = 16,
	.cost_message = 2000,
	.cost_byte = 5500,
	.salt_len = 12,
};

static const struct seccomm_type_desc des_privacy = {
	.name = "DESPrivacy",
	.version = 1,
	.algorithm = "cfb(des)",
	.family = "des",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_BIJECTION | SECCOMM_RAW_KEY,
	.slots = 1,
	.cipher_len = 8,
	.cost_message = 1500,
	.cost_byte = 86000,
	.iv_len = 8,
};

static const struct seccomm_type_desc hmac_sha256_integrity = {
	.name = "HMACSHA256Integrity",
	.version = 1,
	.algorithm = "hmac(sha256)",
	.family = "sha2",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.grow_add = 32,
	.cost_message = 1500,
	.cost_byte = 2500,
	.mac_len = 32,
};

static const struct seccomm_type_desc md5_integrity = {
	.name = "MD5Integrity",
	.version = 1,
	.algorithm = "hmac(md5)",
	.family = "md5",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.grow_add = 16,
	.cost_message = 2000,
	.cost_byte = 9500,
	.mac_len = 16,
};

static const struct seccomm_type_desc multi_security = {
	.name = "MultiSecurity",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_NONE,
	.flags = SECCOMM_META | SECCOMM_TYPE_REENTRANT,
	.cost_message = 100,
};

static const struct seccomm_type_desc null_security = {
	.name = "NullSecurity",
	.version = 1,
	.algorithm = "",
	.family = "",
	.strength = SECCOMM_NONE,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_BIJECTION,
	.cost_message = 20,
};

static const struct seccomm_type_desc sha_integrity = {
	.name = "SHAIntegrity",
	.version = 1,
	.algorithm = "hmac(sha1)",
	.family = "sha1",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.grow_add = 20,
	.cost_message = 1500,
	.cost_byte = 2000,
	.mac_len = 20,
};

static const struct seccomm_type_desc window_replay = {
	.name = "WindowReplay",
	.version = 1,
	.algorithm = "",
	.family = "",
	.provides = SECCOMM_FRESHNESS,
	.strength = SECCOMM_MODERN,
	.flags = SECCOMM_TYPE_REENTRANT,
	.cost_message = 400,
};

static const struct seccomm_type_desc xor_privacy = {
	.name = "XORPrivacy",
	.version = 1,
	.algorithm = "xor",
	.family = "xor",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_OBFUSCATION,
	.flags = SECCOMM_TYPE_REENTRANT | SECCOMM_BIJECTION,
	.slots = 1,
	.cipher_len = 8,
	.cost_message = 100,
	.cost_byte = 800,
};

/* Sorted by name: `type show` lists them so. */
const struct seccomm_type_desc *const seccomm_types[] = {
	&aesgcm_privacy,	&chachapoly_privacy, &des_privacy,
	&hmac_sha256_integrity, &md5_integrity,	     &multi_security,
	&null_security,		&sha_integrity,	     &window_replay,
	&xor_privacy,
};

const unsigned int seccomm_n_types = SECCOMM_COUNT(seccomm_types);

/**
 * seccomm_type_builtin() - find a type that is built in
 * @name: its name
 *
 * Return: its descriptor, or NULL.
 */
const struct seccomm_type_desc *seccomm_type_builtin(const char *name)
{
	unsigned int i;

	for (i = 0; i < seccomm_n_types; i++)
		if (!strcmp(seccomm_types[i]->name, name))
			return seccomm_types[i];
	return NULL;
}

static bool option_valid(const struct seccomm_option_desc *option)
{
	unsigned int i;

	if (!option->name || !seccomm_name_valid(option->name))
		return false;
	for (i = 0; i < option->n_values; i++)
		if (option->values[i] == option->preset)
			return true;
	return false;
}

/**
 * seccomm_type_valid() - is a descriptor fit for use?
 * @type: the descriptor, all its strings terminated
 *
 * The checker asks this of each descriptor that it is given, since modules
 * and catalogs bring their own.
 *
 * Return: true if so.
 */
bool seccomm_type_valid(const struct seccomm_type_desc *type)
{
	unsigned int i;

	if (!type->name || !type->algorithm || !type->family)
		return false;
	if (!seccomm_name_valid(type->name) || type->strength > SECCOMM_MODERN)
		return false;
	/* A layer's keys are made of it: it must fit beside the longest path. */
	if (strlen(type->algorithm) >= SECCOMM_ALGORITHM_LEN)
		return false;
	/* Floors keep a copy of the family's name. */
	if (strlen(type->family) >= SECCOMM_NAME_LEN)
		return false;
	if (type->slots > 1 || type->n_options > SECCOMM_MAX_OPTIONS)
		return false;
	/* A layer that grows the message is no length-preserving bijection. */
	if ((type->flags & SECCOMM_BIJECTION) &&
	    (type->grow_mul || type->grow_add))
		return false;
	/* A slot's bytes as given need a length that they must have. */
	if ((type->flags & SECCOMM_RAW_KEY) &&
	    (!type->slots || !type->cipher_len))
		return false;
	for (i = 0; i < type->n_options; i++) {
		if (!option_valid(&type->options[i]))
			return false;
		if (i && strcmp(type->options[i - 1].name,
				type->options[i].name) >= 0)
			return false;
	}
	return true;
}
