/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzers share: choices that a seed repeats, the time that they run,
 * and requests that configure a namespace.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

#include "sc_nl.h"
#include "sc_rng.h"

#define FUZZ_PORT 7000 /* the first of those that the fuzzers use */
#define FUZZ_SHAPES 11 /* compositions */
#define FUZZ_NAMES FUZZ_SHAPES /* names of stacks that they choose from */
#define FUZZ_SOUND 10 /* the first so many let nothing altered through */

/* A number that is often near a power of two, or negative. */
__u64 rng_odd(struct rng *r);

/**
 * struct fuzz - one run
 * @seed: of all its choices
 * @seconds: how long it goes on
 * @rng: of the main thread
 */
struct fuzz {
	__u64 seed;
	unsigned int seconds;
	struct rng rng;
};

/* Reads --seed and --seconds, prints the seed. The name is a test's. */
void fuzz_start(struct fuzz *f, int argc, char **argv);
/* Prints a line each ten seconds: how much of @what was done. */
bool fuzz_goes_on(const struct fuzz *f, unsigned long done, const char *what);
unsigned long fuzz_ms(void);
/* A test's result; ends the program if it is bad. */
void fuzz_ok(bool good, const char *test);

/* config.c: requests that are good; their answers are for the caller. */
const char *fuzz_name(unsigned int i);
struct nlmsghdr *fuzz_stack_add(struct sc_nl *nl, const char *name,
				unsigned int shape);
struct nlmsghdr *fuzz_named(struct sc_nl *nl, __u8 cmd, const char *name);
/* @slot: -1 for the session secret. All secrets are fuzz_secret(). */
struct nlmsghdr *fuzz_key_set(struct sc_nl *nl, const char *stack, int slot);
/* A key of the zeroth slot's methods. */
struct nlmsghdr *fuzz_pair_set(struct sc_nl *nl, const char *stack,
			       enum seccomm_key_kind kind);
struct nlmsghdr *fuzz_key_del(struct sc_nl *nl, const char *stack, int slot);
const __u8 *fuzz_secret(int slot, size_t *len);
const char *fuzz_canonical(unsigned int shape);
/* Indexes of the namespace's sessions, at most @max. */
unsigned int fuzz_sessions(struct sc_nl *nl, __u32 *index, unsigned int max);
/* A stack of a shape with all its keys; false if one was refused. */
bool fuzz_configure(struct sc_nl *nl, const char *name, unsigned int shape);

/**
 * struct fuzz_der - a key of a key pair
 * @data: in DER
 * @len: bytes of it
 */
struct fuzz_der {
	unsigned char *data;
	size_t len;
};

/* pairs.c: the half that is set as @kind, and the file that has both, in PEM. */
const struct fuzz_der *fuzz_der(enum seccomm_key_kind kind);
const char *fuzz_pair_file(enum seccomm_key_kind kind);

#endif /* FUZZ_H */
