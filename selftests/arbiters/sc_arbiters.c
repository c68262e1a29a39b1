// SPDX-License-Identifier: GPL-2.0
/*
 * An adversary with the capture of a session and with what was stolen afterwards, or betrayed by
 * who gives keys: what is read by each set of it, against what the checker says of the slots.
 * Usage: sc_arbiters CASES
 */
#include <stdio.h>
#include <string.h>

#include "adversary.h"

/* What the checker looks for at most. */
#define WITNESS 3

static struct heard heard;
static struct loot loot;
static struct adversary adversary;

static bool expect(bool good, const char *what)
{
	if (!good)
		printf("# not so: %s\n", what);
	return good;
}

/* Try with a set of what there is to take. */
static bool reads(__u32 set, struct rc_span body)
{
	static struct loot given;

	loot_hand_out(&given, &loot, set);
	adversary_try(&adversary, &heard, &given);
	return adversary_reads(&adversary, body);
}

/* Who has fewer shares than it takes knows nothing of the secret but what its commitment tells. */
static bool shares_hide(void)
{
	int i;

	for (i = 0; i < RC_SLOTS; i++) {
		const struct shares *s = &adversary.shares[i];

		if (s->by.s && s->nr < s->by.s->threshold &&
		    !shares_leave_open(s))
			return false;
	}
	return true;
}

/* A secret that was found is the one that was committed to, and one that is alike is not. */
static bool commitments_tell(void)
{
	__u8 secret[RC_HASH];
	int i;

	for (i = 0; i < RC_SLOTS; i++) {
		if (!adversary.shares[i].by.s)
			continue;
		memcpy(secret, adversary.st.slot[i].secret.data, RC_HASH);
		if (!shares_committed(&adversary.shares[i], secret))
			return false;
		secret[RC_HASH - 1] ^= 1;
		if (shares_committed(&adversary.shares[i], secret))
			return false;
	}
	return true;
}

/* The size of the least set that reads; over WITNESS: none that is as small does. */
static int least(struct rc_span body, bool *hidden)
{
	int best = WITNESS + 1;
	__u32 set;

	*hidden = true;
	for (set = 0; set < 1U << loot.nr_atoms; set++) {
		if (reads(set, body) && __builtin_popcount(set) < best)
			best = __builtin_popcount(set);
		*hidden &= shares_hide();
	}
	return best;
}

/* The witness as a set; false: of some atom nothing is to be had. */
static bool witness_set(json_t *witness, __u32 *set)
{
	json_t *name;
	size_t i;

	*set = 0;
	json_array_foreach(witness, i, name) {
		const __u32 atom = loot_atom(&loot, json_string_value(name));

		if (!atom)
			return false;
		*set |= atom;
	}
	return true;
}

static bool check_case(json_t *c)
{
	json_t *floor = json_object_get(c, "floor");
	const int says =
		(int)json_integer_value(json_object_get(floor, "least"));
	const bool secrecy = json_is_true(json_object_get(c, "secrecy"));
	static __u8 bytes[RC_BUF];
	struct rc_span body = { bytes, 0 };
	bool witness_had, hidden, good;
	__u32 witness;
	int found;

	heard_load(&heard, c);
	loot_load(&loot, json_object_get(c, "loot"));
	body.len = rc_unhex(json_string_value(json_object_get(c, "body")),
			    bytes, sizeof(bytes));
	found = least(body, &hidden);
	good = expect(hidden, "too few shares leave every secret possible");
	witness_had = witness_set(json_object_get(floor, "witness"), &witness);
	if (reads(~0U, body))
		good &= expect(found == says, "it takes as much as the floor") &
			expect(commitments_tell(), "a commitment tells");
	else
		good &= expect(!witness_had, "the floor wants what nobody has");
	if (witness_had)
		good &= expect(reads(witness, body), "the witness is enough");
	good &= expect(reads(loot_lasting(&loot), body) != secrecy,
		       "what lasts is enough but for forward secrecy");
	if (!good)
		printf("# the checker says %d, the adversary needs %d\n", says,
		       found);
	return good;
}

int main(int argc, char **argv)
{
	json_t *cases, *c;
	json_error_t err;
	int failed = 0;
	size_t i;

	if (argc != 2) {
		fputs("usage: sc_arbiters CASES\n", stderr);
		return 2;
	}
	cases = json_load_file(argv[1], 0, &err);
	if (!cases)
		rc_die("%s:%d: %s", argv[1], err.line, err.text);
	puts("KTAP version 1");
	json_array_foreach(cases, i, c) {
		const bool good = check_case(c);

		printf("%s %zu %s\n", good ? "ok" : "not ok", i + 1,
		       json_string_value(json_object_get(c, "name")));
		failed += !good;
	}
	printf("1..%zu\n", i);
	return failed || !i;
}
