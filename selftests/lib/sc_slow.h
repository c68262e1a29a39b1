/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How long a test program waits on a machine that is slow.
 */
#ifndef SC_SLOW_H
#define SC_SLOW_H

#include <stdio.h>

/* So many ms of a quiet machine as ms of this one, of which lib/guest measures how slow
 * it is.
 */
static inline int sc_slow_ms(int ms)
{
	FILE *f = fopen("/run/slow", "r");
	int percent;

	if (!f)
		return ms;
	if (fscanf(f, "%d", &percent) == 1)
		ms = (int)((long long)ms * percent / 100);
	fclose(f);
	return ms;
}

#endif /* SC_SLOW_H */
