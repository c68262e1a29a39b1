/* SPDX-License-Identifier: GPL-2.0 */
/*
 * crypto_xor() and crypto_memneq() are declared with the algorithms' interface before
 * 6.4.
 */
#ifndef SECCOMM_COMPAT_CRYPTO_UTILS_H
#define SECCOMM_COMPAT_CRYPTO_UTILS_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#include_next <crypto/utils.h>
#else
#include <crypto/algapi.h>
#endif

#endif /* SECCOMM_COMPAT_CRYPTO_UTILS_H */
