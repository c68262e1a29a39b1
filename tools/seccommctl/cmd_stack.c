// SPDX-License-Identifier: GPL-2.0
/*
 * seccommctl stack: add, delete and show compositions.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checker/check.h"
#include "nl.h"
#include "notation.h"
#include "out.h"
#include "print_floor.h"
#include "print_stack.h"
#include "seccommctl.h"

#define MAX_TEXT 1048576

static const char usage[] =
	"Usage: seccommctl stack add NAME { file FILE | TEXT }\n"
	"       seccommctl stack del NAME\n"
	"       seccommctl stack [ show [ NAME ] [ graph [ dot ] ] ]\n"
	"where  TEXT := statements of the flat or the nested form, ; between them:\n"
	"         'key 0; key 1; MultiSecurity(ChaChaPolyPrivacy(0), AESGCMPrivacy(1))'\n"
	"       FILE holds such a text; - is standard input\n"
	"-d shows the event graph too; graph dot shows it alone, for dot -Tsvg.\n";

/**
 * struct shown - a stack as the kernel tells of it
 * @name: its name
 * @composition: as the administrator wrote it
 * @checked: what the checker says of it here
 * @floors: what the kernel's checker found
 * @graph: show the event graph
 * @dot: show the event graph for Graphviz, as text nothing else
 */
struct shown {
	const char *name;
	struct seccomm_composition composition;
	struct seccomm_checked checked;
	struct seccomm_floor floors[SECCOMM_N_FLOORS];
	bool graph;
	bool dot;
};

/**
 * struct added - a stack to be added
 * @text: its text
 * @len: bytes of it
 * @source: what the text is called
 * @composition: what it says
 * @places: where it says so
 * @checked: what the checker says of it here
 * @error: what is wrong with the text
 */
struct added {
	char *text;
	size_t len;
	const char *source;
	struct seccomm_composition composition;
	struct notation_places places;
	struct seccomm_checked checked;
	char error[512];
};

static void *no_memory(void)
{
	fail("out of memory");
	return NULL;
}

/* What the checker says, each finding at its place in the text. */
static void show_findings(struct added *a)
{
	unsigned int i;

	seccomm_check(&a->composition, catalog_lookup, NULL, &a->checked);
	for (i = 0; i < a->checked.n_findings; i++) {
		const struct seccomm_finding *f = &a->checked.findings[i];

		if (f->instance >= 0)
			fprintf(stderr, "%s:%u:%u: ", a->source,
				a->places.line[f->instance],
				a->places.column[f->instance]);
		fprintf(stderr, "%s: %s [%s]\n",
			f->severity == SECCOMM_SEVERITY_ERROR ? "refused" :
								"warning",
			f->remedy, f->rule);
	}
}

static int add_parsed(const char *name, struct added *a)
{
	struct nlmsghdr *nlh = nl_request(SECCOMM_CMD_STACK_ADD);
	int ret;

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, name);
	put_composition(nlh, &a->composition);
	ret = nl_do(nlh, NULL, NULL, 0);
	show_findings(a);
	return ret;
}

static int add_text(const char *name, struct added *a)
{
	if (strlen(name) > SECCOMM_NAME_MAX)
		return fail("a stack's name has at most %d characters",
			    SECCOMM_NAME_MAX);
	if (notation_parse_places(a->text, a->len, a->source, &a->composition,
				  &a->places, a->error, sizeof(a->error)))
		return fail("%s", a->error);
	return add_parsed(name, a);
}

/* The words of the command line make one text. */
static char *join(int argc, char **argv, size_t *len)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, len);
	int i;

	if (!f)
		return no_memory();
	for (i = 0; i < argc; i++)
		fprintf(f, "%s%s", i ? " " : "", argv[i]);
	return fclose(f) ? no_memory() : text;
}

static int stack_add(int argc, char **argv)
{
	struct added *a;
	int ret = EXIT_OWN;

	if (argc < 2)
		return usage_error(usage);
	a = calloc(1, sizeof(*a));
	if (!a)
		return fail("out of memory");
	if (argc == 3 && !strcmp(argv[1], "file")) {
		a->source = argv[2];
		a->text = read_file(argv[2], MAX_TEXT, &a->len);
	} else {
		a->source = argv[0];
		a->text = join(argc - 1, argv + 1, &a->len);
	}
	if (a->text)
		ret = add_text(argv[0], a);
	free(a->text);
	free(a);
	return ret;
}

static struct nlmsghdr *about(__u8 cmd, const char *name)
{
	struct nlmsghdr *nlh = nl_request(cmd);

	mnl_attr_put_strz(nlh, SECCOMM_A_STACK_NAME, name);
	return nlh;
}

static int stack_del(int argc, char **argv)
{
	if (argc != 1)
		return usage_error(usage);
	return nl_do(about(SECCOMM_CMD_STACK_DEL, argv[0]), NULL, NULL, 0);
}

/* A form of the stack as one string, each line indented as text. */
static void show_form(const char *key, const struct shown *s)
{
	char *text = NULL, *line, *rest;
	size_t len;
	bool any = true;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	if (!strcmp(key, "flat"))
		print_flat(f, &s->composition);
	else if (!s->checked.accepted)
		any = false;
	else if (!strcmp(key, "nested"))
		any = print_nested(f, &s->composition, &s->checked);
	else if (!strcmp(key, "dot"))
		print_dot(f, s->name, &s->composition, &s->checked);
	else
		print_graph(f, &s->composition, &s->checked);
	fclose(f);
	if (out_json && any)
		out_string(key, NULL, text);
	else if (out_json)
		out_null(key);
	if (!out_json && any) {
		printf("    %s\n", key);
		for (rest = text; (line = strsep(&rest, "\n")) && rest;)
			printf("        %s\n", line);
	}
	free(text);
}

static void show_warnings(const struct shown *s)
{
	unsigned int i;

	out_array("warnings");
	for (i = 0; i < s->checked.n_findings; i++) {
		const struct seccomm_finding *f = &s->checked.findings[i];

		if (f->severity != SECCOMM_SEVERITY_WARNING)
			continue;
		out_object(NULL);
		out_string("remedy", "    warning: %s", f->remedy);
		out_string("rule", " [%s]\n", f->rule);
		if (f->instance >= 0)
			out_uint("instance", NULL, f->instance + 1);
		out_close();
	}
	out_close();
}

/* Kept, and shown when all is heard: showing it may ask the kernel for types. */
static int on_stack(const struct nlmsghdr *nlh, void *arg)
{
	struct nlmsghdr **kept = arg;

	free(*kept);
	*kept = malloc(nlh->nlmsg_len);
	if (!*kept)
		return MNL_CB_ERROR;
	memcpy(*kept, nlh, nlh->nlmsg_len);
	return MNL_CB_OK;
}

static void show_floors(const struct shown *s)
{
	if (out_json) {
		out_value("floor", floors_json(s->floors));
		out_value("kofn", quorums_json(&s->composition));
		out_value("by_ca", authorities_json(&s->composition));
		return;
	}
	print_floors(stdout, s->floors, "    floor ", "    floor ",
		     "    floor assumes ");
	print_quorums(stdout, &s->composition, "    kofn ");
	print_authorities(stdout, &s->composition, "    by ca slot ");
}

/* A position of NonRepudiation, whether messages pass it, and how many checkpoints its file got:
 * none before the first message, whose receiver's key is the first that may sign one.
 */
static void show_log(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_LOG_MAX + 1];
	unsigned char path[SECCOMM_MAX_DEPTH] = {};
	unsigned int checkpoints, error, i, len = 0;
	char text[4 * SECCOMM_MAX_DEPTH] = "";
	size_t used = 0;

	attr_parse_nested(nest, tb, SECCOMM_A_LOG_MAX);
	if (tb[SECCOMM_A_LOG_PATH])
		len = mnl_attr_get_payload_len(tb[SECCOMM_A_LOG_PATH]);
	if (len > sizeof(path))
		len = sizeof(path);
	if (len)
		memcpy(path, mnl_attr_get_payload(tb[SECCOMM_A_LOG_PATH]), len);
	for (i = 0; i < len; i++)
		used += snprintf(text + used, sizeof(text) - used, "%s%u",
				 i ? "." : "", path[i]);
	error = attr_u32(tb[SECCOMM_A_LOG_ERROR]);
	checkpoints = attr_u32(tb[SECCOMM_A_LOG_CHECKPOINTS]);
	out_object(NULL);
	out_string("position", "    log %s", text);
	out_bool("attached", " attached", tb[SECCOMM_A_LOG_ATTACHED]);
	if (!tb[SECCOMM_A_LOG_ATTACHED])
		out_text(" not attached: no message passes");
	else if (checkpoints)
		out_text(", checkpoints %u", checkpoints);
	else
		out_text(", without checkpoints");
	if (error)
		out_string("error", " (%s)", strerror(error));
	else
		out_null("error");
	out_uint("checkpoints", NULL, checkpoints);
	out_text("\n");
	out_close();
}

/* The event graph alone. */
static int show_dot(const struct shown *s)
{
	if (!s->checked.accepted)
		return fail("stack %s has a type that is not known here",
			    s->name);
	print_dot(stdout, s->name, &s->composition, &s->checked);
	return EXIT_OK;
}

static int show_stack(const struct nlmsghdr *nlh, struct shown *s)
{
	const struct nlattr *tb[SECCOMM_A_STACK_MAX + 1];
	unsigned char digest[32];

	attr_parse(nlh, tb, SECCOMM_A_STACK_MAX);
	attr_bytes(tb[SECCOMM_A_STACK_DIGEST], digest, sizeof(digest));
	s->name = attr_str(tb[SECCOMM_A_STACK_NAME]);
	get_composition(nlh, &s->composition);
	get_floors(nlh, s->floors);
	seccomm_check(&s->composition, catalog_lookup, NULL, &s->checked);
	if (s->dot && !out_json)
		return show_dot(s);
	out_object(NULL);
	out_string("name", "stack %s", s->name);
	out_uint("users", " users %lu", attr_u32(tb[SECCOMM_A_STACK_USERS]));
	out_uint("grow_mul", " growth %lu*n",
		 attr_u32(tb[SECCOMM_A_STACK_GROW_MUL]));
	out_uint("grow_add", "+%lu", attr_u32(tb[SECCOMM_A_STACK_GROW_ADD]));
	out_uint("limit", " limit %lu", attr_u32(tb[SECCOMM_A_STACK_LIMIT]));
	out_cost(attr_u32(tb[SECCOMM_A_STACK_COST_MESSAGE]),
		 attr_u32(tb[SECCOMM_A_STACK_COST_BYTE]));
	out_bool("retired", " retired", tb[SECCOMM_A_STACK_RETIRED]);
	out_text("\n");
	out_hex("digest", "    digest %s\n", digest, sizeof(digest));
	out_string("canonical", "    canonical %s\n",
		   attr_str(tb[SECCOMM_A_STACK_CANONICAL]));
	show_floors(s);
	out_array("logs");
	attr_each(nlh, SECCOMM_A_STACK_LOG, show_log, NULL);
	out_close();
	show_form("flat", s);
	show_form("nested", s);
	if (s->graph)
		show_form("graph", s);
	if (s->dot)
		show_form("dot", s);
	show_warnings(s);
	out_close();
	return EXIT_OK;
}

static int get_and_show(const char *name, struct shown *s, int quiet)
{
	struct nlmsghdr *kept = NULL;
	int ret = nl_do(about(SECCOMM_CMD_STACK_GET, name), on_stack, &kept,
			quiet);

	if (!ret && kept)
		ret = show_stack(kept, s);
	free(kept);
	return ret;
}

/**
 * struct names - the stacks' names, gathered by a dump
 * @list: the names
 * @n: how many
 */
struct names {
	char (*list)[SECCOMM_NAME_LEN];
	unsigned int n;
};

static int on_name(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_STACK_MAX + 1];
	struct names *names = arg;
	void *list;

	list = realloc(names->list, (names->n + 1) * sizeof(*names->list));
	if (!list) {
		errno = ENOMEM;
		return MNL_CB_ERROR;
	}
	names->list = list;
	attr_parse(nlh, tb, SECCOMM_A_STACK_MAX);
	snprintf(names->list[names->n++], SECCOMM_NAME_LEN, "%s",
		 attr_str(tb[SECCOMM_A_STACK_NAME]));
	return MNL_CB_OK;
}

static void forget_names(void *arg)
{
	((struct names *)arg)->n = 0;
}

static int show_all(struct shown *s)
{
	struct names names = {};
	unsigned int i;
	int ret;

	ret = nl_dump(nl_request(SECCOMM_CMD_STACK_GET), on_name, forget_names,
		      &names);
	for (i = 0; !ret && i < names.n; i++) {
		/* One may have been deleted meanwhile. */
		ret = get_and_show(names.list[i], s, ENOENT);
		if (ret == EXIT_REFUSED)
			ret = EXIT_OK;
	}
	free(names.list);
	return ret;
}

static int stack_show(int argc, char **argv)
{
	const char *name = NULL;
	struct shown *s;
	int ret;

	s = calloc(1, sizeof(*s));
	if (!s)
		return fail("out of memory");
	s->graph = out_details;
	if (argc && !is_word(argv[0], "graph")) {
		name = argv[0];
		argc--;
		argv++;
	}
	if (argc && is_word(argv[0], "graph")) {
		argc--;
		argv++;
		s->dot = argc && !strcmp(argv[0], "dot");
		s->graph = s->graph || !s->dot;
		argc -= s->dot;
	}
	if (argc) {
		free(s);
		return usage_error(usage);
	}
	out_begin();
	ret = name ? get_and_show(name, s, 0) : show_all(s);
	if (!ret)
		out_end();
	free(s);
	return ret;
}

int cmd_stack(int argc, char **argv)
{
	static const struct command commands[] = {
		{ "add", stack_add },
		{ "del", stack_del },
		{ "show", stack_show },
		{},
	};

	return run_command(commands, usage, argc, argv);
}
