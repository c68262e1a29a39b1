/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes a stack's floors: how much must be broken before a property is lost, and how many of
 * several methods give a slot's secret.
 * As text for check and stack show alike, and as JSON.
 */
#ifndef SECCOMMCTL_PRINT_FLOOR_H
#define SECCOMMCTL_PRINT_FLOOR_H

#include <jansson.h>
#include <stdio.h>

#include "checker/checker.h"

/**
 * print_floors() - write the floors and what they take for granted, as lines
 * @f: where to
 * @floors: the stack's floors
 * @head: what the first line begins with
 * @indent: what the other floors' lines begin with
 * @assumed: what the last line begins with
 */
void print_floors(FILE *f, const struct seccomm_floor *floors, const char *head,
		  const char *indent, const char *assumed);

/* The same as an object; NULL without memory. */
json_t *floors_json(const struct seccomm_floor *floors);

/* Write a line, which begins with @head, for each slot of @stack that so many of its methods are
 * enough for: how many of those who run them can do what together.
 */
void print_quorums(FILE *f, const struct seccomm_composition *stack,
		   const char *head);

/* The same as an array; NULL without memory. */
json_t *quorums_json(const struct seccomm_composition *stack);

/* Write a line, which begins with @head, with the slots of @stack whose methods take certificates,
 * if there are any: with them the authorities are an atom, ca, which these slots share. What an end
 * has is not the stack's, so that the floors count key pairs.
 */
void print_authorities(FILE *f, const struct seccomm_composition *stack,
		       const char *head);

/* The slots as an array; NULL without memory. */
json_t *authorities_json(const struct seccomm_composition *stack);

#endif /* SECCOMMCTL_PRINT_FLOOR_H */
