// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a message of a flood: its number first, then bytes of a generator
 * (splitmix64) that starts from the seed and the number.
 */
#include <string.h>

#include "flood.h"

static __u64 step(__u64 *state)
{
	__u64 z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* Each power of two as likely as the next; now and then as long as may be. */
static size_t log_uniform(__u64 *state, __u32 number, size_t limit)
{
	size_t low = (size_t)1 << step(state) % 16;
	size_t len = low + step(state) % low;

	return number % 256 == 255 || len > limit ? limit : len;
}

size_t flood_message(const struct flood *f, __u32 number,
		     __u8 out[FLOOD_LEN_MAX])
{
	__u64 state = (__u64)f->seed << 32 | number, v = 0;
	size_t len, i;

	if (f->limit)
		len = log_uniform(&state, number, f->limit);
	else
		len = 1 + step(&state) % FLOOD_LEN_USUAL;

	for (i = 0; i < len; i++) {
		if (i % 8 == 0)
			v = step(&state);
		out[i] = v;
		v >>= 8;
	}
	if (len >= FLOOD_NUMBER)
		for (i = 0; i < FLOOD_NUMBER; i++)
			out[i] = number >> 8 * (FLOOD_NUMBER - 1 - i);
	return len;
}
