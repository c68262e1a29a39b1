/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * For programs: which address family number AF_SECCOMM has here. It is a
 * parameter of the module, and SECCOMM_FAMILY in the environment overrides it.
 */
#ifndef SECCOMM_FAMILY_H
#define SECCOMM_FAMILY_H

#include <stdio.h>
#include <stdlib.h>

#include <linux/seccomm.h>

static inline int seccomm_family(void)
{
	const char *env = getenv("SECCOMM_FAMILY");
	int family = 0;
	FILE *f;

	if (env && *env)
		return atoi(env);
	f = fopen("/sys/module/seccomm/parameters/family", "r");
	if (f) {
		if (fscanf(f, "%d", &family) != 1)
			family = 0;
		fclose(f);
	}
	return family > 0 ? family : AF_SECCOMM_DEFAULT;
}

#endif /* SECCOMM_FAMILY_H */
