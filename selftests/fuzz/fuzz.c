// SPDX-License-Identifier: GPL-2.0
/*
 * Choices, time and results of a fuzzer.
 */
#include <getopt.h>
#include <stdlib.h>
#include <time.h>

#include "fuzz.h"

#define REPORT_MS 10000

__u64 rng_odd(struct rng *r)
{
	__u64 n = 1ull << rng_below(r, 64);

	switch (rng_below(r, 6)) {
	case 0:
		return 0;
	case 1:
		return n - 1;
	case 2:
		return n;
	case 3:
		return -n;
	case 4:
		return rng_below(r, 256);
	default:
		return rng_next(r);
	}
}

unsigned long fuzz_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ul + ts.tv_nsec / 1000000;
}

static unsigned long started, reported;
static unsigned int tests;

void fuzz_start(struct fuzz *f, int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "seconds", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	struct timespec now;
	int c;

	clock_gettime(CLOCK_REALTIME, &now);
	f->seed = now.tv_sec * 1000000000ull + now.tv_nsec;
	f->seconds = 10;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's') {
			f->seed = strtoull(optarg, NULL, 0);
		} else if (c == 't') {
			f->seconds = atoi(optarg);
		} else {
			fprintf(stderr, "usage: %s [--seed N] [--seconds N]\n",
				argv[0]);
			exit(2);
		}
	}
	rng_seed(&f->rng, f->seed);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("# --seed %llu --seconds %u\n", f->seed, f->seconds);
	started = fuzz_ms();
	reported = started;
}

bool fuzz_goes_on(const struct fuzz *f, unsigned long done, const char *what)
{
	unsigned long now = fuzz_ms();

	if (now - reported >= REPORT_MS) {
		reported = now;
		printf("# %lu s, %lu %s, seed %llu\n", (now - started) / 1000,
		       done, what, f->seed);
	}
	return now - started < f->seconds * 1000ul;
}

void fuzz_ok(bool good, const char *test)
{
	printf("%s %u %s\n", good ? "ok" : "not ok", ++tests, test);
	fflush(stdout);
	if (!good)
		exit(1);
}
