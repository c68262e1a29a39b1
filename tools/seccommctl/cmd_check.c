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
#include "checker/builtin.h"
#include "checker/check.h"
#include "checker/growth.h"
#include "cmd_check.h"
#include "notation.h"
#include "out.h"
#include "print_floor.h"
#include "print_stack.h"
#include "seccommctl.h"

#define LACKS_REMEDY \
	"Use another type than %s (instance %u): that kernel lacks %s."

#define PRESET_MTU 1500 /* of Ethernet */
#define MIN_MTU 68 /* of IPv4: RFC 791, section 3.2 */
#define MAX_MTU 65535

/* Longer than any stack that could be accepted. */
#define MAX_TEXT 1048576

/**
 * struct options - what the command line asks for
 * @details: both forms and the event graph too
 * @graph: the event graph too
 */
struct options {
	bool details;
	bool graph;
};

static int usage(FILE *f)
{
	fputs("Usage: seccommctl check [ -d ] [ --catalog FILE ] [ --mtu BYTES ]\n"
	      "                        { FILE | - | -e STACK } [ graph [ dot ] ]\n"
	      "Says whether the kernel would accept a stack, and why not.\n"
	      "  -d         details: both forms and the event graph\n"
	      "  -e         the stack is on the command line\n"
	      "  --catalog  for the kernel that wrote FILE: seccommctl -j type show\n"
	      "  --mtu      how long a body fits packets of as many bytes; 1500 without\n"
	      "  graph dot  the event graph alone, for dot -Tsvg\n",
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
static void show_source(FILE *f, const struct check_request *req, int instance)
{
	unsigned int line = req->places.line[instance],
		     column = req->places.column[instance], i;
	const char *start = req->text, *end = req->text + req->len, *stop;

	while (--line)
		start = (const char *)memchr(start, '\n', end - start) + 1;
	stop = memchr(start, '\n', end - start);
	fprintf(f, "    %.*s\n    ", (int)((stop ? stop : end) - start), start);
	for (i = 0; i + 1 < column; i++)
		fputc(start[i] == '\t' ? '\t' : ' ', f);
	fputs("^\n", f);
}

static void show_finding(FILE *f, const struct check_request *req, int i,
			 enum seccomm_severity severity, const char *remedy,
			 const char *rule)
{
	fprintf(f, "%s:", req->name);
	if (i >= 0)
		fprintf(f, "%u:%u:", req->places.line[i],
			req->places.column[i]);
	fprintf(f, " %s: %s [%s]\n",
		severity == SECCOMM_SEVERITY_ERROR ? "error" : "warning",
		remedy, rule);
	if (i >= 0)
		show_source(f, req, i);
}

int check_cannot_run(const struct check_request *req, char *remedy, size_t size)
{
	const struct seccomm_checked *checked = &req->checked;
	const char *lacks;
	unsigned int i;

	for (i = 0; req->catalog && i < checked->n_layers; i++) {
		const struct seccomm_layer_info *layer = &checked->layers[i];

		if (catalog_runs(req->catalog, layer->type, &lacks))
			continue;
		if (!lacks)
			lacks = "what it needs";
		snprintf(remedy, size, LACKS_REMEDY, layer->type->name,
			 layer->down_instance + 1, lacks);
		return layer->down_instance;
	}
	return -1;
}

bool check_accepted(const struct check_request *req)
{
	char remedy[REMEDY_LEN];

	return req->checked.accepted &&
	       check_cannot_run(req, remedy, sizeof(remedy)) < 0;
}

unsigned int check_unfragmented(const struct check_request *req,
				unsigned int headers)
{
	const struct seccomm_checked *checked = &req->checked;
	const unsigned int most = req->mtu > headers ? req->mtu - headers : 0;
	const unsigned int fits = seccomm_longest(&checked->growth, most);

	return fits < checked->limit ? fits : checked->limit;
}

/* All there is to say against it; returns how many errors. */
static unsigned int show_findings(FILE *f, const struct check_request *req)
{
	const struct seccomm_checked *checked = &req->checked;
	char remedy[REMEDY_LEN];
	unsigned int i, n_errors = 0;
	int cannot = check_cannot_run(req, remedy, sizeof(remedy));

	if (cannot >= 0) {
		show_finding(f, req, cannot, SECCOMM_SEVERITY_ERROR, remedy,
			     CHECK_CANNOT_RUN);
		n_errors++;
	}
	for (i = 0; i < checked->n_findings; i++) {
		const struct seccomm_finding *finding = &checked->findings[i];

		show_finding(f, req, finding->instance, finding->severity,
			     finding->remedy, finding->rule);
		n_errors += finding->severity == SECCOMM_SEVERITY_ERROR;
	}
	return n_errors;
}

static void show_forms(const struct check_request *req)
{
	puts("\nFlat form:\n");
	print_flat(stdout, &req->stack);
	puts("\nNested form:\n");
	if (!print_nested(stdout, &req->stack, &req->checked))
		puts("# none: a meta holds too many micro-protocols");
}

static void show_accepted(const struct check_request *req,
			  const struct options *options)
{
	const struct seccomm_checked *checked = &req->checked;

	printf("accepted, %u warning%s\n", checked->n_findings,
	       checked->n_findings == 1 ? "" : "s");
	printf("canonical  %s\n", checked->canonical);
	printf("growth     %u bytes", checked->growth.add);
	if (seccomm_grow_mul(&checked->growth))
		printf(" and %u for each byte of body",
		       seccomm_grow_mul(&checked->growth));
	printf("\nlongest    %u bytes of body\n", checked->limit);
	printf("mtu %-6u %u bytes of body in one packet, %u with IPv6\n",
	       req->mtu, check_unfragmented(req, CHECK_IPV4_HEADERS),
	       check_unfragmented(req, CHECK_IPV6_HEADERS));
	print_floors(stdout, checked->floors, "floor      ", "           ",
		     "assumed    ");
	print_quorums(stdout, &req->stack, "kofn       ");
	print_authorities(stdout, &req->stack, "by ca      slot ");
	if (options->details)
		show_forms(req);
	if (options->details || options->graph) {
		puts("\nEvent graph:\n");
		print_graph(stdout, &req->stack, checked);
	}
}

/* For Graphviz, standard output is for the graph alone. */
static void show(const struct check_request *req, const struct options *options)
{
	FILE *f = req->dot ? stderr : stdout;
	unsigned int n_errors;

	if (*req->syntax) {
		fprintf(f, "%s\nrefused: not a stack\n", req->syntax);
		return;
	}
	n_errors = show_findings(f, req);
	if (!check_accepted(req))
		fprintf(f, "refused: %u error%s\n", n_errors,
			n_errors == 1 ? "" : "s");
	else if (req->dot)
		print_dot(stdout, "stack", &req->stack, &req->checked);
	else
		show_accepted(req, options);
}

static int check_text(struct check_request *req, const struct options *options)
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
		seccomm_check(&req->stack, req->catalog ? catalog_find : lookup,
			      req->catalog, &req->checked);
	}
	if (!out_json)
		show(req, options);
	else if (!check_json(stdout, req))
		return 2;
	return check_accepted(req) ? 0 : 1;
}

/* Words behind the stack: graph [ dot ]. */
static bool get_drawing(int argc, char **argv, struct check_request *req,
			struct options *options)
{
	if (argc && !strcmp(argv[0], "graph")) {
		options->graph = true;
		req->dot = argc > 1 && !strcmp(argv[1], "dot");
		argc -= 1 + req->dot;
	}
	return !argc;
}

/* The stack: FILE, - or -e STACK; then the drawing. */
static int check_given(int argc, char **argv, struct check_request *req,
		       struct options *options)
{
	bool given = argc > 1 && !strcmp(argv[0], "-e");
	char *text = NULL;
	int ret = 2;

	if (!argc || (!given && argv[0][0] == '-' && argv[0][1]) ||
	    !get_drawing(argc - 1 - given, argv + 1 + given, req, options))
		return usage(stderr);
	if (given) {
		req->name = "stack";
		req->text = argv[1];
		req->len = strlen(argv[1]);
		return check_text(req, options);
	}
	req->name = strcmp(argv[0], "-") ? argv[0] : "stdin";
	text = read_text(argv[0], &req->len);
	req->text = text;
	if (text)
		ret = check_text(req, options);
	free(text);
	return ret;
}

int cmd_check(int argc, char **argv)
{
	struct options options = { .details = out_details };
	unsigned long mtu = PRESET_MTU;
	const char *catalog = NULL;
	struct check_request *req;
	int ret = 2;

	if (argc == 1 && (!strcmp(argv[0], "help") || !strcmp(argv[0], "-h")))
		return usage(stdout);
	for (; argc; argc--, argv++) {
		if (!strcmp(argv[0], "-d")) {
			options.details = true;
		} else if (argc > 1 && !strcmp(argv[0], "--catalog")) {
			catalog = argv[1];
			argc--;
			argv++;
		} else if (argc > 1 && !strcmp(argv[0], "--mtu")) {
			if (!get_number(argv[1], "MTU", MIN_MTU, MAX_MTU, &mtu))
				return ret;
			argc--;
			argv++;
		} else {
			break;
		}
	}
	req = calloc(1, sizeof(*req));
	if (!req) {
		fputs("seccommctl: out of memory\n", stderr);
		return ret;
	}
	req->mtu = mtu;
	if (catalog)
		req->catalog = catalog_read(catalog);
	if (!catalog || req->catalog)
		ret = check_given(argc, argv, req, &options);
	catalog_free(req->catalog);
	free(req);
	return ret;
}
