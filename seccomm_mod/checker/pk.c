// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The algorithms of key pairs, by name, and the option that chooses among those of RSA.
 * Freestanding: the kernel module and seccommctl compile this same source.
 */
#include "checker/host.h"
#include "checker/pk.h"
#include "checker/work.h"

static const __u32 rsa_bits[] = { 2048, 3072, 4096 };

const struct seccomm_option_desc seccomm_rsa_options[] = {
	{
		.name = "bits",
		.kind = SECCOMM_OPTION_VALUE,
		.values = rsa_bits,
		.n_values = SECCOMM_COUNT(rsa_bits),
		.preset = 2048,
	},
};

static const char *const names[SECCOMM_PK_ALGS] = {
	[SECCOMM_PK_DSA2048] = "dsa2048", [SECCOMM_PK_RSA2048] = "rsa2048",
	[SECCOMM_PK_RSA3072] = "rsa3072", [SECCOMM_PK_RSA4096] = "rsa4096",
	[SECCOMM_PK_X25519] = "x25519",
};

/**
 * seccomm_pk_name() - the name of an algorithm of key pairs
 * @alg: enum seccomm_pk_alg
 *
 * Return: the name, such as "rsa2048".
 */
const char *seccomm_pk_name(unsigned int alg)
{
	return names[alg];
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_pk_name);

/**
 * seccomm_pk_named() - the algorithm of key pairs that has a name
 * @name: the name
 *
 * Return: the algorithm; SECCOMM_PK_ALGS if none has it.
 */
enum seccomm_pk_alg seccomm_pk_named(const char *name)
{
	unsigned int alg;

	for (alg = 0; alg < SECCOMM_PK_ALGS; alg++)
		if (!strcmp(name, names[alg]))
			break;
	return alg;
}
