// SPDX-License-Identifier: GPL-2.0
/*
 * What is to happen to the n-th message of a type in a direction, counted from
 * when the rule was given; a rule for every one, or for every repeat, stays.
 */
#include "relay.h"

#define RULES 64

struct rule {
	bool used;
	enum which which;
	int dir;
	int type; /* 0: any */
	unsigned long left; /* until it acts */
	struct change change;
};

static struct rule rules[RULES];

bool rule_add(int dir, int type, enum which which, unsigned long nth,
	      const struct change *c)
{
	int i;

	for (i = 0; i < RULES; i++) {
		struct rule *r = &rules[i];

		if (r->used)
			continue;
		r->used = true;
		r->which = which;
		r->dir = dir;
		r->type = type;
		r->left = nth;
		r->change = *c;
		return true;
	}
	return false;
}

/* A message has come: every rule that matches counts it, the first that is
 * due acts.
 */
bool rule_take(int dir, int type, bool repeat, struct change *c)
{
	bool found = false;
	int i;

	for (i = 0; i < RULES; i++) {
		struct rule *r = &rules[i];

		if (!r->used || r->dir != dir || (r->type && r->type != type))
			continue;
		if (r->which == WHICH_REPEATS && !repeat)
			continue;
		if (r->which == WHICH_NTH) {
			if (--r->left)
				continue;
			r->used = false;
		}
		if (!found)
			*c = r->change;
		found = true;
	}
	return found;
}

void rules_clear(void)
{
	int i;

	for (i = 0; i < RULES; i++)
		rules[i].used = false;
}

unsigned int rules_left(void)
{
	unsigned int n = 0;
	int i;

	for (i = 0; i < RULES; i++)
		n += rules[i].used && rules[i].which == WHICH_NTH;
	return n;
}
