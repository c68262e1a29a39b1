/* SPDX-License-Identifier: GPL-2.0 */
/*
 * blake2s() takes each pointer with its length beside it since 6.19.
 */
#ifndef SECCOMM_COMPAT_CRYPTO_BLAKE2S_H
#define SECCOMM_COMPAT_CRYPTO_BLAKE2S_H

#include <linux/version.h>
#include_next <crypto/blake2s.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define blake2s(key, keylen, in, inlen, out, outlen) \
	blake2s(out, in, key, outlen, inlen, keylen)
#endif

#endif /* SECCOMM_COMPAT_CRYPTO_BLAKE2S_H */
