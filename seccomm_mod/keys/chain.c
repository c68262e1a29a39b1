// SPDX-License-Identifier: GPL-2.0
/*
 * Chains of certificates, of which the kernel knows the lengths alone: key agents read them.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/checker.h"
#include "keys/chain.h"

bool seccomm_chain_is(const u8 *bytes, size_t len)
{
	unsigned int n = 0;
	u16 cert;

	if (len > SECCOMM_CHAIN_MAX)
		return false;
	while (len && n < SECCOMM_CHAIN_CERTS) {
		if (len < sizeof(__be16))
			return false;
		cert = get_unaligned_be16(bytes);
		len -= sizeof(__be16);
		if (!cert || cert > len)
			return false;
		bytes += sizeof(__be16) + cert;
		len -= cert;
		n++;
	}
	return n && !len;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_chain_is);

bool seccomm_chain_shows(const u8 *bytes, const u8 *spki, u16 spki_len)
{
	u16 left = get_unaligned_be16(bytes);
	const u8 *at;

	for (at = bytes + sizeof(__be16); left >= spki_len; at++, left--)
		if (!memcmp(at, spki, spki_len))
			return true;
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_chain_shows);

struct seccomm_chain *seccomm_chain_new(const u8 *name, u8 name_len,
					const u8 *bytes, u16 len)
{
	struct seccomm_chain *chain;

	chain = kmalloc(struct_size(chain, bytes, name_len + len),
			GFP_KERNEL_ACCOUNT);
	if (!chain)
		return NULL;
	refcount_set(&chain->ref, 1);
	chain->name_len = name_len;
	chain->len = len;
	memcpy(chain->bytes, name, name_len);
	memcpy(chain->bytes + name_len, bytes, len);
	return chain;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_chain_new);

void seccomm_chain_put(struct seccomm_chain *chain)
{
	if (chain && refcount_dec_and_test(&chain->ref))
		kfree(chain);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_chain_put);
