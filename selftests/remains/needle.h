/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Needles: what is looked for, kept so that who looks has no copy of it. Of each eight bytes
 * in a row of a secret a needle is kept, masked by a bijection.
 */
#ifndef NEEDLE_H
#define NEEDLE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define NEEDLE_LEN 8 /* bytes */

/**
 * struct needle - eight bytes of a secret
 * @masked: the bytes, as needle_mask() has them
 * @name: of the secret, shared by its needles
 */
struct needle {
	__u64 masked;
	const char *name;
};

/**
 * struct needles - those of all secrets
 * @n: how many
 * @needle: in the order of their masked bytes
 * @maybe: a bit for the first bits of each, so that most of what is none is told at once
 */
struct needles {
	size_t n;
	struct needle *needle;
	__u64 *maybe;
};

/* The masked form of eight bytes that were loaded as they lie in memory. */
static inline __u64 needle_mask(__u64 word)
{
	return (word ^ 0x5bd1e9955bd1e995ULL) * 0x9e3779b97f4a7c15ULL;
}

#define NEEDLE_MAYBE_SHIFT 44

/* False: it is none. */
static inline bool needle_maybe(const struct needles *all, __u64 masked)
{
	__u64 first = masked >> NEEDLE_MAYBE_SHIFT;

	return all->maybe[first / 64] >> first % 64 & 1;
}

/**
 * needle_find() - is it one of them?
 * @all: the needles
 * @masked: eight bytes, masked
 *
 * Return: the needle, or NULL.
 */
const struct needle *needle_find(const struct needles *all, __u64 masked);

/**
 * needles_write() - write the needles of a secret as lines, its bytes in both orders
 * @f: the file
 * @name: the secret's name, without white space
 * @secret: at least NEEDLE_LEN bytes
 * @len: how many
 */
void needles_write(FILE *f, const char *name, const __u8 *secret, size_t len);

/**
 * needles_read() - read what needles_write() wrote
 * @file: the file's name
 * @all: filled
 *
 * Ends the program if the file is no such file.
 */
void needles_read(const char *file, struct needles *all);

#endif /* NEEDLE_H */
