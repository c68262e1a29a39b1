// SPDX-License-Identifier: GPL-2.0
/*
 * The lists of items in M2 and M3 that are sealed, each under a key of its own.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/string.h>
#include "keys/aead.h"
#include "keys/list_seal.h"

static const u8 list_nonce[SECCOMM_AEAD_NONCE_LEN];

void seccomm_list_seal(const u8 key[SECCOMM_HASH_LEN], const u8 *aad,
		       size_t aad_len, u8 *list, size_t len)
{
	struct seccomm_chachapoly_key k;

	seccomm_chachapoly_setkey(&k, key);
	seccomm_chachapoly_seal_apart(&k, list_nonce, aad, aad_len, list, len);
	memzero_explicit(&k, sizeof(k));
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_list_seal);

int seccomm_list_open(const u8 key[SECCOMM_HASH_LEN], const u8 *aad,
		      size_t aad_len, u8 *list, size_t len)
{
	struct seccomm_chachapoly_key k;
	int err;

	seccomm_chachapoly_setkey(&k, key);
	err = seccomm_chachapoly_open_apart(&k, list_nonce, aad, aad_len, list,
					    len);
	memzero_explicit(&k, sizeof(k));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_list_open);
