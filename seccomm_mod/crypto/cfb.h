/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cfb(cipher), a template of the crypto API.
 */
#ifndef SECCOMM_CRYPTO_CFB_H
#define SECCOMM_CRYPTO_CFB_H

struct crypto_template;

extern struct crypto_template seccomm_cfb;

#endif /* SECCOMM_CRYPTO_CFB_H */
