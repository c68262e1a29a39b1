// SPDX-License-Identifier: GPL-2.0
/*
 * Looks for secrets where there should be none: in all memory, and in what is shown.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "forget.h"
#include "memory.h"
#include "shown.h"

#define SECRET_MAX 4096 /* bytes */

static int show_usage(void)
{
	fputs("usage: sc_remains learn FILE    lines of NAME HEX, as needles behind those of FILE\n"
	      "       sc_remains memory FILE   search all memory for the needles of FILE\n"
	      "       sc_remains shown FILE    search standard input for them\n"
	      "       sc_remains forget COMMAND [ARG...]\n"
	      "                                overwrite the command's memory when it ends\n"
	      "Status 0: nothing is found; 1: something is, and named; 2: a mistake.\n",
	      stderr);
	return 2;
}

static size_t unhex(const char *hex, __u8 *secret)
{
	size_t len = 0;
	int used = 0;

	while (len < SECRET_MAX &&
	       sscanf(hex, "%2hhx%n", &secret[len], &used) == 1 && used == 2) {
		hex += used;
		len++;
	}
	if (*hex || len < 2 * NEEDLE_LEN)
		errx(2, "no hexadecimal digits of 16 bytes or more");
	return len;
}

static int learn(const char *file)
{
	static char name[64], hex[2 * SECRET_MAX + 1];
	static __u8 secret[SECRET_MAX];
	FILE *f = fopen(file, "a");
	int got;

	if (!f)
		err(2, "%s", file);
	while ((got = scanf("%63s %8192s", name, hex)) == 2)
		needles_write(f, name, secret, unhex(hex, secret));
	if (got != EOF || fclose(f))
		errx(2, "%s: not all was learnt", file);
	return 0;
}

int main(int argc, char **argv)
{
	struct needles all;

	if (argc >= 3 && !strcmp(argv[1], "forget"))
		return forget_run(argv + 2);
	if (argc != 3)
		return show_usage();
	if (!strcmp(argv[1], "learn"))
		return learn(argv[2]);
	needles_read(argv[2], &all);
	if (!strcmp(argv[1], "memory"))
		return memory_search(&all) > 0;
	if (!strcmp(argv[1], "shown"))
		return shown_search(&all, stdin) > 0;
	return show_usage();
}
