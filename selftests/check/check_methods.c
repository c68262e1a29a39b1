// SPDX-License-Identifier: GPL-2.0
/*
 * The floor of slots whose secrets come from methods, against an oracle that writes out all sets
 * of atoms that give such a secret away. Seeded.
 */
#include <stdio.h>

#include "floor_types.h"
#include "ktap.h"

#define ROUNDS 20000
#define N_SLOTS 2
#define MAX_MEMBERS 4
#define MAX_SETS 1024 /* of a slot, or a layer */
#define EXPECT(what) (good &= ktap_expect(what, #what, __LINE__))

/* Atoms are numbered: what all slots share, then three of each slot. */
enum atom {
	AES,
	CHACHA,
	THREE,
	FOUR,
	GROUPS,
	RSA = GROUPS + 2,
	MLKEM,
	FILES,
	EXEC,
	SESSION,
	OF_SLOT
};

enum of_slot { KEY, PAIR, OPENER, N_OF_SLOT };

static const char *const groups[] = { "x25519", "p256" };

/**
 * struct fact - what the oracle knows of a method, on its own account
 * @text: as it is written; %s is the name of a group
 * @heard: what who listens breaks: each character is a set of one atom, but that a key stands
 *	in all sets: k(ey), g(roup), r(sa), o(pener), m(lkem), f(ile), e(xec)
 * @posed: the same of who takes part, with p(air); - is the empty set
 * @vouches: it authenticates the handshake
 * @forgets: its secret is gone with the session
 */
static const struct fact {
	const char *text, *heard, *posed;
	bool vouches, forgets;
} facts[] = {
	{ "psk", "k", "k", false, false },
	{ "dh(auth=psk,group=%s,sig=none)", "kg", "k", true, true },
	{ "dh(auth=none,group=%s,sig=none)", "g", "-", false, true },
	{ "dh(auth=static,group=x25519,sig=none)", "g", "gp", true, true },
	{ "dh(auth=sig,group=%s,sig=rsa2048)", "g", "grp", true, true },
	{ "rsa(bits=2048,sig=rsa2048)", "ro", "rop", true, false },
	{ "mlkem768", "m", "-", false, true },
	{ "ext(kind=file)", "f", "f", true, false },
	{ "ext(kind=exec)", "e", "e", true, false },
};

/**
 * struct sets - sets of atoms, any of which is enough
 * @n: how many
 * @set: each as a bitmap
 */
struct sets {
	unsigned int n;
	unsigned int set[MAX_SETS];
};

/**
 * struct slot - a slot as it was thrown
 * @n: methods; 0: it has a secret of its own
 * @quorum: how many of them are needed
 * @fact: what each is
 * @group: its group
 */
static struct slot {
	unsigned int n;
	unsigned int quorum;
	const struct fact *fact[MAX_MEMBERS];
	unsigned int group[MAX_MEMBERS];
} slots[N_SLOTS];

static bool sessionless;
static unsigned long long state;

static unsigned int any(unsigned int n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % n;
}

static void throw_slot(struct slot *slot)
{
	unsigned int i;

	slot->n = any(8) ? 1 + any(MAX_MEMBERS) : 0;
	slot->quorum = slot->n > 1 && any(4) ? 2 + any(slot->n - 1) : slot->n;
	for (i = 0; i < slot->n; i++) {
		slot->fact[i] = &facts[any(N(facts))];
		slot->group[i] = any(N(groups));
	}
	/* Alone it is no method. */
	if (slot->n == 1 && slot->fact[0] == &facts[0])
		slot->n = 0;
}

static void write_slot(FILE *f, const struct slot *slot, unsigned int index)
{
	unsigned int i;

	fprintf(f, "key %u ", index);
	if (slot->n > 1 && slot->quorum < slot->n)
		fprintf(f, "kofn(%u,", slot->quorum);
	else if (slot->n > 1)
		fputs("all(", f);
	for (i = 0; i < slot->n; i++) {
		fputs(i ? "," : "", f);
		fprintf(f, slot->fact[i]->text, groups[slot->group[i]]);
	}
	fputs(slot->n > 1 ? ")\n" : "\n", f);
}

static unsigned int of_slot(unsigned int slot, enum of_slot what)
{
	return 1U << (OF_SLOT + slot * N_OF_SLOT + what);
}

/* The atom that a letter of struct fact stands for. */
static unsigned int letter_atom(char letter, unsigned int slot,
				unsigned int member)
{
	const struct slot *s = &slots[slot];
	const bool chosen = strchr(s->fact[member]->text, '%');

	switch (letter) {
	case 'k':
		return of_slot(slot, KEY);
	case 'p':
		return of_slot(slot, PAIR);
	case 'o':
		return of_slot(slot, OPENER);
	case 'g':
		return 1U << (GROUPS + (chosen ? s->group[member] : 0));
	case 'r':
		return 1U << RSA;
	case 'm':
		return 1U << MLKEM;
	case 'f':
		return 1U << FILES;
	case 'e':
		return 1U << EXEC;
	default:
		return 0;
	}
}

static void add(struct sets *sets, unsigned int set)
{
	if (sets->n < MAX_SETS)
		sets->set[sets->n++] = set;
}

/* Each of @sets with each of @more. */
static void multiply(struct sets *sets, const struct sets *more)
{
	static struct sets product;
	unsigned int i, k;

	product.n = 0;
	for (i = 0; i < sets->n; i++)
		for (k = 0; k < more->n; k++)
			add(&product, sets->set[i] | more->set[k]);
	*sets = product;
}

static void member_sets(struct sets *sets, unsigned int slot,
			unsigned int member, bool takes_part)
{
	const struct fact *fact = slots[slot].fact[member];
	const char *letters = takes_part ? fact->posed : fact->heard;
	unsigned int key = 0;

	sets->n = 0;
	if (*letters == 'k') {
		key = of_slot(slot, KEY);
		letters++;
	}
	if (!*letters)
		add(sets, key);
	for (; *letters; letters++)
		add(sets, key | letter_atom(*letters, slot, member));
}

/* A union for each choice of as many members as are needed. */
static void slot_sets(struct sets *sets, unsigned int slot, bool takes_part)
{
	const struct slot *s = &slots[slot];
	unsigned int chosen, i;

	sets->n = 0;
	if (!s->n)
		add(sets, of_slot(slot, KEY));
	for (chosen = 1; chosen < 1U << s->n; chosen++) {
		struct sets some = { .n = 1 }, member;

		if (__builtin_popcount(chosen) != (int)s->quorum)
			continue;
		for (i = 0; i < s->n; i++) {
			if (!(chosen >> i & 1))
				continue;
			member_sets(&member, slot, i, takes_part);
			multiply(&some, &member);
		}
		for (i = 0; i < some.n; i++)
			add(sets, some.set[i]);
	}
}

static bool vouches(const struct slot *slot)
{
	unsigned int i, n = 0;

	for (i = 0; i < slot->n; i++)
		n += slot->fact[i]->vouches;
	return slot->n && n >= slot->n - slot->quorum + 1;
}

static bool forgets(const struct slot *slot)
{
	unsigned int i, lacking = 0;

	for (i = 0; i < slot->n; i++)
		lacking += !slot->fact[i]->forgets;
	return slot->n && lacking < slot->quorum;
}

/* What who takes part breaks: where that would be nothing, all slots that authenticate. */
static void active_sets(struct sets *sets, unsigned int slot)
{
	struct sets other;
	unsigned int i;
	bool open = false;

	slot_sets(sets, slot, true);
	for (i = 0; i < sets->n; i++)
		open |= !sets->set[i];
	if (open) {
		sets->n = 1;
		sets->set[0] = 0;
		for (i = 0; i < N_SLOTS; i++) {
			if (!vouches(&slots[i]))
				continue;
			slot_sets(&other, i, true);
			multiply(sets, &other);
		}
	}
	for (i = 0; !sessionless && i < sets->n; i++)
		sets->set[i] |= 1U << SESSION;
}

/* The atoms of the least set that breaks all layers, of which three have the first slot. */
static unsigned int least(bool takes_part)
{
	static const unsigned int layers[] = {
		1 << AES | 1 << THREE | 1 << FOUR, 1 << CHACHA
	};
	static struct sets layer[N_SLOTS];
	static struct sets active;
	unsigned int i, k, best = SECCOMM_MAX_WITNESS + 1;

	for (i = 0; i < N_SLOTS; i++) {
		slot_sets(&layer[i], i, false);
		add(&layer[i], layers[i]);
		if (!takes_part || !slots[i].n)
			continue;
		active_sets(&active, i);
		for (k = 0; k < active.n; k++)
			add(&layer[i], active.set[k]);
	}
	for (i = 0; i < layer[0].n; i++)
		for (k = 0; k < layer[1].n; k++) {
			unsigned int n = __builtin_popcount(layer[0].set[i] |
							    layer[1].set[k]);

			if (n < best)
				best = n;
		}
	return best;
}

static bool found(const char *rule)
{
	unsigned int i;

	for (i = 0; i < checked.n_findings; i++)
		if (!strcmp(checked.findings[i].rule, rule))
			return true;
	return false;
}

static bool floors_right(void)
{
	bool good = true;

	EXPECT(checked.floors[SECCOMM_FLOOR_PRIVACY].least == least(false));
	EXPECT(checked.floors[SECCOMM_FLOOR_ACTIVE].least == least(true));
	EXPECT(checked.floors[SECCOMM_FLOOR_INTEGRITY].least == least(true));
	EXPECT(!sessionless || vouches(&slots[0]) || vouches(&slots[1]));
	EXPECT(found("no-forward-secrecy") ==
	       ((slots[0].n || slots[1].n) &&
		!(forgets(&slots[0]) && forgets(&slots[1]))));
	return good;
}

static bool random_slots(void)
{
	unsigned int round, i, n_accepted = 0, n_shared = 0, seen = 0;
	char text[2048];
	bool good = true;

	state = 20020702;
	for (round = 0; good && round < ROUNDS; round++) {
		FILE *f = fmemopen(text, sizeof(text), "w");

		sessionless = any(2);
		fputs(sessionless ? "key session none\n" : "", f);
		for (i = 0; i < N_SLOTS; i++) {
			throw_slot(&slots[i]);
			write_slot(f, &slots[i], i);
		}
		fputs("AESGCMPrivacy(0), ThreeBoth(0), FourBoth(0), ChaChaPolyPrivacy(1)\n",
		      f);
		fclose(f);
		EXPECT(check_text(text));
		if (!checked.accepted) {
			EXPECT(found("handshake-length") || found("pk-slot") ||
			       (found("handshake-unauthenticated") &&
				sessionless && !vouches(&slots[0]) &&
				!vouches(&slots[1])));
			continue;
		}
		n_accepted++;
		n_shared += slots[0].quorum < slots[0].n ||
			    slots[1].quorum < slots[1].n;
		seen |= 1U << checked.floors[SECCOMM_FLOOR_ACTIVE].least;
		good &= floors_right();
		if (!good)
			printf("    # round %u\n%s\n", round, text);
	}
	EXPECT(n_accepted > ROUNDS / 4);
	EXPECT(n_shared > ROUNDS / 50);
	EXPECT(seen == 0x1e);
	return good;
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "random_slots", random_slots },
	};

	return ktap_run(tests, N(tests));
}
