/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ChaCha's state is a structure since 6.16, an array of words before.
 */
#ifndef SECCOMM_COMPAT_CRYPTO_CHACHA_H
#define SECCOMM_COMPAT_CRYPTO_CHACHA_H

#include <linux/version.h>
#include_next <crypto/chacha.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
struct chacha_state {
	u32 x[CHACHA_STATE_WORDS];
};

#define chacha_init(state, key, iv) chacha_init((state)->x, key, iv)
#define chacha20_crypt(state, dst, src, bytes) \
	chacha20_crypt((state)->x, dst, src, bytes)
#endif

#endif /* SECCOMM_COMPAT_CRYPTO_CHACHA_H */
