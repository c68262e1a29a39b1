/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A chi-square test: whether counts are those of a choice without bias.
 */
#ifndef SURVIVE_UNIFORM_H
#define SURVIVE_UNIFORM_H

#include <stdbool.h>
#include <stddef.h>

/* Neither too far from equal counts nor too near, by five standard deviations. */
bool uniform(const unsigned int *counts, size_t n);

#endif /* SURVIVE_UNIFORM_H */
