/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control messages, sealed under a key of the session's.
 */
#ifndef SECCOMM_CONTROL_SEAL_H
#define SECCOMM_CONTROL_SEAL_H

#include <linux/types.h>
#include "wire.h"

/* ChaCha20-Poly1305 under a control key; nonce = u32 0, u64 number; additional data =
 * base header || sid. The tag stands behind the @len bytes of @body, SECCOMM_TAG_LEN
 * more that @len does not count. Open: 0, or -EBADMSG and @body is as it was.
 */
void seccomm_control_seal(const u8 key[SECCOMM_HASH_LEN],
			  const struct seccomm_hdr *hdr,
			  const u8 sid[SECCOMM_SID_LEN], u8 *body, size_t len);
int seccomm_control_open(const u8 key[SECCOMM_HASH_LEN],
			 const struct seccomm_hdr *hdr,
			 const u8 sid[SECCOMM_SID_LEN], u8 *body, size_t len);

#endif /* SECCOMM_CONTROL_SEAL_H */
