/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The netlink specification as a table, which spec_to_c.py makes of its YAML.
 */
#ifndef SPEC_H
#define SPEC_H

#include <stdbool.h>
#include <stddef.h>

enum spec_type {
	SPEC_U8,
	SPEC_U16,
	SPEC_U32,
	SPEC_U64,
	SPEC_S8,
	SPEC_S16,
	SPEC_S32,
	SPEC_S64,
	SPEC_STRING,
	SPEC_BINARY,
	SPEC_FLAG,
	SPEC_NEST,
	SPEC_PAD,
};

struct spec_set;

/**
 * struct spec_attr - an attribute
 * @name: its name
 * @value: its number
 * @type: its type
 * @nest: what may be in it, if a nest
 * @min: least value, if @has_min; and so on
 * @max: largest value
 * @mask: bits of a value of flags
 * @min_len: least length in bytes, without a string's NUL
 * @max_len: largest length
 * @exact_len: the length
 * @is_name: a string of a name's characters
 * @multi: may be there several times
 * @needed: its operation or nest cannot do without it
 */
struct spec_attr {
	const char *name;
	unsigned int value;
	enum spec_type type;
	const struct spec_set *nest;
	long min, max, mask, min_len, max_len, exact_len;
	bool has_min, has_max, has_mask, has_min_len, has_max_len,
		has_exact_len;
	bool is_name, multi, needed;
};

/**
 * struct spec_set - attributes of a request or a nest
 * @name: of the set
 * @attrs: those that may be there
 * @n: how many
 * @top: the largest number among them
 */
struct spec_set {
	const char *name;
	const struct spec_attr *attrs;
	unsigned int n;
	unsigned int top;
};

/**
 * struct spec_op - an operation that can be asked for
 * @name: its name
 * @cmd: its number
 * @request: attributes of a request
 * @all: how many attributes its set has, numbered from 1
 * @says_needs: its text says what it needs
 * @dump: it can be dumped
 * @host: it is for the administrator of the host, not of a namespace
 * @errors: errno names that its text has
 */
struct spec_op {
	const char *name;
	unsigned int cmd;
	struct spec_set request;
	unsigned int all;
	bool says_needs;
	bool dump;
	bool host;
	const char *errors;
};

extern const struct spec_op spec_ops[];
extern const unsigned int spec_n_ops;
/* Multicast groups; the last is NULL. */
extern const char *const spec_groups[];

#endif /* SPEC_H */
