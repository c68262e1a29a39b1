/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Choices that a seed repeats, for the test programs.
 */
#ifndef SC_RNG_H
#define SC_RNG_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

/**
 * struct rng - where choices come from, one for each thread
 * @state: of the generator
 */
struct rng {
	__u64 state;
};

static inline void rng_seed(struct rng *r, __u64 seed)
{
	r->state = seed;
}

/* Splitmix64: any seed will do, 0 among them. */
static inline __u64 rng_next(struct rng *r)
{
	__u64 z = r->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* From 0 to @n - 1; 0 if @n is 0. */
static inline unsigned int rng_below(struct rng *r, unsigned int n)
{
	return n ? (rng_next(r) >> 32) % n : 0;
}

static inline bool rng_one_in(struct rng *r, unsigned int n)
{
	return !rng_below(r, n);
}

static inline void rng_fill(struct rng *r, void *p, size_t len)
{
	__u8 *byte = p;

	while (len--)
		*byte++ = rng_next(r);
}

#endif /* SC_RNG_H */
