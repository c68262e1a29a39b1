// SPDX-License-Identifier: GPL-2.0
/*
 * Needles in a file, and in memory to be found.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "needle.h"

#define NAME_MAX_LEN 63

static int compare(const void *a, const void *b)
{
	const struct needle *x = a, *y = b;

	return (x->masked > y->masked) - (x->masked < y->masked);
}

const struct needle *needle_find(const struct needles *all, __u64 masked)
{
	const struct needle key = { .masked = masked };

	return bsearch(&key, all->needle, all->n, sizeof(key), compare);
}

void needles_write(FILE *f, const char *name, const __u8 *secret, size_t len)
{
	__u64 word;
	size_t i;

	for (i = 0; i + NEEDLE_LEN <= len; i++) {
		memcpy(&word, secret + i, sizeof(word));
		fprintf(f, "%s %llx\n", name, needle_mask(word));
		/* Numbers of key pairs lie in memory with their last byte first. */
		fprintf(f, "%s %llx\n", name,
			needle_mask(__builtin_bswap64(word)));
	}
}

static void add(struct needles *all, const char *name, __u64 masked)
{
	const char *shared = all->n ? all->needle[all->n - 1].name : "";

	if (strcmp(shared, name))
		shared = strdup(name);
	all->needle =
		reallocarray(all->needle, all->n + 1, sizeof(*all->needle));
	if (!shared || !all->needle)
		err(2, "needles");
	all->needle[all->n++] = (struct needle){ masked, shared };
}

void needles_read(const char *file, struct needles *all)
{
	FILE *f = fopen(file, "r");
	char name[NAME_MAX_LEN + 1];
	__u64 masked, first;
	size_t i;
	int got;

	if (!f)
		err(2, "%s", file);
	*all = (struct needles){ 0 };
	while ((got = fscanf(f, "%63s %llx", name, &masked)) == 2)
		add(all, name, masked);
	fclose(f);
	all->maybe = calloc(1UL << (64 - NEEDLE_MAYBE_SHIFT - 6),
			    sizeof(*all->maybe));
	if (got != EOF || !all->n || !all->maybe)
		errx(2, "%s: no needles", file);
	qsort(all->needle, all->n, sizeof(*all->needle), compare);
	for (i = 0; i < all->n; i++) {
		first = all->needle[i].masked >> NEEDLE_MAYBE_SHIFT;
		all->maybe[first / 64] |= 1ULL << first % 64;
	}
}
