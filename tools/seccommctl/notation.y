%code top {
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The notation's grammar. It knows brackets and commas only: what the
 * arguments of a micro-protocol are, notation_build.c decides.
 */
}

%code requires {
#include "notation_tree.h"
}

%code {
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
}

%define api.pure full
%define parse.error detailed
%locations
%param { void *scanner }
%parse-param { struct notation *n }

%union {
	char name[SECCOMM_NAME_LEN];
	long long number;
	struct notation_node *node;
}

%token END 0 "end of text"
%token BREAK "end of statement"
%token KEY "key"
%token <name> NAME "name"
%token <name> TEXT "text"
%token <number> NUMBER "number"

%type <node> statement key call arguments argument events event

%code {
int yylex(YYSTYPE *value, YYLTYPE *where, void *scanner);
int yylex_init_extra(struct notation *n, void **scanner);
int yylex_destroy(void *scanner);
struct yy_buffer_state *yy_scan_bytes(const char *text, int len, void *scanner);

static struct notation_place start(const YYLTYPE *where)
{
	return (struct notation_place){ where->first_line, where->first_column };
}

static void yyerror(YYLTYPE *where, void *scanner, struct notation *n,
			     const char *message)
{
	static const char prefix[] = "syntax error, ";

	(void)scanner;
	if (!strncmp(message, prefix, strlen(prefix)))
		message += strlen(prefix);
	notation_fail(n, start(where), "%s", message);
}
}

%%

stack:
	line
|	stack BREAK line
;

line:
	%empty
|	statements
;

statements:
	statement			{ notation_append(&n->top, $1); }
|	statements ',' statement	{ notation_append(&n->top, $3); }
;

statement:
	key
|	call
;

key:
	KEY NUMBER	{ $$ = notation_node(n, NOTATION_KEY, start(&@1), "", $2); }
|	KEY NAME	{ $$ = notation_node(n, NOTATION_KEY, start(&@1), $2, 0); }
|	key NAME	{
		$$ = $1;
		notation_append($$, notation_node(n, NOTATION_WORD, start(&@2), $2, 0));
	}
|	key call	{
		$$ = $1;
		notation_append($$, $2);
	}
;

call:
	NAME '(' arguments ')' {
		$$ = $3;
		$$->at = start(&@1);
		memcpy($$->name, $1, sizeof($$->name));
	}
|	'~' call {
		$$ = $2;
		$$->at = start(&@1);
		if ($$->swapped)
			notation_fail(n, start(&@1), "swapped twice");
		$$->swapped = true;
	}
;

arguments:
	%empty		{ $$ = notation_node(n, NOTATION_CALL, n->place, "", 0); }
|	argument	{
		$$ = notation_node(n, NOTATION_CALL, $1->at, "", 0);
		notation_append($$, $1);
	}
|	arguments ',' argument {
		$$ = $1;
		notation_append($$, $3);
	}
;

argument:
	NAME		{ $$ = notation_node(n, NOTATION_WORD, start(&@1), $1, 0); }
|	NUMBER		{ $$ = notation_node(n, NOTATION_NUMBER, start(&@1), "", $1); }
|	NAME '=' NUMBER	{ $$ = notation_node(n, NOTATION_OPTION, start(&@1), $1, $3); }
|	NAME '=' TEXT	{
		$$ = notation_node(n, NOTATION_OPTION, start(&@1), $1, 0);
		memcpy($$->text, $3, sizeof($$->text));
	}
|	'{' events '}'	{ $$ = $2; $$->at = start(&@1); }
|	call
;

events:
	%empty		{ $$ = notation_node(n, NOTATION_LIST, n->place, "", 0); }
|	event		{
		$$ = notation_node(n, NOTATION_LIST, $1->at, "", 0);
		notation_append($$, $1);
	}
|	events ',' event {
		$$ = $1;
		notation_append($$, $3);
	}
;

event:
	NAME		{ $$ = notation_node(n, NOTATION_WORD, start(&@1), $1, 0); }
;

%%

void notation_fail(struct notation *n, struct notation_place at, const char *fmt, ...)
{
	va_list args;
	int len;

	if (n->failed)
		return;
	n->failed = true;
	len = snprintf(n->err, n->errlen, "%s:%u:%u: ", n->name, at.line, at.column);
	if (len < 0 || (size_t)len >= n->errlen)
		return;
	va_start(args, fmt);
	vsnprintf(n->err + len, n->errlen - len, fmt, args);
	va_end(args);
}

struct notation_node *notation_node(struct notation *n, enum notation_kind kind,
				    struct notation_place at, const char *name, long long number)
{
	struct notation_node *node;

	if (n->n_nodes == NOTATION_MAX_NODES) {
		notation_fail(n, at, "the stack is too long");
		return &n->top;
	}
	node = &n->nodes[n->n_nodes++];
	node->kind = kind;
	node->at = at;
	snprintf(node->name, sizeof(node->name), "%s", name);
	node->number = number;
	return node;
}

void notation_append(struct notation_node *parent, struct notation_node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

int notation_parse_places(const char *text, size_t len, const char *name,
			  struct seccomm_composition *out, struct notation_places *places,
			  char *err, size_t errlen)
{
	struct notation *n = calloc(1, sizeof(*n));
	void *scanner = NULL;
	int ret = -ENOMEM;

	memset(out, 0, sizeof(*out));
	snprintf(err, errlen, "%s: out of memory", name);
	if (!n)
		return ret;
	n->name = name;
	n->err = err;
	n->errlen = errlen;
	n->place = (struct notation_place){ 1, 1 };
	if (len > NOTATION_MAX_TEXT) {
		notation_fail(n, n->place, "text is longer than %d bytes", NOTATION_MAX_TEXT);
		ret = -EINVAL;
	} else if (!yylex_init_extra(n, &scanner)) {
		if (yy_scan_bytes(text, len, scanner)) {
			yyparse(scanner, n);
			ret = n->failed ? -EINVAL : notation_build(n, out, places);
		}
		yylex_destroy(scanner);
	}
	if (ret)
		memset(out, 0, sizeof(*out));
	free(n);
	return ret;
}

int notation_parse(const char *text, size_t len, const char *name,
		   struct seccomm_composition *out, char *err, size_t errlen)
{
	struct notation_places places;

	return notation_parse_places(text, len, name, out, &places, err, errlen);
}
