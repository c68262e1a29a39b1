// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl check: the kernel's verdict on a stack, without a kernel.
 * Exit status: 0 accepted, 1 refused, 2 could not be read.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_json.h"
#include "cmd_check.h"
#include "notation.h"
#include "out.h"
#include "print_stack.h"

/* Longer than any stack that could be accepted. */
#define MAX_TEXT 1048576

static int usage(FILE *f)
{
	fputs("Usage: seccommctl check [ -d ] { FILE | - | -e STACK }\n"
	      "Says whether the kernel would accept a stack, and why not.\n"
	      "  -d  details: both forms and the event graph\n"
	      "  -e  the stack is on the command line\n",
	      f);
	return f == stdout ? 0 : 2;
}

static const struct seccomm_type_desc *lookup(const char *name, void *ctx)
{
	(void)ctx;
	return seccomm_type_builtin(name);
}

/* Reads a whole file; NULL with a message if that fails. */
static char *read_text(const char *name, size_t *len)
{
	FILE *f = strcmp(name, "-") ? fopen(name, "r") : stdin;
	char *text = malloc(MAX_TEXT);
	bool bad;

	if (!f || !text) {
		fprintf(stderr, "seccommctl: %s: %s\n", name, strerror(errno));
		goto out;
	}
	*len = fread(text, 1, MAX_TEXT, f);
	bad = ferror(f);
	if (bad || !feof(f)) {
		fprintf(stderr, "seccommctl: %s: %s\n", name,
			bad ? strerror(errno) : "too long for a stack");
		goto out;
	}
	if (f != stdin)
		fclose(f);
	return text;
out:
	if (f && f != stdin)
		fclose(f);
	free(text);
	return NULL;
}

/* Shows an instance's own line, and where in it the instance begins. */
static void show_source(const struct check_request *req, int instance)
{
	unsigned int line = req->places.line[instance],
		     column = req->places.column[instance], i;
	const char *start = req->text, *end = req->text + req->len, *stop;

	while (--line)
		start = (const char *)memchr(start, '\n', end - start) + 1;
	stop = memchr(start, '\n', end - start);
	printf("    %.*s\n    ", (int)((stop ? stop : end) - start), start);
	for (i = 0; i + 1 < column; i++)
		putchar(start[i] == '\t' ? '\t' : ' ');
	puts("^");
}

static void show_finding(const struct check_request *req,
			 const struct seccomm_finding *finding)
{
	int i = finding->instance;

	printf("%s:", req->name);
	if (i >= 0)
		printf("%u:%u:", req->places.line[i], req->places.column[i]);
	printf(" %s: %s [%s]\n",
	       finding->severity == SECCOMM_ERROR ? "error" : "warning",
	       finding->remedy, finding->rule);
	if (i >= 0)
		show_source(req, i);
}

static void show_details(const struct check_request *req)
{
	puts("\nFlat form:\n");
	print_flat(stdout, &req->stack);
	puts("\nNested form:\n");
	if (!print_nested(stdout, &req->stack, &req->checked))
		puts("# none: a meta holds too many micro-protocols");
	puts("\nEvent graph:\n");
	print_graph(stdout, &req->stack, &req->checked);
}

static void show(const struct check_request *req, bool details)
{
	const struct seccomm_checked *checked = &req->checked;
	unsigned int i, n_errors = 0;

	if (*req->syntax) {
		printf("%s\nrefused: not a stack\n", req->syntax);
		return;
	}
	for (i = 0; i < checked->n_findings; i++) {
		show_finding(req, &checked->findings[i]);
		n_errors += checked->findings[i].severity == SECCOMM_ERROR;
	}
	if (!checked->accepted) {
		printf("refused: %u error%s\n", n_errors,
		       n_errors == 1 ? "" : "s");
		return;
	}
	printf("accepted, %u warning%s\n", checked->n_findings,
	       checked->n_findings == 1 ? "" : "s");
	printf("canonical  %s\n", checked->canonical);
	printf("growth     %u bytes", checked->grow_add);
	if (checked->grow_mul)
		printf(" and %u for each byte of body", checked->grow_mul);
	printf("\nlongest    %u bytes of body\n", check_longest_body(checked));
	if (details)
		show_details(req);
}

unsigned int check_longest_body(const struct seccomm_checked *checked)
{
	return (SECCOMM_MAX_WIRE - checked->grow_add) /
	       (checked->grow_mul + 1ULL);
}

static int check_text(struct check_request *req, bool details)
{
	int ret;

	ret = notation_parse_places(req->text, req->len, req->name, &req->stack,
				    &req->places, req->syntax,
				    sizeof(req->syntax));
	if (ret == -ENOMEM) {
		fprintf(stderr, "seccommctl: %s\n", req->syntax);
		return 2;
	}
	if (!ret) {
		*req->syntax = '\0';
		seccomm_check(&req->stack, lookup, NULL, &req->checked);
	}
	if (!out_json)
		show(req, details);
	else if (!check_json(stdout, req))
		return 2;
	return req->checked.accepted ? 0 : 1;
}

int cmd_check(int argc, char **argv)
{
	struct check_request *req;
	bool details = out_details;
	char *text = NULL;
	int ret = 2;

	if (argc == 1 && (!strcmp(argv[0], "help") || !strcmp(argv[0], "-h")))
		return usage(stdout);
	if (argc && !strcmp(argv[0], "-d")) {
		details = true;
		argc--;
		argv++;
	}
	req = calloc(1, sizeof(*req));
	if (!req) {
		fputs("seccommctl: out of memory\n", stderr);
		return ret;
	}
	if (argc == 2 && !strcmp(argv[0], "-e")) {
		req->name = "stack";
		req->text = argv[1];
		req->len = strlen(argv[1]);
		ret = check_text(req, details);
	} else if (argc == 1 && (argv[0][0] != '-' || !argv[0][1])) {
		req->name = strcmp(argv[0], "-") ? argv[0] : "stdin";
		text = read_text(argv[0], &req->len);
		req->text = text;
		if (text)
			ret = check_text(req, details);
	} else {
		usage(stderr);
	}
	free(text);
	free(req);
	return ret;
}
