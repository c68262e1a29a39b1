// SPDX-License-Identifier: GPL-2.0
/*
 * Algorithms that the kernel lacks, for the crypto API.
 */
#include <crypto/algapi.h>
#include <linux/fips.h>
#include <linux/module.h>
#include "cfb.h"
#include "idea.h"

/* A kernel that was built with cfb keeps its own. To ask the crypto API for it here
 * would load this module from within its own init. A kernel in FIPS mode refuses the types
 * that both are for, and panics if a module without a signature registers an algorithm.
 */
static int __init algorithms_init(void)
{
	int err;

	if (fips_enabled)
		return 0;
	err = crypto_register_alg(&seccomm_idea);
	if (err || IS_ENABLED(CONFIG_CRYPTO_CFB))
		return err;
	err = crypto_register_template(&seccomm_cfb);
	if (err)
		crypto_unregister_alg(&seccomm_idea);
	return err;
}

static void __exit algorithms_exit(void)
{
	if (fips_enabled)
		return;
	if (!IS_ENABLED(CONFIG_CRYPTO_CFB))
		crypto_unregister_template(&seccomm_cfb);
	crypto_unregister_alg(&seccomm_idea);
}

module_init(algorithms_init);
module_exit(algorithms_exit);

MODULE_DESCRIPTION("Algorithms for SecComm that the kernel lacks");
MODULE_LICENSE("GPL");
MODULE_ALIAS_CRYPTO("cfb");
MODULE_ALIAS_CRYPTO("idea");
MODULE_IMPORT_NS("CRYPTO_INTERNAL");
