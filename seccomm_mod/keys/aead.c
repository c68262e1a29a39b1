// SPDX-License-Identifier: GPL-2.0
/*
 * ChaCha20-Poly1305 of RFC 8439, arranged so that a SIMD pass makes the
 * Poly1305 key block together with the keystream; the result is the same.
 */
#include <crypto/chacha.h>
#include <crypto/poly1305.h>
#include <crypto/utils.h>
#include <kunit/visibility.h>
#include <linux/math.h>
#include "keys/aead.h"

/* __uninitialized keeps kernels that clear each variable on the stack from clearing those
 * that are written before they are read.
 */

/* Bytes of the body, at most, that seccomm_chachapoly_open() deciphers together with the
 * key block.
 */
#define OPEN_AHEAD 192

void seccomm_chachapoly_setkey(struct seccomm_chachapoly_key *key,
			       const u8 raw[CHACHA_KEY_SIZE])
{
	const u8 iv[CHACHA_IV_SIZE] = {};
	u32 words[CHACHA_KEY_SIZE / sizeof(u32)];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = get_unaligned_le32(raw + 4 * i);
	chacha_init(&key->start, words, iv);
	memzero_explicit(words, sizeof(words));
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_chachapoly_setkey);

/* Set @state up for block 0. The nonce is its last three words (RFC 8439, 2.3). */
static __always_inline void
chachapoly_start(struct chacha_state *state,
		 const struct seccomm_chachapoly_key *key,
		 const u8 nonce[SECCOMM_AEAD_NONCE_LEN])
{
	*state = key->start;
	state->x[13] = get_unaligned_le32(nonce);
	state->x[14] = get_unaligned_le32(nonce + 4);
	state->x[15] = get_unaligned_le32(nonce + 8);
}

/* Poly1305 over the additional data, which are whole blocks, the ciphertext and their lengths.
 * The stack of seccomm_chachapoly_open() has no room for this one's.
 */
static noinline_for_stack void
chachapoly_mac(const u8 poly_key[POLY1305_KEY_SIZE], const u8 *aad,
	       size_t aad_len, const u8 *body, size_t len,
	       u8 tag[SECCOMM_TAG_LEN])
{
	const size_t rest = len % POLY1305_BLOCK_SIZE;
	const size_t whole = len - rest;
	u8 end[2 * POLY1305_BLOCK_SIZE] = {};
	u8 *lengths = end + (rest ? POLY1305_BLOCK_SIZE : 0);
	struct poly1305_desc_ctx poly;

	BUILD_BUG_ON(SECCOMM_AAD_LEN % POLY1305_BLOCK_SIZE);
	poly1305_init(&poly, poly_key);
	poly1305_update(&poly, aad, aad_len);
	poly1305_update(&poly, body, whole);
	memcpy(end, body + whole, rest);
	put_unaligned_le64(aad_len, lengths);
	put_unaligned_le64(len, lengths + 8);
	poly1305_update(&poly, end, lengths + POLY1305_BLOCK_SIZE - end);
	poly1305_final(&poly, tag);
}

/* As chachapoly_mac(), in one pass: the additional data is right before the body, and
 * SECCOMM_CHACHAPOLY_TAIL bytes behind the body may be written to.
 */
static void chachapoly_mac_in_place(const u8 poly_key[POLY1305_KEY_SIZE],
				    u8 *body, size_t len,
				    u8 tag[SECCOMM_TAG_LEN])
{
	const size_t padded = round_up(len, POLY1305_BLOCK_SIZE);
	struct poly1305_desc_ctx poly __uninitialized;

	memset(body + len, 0, POLY1305_BLOCK_SIZE - 1);
	put_unaligned_le64(SECCOMM_AAD_LEN, body + padded);
	put_unaligned_le64(len, body + padded + 8);
	poly1305_init(&poly, poly_key);
	poly1305_update(&poly, body - SECCOMM_AAD_LEN,
			SECCOMM_AAD_LEN + padded + POLY1305_BLOCK_SIZE);
	poly1305_final(&poly, tag);
}

void seccomm_chachapoly_seal(const struct seccomm_chachapoly_key *key,
			     const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
			     const u8 aad[SECCOMM_AAD_LEN], u8 *body,
			     size_t len)
{
	u8 *room = body - SECCOMM_CHACHAPOLY_ROOM;
	u8 save[SECCOMM_CHACHAPOLY_ROOM] __uninitialized;
	struct chacha_state state __uninitialized;

	/* The Poly1305 key has its place before the additional data. */
	BUILD_BUG_ON(POLY1305_KEY_SIZE + SECCOMM_AAD_LEN >
		     SECCOMM_CHACHAPOLY_ROOM);
	memcpy(save, room, sizeof(save));
	memset(room, 0, SECCOMM_CHACHAPOLY_ROOM);
	chachapoly_start(&state, key, nonce);
	chacha20_crypt(&state, room, room, SECCOMM_CHACHAPOLY_ROOM + len);

	memcpy(body - SECCOMM_AAD_LEN, aad, SECCOMM_AAD_LEN);
	chachapoly_mac_in_place(room, body, len, body + len);

	/* This overwrites the Poly1305 key, too. */
	memcpy(room, save, sizeof(save));
	memzero_explicit(&state, sizeof(state));
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_chachapoly_seal);

void seccomm_chachapoly_seal_apart(const struct seccomm_chachapoly_key *key,
				   const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
				   const u8 *aad, size_t aad_len, u8 *body,
				   size_t len)
{
	u8 block[CHACHA_BLOCK_SIZE] = {};
	struct chacha_state state;

	chachapoly_start(&state, key, nonce);
	chacha20_crypt(&state, block, block, sizeof(block));
	chacha20_crypt(&state, body, body, len);
	chachapoly_mac(block, aad, aad_len, body, len, body + len);
	memzero_explicit(block, sizeof(block));
	memzero_explicit(&state, sizeof(state));
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_chachapoly_seal_apart);

int seccomm_chachapoly_open_apart(const struct seccomm_chachapoly_key *key,
				  const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
				  const u8 *aad, size_t aad_len, u8 *body,
				  size_t len)
{
	u8 block[CHACHA_BLOCK_SIZE] = {};
	struct chacha_state state;
	u8 tag[SECCOMM_TAG_LEN];
	int err = 0;

	chachapoly_start(&state, key, nonce);
	chacha20_crypt(&state, block, block, sizeof(block));
	chachapoly_mac(block, aad, aad_len, body, len, tag);
	if (crypto_memneq(tag, body + len, sizeof(tag)))
		err = -EBADMSG;
	else
		chacha20_crypt(&state, body, body, len);
	memzero_explicit(block, sizeof(block));
	memzero_explicit(&state, sizeof(state));
	memzero_explicit(tag, sizeof(tag));
	return err;
}

void seccomm_chachapoly_tag(const struct seccomm_chachapoly_key *key,
			    const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
			    const u8 *aad, size_t len, u8 tag[SECCOMM_TAG_LEN])
{
	const size_t rest = len % POLY1305_BLOCK_SIZE;
	const size_t whole = len - rest;
	u8 end[2 * POLY1305_BLOCK_SIZE] = {};
	u8 *lengths = end + (rest ? POLY1305_BLOCK_SIZE : 0);
	u8 poly_key[POLY1305_KEY_SIZE] = {};
	struct poly1305_desc_ctx poly;
	struct chacha_state state;

	chachapoly_start(&state, key, nonce);
	chacha20_crypt(&state, poly_key, poly_key, sizeof(poly_key));
	poly1305_init(&poly, poly_key);
	poly1305_update(&poly, aad, whole);
	memcpy(end, aad + whole, rest);
	put_unaligned_le64(len, lengths);
	poly1305_update(&poly, end, lengths + POLY1305_BLOCK_SIZE - end);
	poly1305_final(&poly, tag);
	memzero_explicit(poly_key, sizeof(poly_key));
	memzero_explicit(&state, sizeof(state));
}

/* How much of the body to decipher with the key block: all of a short message; else whole
 * blocks, of which more than one is left over, since one alone takes no SIMD.
 */
static size_t chachapoly_ahead(size_t len)
{
	if (len <= OPEN_AHEAD)
		return len;
	return len <= OPEN_AHEAD + CHACHA_BLOCK_SIZE ? CHACHA_BLOCK_SIZE :
						       OPEN_AHEAD;
}

int seccomm_chachapoly_open(const struct seccomm_chachapoly_key *key,
			    const u8 nonce[SECCOMM_AEAD_NONCE_LEN],
			    const u8 *aad, u8 *body, size_t len, bool tail)
{
	const size_t first = chachapoly_ahead(len);
	const size_t used = CHACHA_BLOCK_SIZE + first;
	u8 stream[CHACHA_BLOCK_SIZE + OPEN_AHEAD] __uninitialized;
	struct chacha_state state __uninitialized;
	u8 sent[SECCOMM_TAG_LEN] __uninitialized;
	u8 tag[SECCOMM_TAG_LEN] __uninitialized;
	int err = 0;

	/* The key block's keystream, and behind it the body's beginning, opened
	 * aside: @body stays as it is until it has verified.
	 */
	memset(stream, 0, CHACHA_BLOCK_SIZE);
	memcpy(stream + CHACHA_BLOCK_SIZE, body, first);
	chachapoly_start(&state, key, nonce);
	chacha20_crypt(&state, stream, stream, used);
	memcpy(sent, body + len, sizeof(sent));
	if (tail && aad + SECCOMM_AAD_LEN == body)
		chachapoly_mac_in_place(stream, body, len, tag);
	else
		chachapoly_mac(stream, aad, SECCOMM_AAD_LEN, body, len, tag);
	if (unlikely(crypto_memneq(tag, sent, sizeof(tag)))) {
		err = -EBADMSG;
	} else {
		memcpy(body, stream + CHACHA_BLOCK_SIZE, first);
		if (len > first)
			chacha20_crypt(&state, body + first, body + first,
				       len - first);
	}
	/* The rest of @stream is of the message, and no key. */
	memzero_explicit(stream, CHACHA_BLOCK_SIZE);
	memzero_explicit(&state, sizeof(state));
	memzero_explicit(tag, sizeof(tag));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_chachapoly_open);
