/* SPDX-License-Identifier: GPL-2.0 */
/* The machine's memory, searched for needles. */
#ifndef MEMORY_H
#define MEMORY_H

#include "needle.h"

/**
 * memory_search() - search all memory, free pages too, and print what is found
 * @all: the needles
 *
 * A line for each secret that was found, with how many words of it were, and where the first
 * of them are. Ends the program if memory cannot be read.
 *
 * Return: secrets found.
 */
unsigned int memory_search(const struct needles *all);

#endif /* MEMORY_H */
