// SPDX-License-Identifier: GPL-2.0
/*
 * The sum of (count - expected)^2 / expected has about the mean n - 1 and the variance 2(n - 1).
 */
#include <stdio.h>

#include "uniform.h"

bool uniform(const unsigned int *counts, size_t n)
{
	double total = 0, expected, sum = 0, off;
	size_t i;

	for (i = 0; i < n; i++)
		total += counts[i];
	expected = total / n;
	for (i = 0; i < n; i++)
		sum += (counts[i] - expected) * (counts[i] - expected) /
		       expected;
	off = sum - (n - 1);
	printf("# chi-square of %zu counts: %.1f\n", n, sum);
	/* With few counts the lower bound is under zero. */
	return off * off < 25 * 2.0 * (n - 1);
}
