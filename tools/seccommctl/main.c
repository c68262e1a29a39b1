// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl: configures AF_SECCOMM and shows what it does. Options, objects,
 * and how words are found and mistakes shown.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd_check.h"
#include "openssl_heap.h"
#include "out.h"
#include "seccommctl.h"

static const char usage[] =
	"Usage: seccommctl [ OPTIONS ] OBJECT { COMMAND | help }\n"
	"       seccommctl [ OPTIONS ] -b FILE\n"
	"where  OBJECT := { stack | key | peer | policy | session | type | stats | monitor | check | audit }\n"
	"       OPTIONS := { -j | -p | -s | -d | -n NETNS | -b FILE | -h }\n"
	"  -j  output as JSON     -p  JSON that is pretty to read\n"
	"  -s  statistics         -d  details\n"
	"  -n  in the network namespace of this name\n"
	"  -b  commands from a file, one a line; - is standard input\n"
	"Exit status: 0 done, 1 wrong usage or own trouble, 2 refused by the kernel.\n";

/* Its statuses are its own: 2 is trouble. */
static int check(int argc, char **argv)
{
	int ret = cmd_check(argc, argv);

	return out_flush() ? ret : 2;
}

static const struct command objects[] = {
	{ "stack", cmd_stack },
	{ "key", cmd_key },
	{ "peer", cmd_peer },
	{ "policy", cmd_policy },
	{ "session", cmd_session },
	{ "type", cmd_type },
	{ "stats", cmd_stats },
	{ "monitor", cmd_monitor },
	{ "check", check },
	{ "audit", cmd_audit },
	{},
};

static void __printf(2, 0) say(const char *what, const char *fmt, va_list args)
{
	fflush(stdout);
	if (batch_name)
		fprintf(stderr, "%s:%u: ", batch_name, batch_line);
	fprintf(stderr, "%s: ", what);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
}

int fail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("Error", fmt, args);
	va_end(args);
	return EXIT_OWN;
}

void warning(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("Warning", fmt, args);
	va_end(args);
}

int usage_error(const char *text)
{
	fputs(text, stderr);
	return EXIT_OWN;
}

bool is_word(const char *given, const char *word)
{
	size_t len = strlen(given);

	return !strcmp(given, word) || (len >= 2 && !strncmp(given, word, len));
}

int run_command(const struct command *table, const char *text, int argc,
		char **argv)
{
	const struct command *c, *found = NULL;
	const char *word;
	size_t len;

	word = argc ? argv[0] : "show";
	if (!strcmp(word, "help")) {
		fputs(text, stdout);
		return EXIT_OK;
	}
	len = strlen(word);
	for (c = table; c->word; c++) {
		if (!strcmp(word, c->word)) {
			found = c;
			break;
		}
		if (len && !strncmp(word, c->word, len)) {
			if (found)
				return fail("\"%s\" may be %s or %s", word,
					    found->word, c->word);
			found = c;
		}
	}
	if (found)
		return found->run(argc ? argc - 1 : 0, argv + (argc > 0));
	fail("\"%s\" is unknown here", word);
	return usage_error(text);
}

int run_line(int argc, char **argv)
{
	int ret = run_command(objects, usage, argc, argv);

	return out_flush() || ret ? ret : EXIT_OWN;
}

static int run_words(int argc, char **argv)
{
	const char *batch = NULL;
	int opt, ret = EXIT_OK;

	while (!ret && (opt = getopt(argc, argv, "+jpsdhn:b:")) != -1) {
		switch (opt) {
		case 'j':
			out_json = true;
			break;
		case 'p':
			out_pretty = true;
			break;
		case 's':
			out_stats = true;
			break;
		case 'd':
			out_details = true;
			break;
		case 'n':
			ret = netns_enter(optarg);
			break;
		case 'b':
			batch = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return out_flush() ? EXIT_OK : EXIT_OWN;
		default:
			ret = usage_error(usage);
		}
	}
	argc -= optind;
	argv += optind;
	if (ret)
		return ret;
	if (batch && !argc)
		return run_batch(batch, run_line);
	if (batch || !argc)
		return usage_error(usage);
	return run_line(argc, argv);
}

int main(int argc, char **argv)
{
	int ret;

	if (!openssl_heap_wipes())
		return fail("OpenSSL does not take another heap");
	ret = run_words(argc, argv);

	/* A file of a network's may tell only now that it has no room. One that was
	 * closed from the start and that nothing was said to is no trouble.
	 */
	if (fclose(stdout) && errno != EBADF && !ret)
		ret = fail("standard output: %s", strerror(errno));
	return ret;
}
