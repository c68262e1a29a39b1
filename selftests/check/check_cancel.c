// SPDX-License-Identifier: GPL-2.0
/*
 * Compositions that cancel: all small ones of the length-preserving types, as
 * they are and swapped, on raw and hkdf slots, flat and grouped. Those that the
 * checker accepts with a privacy floor are run, with OpenSSL's DES, and must not
 * leave a block as it was.
 */
#include <openssl/des.h>
#include <stdio.h>

#include "floor_types.h"
#include "ktap.h"

#define MAX_LAYERS 4
#define N_SLOTS 2
#define BLOCK 8
#define LEN (5 * BLOCK)

/**
 * struct choice - what may stand at a position
 * @name: its type
 * @swapped: it stands swapped
 * @slot: its slot, or -1
 */
static const struct choice {
	const char *name;
	bool swapped;
	int slot;
} choices[] = {
	{ "DESPrivacy", false, 0 },    { "DESPrivacy", true, 0 },
	{ "DESPrivacy", false, 1 },    { "DESPrivacy", true, 1 },
	{ "XORPrivacy", false, 0 },    { "XORPrivacy", true, 0 },
	{ "XORPrivacy", false, 1 },    { "XORPrivacy", true, 1 },
	{ "NullSecurity", false, -1 },
};

static unsigned long n_accepted, n_refused, n_run;

/* Any key does, as long as no two that should differ are alike. */
static void key(unsigned char out[BLOCK], unsigned int what)
{
	unsigned int i;

	for (i = 0; i < BLOCK; i++)
		out[i] = (what * 2654435761U + i * 40503U * (what + 7)) >> 11;
}

/* A raw slot's key is the slot's; an hkdf slot's is the position's as well. */
static unsigned int cipher_key(const struct choice *c, unsigned int position,
			       unsigned int raw)
{
	return raw >> c->slot & 1 ? 100U + c->slot :
				    200 + 10 * position + c->slot;
}

static void des_cfb(unsigned char *text, const unsigned char *cipher,
		    const unsigned char *iv, bool encrypt)
{
	unsigned char stream[BLOCK], number[BLOCK] = { [BLOCK - 1] = 1 }, in;
	DES_key_schedule ks;
	unsigned int at, i;

	DES_set_key_unchecked((const_DES_cblock *)iv, &ks);
	DES_ecb_encrypt(&number, &stream, &ks, DES_ENCRYPT);
	DES_set_key_unchecked((const_DES_cblock *)cipher, &ks);
	for (at = 0; at < LEN; at += BLOCK) {
		DES_ecb_encrypt(&stream, &stream, &ks, DES_ENCRYPT);
		for (i = 0; i < BLOCK; i++) {
			in = text[at + i];
			text[at + i] ^= stream[i];
			stream[i] = encrypt ? text[at + i] : in;
		}
	}
}

static void run(const struct choice *const *layers, unsigned int n,
		unsigned int raw, unsigned char *text)
{
	unsigned char cipher[BLOCK], iv[BLOCK];
	unsigned int i, k;

	for (i = 0; i < n; i++) {
		if (layers[i]->slot < 0)
			continue;
		key(cipher, cipher_key(layers[i], i, raw));
		key(iv, 300 + i);
		if (layers[i]->name[0] == 'D')
			des_cfb(text, cipher, iv, !layers[i]->swapped);
		else
			for (k = 0; k < LEN; k++)
				text[k] ^= cipher[k % BLOCK];
	}
}

/* The layers from @from to before @to stand inside a MultiSecurity. */
static void write_stack(char *text, size_t size,
			const struct choice *const *layers, unsigned int n,
			unsigned int raw, unsigned int from, unsigned int to)
{
	FILE *f = fmemopen(text, size, "w");
	unsigned int i;

	for (i = 0; i < N_SLOTS; i++)
		fprintf(f, "key %u%s\n", i, raw >> i & 1 ? " raw" : "");
	for (i = 0; i < n; i++) {
		fputs(i ? ", " : "", f);
		if (i == from && to > from)
			fputs("MultiSecurity(", f);
		fprintf(f, "%s%s(", layers[i]->swapped ? "~" : "",
			layers[i]->name);
		if (layers[i]->slot >= 0)
			fprintf(f, "%d", layers[i]->slot);
		fputc(')', f);
		if (i + 1 == to && to > from)
			fputc(')', f);
	}
	fclose(f);
}

/* Does any block come through as it was, or two texts differ as they did? */
static bool shows(const struct choice *const *layers, unsigned int n,
		  unsigned int raw)
{
	unsigned char in[2][LEN], out[2][LEN];
	unsigned int i, k, same, alike;

	for (i = 0; i < 2; i++) {
		for (k = 0; k < LEN; k++)
			in[i][k] = k * 37 + i * 91 + 5;
		memcpy(out[i], in[i], LEN);
		run(layers, n, raw, out[i]);
	}
	for (k = 0; k < LEN; k += BLOCK) {
		if (!memcmp(in[0] + k, out[0] + k, BLOCK) ||
		    !memcmp(in[1] + k, out[1] + k, BLOCK))
			return true;
		same = 0;
		for (i = 0; i < BLOCK; i++) {
			alike = in[0][k + i] ^ in[1][k + i];
			same += alike == (out[0][k + i] ^ out[1][k + i]);
		}
		/* In the first block a stream cipher shows the difference. */
		if (k && same == BLOCK)
			return true;
	}
	return false;
}

static bool try_one(const struct choice *const *layers, unsigned int n,
		    unsigned int raw, unsigned int from, unsigned int to)
{
	char text[400];

	write_stack(text, sizeof(text), layers, n, raw, from, to);
	if (!check_text(text))
		return false;
	if (!checked.accepted) {
		n_refused++;
		return true;
	}
	n_accepted++;
	if (!checked.floors[SECCOMM_FLOOR_PRIVACY].least)
		return true;
	n_run++;
	if (!shows(layers, n, raw))
		return true;
	printf("    # privacy floor %u, but the text shows:\n    # %s\n",
	       checked.floors[SECCOMM_FLOOR_PRIVACY].least,
	       strchr(strchr(text, '\n') + 1, '\n') + 1);
	return false;
}

/* All of @n layers; of four the groupings take turns, of fewer all are tried. */
static bool try_all(unsigned int n)
{
	const struct choice *layers[MAX_LAYERS];
	unsigned long i, k, all = 1, turn = 0;
	unsigned int raw, from, to, bad = 0, at;

	for (k = 0; k < n; k++)
		all *= N(choices);
	for (i = 0; i < all; i++) {
		for (at = 0, k = i; at < n; at++, k /= N(choices))
			layers[at] = &choices[k % N(choices)];
		for (raw = 0; raw < 1 << N_SLOTS && bad < 5; raw++)
			for (from = 0; from < n; from++)
				for (to = from + (from > 0); to <= n; to++)
					if (n < 4 || turn++ % 7 == 0)
						bad += !try_one(layers, n, raw,
								from, to);
	}
	return !bad;
}

int main(void)
{
	bool good = true;
	unsigned int n;

	for (n = 1; n <= MAX_LAYERS; n++)
		good &= try_all(n);
	printf("    # %lu accepted, %lu refused, %lu run\n", n_accepted,
	       n_refused, n_run);
	return !(good && n_run > 1000 && n_refused);
}
