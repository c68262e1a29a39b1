// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages, sealed and opened under the session's control keys,
 * with a message number of their own.
 */
#include <kunit/visibility.h>
#include "keys/aead.h"
#include "keys/control_seal.h"

/* Set up key, nonce (u32 0, u64 number) and additional data (base header || sid). */
static void
control_start(const u8 key[SECCOMM_HASH_LEN], const struct seccomm_hdr *hdr,
	      const u8 sid[SECCOMM_SID_LEN], struct seccomm_chachapoly_key *k,
	      u8 nonce[SECCOMM_AEAD_NONCE_LEN], u8 aad[SECCOMM_AAD_LEN])
{
	static const u8 salt[SECCOMM_AEAD_NONCE_LEN];

	seccomm_chachapoly_setkey(k, key);
	seccomm_nonce(nonce, salt, be64_to_cpu(hdr->number));
	memcpy(aad, hdr, SECCOMM_HDR_LEN);
	memcpy(aad + SECCOMM_HDR_LEN, sid, SECCOMM_SID_LEN);
}

void seccomm_control_seal(const u8 key[SECCOMM_HASH_LEN],
			  const struct seccomm_hdr *hdr,
			  const u8 sid[SECCOMM_SID_LEN], u8 *body, size_t len)
{
	u8 nonce[SECCOMM_AEAD_NONCE_LEN];
	struct seccomm_chachapoly_key k;
	u8 aad[SECCOMM_AAD_LEN];

	control_start(key, hdr, sid, &k, nonce, aad);
	seccomm_chachapoly_seal_apart(&k, nonce, aad, sizeof(aad), body, len);
	memzero_explicit(&k, sizeof(k));
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_control_seal);

int seccomm_control_open(const u8 key[SECCOMM_HASH_LEN],
			 const struct seccomm_hdr *hdr,
			 const u8 sid[SECCOMM_SID_LEN], u8 *body, size_t len)
{
	u8 nonce[SECCOMM_AEAD_NONCE_LEN];
	struct seccomm_chachapoly_key k;
	u8 aad[SECCOMM_AAD_LEN];
	int err;

	control_start(key, hdr, sid, &k, nonce, aad);
	err = seccomm_chachapoly_open(&k, nonce, aad, body, len, false);
	memzero_explicit(&k, sizeof(k));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_control_open);
