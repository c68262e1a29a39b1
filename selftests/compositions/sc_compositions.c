// SPDX-License-Identifier: GPL-2.0
/*
 * Has the kernel check random compositions, and compares what it says with what the same
 * source says here: the verdict, each rule with its instance, and of those accepted canonical
 * form, growth, limit and floors.
 */
#include <getopt.h>
#include <stdlib.h>

#include "checker/builtin.h"
#include "checker/check.h"
#include "checker/growth.h"
#include "nl.h"
#include "sc_nl.h"
#include "throw.h"

static struct sc_nl nl;
static struct seccomm_composition composition;
static struct seccomm_checked here;

/**
 * struct said - what the kernel has said of a composition
 * @checked: the verdict: rules point to @rules
 * @rules: names of the rules
 * @grow_mul: whole bytes by which each byte of body makes a message longer
 */
static struct said {
	struct seccomm_checked checked;
	char rules[SECCOMM_MAX_FINDINGS][SECCOMM_NAME_LEN];
	__u32 grow_mul;
} said;

static const struct seccomm_type_desc *lookup(const char *name, void *ctx)
{
	return seccomm_type_builtin(name);
}

static void take_finding(const struct nlattr *nest, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_FINDING_MAX + 1];
	struct seccomm_finding *finding;
	unsigned int n = said.checked.n_findings;

	if (n == SECCOMM_MAX_FINDINGS)
		return;
	attr_parse_nested(nest, tb, SECCOMM_A_FINDING_MAX);
	snprintf(said.rules[n], sizeof(said.rules[n]), "%s",
		 attr_str(tb[SECCOMM_A_FINDING_RULE]));
	finding = &said.checked.findings[n];
	finding->rule = said.rules[n];
	finding->severity = attr_u8(tb[SECCOMM_A_FINDING_SEVERITY]);
	finding->instance = tb[SECCOMM_A_FINDING_INSTANCE] ?
				    attr_u16(tb[SECCOMM_A_FINDING_INSTANCE]) :
				    -1;
	snprintf(finding->remedy, sizeof(finding->remedy), "%s",
		 attr_str(tb[SECCOMM_A_FINDING_REMEDY]));
	said.checked.n_findings++;
}

static void take_verdict(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[SECCOMM_A_STACK_MAX + 1];
	struct seccomm_checked *c = &said.checked;

	attr_parse(nlh, tb, SECCOMM_A_STACK_MAX);
	c->accepted = attr_u8(tb[SECCOMM_A_STACK_ACCEPTED]);
	snprintf(c->canonical, sizeof(c->canonical), "%s",
		 attr_str(tb[SECCOMM_A_STACK_CANONICAL]));
	said.grow_mul = attr_u32(tb[SECCOMM_A_STACK_GROW_MUL]);
	c->growth.add = attr_u32(tb[SECCOMM_A_STACK_GROW_ADD]);
	c->limit = attr_u32(tb[SECCOMM_A_STACK_LIMIT]);
	attr_each(nlh, SECCOMM_A_STACK_FINDING, take_finding, NULL);
	get_floors(nlh, c->floors);
}

static bool same_findings(void)
{
	unsigned int i;

	if (said.checked.n_findings != here.n_findings)
		return false;
	for (i = 0; i < here.n_findings; i++) {
		const struct seccomm_finding *a = &said.checked.findings[i],
					     *b = &here.findings[i];

		if (strcmp(a->rule, b->rule) || a->severity != b->severity ||
		    a->instance != b->instance || strcmp(a->remedy, b->remedy))
			return false;
	}
	return true;
}

static bool same(void)
{
	const struct seccomm_checked *c = &said.checked;

	if (c->accepted != here.accepted || !same_findings())
		return false;
	return !here.accepted ||
	       (!strcmp(c->canonical, here.canonical) &&
		said.grow_mul == seccomm_grow_mul(&here.growth) &&
		c->growth.add == here.growth.add && c->limit == here.limit &&
		!memcmp(c->floors, here.floors, sizeof(here.floors)));
}

static void show(const char *who, const struct seccomm_checked *c)
{
	unsigned int i;

	printf("# %s: %s %s\n", who, c->accepted ? "accepted" : "refused",
	       c->canonical);
	for (i = 0; i < c->n_findings; i++)
		printf("#   %s@%d %s\n", c->findings[i].rule,
		       c->findings[i].instance + 1, c->findings[i].remedy);
}

/* Does the kernel say of the composition what the checker says here? */
static bool agree(__u64 seed)
{
	struct nlmsghdr *nlh = sc_nl_req(&nl, SECCOMM_CMD_CHECK);
	struct sc_answer a;

	throw_composition(&composition, seed);
	seccomm_check(&composition, lookup, NULL, &here);
	put_composition(nlh, &composition);
	memset(&said, 0, sizeof(said));
	a = sc_nl_ask(&nl, nlh);
	if (!a.error && a.data == 1 && same())
		return true;
	printf("# seed %llu: errno %d %s\n", (unsigned long long)seed, a.error,
	       a.text);
	show("kernel", &said.checked);
	show("tool", &here);
	return false;
}

int main(int argc, char **argv)
{
	unsigned long n = 1000, i, accepted = 0, differ = 0;
	__u64 seed = 1;
	int c;

	while ((c = getopt(argc, argv, "n:s:")) != -1) {
		if (c == 'n')
			n = strtoul(optarg, NULL, 10);
		else if (c == 's')
			seed = strtoull(optarg, NULL, 10);
		else
			return 2;
	}
	sc_nl_open(&nl);
	nl.data = take_verdict;
	for (i = 0; i < n; i++) {
		differ += !agree(seed + i);
		accepted += here.accepted;
	}
	printf("# seed %llu: %lu compositions, %lu accepted, %lu differ\n",
	       (unsigned long long)seed, n, accepted, differ);
	return differ || accepted < n / 50 || accepted > n / 2;
}
