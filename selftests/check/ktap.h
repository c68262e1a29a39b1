/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KTAP for the checker's test programs: as a subtest of check.sh.
 * A test is a function that fails by KTAP_EXPECT.
 */
#ifndef SELFTESTS_CHECK_KTAP_H
#define SELFTESTS_CHECK_KTAP_H

#include <stdbool.h>
#include <stdio.h>

/**
 * struct ktap_test - a test
 * @name: name
 * @run: the function; true if it passed
 */
struct ktap_test {
	const char *name;
	bool (*run)(void);
};

/* Leaves a test function that fails, saying where. */
static inline bool ktap_expect(bool good, const char *what, int line)
{
	if (!good)
		printf("    # line %d: not so: %s\n", line, what);
	return good;
}

/* Runs tests; 0 if all passed, for main() to return. */
static inline int ktap_run(const struct ktap_test *tests, unsigned int n)
{
	unsigned int i, failed = 0;

	printf("    1..%u\n", n);
	for (i = 0; i < n; i++) {
		bool good = tests[i].run();

		failed += !good;
		printf("    %s %u %s\n", good ? "ok" : "not ok", i + 1,
		       tests[i].name);
		fflush(stdout);
	}
	return failed ? 1 : 0;
}

#endif /* SELFTESTS_CHECK_KTAP_H */
