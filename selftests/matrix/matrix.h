/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests of the specification, spoilt one attribute at a time: what the files of
 * sc_nl_matrix share.
 */
#ifndef MATRIX_H
#define MATRIX_H

#include "sc_nl.h"
#include "spec.h"

#define MAX_KIDS 16
#define MAX_DEPTH 8

/**
 * struct node - an attribute of a request under construction
 * @attr: what the specification says of it; NULL for the request itself
 * @type: number and flags, as on the wire
 * @lie: length to be written in place of the right one, or -1
 * @len: bytes of @data
 * @data: its value, if it is no nest; behind @kids, if it is
 * @kids: what is in it
 * @n: how many
 * @offset: in the message, once that is put together
 */
struct node {
	const struct spec_attr *attr;
	unsigned int type;
	int lie;
	size_t len;
	unsigned char *data;
	struct node *kids[MAX_KIDS];
	unsigned int n;
	size_t offset;
};

/* message.c: trees of nodes; all are freed by the next message_new(). */
struct node *message_new(const struct spec_op *op);
/* Another of @op, with what there is in @top that it can have. */
struct node *message_like(const struct spec_op *op, const struct node *top);
/* A good one, to be put into @parent; a nest has all that it needs. */
struct node *node_new(const struct node *parent, const struct spec_attr *attr);
void node_set(struct node *node, const void *data, size_t len);
void node_set_string(struct node *node, size_t len);
void node_set_number(struct node *node, long value);
/* The kid with this attribute, made if there is none, now the last one. */
struct node *node_last(struct node *parent, const struct spec_attr *attr);
void node_add(struct node *parent, struct node *kid);
void node_remove(struct node *parent, const struct node *kid);
size_t number_size(const struct spec_attr *attr);
bool is_number(const struct spec_attr *attr);
struct nlmsghdr *message_put(struct sc_nl *nl, const struct spec_op *op,
			     struct node *top, unsigned int flags);

/* What must come of a request. */
#define ANY_ERROR -1 /* an error, which one is not said */
#define ANYTHING -2 /* an error or none */

/**
 * struct outcome - what is expected
 * @error: errno, 0, ANY_ERROR or ANYTHING
 * @at: the attribute that the extended ack must point at, or NULL
 * @missing: the attribute that it must say is missing, or NULL
 * @nest: the nest that it is missing in, or NULL for the request
 */
struct outcome {
	int error;
	const struct node *at;
	const struct spec_attr *missing;
	const struct node *nest;
};

/* request.c */
extern struct sc_nl *nl;
struct sc_answer send_message(const struct spec_op *op, struct node *top);
/* Sends, compares, takes back what was done; counts in @tried. */
bool expect(const struct spec_op *op, struct node *top,
	    const struct outcome *outcome, const char *what);
bool complain(const struct spec_op *op, const char *what,
	      const struct sc_answer *a);
/* Is an operation's answer to a good request among those that it may give? */
bool may_answer(const struct spec_op *op, int error);
/* Takes back what a request of @op did. */
void take_back(const struct spec_op *op, const struct node *top);
extern unsigned int tried;

/* Each a test: true if all requests of its kind were answered as they must be. */
bool test_good(void);
bool test_missing(void);
bool test_repeated(void);
bool test_short(void);
bool test_long(void);
bool test_range(void);
bool test_type(void);
bool test_unknown(void);
bool test_deep(void);
bool test_garbage(void);
bool test_cut(void); /* frame.c */
bool test_header(void);
bool test_dump(void);
bool test_unprivileged(void); /* others.c */
bool test_child_userns(void);
bool test_own_userns(void);
bool test_interrupted(void);
bool test_writers(void);

#endif /* MATRIX_H */
