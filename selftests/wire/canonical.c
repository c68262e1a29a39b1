// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a canonical form (Documentation/wire-format.md) into its layers in downward order,
 * each with its path, slot and options, and its slots' derivation and provider.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recompute.h"

struct parser {
	struct rc_stack *st;
	const char *p;
	__u8 path[RC_DEPTH];
};

static void parse_layer(struct parser *ps, int depth, int parent);

static int parse_number(struct parser *ps)
{
	char *end;
	unsigned long v = strtoul(ps->p, &end, 10);

	if (!isdigit((unsigned char)*ps->p) || v > 100000)
		rc_die("canonical form: a number is wanted at \"%.20s\"",
		       ps->p);
	ps->p = end;
	return (int)v;
}

static void parse_word(struct parser *ps, char *out, size_t size)
{
	size_t n = 0;

	while (isalnum((unsigned char)ps->p[n]))
		n++;
	if (!n || n >= size)
		rc_die("canonical form: a name is wanted at \"%.20s\"", ps->p);
	memcpy(out, ps->p, n);
	out[n] = '\0';
	ps->p += n;
}

static void expect(struct parser *ps, char c)
{
	if (*ps->p != c)
		rc_die("canonical form: '%c' is wanted at \"%.20s\"", c, ps->p);
	ps->p++;
}

static int *option_place(struct rc_layer *l, const char *name)
{
	if (!strcmp(name, "bits"))
		return &l->bits;
	if (!strcmp(name, "keyed"))
		return &l->keyed;
	if (!strcmp(name, "mask"))
		return &l->mask;
	if (!strcmp(name, "n"))
		return &l->n;
	if (!strcmp(name, "to"))
		return &l->to;
	if (!strcmp(name, "size"))
		return &l->size;
	rc_die("canonical form: option %s", name);
}

static void parse_option(struct parser *ps, struct rc_layer *l)
{
	char name[32];

	parse_word(ps, name, sizeof(name));
	expect(ps, '=');
	*option_place(l, name) = parse_number(ps);
}

/* Does a layer stand here, and not an option? */
static bool at_layer(const struct parser *ps)
{
	const char *p = ps->p;

	while (isalnum((unsigned char)*p))
		p++;
	return *p == '~' || *p == '(';
}

static void parse_arguments(struct parser *ps, int depth, int self)
{
	struct rc_layer *l = &ps->st->layer[self];
	int members = 0;

	while (*ps->p != ')') {
		if (isdigit((unsigned char)*ps->p)) {
			if (l->slot >= 0)
				rc_die("canonical form: %s has two slots",
				       l->type);
			l->slot = parse_number(ps);
			if (l->slot >= RC_SLOTS)
				rc_die("canonical form: slot %d", l->slot);
		} else if (at_layer(ps)) {
			if (depth + 1 >= RC_DEPTH)
				rc_die("canonical form: nested deeper than %d",
				       RC_DEPTH);
			ps->path[depth + 1] = members++;
			parse_layer(ps, depth + 1, self);
		} else {
			parse_option(ps, l);
		}
		if (*ps->p != ')')
			expect(ps, ',');
	}
}

static void parse_layer(struct parser *ps, int depth, int parent)
{
	struct rc_stack *st = ps->st;
	struct rc_layer *l;
	int self = st->nr;

	if (st->nr == RC_LAYERS)
		rc_die("canonical form: more than %d layers", RC_LAYERS);
	l = &st->layer[st->nr++];
	memset(l, 0, sizeof(*l));
	l->parent = parent;
	l->slot = -1;
	if (*ps->p == '~') {
		l->swapped = true;
		ps->p++;
	}
	parse_word(ps, l->type, sizeof(l->type));
	memcpy(l->path, ps->path, depth + 1);
	l->path_len = depth + 1;
	expect(ps, '(');
	parse_arguments(ps, depth, self);
	expect(ps, ')');
}

static void parse_layers(struct parser *ps)
{
	int i;

	for (i = 0; *ps->p && *ps->p != '|'; i++) {
		if (i)
			expect(ps, ',');
		ps->path[0] = i;
		parse_layer(ps, 0, -1);
	}
}

/* What follows `pk`: `:pk(ALGORITHM)`. */
static void parse_pairs(struct parser *ps, struct rc_slot *slot)
{
	char word[32];

	expect(ps, ':');
	parse_word(ps, word, sizeof(word));
	if (strcmp(word, "pk"))
		rc_die("canonical form: provider %s", word);
	expect(ps, '(');
	parse_word(ps, slot->pk, sizeof(slot->pk));
	expect(ps, ')');
}

/* A method, whose text ends before a comma or a bracket that is not its own. */
static void parse_method(struct parser *ps, struct rc_slot *slot)
{
	static const struct {
		const char *name;
		enum rc_method method;
	} methods[] = {
		{ "psk", RC_PSK },
		{ "dh", RC_DH },
		{ "rsa", RC_RSA },
		{ "ext", RC_EXT },
	};
	const size_t n = sizeof(methods) / sizeof(*methods);
	struct rc_member *m = &slot->member[slot->n_members++];
	const char *from = ps->p;
	char word[32];
	size_t i;

	if (slot->n_members > RC_MEMBERS)
		rc_die("canonical form: more than %d methods", RC_MEMBERS);
	parse_word(ps, word, sizeof(word));
	for (i = 0; i < n && strcmp(word, methods[i].name); i++)
		;
	if (i == n)
		rc_die("canonical form: provider %s", word);
	m->method = methods[i].method;
	if (*ps->p == '(')
		ps->p += strcspn(ps->p, ")") + 1;
	if (ps->p - from >= sizeof(m->text))
		rc_die("canonical form: a long method at \"%.20s\"", from);
	memcpy(m->text, from, ps->p - from);
}

/* all(...), whose methods follow, or kofn(...), where a number stands first. */
static void parse_members(struct parser *ps, struct rc_slot *slot)
{
	expect(ps, '(');
	if (isdigit((unsigned char)*ps->p)) {
		slot->threshold = parse_number(ps);
		expect(ps, ',');
	} else {
		slot->all = true;
	}
	parse_method(ps, slot);
	while (*ps->p == ',') {
		ps->p++;
		parse_method(ps, slot);
	}
	expect(ps, ')');
}

static bool takes_word(struct parser *ps, const char *word)
{
	const size_t len = strlen(word);

	if (strncmp(ps->p, word, len) || isalnum((unsigned char)ps->p[len]))
		return false;
	ps->p += len;
	return true;
}

static void parse_provider(struct parser *ps, struct rc_slot *slot)
{
	if (takes_word(ps, "psk"))
		return;
	if (takes_word(ps, "session"))
		slot->session = true;
	else if (takes_word(ps, "all") || takes_word(ps, "kofn"))
		parse_members(ps, slot);
	else
		parse_method(ps, slot);
}

static void parse_slot(struct parser *ps)
{
	struct rc_slot *slot;
	char word[32];
	int index;

	expect(ps, '|');
	index = parse_number(ps);
	if (index >= RC_SLOTS)
		rc_die("canonical form: slot %d", index);
	slot = &ps->st->slot[index];
	slot->used = true;
	expect(ps, ':');
	parse_word(ps, word, sizeof(word));
	if (!strcmp(word, "pk")) {
		parse_pairs(ps, slot);
		return;
	}
	slot->raw = !strcmp(word, "raw");
	if (!slot->raw && strcmp(word, "hkdf"))
		rc_die("canonical form: derivation %s", word);
	expect(ps, ':');
	parse_provider(ps, slot);
}

static void parse_slots(struct parser *ps)
{
	static const char session[] = "|s:";

	if (strncmp(ps->p, session, sizeof(session) - 1))
		rc_die("canonical form: \"%s\" is wanted at \"%.20s\"", session,
		       ps->p);
	ps->p += sizeof(session) - 1;
	if (takes_word(ps, "none"))
		ps->st->session.known = true;
	else if (!takes_word(ps, "psk"))
		rc_die("canonical form: a session secret of \"%.20s\"", ps->p);
	while (*ps->p)
		parse_slot(ps);
}

void rc_parse(struct rc_stack *st, const char *canonical)
{
	struct parser ps = { .st = st, .p = canonical };
	static const char label[] = "SecComm-stack1";
	static struct rc_buf b;
	int i;

	memset(st, 0, sizeof(*st));
	if (strlen(canonical) >= sizeof(st->canonical))
		rc_die("canonical form is too long");
	memcpy(st->canonical, canonical, strlen(canonical) + 1);
	parse_layers(&ps);
	parse_slots(&ps);
	for (i = 0; i < st->nr; i++)
		if (st->layer[i].slot >= 0 && !st->slot[st->layer[i].slot].used)
			rc_die("canonical form: slot %d is not declared",
			       st->layer[i].slot);
	b.len = 0;
	rc_put(&b, label, sizeof(label) - 1);
	rc_put_str(&b, canonical);
	rc_sha256(b.data, b.len, st->digest);
}
