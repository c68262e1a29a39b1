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

static void parse_slots(struct parser *ps)
{
	static const char session[] = "|s:psk";
	char word[32];
	int slot;

	if (strncmp(ps->p, session, sizeof(session) - 1))
		rc_die("canonical form: \"%s\" is wanted at \"%.20s\"", session,
		       ps->p);
	ps->p += sizeof(session) - 1;
	while (*ps->p) {
		expect(ps, '|');
		slot = parse_number(ps);
		if (slot >= RC_SLOTS)
			rc_die("canonical form: slot %d", slot);
		ps->st->slot[slot].used = true;
		expect(ps, ':');
		parse_word(ps, word, sizeof(word));
		if (!strcmp(word, "pk")) {
			parse_pairs(ps, &ps->st->slot[slot]);
			continue;
		}
		ps->st->slot[slot].raw = !strcmp(word, "raw");
		if (!ps->st->slot[slot].raw && strcmp(word, "hkdf"))
			rc_die("canonical form: derivation %s", word);
		expect(ps, ':');
		parse_word(ps, word, sizeof(word));
		ps->st->slot[slot].session = !strcmp(word, "session");
		if (!ps->st->slot[slot].session && strcmp(word, "psk"))
			rc_die("canonical form: provider %s", word);
	}
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
