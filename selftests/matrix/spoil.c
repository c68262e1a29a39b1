// SPDX-License-Identifier: GPL-2.0
/*
 * Every attribute of every operation, at every depth, spoilt in every way.
 */
#include <stdlib.h>

#include "checker/checker.h"
#include "matrix.h"

#define DEEP 1000

/**
 * struct target - an attribute to be spoilt
 * @op: the operation
 * @path: the attribute, and before it the nests that it is in
 * @depth: how many
 * @top: a good request that has it, as the last in each nest
 * @parent: its nest, or @top
 * @node: the attribute
 * @name: for complaints
 */
struct target {
	const struct spec_op *op;
	const struct spec_attr *path[MAX_DEPTH];
	unsigned int depth;
	struct node *top, *parent, *node;
	char name[128];
};

typedef bool (*spoil_fn)(struct target *t);

/* A fresh good request. */
static void build(struct target *t)
{
	unsigned int i;

	t->top = message_new(t->op);
	t->node = t->top;
	*t->name = 0;
	for (i = 0; i < t->depth; i++) {
		t->parent = t->node;
		t->node = node_last(t->parent, t->path[i]);
		strncat(t->name, ".", sizeof(t->name) - strlen(t->name) - 1);
		strncat(t->name, t->path[i]->name,
			sizeof(t->name) - strlen(t->name) - 1);
	}
}

static bool visit(struct target *t, const struct spec_set *set, spoil_fn spoil)
{
	bool good = true;
	unsigned int i;

	if (t->depth == MAX_DEPTH)
		abort();
	t->depth++;
	for (i = 0; i < set->n; i++) {
		t->path[t->depth - 1] = &set->attrs[i];
		build(t);
		good &= spoil(t);
		if (set->attrs[i].nest)
			good &= visit(t, set->attrs[i].nest, spoil);
	}
	t->depth--;
	return good;
}

static bool each(spoil_fn spoil)
{
	struct target t = {};
	bool good = true;
	unsigned int i;

	for (i = 0; i < spec_n_ops; i++) {
		t.op = &spec_ops[i];
		good &= visit(&t, &t.op->request, spoil);
	}
	return good;
}

/* Refused with @error at the attribute itself. */
static bool refused(struct target *t, int error, const char *how)
{
	const struct outcome o = { .error = error, .at = t->node };
	char what[160];
	bool good;

	snprintf(what, sizeof(what), "%s %s", t->name, how);
	good = expect(t->op, t->top, &o, what);
	build(t);
	return good;
}

static bool outcome(struct target *t, const struct outcome *o, const char *how)
{
	char what[160];
	bool good;

	snprintf(what, sizeof(what), "%s %s", t->name, how);
	good = expect(t->op, t->top, o, what);
	build(t);
	return good;
}

bool test_good(void)
{
	struct sc_answer a;
	struct node *top;
	bool good = true;
	unsigned int i;

	for (i = 0; i < spec_n_ops; i++) {
		top = message_new(&spec_ops[i]);
		a = send_message(&spec_ops[i], top);
		if (!may_answer(&spec_ops[i], a.error) || (a.error && !*a.text))
			good = complain(&spec_ops[i], "good", &a);
		take_back(&spec_ops[i], top);
	}
	return good;
}

static bool spoil_missing(struct target *t)
{
	const struct outcome needed = {
		.error = EINVAL,
		.missing = t->node->attr,
		.nest = t->parent == t->top ? NULL : t->parent,
	};
	const struct outcome dispensable = { .error = ANYTHING };
	bool nested = t->depth > 1;

	if (t->node->attr->needed) {
		node_remove(t->parent, t->node);
		return outcome(t, &needed, "missing");
	}
	/* Alone with what is needed; nothing else was said to be. */
	if (!nested && !t->op->says_needs)
		return true;
	return outcome(t, &dispensable, "optional");
}

bool test_missing(void)
{
	return each(spoil_missing);
}

/* As netlink has it, the last of several counts; each is checked. */
static bool spoil_repeated(struct target *t)
{
	const struct spec_attr *attr = t->node->attr;
	struct sc_answer once, twice;

	if (attr->multi)
		return true;
	once = send_message(t->op, t->top);
	if (!once.error)
		take_back(t->op, t->top);
	build(t);
	node_add(t->parent, node_new(t->parent, attr));
	twice = send_message(t->op, t->top);
	if (!twice.error)
		take_back(t->op, t->top);
	build(t);
	if (once.error != twice.error)
		return complain(t->op, t->name, &twice);
	if (!is_number(attr))
		return true;
	t->node->len--;
	node_add(t->parent, node_new(t->parent, attr));
	return refused(t, EINVAL, "repeated, the first bad");
}

bool test_repeated(void)
{
	return each(spoil_repeated);
}

static bool spoil_short(struct target *t)
{
	const struct spec_attr *a = t->node->attr;
	bool good = true, bounded;

	if (is_number(a)) {
		t->node->len--;
		return refused(t, EINVAL, "short");
	}
	switch (a->type) {
	case SPEC_STRING:
		t->node->len = 0;
		good &= refused(t, a->multi ? ERANGE : EINVAL, "empty");
		if (a->multi)
			break;
		t->node->len--;
		good &= refused(t, EINVAL, "without NUL");
		break;
	case SPEC_BINARY:
		bounded = a->has_exact_len || a->has_min_len;
		t->node->len = 0;
		if (bounded)
			/* One of them is not there, and so 0. */
			t->node->len = a->exact_len + a->min_len - 1;
		good &= refused(t, bounded ? ERANGE : EINVAL, "short");
		break;
	case SPEC_NEST:
		t->node->n = 0;
		node_set(t->node, "abc", 3);
		good &= refused(t, ERANGE, "short");
		break;
	default:
		break;
	}
	return good;
}

bool test_short(void)
{
	return each(spoil_short);
}

static bool spoil_long_string(struct target *t)
{
	const struct spec_attr *a = t->node->attr;
	bool good;

	node_set_string(t->node, a->has_max_len ? a->max_len + 1 : 4000);
	good = refused(t, a->multi ? ERANGE : EINVAL, "long");
	if (!a->has_max_len)
		return good;
	/* A NUL in good time, and more behind it. */
	node_set_string(t->node, a->max_len + 8);
	t->node->data[1] = 0;
	return refused(t, ERANGE, "with a tail") && good;
}

static bool spoil_long(struct target *t)
{
	/* One more than any attribute takes. */
	static const unsigned char bytes[SECCOMM_TOKEN_MAX + 1];
	const struct spec_attr *a = t->node->attr;
	const struct node *node = t->node;
	bool bounded;

	if (is_number(a)) {
		node_set(t->node, bytes, node->len + 1);
		return refused(t, EINVAL, "long");
	}
	switch (a->type) {
	case SPEC_STRING:
		return spoil_long_string(t);
	case SPEC_BINARY:
		bounded = a->has_exact_len || a->has_max_len;
		node_set(t->node, bytes,
			 bounded ? a->exact_len + a->max_len + 1 :
				   sizeof(bytes));
		return refused(t, bounded ? ERANGE : EINVAL, "long");
	case SPEC_FLAG:
		node_set(t->node, bytes, 1);
		return refused(t, ERANGE, "with a value");
	default:
		return true;
	}
}

bool test_long(void)
{
	return each(spoil_long);
}

static bool spoil_range(struct target *t)
{
	static const char *const bad_names[] = { "", "a b", "a\033b", "a/b" };
	const struct spec_attr *a = t->node->attr;
	bool good = true;
	unsigned int i;

	if (is_number(a) && a->has_max) {
		node_set_number(t->node, a->max + 1);
		good &= refused(t, ERANGE, "too large");
		node_set_number(t->node, -1);
		good &= refused(t, ERANGE, "largest of all");
	}
	if (is_number(a) && a->has_min && a->min) {
		node_set_number(t->node, a->min - 1);
		good &= refused(t, ERANGE, "too small");
	}
	if (is_number(a) && a->has_mask) {
		node_set_number(t->node, a->mask + 1);
		good &= refused(t, EINVAL, "with an unknown bit");
	}
	for (i = 0; a->is_name && i < 4; i++) {
		node_set(t->node, bad_names[i], strlen(bad_names[i]) + 1);
		good &= refused(t, EINVAL, "no name");
	}
	return good;
}

bool test_range(void)
{
	return each(spoil_range);
}

static bool spoil_type(struct target *t)
{
	bool good;

	t->node->type ^= NLA_F_NESTED;
	good = refused(t, EINVAL, "with NLA_F_NESTED wrong");
	if (t->node->attr->type == SPEC_NEST)
		return good;
	/* An attribute where a value should be. */
	node_set(t->node, "\5\0\1\0x\0\0\0", 8);
	t->node->type |= NLA_F_NESTED;
	return refused(t, EINVAL, "as a nest") && good;
}

bool test_type(void)
{
	return each(spoil_type);
}

/* Numbers that nobody has, and those of the set that this operation gives. */
static bool spoil_unknown(struct target *t)
{
	const struct spec_set *set =
		t->depth > 1 ? t->path[t->depth - 2]->nest : &t->op->request;
	bool good;

	t->node->type = 0;
	good = refused(t, EINVAL, "as number 0");
	t->node->type = set->top + 1;
	good &= refused(t, EINVAL, "as one past the last");
	t->node->type = 0x3fff;
	return refused(t, EINVAL, "as the largest number") && good;
}

static bool is_taken(const struct spec_set *set, unsigned int value)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (set->attrs[i].value == value)
			return true;
	return false;
}

static bool unknown_to(const struct spec_op *op)
{
	static const struct spec_attr other = { .name = "other" };
	struct outcome o = { .error = EINVAL };
	bool good = true;
	struct node *top, *node;
	unsigned int value;

	for (value = 1; value <= op->all + 1; value++) {
		if (is_taken(&op->request, value))
			continue;
		top = message_new(op);
		node = node_new(top, &other);
		node->type = value;
		node_add(top, node);
		o.at = node;
		good &= expect(op, top, &o, "an attribute of replies");
	}
	return good;
}

bool test_unknown(void)
{
	bool good = each(spoil_unknown);
	unsigned int i;

	for (i = 0; i < spec_n_ops; i++)
		good &= unknown_to(&spec_ops[i]);
	return good;
}

/* The number of a nest in the nest, or of anything. */
static unsigned int nest_in(const struct spec_attr *attr)
{
	unsigned int i;

	for (i = 0; attr->nest && i < attr->nest->n; i++)
		if (attr->nest->attrs[i].type == SPEC_NEST)
			return attr->nest->attrs[i].value;
	return 1;
}

static bool spoil_deep(struct target *t)
{
	const struct outcome o = { .error = EINVAL };
	struct nlattr chain[DEEP];
	unsigned int i;

	for (i = 0; i < DEEP; i++) {
		chain[i].nla_len = (DEEP - i) * sizeof(*chain);
		chain[i].nla_type = nest_in(t->node->attr) | NLA_F_NESTED;
	}
	t->node->n = 0;
	t->node->type |= NLA_F_NESTED;
	node_set(t->node, chain, sizeof(chain));
	return outcome(t, &o, "a thousand deep");
}

bool test_deep(void)
{
	return each(spoil_deep);
}

/* Bytes that are no attribute, and lengths that are not true. */
static bool spoil_garbage(struct target *t)
{
	const struct outcome o = { .error = EINVAL };
	bool good = true;
	size_t len;
	char text[16];

	if (t->node->attr->type == SPEC_NEST) {
		for (len = 1; len < 4; len++) {
			node_set(t->node, "\377\377\377", len);
			good &= outcome(t, &o, "with garbage at the end");
		}
		node_set(t->node, "\0\0\0", 4);
		good &= outcome(t, &o, "with an attribute of no length");
	}
	for (len = 0; len < 4; len++) {
		t->node->lie = len;
		snprintf(text, sizeof(text), "length %zu", len);
		good &= outcome(t, &o, text);
	}
	t->node->lie = 0xffff;
	return outcome(t, &o, "longer than the message") && good;
}

bool test_garbage(void)
{
	return each(spoil_garbage);
}
