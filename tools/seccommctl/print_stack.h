/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes a stack as text: flat form, nested form, event graph, which is drawn
 * or in the language of Graphviz. notation_parse() reads the first two back.
 */
#ifndef SECCOMMCTL_PRINT_STACK_H
#define SECCOMMCTL_PRINT_STACK_H

#include <stdbool.h>
#include <stdio.h>

#include "checker/checker.h"
#include "checker/method.h"

/* The word for an enum seccomm_derive. */
const char *derive_word(unsigned int derive);
/* Where a slot's secret comes from, in words: those of key pairs are their algorithm's, those
 * of methods are written to @methods.
 */
const char *source_words(const struct seccomm_slot *slot,
			 char methods[SECCOMM_METHODS_LEN]);

/**
 * print_flat() - write a stack in flat form, one statement a line
 * @f: where to
 * @stack: any composition whose names are well formed
 */
void print_flat(FILE *f, const struct seccomm_composition *stack);

/**
 * print_nested() - write a stack as a nested expression behind its keys
 * @f: where to
 * @stack: the composition
 * @checked: what seccomm_check() said of it: accepted
 *
 * Return: false, with nothing written, if a meta holds more than the nested
 * form can give events to.
 */
bool print_nested(FILE *f, const struct seccomm_composition *stack,
		  const struct seccomm_checked *checked);

/**
 * print_graph() - draw events and handlers in both directions, in UTF-8
 * @f: where to
 * @stack: the composition
 * @checked: what seccomm_check() said of it: accepted
 */
void print_graph(FILE *f, const struct seccomm_composition *stack,
		 const struct seccomm_checked *checked);

/**
 * print_dot() - write the event graph as a DOT digraph
 * @f: where to
 * @name: the graph's name, without quotes or backslashes
 * @stack: the composition
 * @checked: what seccomm_check() said of it: accepted
 */
void print_dot(FILE *f, const char *name,
	       const struct seccomm_composition *stack,
	       const struct seccomm_checked *checked);

#endif /* SECCOMMCTL_PRINT_STACK_H */
