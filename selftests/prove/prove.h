/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the harnesses say to CBMC. Each harness is a main() for one statement; it
 * includes the sources that it is about as they are.
 */
#ifndef PROVE_H
#define PROVE_H

#include "prove_kernel.h"

/* Any value at all of a type: the proof is for every one. */
#define ANY(type)          \
	({                 \
		type any_; \
		any_;      \
	})

/* To be proved. */
#define PROVE(what) __CPROVER_assert(what, #what)

/* What is taken for granted; the comment beside it says who guarantees it. */
#define ASSUME(what) __CPROVER_assume(what)

/*
 * This place must be reachable under all that was assumed, else the proof says
 * nothing: the runner wants this assertion refuted, and all others proved. With a
 * planted fault it holds, so that what is refuted is the statement.
 */
#define REACHED(what) __CPROVER_assert(PROVE_FAULT, "reached: " what)

#endif /* PROVE_H */
