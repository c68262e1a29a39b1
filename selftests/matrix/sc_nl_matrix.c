// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink family under requests of every bad kind, derived from its
 * specification. In a network namespace without stacks or secrets.
 */
#include <stdlib.h>

#include "matrix.h"

static const struct {
	const char *name;
	bool (*run)(void);
} tests[] = {
	{ "good", test_good },
	{ "missing", test_missing },
	{ "repeated", test_repeated },
	{ "short", test_short },
	{ "long", test_long },
	{ "out_of_range", test_range },
	{ "wrong_type", test_type },
	{ "unknown", test_unknown },
	{ "too_deep", test_deep },
	{ "garbage", test_garbage },
	{ "cut", test_cut },
	{ "header", test_header },
	{ "dump", test_dump },
	{ "unprivileged", test_unprivileged },
	{ "child_user_namespace", test_child_userns },
	{ "own_user_namespace", test_own_userns },
	{ "dump_interrupted", test_interrupted },
	{ "two_hundred_writers", test_writers },
};

#define N_TESTS (sizeof(tests) / sizeof(*tests))

int main(void)
{
	unsigned int i, failed = 0;
	bool good;

	printf("KTAP version 1\n1..%zu\n", N_TESTS);
	nl = calloc(1, sizeof(*nl));
	if (!nl || !sc_nl_open(nl)) {
		printf("not ok 1 family\n");
		return 1;
	}
	for (i = 0; i < N_TESTS; i++) {
		tried = 0;
		/* Whatever came before: a good request is answered as ever. */
		good = tests[i].run() & test_good();
		failed += !good;
		printf("# %u requests\n%s %u %s\n", tried,
		       good ? "ok" : "not ok", i + 1, tests[i].name);
		fflush(stdout);
	}
	return failed ? 1 : 0;
}
