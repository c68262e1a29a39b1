// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the agent's configuration: VERB STACK SLOT[.ORDINAL] PEERS WORD... in each line.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>

#include "config.h"

#define V4_BITS 96

static bool wrong(const struct config *config, unsigned int line,
		  const char *text)
{
	say(LOG_ERR, "%s:%u: %s", config->path, line, text);
	return false;
}

/* Parse a number from 0 to @max. */
static bool parse_number(const char *text, unsigned long max,
			 unsigned long *number)
{
	char *end;

	errno = 0;
	*number = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno &&
	       *number <= max;
}

/* "*", or a slot, with or without the place of one of its methods behind a dot. */
static bool parse_slot(char *text, struct row *row)
{
	unsigned long slot, ordinal = 0;
	char *dot = strchr(text, '.');

	row->slot = -1;
	row->ordinal = -1;
	if (!strcmp(text, "*"))
		return true;
	if (dot)
		*dot = '\0';
	if (!parse_number(text, SECCOMM_MAX_SLOTS - 1, &slot) ||
	    (dot && !parse_number(dot + 1, SECCOMM_MAX_METHODS - 1, &ordinal)))
		return false;
	row->slot = slot;
	if (dot)
		row->ordinal = ordinal;
	return true;
}

/* "any", or an address with or without a length behind a slash. */
static bool parse_peers(char *text, struct row *row)
{
	char *slash = strchr(text, '/');
	unsigned long bits = 128;
	struct in_addr v4;
	bool is_v4;

	if (!strcmp(text, "any"))
		return true;
	if (slash)
		*slash = '\0';
	is_v4 = inet_pton(AF_INET, text, &v4) == 1;
	if (is_v4) {
		row->prefix.s6_addr[10] = 0xff;
		row->prefix.s6_addr[11] = 0xff;
		memcpy(row->prefix.s6_addr + 12, &v4, sizeof(v4));
	} else if (inet_pton(AF_INET6, text, &row->prefix) != 1) {
		return false;
	}
	if (slash && !parse_number(slash + 1, is_v4 ? 32 : 128, &bits))
		return false;
	row->prefix_len = slash && is_v4 ? V4_BITS + bits : bits;
	return true;
}

/* Split the line into words; false: too many. */
static bool split(struct row *row)
{
	char *save, *word;

	for (word = strtok_r(row->text, " \t\n", &save); word;
	     word = strtok_r(NULL, " \t\n", &save)) {
		if (row->n_words == ROW_WORDS)
			return false;
		row->words[row->n_words++] = word;
	}
	return true;
}

/* Take the words that all kinds have away from the front of @row's. */
static bool take_head(const struct config *config, struct row *row)
{
	if (strcmp(row->words[0], config->kind->verb) ||
	    row->n_words < 4 + config->kind->words) {
		say(LOG_ERR, "%s:%u: wants `%s STACK SLOT PEERS`%s",
		    config->path, row->line, config->kind->verb,
		    config->kind->words ? " and what it is to do" : "");
		return false;
	}
	if (strlen(row->words[1]) >= sizeof(row->stack))
		return wrong(config, row->line, "the stack's name is too long");
	memcpy(row->stack, row->words[1], strlen(row->words[1]) + 1);
	if (!parse_slot(row->words[2], row))
		return wrong(config, row->line,
			     "the slot is neither * nor from 0 to 31[.0-7]");
	if (!parse_peers(row->words[3], row))
		return wrong(config, row->line,
			     "the peers are neither any nor ADDRESS[/BITS]");
	row->n_words -= 4;
	memmove(row->words, row->words + 4,
		(row->n_words + 1) * sizeof(*row->words));
	return true;
}

/* Add a row for a line, unless there is nothing in it. */
static bool add_row(struct config *config, const char *line,
		    unsigned int number)
{
	struct row *rows, *row;

	rows = realloc(config->rows, (config->n + 1) * sizeof(*rows));
	if (!rows)
		return wrong(config, number, "out of memory");
	config->rows = rows;
	row = &rows[config->n];
	*row = (struct row){ .line = number, .text = strdup(line) };
	if (!row->text)
		return wrong(config, number, "out of memory");
	config->n++;
	if (!split(row))
		return wrong(config, number, "too many words");
	if (!row->n_words || row->words[0][0] == '#') {
		free(row->text);
		config->n--;
		return true;
	}
	return take_head(config, row) && config->kind->load(row);
}

static bool read_lines(struct config *config, FILE *file)
{
	unsigned int number = 0;
	size_t size = 0;
	char *line = NULL;
	bool good = true;

	while (good && getline(&line, &size, file) >= 0)
		good = add_row(config, line, ++number);
	free(line);
	if (good && ferror(file))
		good = wrong(config, number, strerror(errno));
	return good;
}

struct config *config_read(const struct kind *kind, const char *path)
{
	struct config *config = calloc(1, sizeof(*config));
	FILE *file = fopen(path, "re");
	bool good = false;

	if (!file) {
		say(LOG_ERR, "%s: %s", path, strerror(errno));
	} else if (config) {
		config->kind = kind;
		config->path = path;
		good = read_lines(config, file);
	}
	if (file)
		fclose(file);
	if (good)
		return config;
	config_free(config);
	return NULL;
}

void config_free(struct config *config)
{
	unsigned int i;

	if (!config)
		return;
	for (i = 0; i < config->n; i++) {
		if (config->kind->unload)
			config->kind->unload(&config->rows[i]);
		free(config->rows[i].text);
	}
	free(config->rows);
	free(config);
}

bool config_is_private(int fd, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		say(LOG_ERR, "%s: no regular file", path);
		return false;
	}
	if (st.st_mode & 0027) {
		say(LOG_ERR, "%s: others may read or change it: chmod 640",
		    path);
		return false;
	}
	return true;
}

static bool has_prefix(const struct in6_addr *addr, const struct row *row)
{
	unsigned int bytes = row->prefix_len / 8, bits = row->prefix_len % 8;
	uint8_t mask = 0xff << (8 - bits);

	if (memcmp(addr, &row->prefix, bytes))
		return false;
	return !bits ||
	       !((addr->s6_addr[bytes] ^ row->prefix.s6_addr[bytes]) & mask);
}

const struct row *config_next(const struct config *config,
			      const struct row *row, const struct question *q)
{
	for (row = row ? row + 1 : config->rows; row < config->rows + config->n;
	     row++)
		if ((!strcmp(row->stack, "*") ||
		     !strcmp(row->stack, q->stack)) &&
		    (row->slot < 0 || row->slot == q->slot) &&
		    (row->ordinal < 0 || row->ordinal == q->ordinal) &&
		    has_prefix(&q->peer, row))
			return row;
	return NULL;
}
