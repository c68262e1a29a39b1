// SPDX-License-Identifier: GPL-2.0
/*
 * Requests as trees of attributes with good values, and from there to bytes.
 */
#include <stdlib.h>

#include "matrix.h"

#define POOL 512

static struct node *pool[POOL];
static unsigned int used;

/* Values that are good where those of the type alone would not be. */
static const struct {
	const char *set, *attr, *value;
} good[] = {
	{ "instance", "type", "NullSecurity" },
	{ "instance", "d-event", "msgFromAbove" },
	{ "instance", "u-event", "dataMsgFromBelow" },
	{ "type", "name", "NullSecurity" },
	{ "stats", "name", "rx-messages" },
	{ "key", "keyring", "seccomm:matrix" },
	{ "key", "secret", "0123456789abcdef0123456789abcdef" },
	{ "audit", "path", "\1" },
};

static struct node *node_get(const struct spec_attr *attr)
{
	struct node *node = calloc(1, sizeof(*node));

	if (!node || used == POOL)
		abort();
	node->attr = attr;
	node->lie = -1;
	pool[used++] = node;
	return node;
}

static void free_all(void)
{
	while (used) {
		free(pool[--used]->data);
		free(pool[used]);
	}
}

void node_set(struct node *node, const void *data, size_t len)
{
	free(node->data);
	node->data = calloc(1, len + 1);
	if (!node->data)
		abort();
	memcpy(node->data, data, len);
	node->len = len;
}

/* @len letters and a NUL. */
void node_set_string(struct node *node, size_t len)
{
	node_set(node, "", 0);
	free(node->data);
	node->data = calloc(1, len + 1);
	if (!node->data)
		abort();
	memset(node->data, 'x', len);
	node->len = len + 1;
}

size_t number_size(const struct spec_attr *attr)
{
	static const unsigned char size[] = {
		[SPEC_U8] = 1, [SPEC_U16] = 2, [SPEC_U32] = 4, [SPEC_U64] = 8,
		[SPEC_S8] = 1, [SPEC_S16] = 2, [SPEC_S32] = 4, [SPEC_S64] = 8,
	};

	return size[attr->type];
}

bool is_number(const struct spec_attr *attr)
{
	return attr->type <= SPEC_S64;
}

void node_set_number(struct node *node, long value)
{
	node_set(node, &value, number_size(node->attr));
}

static const char *good_value(const struct spec_set *set,
			      const struct spec_attr *attr)
{
	unsigned int i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!strcmp(good[i].set, set->name) &&
		    !strcmp(good[i].attr, attr->name))
			return good[i].value;
	return "x";
}

static void add_needed(struct node *node, const struct spec_set *set);

static struct node *node_in(const struct spec_set *set,
			    const struct spec_attr *attr)
{
	static const unsigned char bytes[32] = { 0xfd };
	const bool bounded = attr->has_exact_len || attr->has_min_len;
	struct node *node = node_get(attr);
	const char *text;

	node->type = attr->value;
	if (is_number(attr)) {
		node_set_number(node, attr->has_min ? attr->min : 0);
	} else if (attr->type == SPEC_STRING) {
		text = good_value(set, attr);
		node_set(node, text, strlen(text) + 1);
	} else if (attr->type == SPEC_BINARY && bounded) {
		/* One of them is not there, and so 0. */
		node_set(node, bytes, attr->exact_len + attr->min_len);
	} else if (attr->type == SPEC_BINARY) {
		text = good_value(set, attr);
		node_set(node, text, strlen(text));
	} else if (attr->type == SPEC_NEST) {
		node->type |= NLA_F_NESTED;
		add_needed(node, attr->nest);
	}
	return node;
}

void node_add(struct node *parent, struct node *kid)
{
	if (parent->n == MAX_KIDS)
		abort();
	parent->kids[parent->n++] = kid;
}

void node_remove(struct node *parent, const struct node *kid)
{
	unsigned int i, n = 0;

	for (i = 0; i < parent->n; i++)
		if (parent->kids[i] != kid)
			parent->kids[n++] = parent->kids[i];
	parent->n = n;
}

static void add_needed(struct node *node, const struct spec_set *set)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (set->attrs[i].needed)
			node_add(node, node_in(set, &set->attrs[i]));
}

static const struct spec_op *current;

struct node *node_new(const struct node *parent, const struct spec_attr *attr)
{
	return node_in(parent->attr ? parent->attr->nest : &current->request,
		       attr);
}

struct node *message_new(const struct spec_op *op)
{
	struct node *top;

	free_all();
	current = op;
	top = node_get(NULL);
	add_needed(top, &op->request);
	return top;
}

struct node *message_like(const struct spec_op *op, const struct node *top)
{
	struct node *like = node_get(NULL);
	unsigned int i, k;

	for (i = 0; i < op->request.n; i++)
		for (k = 0; k < top->n; k++)
			if (!strcmp(top->kids[k]->attr->name,
				    op->request.attrs[i].name))
				node_add(like, top->kids[k]);
	return like;
}

struct node *node_last(struct node *parent, const struct spec_attr *attr)
{
	struct node *kid = NULL;
	unsigned int i;

	for (i = 0; i < parent->n; i++)
		if (parent->kids[i]->attr == attr)
			kid = parent->kids[i];
	if (kid)
		node_remove(parent, kid);
	else
		kid = node_new(parent, attr);
	node_add(parent, kid);
	return kid;
}

static void put_node(struct nlmsghdr *nlh, struct node *node)
{
	char *at = mnl_nlmsg_get_payload_tail(nlh);
	struct nlattr *attr = (void *)at;
	size_t len;
	unsigned int i;

	node->offset = at - (char *)nlh;
	nlh->nlmsg_len += sizeof(*attr);
	for (i = 0; i < node->n; i++)
		put_node(nlh, node->kids[i]);
	if (node->len)
		memcpy((char *)nlh + nlh->nlmsg_len, node->data, node->len);
	len = (char *)nlh + nlh->nlmsg_len + node->len - at;
	nlh->nlmsg_len += MNL_ALIGN(node->len);
	attr->nla_type = node->type;
	attr->nla_len = node->lie < 0 ? len : node->lie;
}

/* The request's own data, if any, comes behind its attributes as it is. */
struct nlmsghdr *message_put(struct sc_nl *nl, const struct spec_op *op,
			     struct node *top, unsigned int flags)
{
	struct nlmsghdr *nlh = sc_nl_start(nl, nl->family, op->cmd, flags);
	unsigned int i;

	for (i = 0; i < top->n; i++)
		put_node(nlh, top->kids[i]);
	if (top->len)
		memcpy((char *)nlh + nlh->nlmsg_len, top->data, top->len);
	nlh->nlmsg_len += top->len;
	return nlh;
}
