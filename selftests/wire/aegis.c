// SPDX-License-Identifier: GPL-2.0
/*
 * AEGIS-128 (H. Wu, B. Preneel, CAESAR v1.1), which neither OpenSSL nor libgcrypt has, in so
 * many words over the processor's AES round.
 */
#include <immintrin.h>
#include <string.h>

#include "recompute.h"

#define BLOCK 16
#define WORDS 5

struct aegis {
	__m128i s[WORDS];
};

static __m128i load(const void *p)
{
	return _mm_loadu_si128(p);
}

__attribute__((target("aes"))) static void update(struct aegis *a, __m128i m)
{
	const __m128i last = a->s[WORDS - 1];
	int i;

	for (i = WORDS - 1; i; i--)
		a->s[i] = _mm_aesenc_si128(a->s[i - 1], a->s[i]);
	a->s[0] = _mm_aesenc_si128(last, a->s[0] ^ m);
}

static void init(struct aegis *a, __m128i key, __m128i nonce)
{
	/* Fibonacci numbers modulo 256. */
	static const __u8 fibonacci[2][BLOCK] = {
		{ 0x00, 0x01, 0x01, 0x02, 0x03, 0x05, 0x08, 0x0d, 0x15, 0x22,
		  0x37, 0x59, 0x90, 0xe9, 0x79, 0x62 },
		{ 0xdb, 0x3d, 0x18, 0x55, 0x6d, 0xc2, 0x2f, 0xf1, 0x20, 0x11,
		  0x31, 0x42, 0x73, 0xb5, 0x28, 0xdd },
	};
	const __m128i c0 = load(fibonacci[0]), c1 = load(fibonacci[1]);
	int i;

	a->s[0] = key ^ nonce;
	a->s[1] = c1;
	a->s[2] = c0;
	a->s[3] = key ^ c0;
	a->s[4] = key ^ c1;
	for (i = 0; i < 5; i++) {
		update(a, key);
		update(a, key ^ nonce);
	}
}

static __m128i stream(const struct aegis *a)
{
	return a->s[1] ^ a->s[4] ^ (a->s[2] & a->s[3]);
}

static void start(struct aegis *a, const __u8 *key, const __u8 *nonce,
		  const __u8 *aad)
{
	size_t off;

	init(a, load(key), load(nonce));
	for (off = 0; off < RC_AAD; off += BLOCK)
		update(a, load(aad + off));
}

/* The state takes in the plaintext, which stands in @msg afterwards if it is @opened. */
static void crypt(struct aegis *a, struct rc_buf *msg, bool opened)
{
	__m128i before, after, sum;
	size_t off, n;

	for (off = 0; off < msg->len; off += n) {
		n = msg->len - off < BLOCK ? msg->len - off : BLOCK;
		before = _mm_setzero_si128();
		memcpy(&before, msg->data + off, n);
		sum = before ^ stream(a);
		after = _mm_setzero_si128();
		memcpy(&after, &sum, n);
		memcpy(msg->data + off, &after, n);
		update(a, opened ? after : before);
	}
}

void rc_aegis128_seal(const __u8 key[BLOCK], const __u8 nonce[BLOCK],
		      const __u8 aad[RC_AAD], struct rc_buf *msg)
{
	const __u64 bits[2] = { RC_AAD * 8, msg->len * 8 };
	struct aegis a;
	__m128i sum;
	int i;

	start(&a, key, nonce, aad);
	crypt(&a, msg, false);
	sum = a.s[3] ^ load(bits);
	for (i = 0; i < 7; i++)
		update(&a, sum);
	sum = a.s[0] ^ a.s[1] ^ a.s[2] ^ a.s[3] ^ a.s[4];
	rc_put(msg, &sum, RC_TAG);
}

void rc_aegis128_open(const __u8 key[BLOCK], const __u8 nonce[BLOCK],
		      const __u8 aad[RC_AAD], struct rc_buf *msg)
{
	struct aegis a;

	start(&a, key, nonce, aad);
	crypt(&a, msg, true);
}
