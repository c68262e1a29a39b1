// SPDX-License-Identifier: GPL-2.0
/*
 * An adversary with captured packets and some of the keys: what it reads and what it alters,
 * against what the checker says of the composition.
 * Usage: sc_survive VECTORS VERDICTS
 */
#include <stdio.h>

#include "../wire/recompute.h"
#include "test.h"

static int n_tests, n_failed;

bool expect(bool good, const char *what)
{
	if (!good)
		printf("# not so: %s\n", what);
	return good;
}

void result(bool good, const char *name, const char *detail)
{
	n_failed += !good;
	printf("%s %d %s%s%s\n", good ? "ok" : "not ok", ++n_tests, name,
	       detail ? "_" : "", detail ? detail : "");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	json_error_t err;
	json_t *verdicts;

	if (argc != 3) {
		fputs("usage: sc_survive VECTORS VERDICTS\n", stderr);
		return 2;
	}
	verdicts = json_load_file(argv[2], 0, &err);
	if (!verdicts)
		rc_die("%s:%d: %s", argv[2], err.line, err.text);
	puts("KTAP version 1");
	test_multi();
	test_expansion();
	test_keyed_choice();
	test_floors(argv[1], json_object_get(verdicts, "floors"));
	test_translation(json_object_get(verdicts, "translation"));
	test_ledger();
	printf("1..%d\n", n_tests);
	return n_failed != 0;
}
