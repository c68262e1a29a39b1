// SPDX-License-Identifier: GPL-2.0
/*
 * A request is sent, and what comes of it compared.
 */
#include <stdlib.h>

#include "matrix.h"

struct sc_nl *nl;
unsigned int tried;

static const struct {
	const char *name;
	int number;
} errors[] = {
	{ "EINVAL", EINVAL },	  { "ENOENT", ENOENT },
	{ "EEXIST", EEXIST },	  { "EBUSY", EBUSY },
	{ "ENOKEY", ENOKEY },	  { "ENOSPC", ENOSPC },
	{ "E2BIG", E2BIG },	  { "EOPNOTSUPP", EOPNOTSUPP },
	{ "ERANGE", ERANGE },	  { "EAGAIN", EAGAIN },
	{ "EALREADY", EALREADY }, { "EPERM", EPERM },
	{ "EBADMSG", EBADMSG },	  { "EKEYREJECTED", EKEYREJECTED },
};

bool may_answer(const struct spec_op *op, int error)
{
	unsigned int i;

	for (i = 0; error && i < sizeof(errors) / sizeof(*errors); i++)
		if (errors[i].number == error)
			return strstr(op->errors, errors[i].name);
	return !error;
}

bool complain(const struct spec_op *op, const char *what,
	      const struct sc_answer *a)
{
	printf("# %s: %s: errno %d (%s), \"%s\", at %ld, missing %ld in %ld\n",
	       op->name, what, a->error, strerror(a->error), a->text, a->offset,
	       a->missing, a->missing_nest);
	return false;
}

struct sc_answer send_message(const struct spec_op *op, struct node *top)
{
	tried++;
	return sc_nl_ask(nl, message_put(nl, op, top, NLM_F_ACK));
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

/* After OBJECT-add or -set: OBJECT-del of the same. */
void take_back(const struct spec_op *op, const struct node *top)
{
	size_t stem = strlen(op->name) - 3;
	unsigned int i;

	if (!ends_with(op->name, "-add") && !ends_with(op->name, "-set"))
		return;
	for (i = 0; i < spec_n_ops; i++)
		if (!strncmp(spec_ops[i].name, op->name, stem) &&
		    !strcmp(spec_ops[i].name + stem, "del"))
			sc_nl_ask(nl,
				  message_put(nl, &spec_ops[i],
					      message_like(&spec_ops[i], top),
					      NLM_F_ACK));
}

static bool is_as(const struct sc_answer *a, const struct outcome *o)
{
	if (o->error == ANYTHING)
		return !a->error || *a->text;
	if (o->error == ANY_ERROR)
		return a->error && *a->text;
	if (a->error != o->error || (a->error && !*a->text))
		return false;
	if (o->at && a->offset != (long)o->at->offset)
		return false;
	if (!o->missing)
		return true;
	return a->missing == o->missing->value &&
	       a->missing_nest == (o->nest ? (long)o->nest->offset : -1);
}

bool expect(const struct spec_op *op, struct node *top,
	    const struct outcome *outcome, const char *what)
{
	struct sc_answer a = send_message(op, top);
	bool good = is_as(&a, outcome);

	if (!good) {
		printf("# wanted errno %d, at %ld, missing %ld\n",
		       outcome->error,
		       outcome->at ? (long)outcome->at->offset : -1,
		       outcome->missing ? (long)outcome->missing->value : -1);
		complain(op, what, &a);
	}
	if (!a.error)
		take_back(op, top);
	return good;
}
