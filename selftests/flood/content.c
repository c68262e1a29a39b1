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

size_t flood_message(__u32 seed, __u32 number, __u8 out[FLOOD_LEN_MAX])
{
	__u64 state = (__u64)seed << 32 | number, v = 0;
	size_t len = 1 + step(&state) % FLOOD_LEN_MAX, i;

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
