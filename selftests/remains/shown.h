/* SPDX-License-Identifier: GPL-2.0 */
/* What programs and the kernel show, searched for needles. */
#ifndef SHOWN_H
#define SHOWN_H

#include "needle.h"

/**
 * shown_search() - search a file for needles, as bytes and as hexadecimal digits
 * @all: the needles
 * @f: the file
 *
 * Names what is found. Digits may stand in groups, and on several lines.
 *
 * Return: words found.
 */
unsigned int shown_search(const struct needles *all, FILE *f);

#endif /* SHOWN_H */
