// SPDX-License-Identifier: GPL-2.0
/*
 * Secrets: counted objects, wiped with the last reference.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "keys/secret.h"

struct seccomm_secret *seccomm_secret_new(const void *bytes, u16 len)
{
	struct seccomm_secret *secret;

	secret = kmalloc(struct_size(secret, bytes, len), GFP_KERNEL_ACCOUNT);
	if (!secret)
		return NULL;
	refcount_set(&secret->ref, 1);
	secret->len = len;
	memcpy(secret->bytes, bytes, len);
	return secret;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_secret_new);

void seccomm_secret_put(struct seccomm_secret *secret)
{
	if (secret && refcount_dec_and_test(&secret->ref))
		kfree_sensitive(secret);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_secret_put);
