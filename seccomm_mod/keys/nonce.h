/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Nonces of AEADs.
 */
#ifndef SECCOMM_NONCE_H
#define SECCOMM_NONCE_H

#include <linux/string.h>
#include <linux/types.h>
#include <linux/unaligned.h>

#define SECCOMM_AEAD_NONCE_LEN 12

/**
 * seccomm_nonce() - nonce of a message: salt xor (u32 0, u64 number)
 * @nonce: where to write it
 * @salt: the layer's salt
 * @number: message number
 */
static __always_inline void seccomm_nonce(u8 nonce[SECCOMM_AEAD_NONCE_LEN],
					  const u8 salt[SECCOMM_AEAD_NONCE_LEN],
					  u64 number)
{
	memcpy(nonce, salt, SECCOMM_AEAD_NONCE_LEN);
	put_unaligned_be64(get_unaligned_be64(nonce + 4) ^ number, nonce + 4);
}

#endif /* SECCOMM_NONCE_H */
