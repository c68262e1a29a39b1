/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ChaCha20-Poly1305 of RFC 8439 with its 12-byte nonce, over lib/crypto.
 */
#ifndef SECCOMM_CHACHAPOLY_H
#define SECCOMM_CHACHAPOLY_H

#include <crypto/chacha.h>
#include <crypto/poly1305.h>
#include "keys/nonce.h"
#include "wire.h"

/* Bytes before a body that seccomm_chachapoly_seal() works in. */
#define SECCOMM_CHACHAPOLY_ROOM CHACHA_BLOCK_SIZE
/* Bytes behind a body that Poly1305's last blocks are written to, tag included. */
#define SECCOMM_CHACHAPOLY_TAIL (POLY1305_BLOCK_SIZE - 1 + POLY1305_BLOCK_SIZE)

/**
 * struct seccomm_chachapoly_key - a key in the form that ChaCha20 takes
 * @start: state of block 0, but for the nonce
 */
struct seccomm_chachapoly_key {
	struct chacha_state start;
};

void seccomm_chachapoly_setkey(struct seccomm_chachapoly_key *key,
			       const u8 raw[CHACHA_KEY_SIZE]);

/**
 * seccomm_chachapoly_seal() - encrypt in place and append the tag
 * @key: key
 * @nonce: nonce, never twice with this key
 * @aad: additional data
 * @body: plaintext; SECCOMM_CHACHAPOLY_ROOM bytes before it are written to
 *	and restored, SECCOMM_CHACHAPOLY_TAIL bytes behind it receive the tag
 *	and rubbish
 * @len: bytes of plaintext
 */
void seccomm_chachapoly_seal(const struct seccomm_chachapoly_key *key,
			     const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
			     const u8 aad[SECCOMM_AAD_LEN], u8 *body,
			     size_t len);

/**
 * seccomm_chachapoly_seal_apart() - seal where nothing before @body may be written to
 * @key: key
 * @nonce: nonce, never twice with this key
 * @aad: additional data
 * @aad_len: bytes of additional data, a multiple of POLY1305_BLOCK_SIZE
 * @body: plaintext; SECCOMM_TAG_LEN bytes behind it receive the tag
 * @len: bytes of plaintext
 */
void seccomm_chachapoly_seal_apart(const struct seccomm_chachapoly_key *key,
				   const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
				   const u8 *aad, size_t aad_len, u8 *body,
				   size_t len);

/**
 * seccomm_chachapoly_open_apart() - verify what was sealed so, then decrypt in place
 * @key: key
 * @nonce: nonce
 * @aad: additional data
 * @aad_len: bytes of additional data, a multiple of POLY1305_BLOCK_SIZE
 * @body: ciphertext, and the tag behind it; untouched unless it verifies
 * @len: bytes of ciphertext, tag not counted
 * Return: 0 or -EBADMSG.
 */
int seccomm_chachapoly_open_apart(const struct seccomm_chachapoly_key *key,
				  const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
				  const u8 *aad, size_t aad_len, u8 *body,
				  size_t len);

/**
 * seccomm_chachapoly_tag() - the tag of the empty plaintext
 * @key: key
 * @nonce: nonce, never twice with this key
 * @aad: additional data, of any length
 * @len: bytes of additional data
 * @tag: where to write the tag
 */
void seccomm_chachapoly_tag(const struct seccomm_chachapoly_key *key,
			    const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
			    const u8 *aad, size_t len, u8 tag[SECCOMM_TAG_LEN]);

/**
 * seccomm_chachapoly_open() - verify, then decrypt in place
 * @key: key
 * @nonce: nonce
 * @aad: additional data
 * @body: ciphertext, and the tag behind it; ciphertext untouched unless it
 *	verifies
 * @len: bytes of ciphertext, tag not counted
 * @tail: SECCOMM_CHACHAPOLY_TAIL bytes behind @body may be written to; one pass
 *	of Poly1305 in place of three if @body follows @aad in memory, too
 * Return: 0 or -EBADMSG.
 */
int seccomm_chachapoly_open(const struct seccomm_chachapoly_key *key,
			    const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
			    const u8 *aad, u8 *body, size_t len, bool tail);

#endif /* SECCOMM_CHACHAPOLY_H */
