// SPDX-License-Identifier: GPL-2.0
/*
 * Commands from a file, a line each: words with quotes, # begins a comment to the
 * end of the line, a backslash before that joins lines. Ends at the first that fails.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seccommctl.h"

#define MAX_WORDS 1024

const char *batch_name;
unsigned int batch_line;

/* One word, its quotes taken off in place; NULL at the end of the line. */
static char *next_word(char **at, bool *good)
{
	char *from = *at + strspn(*at, " \t"), *word = from, *to = from;
	char quote = 0;

	if (!*from || *from == '#')
		return NULL;
	for (; *from && (quote || !strchr(" \t", *from)); from++) {
		if (quote ? *from == quote : *from == '\'' || *from == '"')
			quote = quote ? 0 : *from;
		else
			*to++ = *from;
	}
	*good = !quote;
	*at = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

static int run_text(char *text, int (*run)(int argc, char **argv))
{
	char *argv[MAX_WORDS + 1];
	bool good = true;
	int argc = 0;

	while (argc < MAX_WORDS && (argv[argc] = next_word(&text, &good)))
		argc++;
	if (argc == MAX_WORDS)
		return fail("more than %d words", MAX_WORDS - 1);
	if (!good)
		return fail("a quote is not closed");
	argv[argc] = NULL;
	return argc ? run(argc, argv) : EXIT_OK;
}

/* Does a comment begin in it? As next_word() sees it: between words, not in quotes. */
static bool has_comment(const char *line)
{
	bool between = true;
	char quote = 0;

	for (; *line; line++) {
		if (between && *line == '#')
			return true;
		if (quote ? *line == quote : *line == '\'' || *line == '"')
			quote = quote ? 0 : *line;
		between = !quote && strchr(" \t", *line);
	}
	return false;
}

/* A line and those that it is joined to; false at the end of the file, or where the
 * rest of the line could not be read: nothing is run by half.
 */
static bool read_line(FILE *f, char **line, size_t *room, unsigned int *lines)
{
	char *more = NULL, *joined;
	size_t more_room = 0;
	ssize_t len = getline(line, room, f);

	if (len < 0)
		return false;
	*lines = 1;
	while (len >= 2 && !strcmp(*line + len - 2, "\\\n") &&
	       !has_comment(*line)) {
		if (getline(&more, &more_room, f) < 0) {
			if (feof(f))
				break;
			free(more);
			return false;
		}
		++*lines;
		(*line)[len - 2] = '\0';
		if (asprintf(&joined, "%s %s", *line, more) < 0) {
			free(more);
			return false;
		}
		free(*line);
		*line = joined;
		len = strlen(joined);
		*room = len + 1;
	}
	free(more);
	if (len && (*line)[len - 1] == '\n')
		(*line)[len - 1] = '\0';
	return !ferror(f);
}

int run_batch(const char *name, int (*run)(int argc, char **argv))
{
	bool std = !strcmp(name, "-");
	FILE *f = std ? stdin : fopen(name, "re");
	unsigned int lines = 0;
	char *line = NULL;
	size_t room = 0;
	int ret = EXIT_OK;

	if (!f)
		return fail("%s: %s", name, strerror(errno));
	batch_name = std ? "stdin" : name;
	batch_line = 1;
	while (!ret && read_line(f, &line, &room, &lines)) {
		ret = run_text(line, run);
		if (!ret)
			batch_line += lines;
	}
	if (!ret && !feof(f))
		ret = fail("%s", strerror(errno));
	free(line);
	if (!std)
		fclose(f);
	return ret;
}
