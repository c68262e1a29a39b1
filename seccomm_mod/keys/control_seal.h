/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control messages, sealed under a key of the session's.
 */
#ifndef SECCOMM_CONTROL_SEAL_H
#define SECCOMM_CONTROL_SEAL_H

#include <linux/types.h>
#include "wire.h"

/* Seal, or verify and open, @body with ChaCha20-Poly1305 under a control key; nonce = u32
 * 0, u64 number; additional data = base header || sid. The tag, SECCOMM_TAG_LEN bytes, is
 * behind the @len bytes of @body. Open returns 0, or -EBADMSG and leaves @body as it was.
 */
void seccomm_control_seal(const u8 key[SECCOMM_HASH_LEN],
			  const struct seccomm_hdr *hdr,
			  const u8 sid[SECCOMM_SID_LEN], u8 *body, size_t len);
int seccomm_control_open(const u8 key[SECCOMM_HASH_LEN],
			 const struct seccomm_hdr *hdr,
			 const u8 sid[SECCOMM_SID_LEN], u8 *body, size_t len);

#endif /* SECCOMM_CONTROL_SEAL_H */
