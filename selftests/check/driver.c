// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl check as a program of its own, for the checker's tests.
 * Usage: driver [-j] ARGUMENT...
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd_check.h"
#include "out.h"
#include "seccommctl.h"

bool out_json;
bool out_pretty;
bool out_details;

/* As main.c has it, for text.c. */
int fail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	return EXIT_OWN;
}

int main(int argc, char **argv)
{
	argc--;
	argv++;
	if (argc && !strcmp(argv[0], "-j")) {
		out_json = true;
		argc--;
		argv++;
	}
	return cmd_check(argc, argv);
}
