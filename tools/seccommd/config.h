/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The agent's configuration: rows, the first of which that fits a question answers it.
 */
#ifndef SECCOMMD_CONFIG_H
#define SECCOMMD_CONFIG_H

#include "seccommd.h"

#define ROW_WORDS 32

/**
 * struct row - a row: for which stack, slot, method and peers, and what
 * @line: number of its line
 * @stack: name of the stack, or "*"
 * @slot: the slot, or -1: any
 * @ordinal: place of the method among the slot's, or -1: any
 * @prefix: address of the peers
 * @prefix_len: bits of @prefix that count, 96 more for IPv4
 * @text: the line, which @words point into
 * @n_words: number of @words
 * @words: what the kind makes of it, NULL behind the last
 * @data: the kind's
 */
struct row {
	unsigned int line;
	char stack[SECCOMM_NAME_LEN];
	int slot;
	int ordinal;
	struct in6_addr prefix;
	unsigned int prefix_len;
	char *text;
	unsigned int n_words;
	char *words[ROW_WORDS + 1];
	void *data;
};

/**
 * struct config - the configuration
 * @kind: whose
 * @path: name of the file, for what is said
 * @n: number of @rows
 * @rows: as in the file
 */
struct config {
	const struct kind *kind;
	const char *path;
	unsigned int n;
	struct row *rows;
};

/* Read @path: NULL, having said why, if it cannot be read or a row is wrong. */
struct config *config_read(const struct kind *kind, const char *path);
void config_free(struct config *config);
/* Is the file @fd, whose name is @path, a regular one that others may neither read nor change?
 * False, having said why.
 */
bool config_is_private(int fd, const char *path);
/* The first row behind @row, or of all if that is NULL, that fits a question; NULL: none. */
const struct row *config_next(const struct config *config,
			      const struct row *row, const struct question *q);

#endif /* SECCOMMD_CONFIG_H */
