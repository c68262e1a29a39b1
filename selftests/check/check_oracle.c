// SPDX-License-Identifier: GPL-2.0
/*
 * The floor of random stacks, against an oracle that evaluates the formulas over
 * all sets of atoms, on a tree of its own. Seeded.
 */
#include <stdio.h>

#include "floor_types.h"
#include "ktap.h"

#define ROUNDS 3000
#define MAX_NODES 24
#define MAX_CHILDREN 3 /* of a meta */
#define MAX_TOP 6
#define MAX_LEAVES 7
#define N_SLOTS 5
/* Non-repudiation has no tree: a stack of these types has none. */
#define N_FLOORS SECCOMM_FLOOR_NONREPUDIATION
#define EXPECT(what) (good &= ktap_expect(what, #what, __LINE__))

/* Its place among the facts. */
#define WINDOW_REPLAY 8

/**
 * struct fact - what the oracle knows of a type, on its own account
 * @name: its name
 * @family: its family's number, or -1: it is always broken
 * @gives: what it provides
 * @keyed: it takes a slot
 * @turns: it may stand swapped
 * @loose: several outputs of it are taken for one message
 */
static const struct fact {
	const char *name;
	int family;
	__u32 gives;
	bool keyed;
	bool turns;
	bool loose;
} facts[] = {
	{ "AESGCMPrivacy", 0, PI, true, false, false },
	{ "ChaChaPolyPrivacy", 1, PI, true, false, false },
	{ "DESPrivacy", 2, SECCOMM_PRIVACY, true, true, false },
	{ "HMACSHA256Integrity", 3, SECCOMM_INTEGRITY, true, false, false },
	{ "MD5Integrity", 4, SECCOMM_INTEGRITY, true, false, false },
	{ "SHAIntegrity", 5, SECCOMM_INTEGRITY, true, false, false },
	{ "XORPrivacy", -1, SECCOMM_PRIVACY, true, true, false },
	{ "NullSecurity", -1, 0, false, true, false },
	{ "WindowReplay", -1, SECCOMM_FRESHNESS, false, false, false },
	{ "OnePrivacy", 6, SECCOMM_PRIVACY, true, false, false },
	{ "OneIntegrity", 6, SECCOMM_INTEGRITY, true, false, false },
	{ "TwoPrivacy", 7, SECCOMM_PRIVACY, true, true, false },
	{ "ThreeBoth", 8, PI, true, false, true },
	{ "FourBoth", 9, PI, true, false, false },
	{ "Keyless", -1, PI, false, false, true },
	{ "Nameless", -1, PI, true, false, true },
	{ "Obscure", -1, PI, true, false, true },
};

static const char *const families[] = { "aes",	 "chacha20", "des", "sha2",
					"md5",	 "sha1",     "one", "two",
					"three", "four" };

/* Atoms are numbered: families, the slots' own keys, the session secret. */
#define SESSION_ATOM (N(families) + N_SLOTS)
#define N_ATOMS (SESSION_ATOM + 1)

/* What a meta does with its members. */
enum kind { IN_ORDER, IN_TURN, AT_RANDOM, SPLIT_AT_RANDOM, SPLIT, N_KINDS };

static const struct {
	const char *name, *option;
} metas[N_KINDS] = {
	[IN_ORDER] = { "MultiSecurity", "" },
	[IN_TURN] = { "AltSecurity", "" },
	[AT_RANDOM] = { "RandomAltSecurity", ", keyed=0" },
	[SPLIT_AT_RANDOM] = { "ExpansionSecurity", "" },
	[SPLIT] = { "ExpansionSecurity", ", mask=3" },
};

/**
 * struct node - a layer as it was thrown
 * @fact: its type, or NULL for a meta
 * @kind: the meta
 * @swapped: it stands swapped
 * @slot: its slot
 * @n: how many members
 * @members: the members, downward order
 */
struct node {
	const struct fact *fact;
	enum kind kind;
	bool swapped;
	unsigned int slot;
	unsigned int n;
	struct node *members[MAX_TOP];
};

static struct node nodes[MAX_NODES];
static unsigned int n_nodes, n_leaves, from_session;
static unsigned long long state;

static unsigned int any(unsigned int n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % n;
}

static struct node *throw_node(unsigned int depth)
{
	struct node *node = &nodes[n_nodes++];
	unsigned int want;

	memset(node, 0, sizeof(*node));
	if (depth < 3 && n_leaves + MAX_CHILDREN < MAX_LEAVES && !any(3)) {
		node->kind = any(2) ? IN_ORDER : any(N_KINDS);
		want = node->kind >= SPLIT_AT_RANDOM ? 2 :
						       1 + any(MAX_CHILDREN);
		if (node->kind != IN_ORDER && want < 2)
			want = 2;
		while (node->n < want)
			node->members[node->n++] = throw_node(depth + 1);
		return node;
	}
	n_leaves++;
	node->fact = &facts[any(N(facts))];
	node->swapped = node->fact->turns && !any(4);
	node->slot = any(N_SLOTS);
	return node;
}

static void throw_stack(struct node *top)
{
	memset(top, 0, sizeof(*top));
	n_nodes = 0;
	n_leaves = 0;
	from_session = any(3) ? 0 : any(1 << N_SLOTS);
	do
		top->members[top->n++] = throw_node(1);
	while (top->n < MAX_TOP && n_leaves < MAX_LEAVES && any(8));
	/* Else freshness would seldom have much to rest on. */
	if (top->members[0]->fact && any(2)) {
		top->members[0]->fact = &facts[WINDOW_REPLAY];
		top->members[0]->swapped = false;
	}
}

static void write_node(FILE *f, const struct node *node)
{
	unsigned int i;

	if (!node->fact) {
		fprintf(f, "%s(", metas[node->kind].name);
		for (i = 0; i < node->n; i++) {
			fputs(i ? "," : "", f);
			write_node(f, node->members[i]);
		}
		fprintf(f, "%s)", metas[node->kind].option);
		return;
	}
	fprintf(f, "%s%s(", node->swapped ? "~" : "", node->fact->name);
	if (node->fact->keyed)
		fprintf(f, "%u", node->slot);
	fputc(')', f);
}

static void write_stack(const struct node *top, char *text, size_t size)
{
	FILE *f = fmemopen(text, size, "w");
	unsigned int i;

	for (i = 0; i < N_SLOTS; i++)
		fprintf(f, "key %u%s\n", i,
			from_session >> i & 1 ? " session" : "");
	for (i = 0; i < top->n; i++) {
		write_node(f, top->members[i]);
		fputc('\n', f);
	}
	fclose(f);
}

static unsigned int key_bit(unsigned int slot)
{
	bool session = from_session >> slot & 1;

	return 1U << (session ? SESSION_ATOM : N(families) + slot);
}

static bool leaf_broken(const struct node *leaf, __u32 property,
			unsigned int set)
{
	if (!(leaf->fact->gives & property) || leaf->swapped ||
	    leaf->fact->family < 0)
		return true;
	return set & (1U << leaf->fact->family | key_bit(leaf->slot));
}

/* Members in order hide and verify together; so do random parts, but they only hide. */
static bool broken(const struct node *node, __u32 property, unsigned int set)
{
	bool together =
		node->kind == IN_ORDER ||
		(node->kind == SPLIT_AT_RANDOM && property == SECCOMM_PRIVACY);
	unsigned int i, n = 0;

	if (node->fact)
		return leaf_broken(node, property, set);
	for (i = 0; i < node->n; i++)
		n += broken(node->members[i], property, set);
	return together ? n == node->n : n;
}

/* The way up: does a freshness layer run behind one that really verified? */
static bool fresh(const struct node *node, unsigned int set, bool *verified)
{
	unsigned int i = node->n;

	if (node->fact) {
		if (node->fact->gives & SECCOMM_FRESHNESS)
			return *verified;
		if (!leaf_broken(node, SECCOMM_INTEGRITY, set))
			*verified = true;
		return false;
	}
	/* Inside there is no freshness. */
	if (node->kind != IN_ORDER) {
		if (!broken(node, SECCOMM_INTEGRITY, set))
			*verified = true;
		return false;
	}
	while (i--)
		if (fresh(node->members[i], set, verified))
			return true;
	return false;
}

/* Can an attacker have another output taken than the sender's, if another input may be given,
 * as @other says?
 */
static bool altered(const struct node *node, unsigned int set, bool other)
{
	const struct node *const *m = (const struct node *const *)node->members;
	unsigned int i, n = 0;

	if (node->fact)
		return node->fact->loose ||
		       (other && leaf_broken(node, SECCOMM_INTEGRITY, set));
	switch (node->kind) {
	case IN_ORDER:
		for (i = 0; i < node->n; i++)
			other = altered(m[i], set, other);
		return other;
	case SPLIT_AT_RANDOM:
	case SPLIT:
		/* Their xor stays as it is if both are altered alike. */
		return altered(m[0], set, other) || altered(m[1], set, other) ||
		       (altered(m[0], set, true) && altered(m[1], set, true));
	default:
		for (i = 0; i < node->n; i++)
			n += altered(m[i], set,
				     other || node->kind == AT_RANDOM);
		return n;
	}
}

static bool lost(const struct node *top, unsigned int of, unsigned int set)
{
	bool verified = false;

	switch (of) {
	case SECCOMM_FLOOR_PRIVACY:
		return broken(top, SECCOMM_PRIVACY, set);
	case SECCOMM_FLOOR_INTEGRITY:
		return broken(top, SECCOMM_INTEGRITY, set);
	case SECCOMM_FLOOR_PACKETS:
		return altered(top, set, true);
	default:
		return !fresh(top, set, &verified);
	}
}

/* The atoms that occur: others can be in no smallest set. */
static unsigned int occurring(void)
{
	unsigned int i, set = 0;

	for (i = 0; i < n_nodes; i++) {
		const struct fact *fact = nodes[i].fact;

		if (fact && fact->family >= 0)
			set |= 1U << fact->family | key_bit(nodes[i].slot);
	}
	return set;
}

static unsigned int least(const struct node *top, unsigned int of)
{
	unsigned int all = occurring(), best = N_ATOMS, set = all;

	for (;;) {
		unsigned int n = __builtin_popcount(set);

		if (n < best && lost(top, of, set))
			best = n;
		if (!set)
			return best;
		set = (set - 1) & all;
	}
}

/* An atom of a witness as a bit; 0 if it makes no sense. */
static unsigned int atom_bit(const struct seccomm_atom *atom)
{
	unsigned int i;

	if (atom->kind == SECCOMM_ATOM_SESSION)
		return 1U << SESSION_ATOM;
	if (atom->kind == SECCOMM_ATOM_SLOT)
		return atom->slot < N_SLOTS ? key_bit(atom->slot) : 0;
	for (i = 0; i < N(families); i++)
		if (!strcmp(families[i], atom->family))
			return 1U << i;
	return 0;
}

static bool floor_right(const struct node *top, unsigned int of,
			unsigned int *seen)
{
	const struct seccomm_floor *floor = &checked.floors[of];
	unsigned int wanted = least(top, of), set = 0, i;
	bool good = true;

	if (wanted > SECCOMM_MAX_WITNESS)
		wanted = SECCOMM_MAX_WITNESS + 1;
	EXPECT(floor->least == wanted);
	*seen |= 1U << wanted;
	if (wanted > SECCOMM_MAX_WITNESS)
		return good;
	for (i = 0; i < floor->least; i++)
		set |= atom_bit(&floor->witness[i]);
	EXPECT(__builtin_popcount(set) == wanted);
	EXPECT(lost(top, of, set));
	return good;
}

static bool random_stacks(void)
{
	unsigned int round, of, n_accepted = 0, seen[N_FLOORS] = {};
	struct node top;
	char text[2048];
	bool good = true;

	state = 20020701;
	for (round = 0; good && round < ROUNDS; round++) {
		throw_stack(&top);
		write_stack(&top, text, sizeof(text));
		EXPECT(check_text(text));
		if (!checked.accepted) {
			EXPECT(!strcmp(checked.findings[0].rule,
				       "freshness-unverified") ||
			       !strcmp(checked.findings[0].rule,
				       "nested-fresh"));
			continue;
		}
		n_accepted++;
		for (of = 0; of < N_FLOORS; of++)
			good &= floor_right(&top, of, &seen[of]);
		if (!good)
			printf("    # round %u\n%s\n", round, text);
	}
	EXPECT(n_accepted > ROUNDS / 2);
	/* Every answer was met, from 0 to 4 or more. */
	for (of = 0; of < N_FLOORS; of++)
		EXPECT(seen[of] == 0x1f);
	return good;
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "random_stacks", random_stacks },
	};

	return ktap_run(tests, N(tests));
}
