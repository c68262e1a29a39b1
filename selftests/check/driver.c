// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl check as a program of its own, for the checker's tests.
 * Usage: driver [-j] ARGUMENT...
 */
#include <stdbool.h>
#include <string.h>

#include "cmd_check.h"
#include "out.h"

bool out_json;
bool out_pretty;
bool out_details;

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
