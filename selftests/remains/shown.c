// SPDX-License-Identifier: GPL-2.0
/*
 * The last eight bytes are kept as they would lie in memory, and likewise what the last
 * sixteen digits stand for.
 */
#include <ctype.h>
#include <string.h>

#include "shown.h"

static unsigned int look(const struct needles *all, __u64 word, const char *how)
{
	__u64 masked = needle_mask(word);
	const struct needle *needle = NULL;

	if (needle_maybe(all, masked))
		needle = needle_find(all, masked);
	if (!needle)
		return 0;
	printf("%s %s\n", needle->name, how);
	return 1;
}

static unsigned int digit(int c)
{
	return isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

unsigned int shown_search(const struct needles *all, FILE *f)
{
	__u64 bytes = 0, digits = 0;
	unsigned int found = 0;
	int c;

	while ((c = getc(f)) != EOF) {
		bytes = bytes >> 8 | (__u64)c << 56;
		found += look(all, bytes, "bytes");
		if (isxdigit(c)) {
			digits = digits << 4 | digit(c);
			found += look(all, __builtin_bswap64(digits), "digits");
		} else if (!strchr(" \t\n:,-", c)) {
			digits = 0;
		}
	}
	return found;
}
