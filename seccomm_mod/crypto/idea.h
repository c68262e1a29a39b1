/* SPDX-License-Identifier: GPL-2.0 */
/*
 * IDEA, a block cipher of the crypto API.
 */
#ifndef SECCOMM_CRYPTO_IDEA_H
#define SECCOMM_CRYPTO_IDEA_H

struct crypto_alg;

extern struct crypto_alg seccomm_idea;

#endif /* SECCOMM_CRYPTO_IDEA_H */
