/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random compositions, whole and spoilt.
 */
#ifndef COMPOSITIONS_THROW_H
#define COMPOSITIONS_THROW_H

#include "checker/checker.h"

/* Throw the composition of a seed into @c, which is the same each time: a tree of layers, of
 * any types and options, with slots of any source, in which a few things are altered
 * afterwards, or none.
 */
void throw_composition(struct seccomm_composition *c, __u64 seed);
/* The same without mistakes and methods, with one meta or up to four inside each other. */
void throw_nesting(struct seccomm_composition *c, __u64 seed);

#endif /* COMPOSITIONS_THROW_H */
