/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads a stack as text, in the flat form or as a nested expression.
 * Documentation/composition.md describes both.
 */
#ifndef SECCOMMCTL_NOTATION_H
#define SECCOMMCTL_NOTATION_H

#include <stddef.h>

#include "checker/checker.h"

/**
 * struct notation_places - where in the text each instance is written
 * @line: line of the instance's first character, from 1
 * @column: its column, from 1
 */
struct notation_places {
	unsigned int line[SECCOMM_MAX_INSTANCES];
	unsigned int column[SECCOMM_MAX_INSTANCES];
};

/**
 * notation_parse() - read a stack
 * @text: the text, any bytes
 * @len: how many
 * @name: what the text is called in messages: a file's name
 * @out: the composition, filled in whole; unused space is zero
 * @err: where to say what is wrong, as NAME:LINE:COLUMN: message
 * @errlen: room at @err, at least 1
 *
 * Return: 0, or -EINVAL or -ENOMEM with @err filled in.
 */
int notation_parse(const char *text, size_t len, const char *name,
		   struct seccomm_composition *out, char *err, size_t errlen);

/* The same, and tells where each instance stands in the text. */
int notation_parse_places(const char *text, size_t len, const char *name,
			  struct seccomm_composition *out,
			  struct notation_places *places, char *err,
			  size_t errlen);

#endif /* SECCOMMCTL_NOTATION_H */
