/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lists of items in M2 and M3 that are sealed.
 */
#ifndef SECCOMM_LIST_SEAL_H
#define SECCOMM_LIST_SEAL_H

#include <linux/types.h>
#include "wire.h"

/* Seal, or verify and open, the @len bytes of @list with ChaCha20-Poly1305; the nonce is zero,
 * since each key seals one list. @aad is the transcript so far, of whole hashes, @aad_len bytes.
 * The tag, SECCOMM_TAG_LEN bytes, is behind the list. Open returns 0, or -EBADMSG and leaves
 * @list as it was. Process context.
 */
void seccomm_list_seal(const u8 key[SECCOMM_HASH_LEN], const u8 *aad,
		       size_t aad_len, u8 *list, size_t len);
int seccomm_list_open(const u8 key[SECCOMM_HASH_LEN], const u8 *aad,
		      size_t aad_len, u8 *list, size_t len);

#endif /* SECCOMM_LIST_SEAL_H */
