/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The syntax tree between the notation's grammar and the composition.
 * Nodes come from one bounded array: no text can make it grow.
 */
#ifndef SECCOMMCTL_NOTATION_TREE_H
#define SECCOMMCTL_NOTATION_TREE_H

#include <stdbool.h>

#include "notation.h"

/* A stack of the greatest size has 2016. */
#define NOTATION_MAX_NODES 2048
#define NOTATION_MAX_TEXT 1048576

enum notation_kind {
	NOTATION_WORD, /* an event, or a word of a key statement */
	NOTATION_NUMBER, /* an order or a slot */
	NOTATION_OPTION, /* name=number or name=text */
	NOTATION_LIST, /* {event, event} */
	NOTATION_CALL, /* Type(...) or ~Type(...), or a method of a key statement */
	NOTATION_KEY, /* key SLOT WORD... METHOD */
};

/* A place in the text, from 1. */
struct notation_place {
	unsigned int line;
	unsigned int column;
};

/**
 * struct notation_node - a node of the syntax tree
 * @kind: what it is
 * @at: where it starts
 * @name: the word, option or type
 * @text: an option's text, or "" if it has a value
 * @number: the number, option's value or key's slot
 * @swapped: the call has a ~ before it
 * @first: the first of its arguments
 * @last: the last one
 * @next: the next in the list that it stands in
 */
struct notation_node {
	enum notation_kind kind;
	struct notation_place at;
	char name[SECCOMM_NAME_LEN];
	char text[SECCOMM_NAME_LEN];
	long long number;
	bool swapped;
	struct notation_node *first;
	struct notation_node *last;
	struct notation_node *next;
};

/**
 * struct notation - one reading of a text
 * @name: the text's name in messages
 * @err: for the first message
 * @errlen: room there
 * @failed: there is a message
 * @top: the statements are its arguments
 * @n_nodes: nodes in use
 * @nodes: all nodes
 * @place: where the next token starts
 * @nesting: brackets open there
 * @joined: the last token was a comma, so a line break means nothing
 */
struct notation {
	const char *name;
	char *err;
	size_t errlen;
	bool failed;
	struct notation_node top;
	unsigned int n_nodes;
	struct notation_node nodes[NOTATION_MAX_NODES];
	struct notation_place place;
	unsigned int nesting;
	bool joined;
};

/* Keeps the first message; later ones follow from it. */
void notation_fail(struct notation *n, struct notation_place at,
		   const char *fmt, ...);

/* Takes a node; past the last one it fails and gives @n->top, which is harmless. */
struct notation_node *notation_node(struct notation *n, enum notation_kind kind,
				    struct notation_place at, const char *name,
				    long long number);
void notation_append(struct notation_node *parent, struct notation_node *child);

/* Turns the statements below @n->top into a composition; -EINVAL with a message. */
int notation_build(struct notation *n, struct seccomm_composition *out,
		   struct notation_places *places);

#endif /* SECCOMMCTL_NOTATION_TREE_H */
