/* SPDX-License-Identifier: GPL-2.0 */
/*
 * MGF1 with SHA-256 (RFC 8017, appendix B.2.1).
 */
#ifndef SECCOMM_PK_MGF_H
#define SECCOMM_PK_MGF_H

#include <linux/types.h>

/* Xor the mask that @seed makes onto @to. 0 or an errno of the hash. Any context. */
int seccomm_mgf_xor(u8 *to, size_t len, const u8 *seed, size_t seed_len);

#endif /* SECCOMM_PK_MGF_H */
