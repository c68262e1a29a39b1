// SPDX-License-Identifier: GPL-2.0
/*
 * Packets at random, at two hosts that talk to each other meanwhile, by a third
 * one in the middle that knows all secrets. Each message between the two must
 * arrive as it was sent, once; nothing that was forged may.
 */
#include <stdarg.h>
#include <stdlib.h>

#include "packets.h"

#define TALK_EVERY 16 /* attacks */
#define SERVE_EVERY 8

static struct fuzz fuzz;
struct rng *rng = &fuzz.rng;
static const char *test;

void wrong(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fuzz_ok(false, test);
}

static void run(void)
{
	unsigned long attacks = 0;

	while (fuzz_goes_on(&fuzz, attacks, "attacks")) {
		attack();
		frames_pump(0);
		if (++attacks % SERVE_EVERY == 0)
			hosts_serve();
		if (attacks % TALK_EVERY == 0)
			hosts_talk();
	}
	printf("# %lu attacks, %lu messages of A and B, %lu of others\n",
	       attacks, talked, served);
}

static bool each_opened(void)
{
	bool all = true;
	int i;

	for (i = 0; i < FUZZ_SHAPES; i++) {
		printf("# %s: opened %lu times\n", fuzz_canonical(i),
		       opened[i]);
		all &= opened[i] > 0;
	}
	return all;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: %s HOST HOST [OPTION...]\n", argv[0]);
		return 2;
	}
	fuzz_start(&fuzz, argc - 2, argv + 2);
	test = "start";
	stranger_init();
	fuzz_ok(frames_open() && hosts_open(argv + 1), test);
	test = "messages_arrive_intact";
	run();
	fuzz_ok(talked, test);
	fuzz_ok(each_opened() && served, "each_stack_opened");
	return 0;
}
