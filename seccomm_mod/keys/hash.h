/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SHA-256, HMAC-SHA256 and HKDF; in pieces on the caller's stack, too.
 * Over the crypto API's shash, so that the CPU's SHA instructions are used.
 */
#ifndef SECCOMM_HASH_H
#define SECCOMM_HASH_H

#include <crypto/hash.h>
#include "wire.h"

#define SECCOMM_HASH_BLOCK 64

/**
 * struct seccomm_hash - a SHA-256 under way
 * @err: the first error of the crypto API, or 0
 * @desc: the crypto API's descriptor; its state follows in @room
 * @room: holds @desc and its state
 */
struct seccomm_hash {
	int err;
	union {
		struct shash_desc desc;
		u8 room[HASH_MAX_DESCSIZE];
	} __aligned(__alignof__(struct shash_desc));
};

/**
 * struct seccomm_hmac_ctx - an HMAC-SHA256 under way
 * @hash: the inner hash, then the outer one
 * @pad: the key, padded to a block
 */
struct seccomm_hmac_ctx {
	struct seccomm_hash hash;
	u8 pad[SECCOMM_HASH_BLOCK];
};

/* Allocate and release the SHA-256 transform; module init and exit. */
int seccomm_keyschedule_init(void);
void seccomm_keyschedule_exit(void);

/* A hash in pieces. After an error the steps do nothing, and seccomm_hash_final() returns
 * the error with @out zeroed. It wipes the context in every case.
 */
void seccomm_hash_start(struct seccomm_hash *h);
void seccomm_hash_add(struct seccomm_hash *h, const void *data, size_t len);
int seccomm_hash_final(struct seccomm_hash *h, u8 out[SECCOMM_HASH_LEN]);

/* An HMAC in pieces, likewise. */
void seccomm_hmac_start(struct seccomm_hmac_ctx *h, const u8 *key,
			size_t key_len);
void seccomm_hmac_add(struct seccomm_hmac_ctx *h, const void *data, size_t len);
int seccomm_hmac_final(struct seccomm_hmac_ctx *h, u8 out[SECCOMM_HASH_LEN]);

/* Hashes, HMACs and HKDF of bytes in one piece. Process context or softirq; 0 or a negative
 * errno of the crypto API (its transforms keep no state between calls).
 */
int seccomm_sha256(const u8 *data, size_t len, u8 out[SECCOMM_HASH_LEN]);
int seccomm_hmac(const u8 *key, size_t key_len, const u8 *data, size_t len,
		 u8 out[SECCOMM_HASH_LEN]);
int seccomm_hkdf_extract(const u8 *salt, size_t salt_len, const u8 *ikm,
			 size_t ikm_len, u8 prk[SECCOMM_HASH_LEN]);
int seccomm_hkdf_expand(const u8 prk[SECCOMM_HASH_LEN], const u8 *info,
			size_t info_len, u8 *out, size_t len);

#endif /* SECCOMM_HASH_H */
