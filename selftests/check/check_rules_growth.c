// SPDX-License-Identifier: GPL-2.0
/*
 * How much messages grow by a stack, what length that leaves them, and what is refused for it.
 */
#include <string.h>

#include "checker/growth.h"
#include "check_rules.h"

static bool grows(__u32 mul, __u32 div, __u32 add)
{
	const struct seccomm_growth *growth = &checked.growth;

	return growth->mul == mul && growth->div == div && growth->add == add;
}

bool whole_growth(void)
{
	bool good = check_text("Double(), Triple()");

	EXPECT(checked.accepted);
	EXPECT(grows(6, 1, 14));
	EXPECT(checked.limit == (SECCOMM_MAX_WIRE - 14) / 6);
	EXPECT(check_text("Double(), Frame(Double(), Add())"));
	EXPECT(refused("growth-limit", -1));
	/* A meta may do its own work, and raise its events, in any order. */
	EXPECT(check_text("Frame(Double(), Triple()), Triple()"));
	EXPECT(checked.accepted);
	EXPECT(grows(18, 1, 3 * (5 * 3 + 5 * 2) + 5));
	return good;
}

/* Reads and checks a choice by the key of slot 0. */
static bool check_choice(const char *members)
{
	char text[128];

	snprintf(text, sizeof(text), "key 0; RandomAltSecurity(%s, 0, keyed=1)",
		 members);
	return check_text(text);
}

bool growth_of_metas(void)
{
	bool good = check_text("MultiSecurity(Double(), Triple())");

	EXPECT(grows(6, 1, 3 * 3 + 5));
	EXPECT(check_text("AltSecurity(Double(), Triple(), NullSecurity())"));
	EXPECT(grows(3, 1, 5));
	EXPECT(check_text("RandomAltSecurity(Double(), Triple())"));
	EXPECT(grows(3, 1, 5 + 1));
	EXPECT(check_choice("Double(), Double()"));
	EXPECT(grows(2, 1, 3));
	EXPECT(check_text("ExpansionSecurity(Double(), Triple())"));
	EXPECT(grows(5, 1, 3 + 5 + 2));
	EXPECT(check_text("ExpansionSecurity(Blocks(), Double())"));
	EXPECT(grows(256 + 2 * 190, 190, 66 + 3 + 2));
	EXPECT(check_text("ExpansionSecurity(Huge(), Huge())"));
	EXPECT(refused("growth-limit", -1));
	return good;
}

/* What a layer meets that takes no more than its option says: Padding of a size, before and
 * behind metas and in them.
 */
bool room_in_metas(void)
{
	const char *text =
		"ExpansionSecurity(Double(), RandomPrefix()), Padding(size=500)";
	bool good = check_sealed(text);

	/* 2 * n + 3, n + 16, and 2 for the length of the first. */
	EXPECT(checked.limit == (500 - 2 - 3 - 16 - 2) / 3);
	text = "AltSecurity(Double(), Triple()), Padding(size=500)";
	EXPECT(check_sealed(text));
	EXPECT(checked.limit == (500 - 2 - 5) / 3);
	/* A member's part is as long as the message, whatever the other member does. */
	text = "Fill(n=9), ExpansionSecurity(Double(), Padding(size=500))";
	EXPECT(check_sealed(text));
	EXPECT(checked.limit == 500 - 2 - 19);
	text = "RandomAltSecurity(Padding(size=500), Padding(size=400), Triple())";
	EXPECT(check_sealed(text));
	EXPECT(checked.limit == 400 - 2);
	/* A meta in an order of its own may run the other member, and its own work, first. */
	EXPECT(check_sealed("Frame(Padding(size=500), Double())"));
	EXPECT(checked.limit == (500 - 2 - 3 - 2) / 2);
	EXPECT(check_sealed("MultiSecurity(Padding(size=500), Double())"));
	EXPECT(checked.limit == 500 - 2);
	return good;
}

/* Lengths must not tell which member a key has chosen. */
bool growth_alike(void)
{
	bool good = check_choice("Fill(), Fill(n=4)");
	const char *text;

	EXPECT(checked.accepted);
	EXPECT(check_choice("Fill(), Fill(n=3)"));
	EXPECT(refused("alt-growth", 0));
	EXPECT(check_choice("Blocks(), Blocks()"));
	EXPECT(refused("alt-growth", 0));
	EXPECT(check_choice("Uneven(), Uneven()"));
	EXPECT(refused("alt-growth", 0));
	text = "RandomAltSecurity(Padding(), Padding(), 0, keyed=1)";
	EXPECT(check_sealed(text));
	EXPECT(refused("alt-growth", 0));
	EXPECT(check_text("key 0; AltSecurity(Uneven(), NullSecurity())"));
	EXPECT(checked.accepted);
	return good;
}

/* What becomes of bytes, one layer after the other. */
static __u64 behind_layers(__u64 len)
{
	unsigned int i;

	for (i = 0; i < checked.n_layers; i++) {
		const struct seccomm_growth growth =
			seccomm_type_growth(checked.layers[i].type);

		len = len * growth.mul / growth.div + growth.add;
	}
	return len;
}

bool growth_by_a_fraction(void)
{
	char text[16 * SECCOMM_MAX_INSTANCES] = "";
	bool good = check_text("Blocks()");
	unsigned int n, i;

	EXPECT(grows(256, 190, 66));
	EXPECT(checked.limit == 48564);
	EXPECT(seccomm_grow_mul(&checked.growth) == 1);
	EXPECT(check_text("Blocks(), Blocks()"));
	EXPECT(grows(128 * 128, 95 * 95, 89 + 66));
	EXPECT(check_text("Frame(Blocks(), Double())"));
	EXPECT(grows(256, 95, 66 * 2 + 5 + 3));

	/* Numerator and divisor of more than 32 bits from the fifth on. */
	for (n = 1; n <= 16; n++) {
		strcat(text, "Blocks();");
		EXPECT(check_text(text));
		EXPECT(checked.accepted);
		for (i = 0; i <= checked.limit; i += 1 + checked.limit / 64)
			EXPECT(seccomm_grown(&checked.growth, i) >=
			       behind_layers(i));
		EXPECT(behind_layers(checked.limit) <= SECCOMM_MAX_WIRE);
		EXPECT(behind_layers(checked.limit + checked.limit / 50 + 2) >
		       SECCOMM_MAX_WIRE);
	}
	return good;
}

bool growth_limit(void)
{
	bool good = check_text("Add()");

	EXPECT(checked.accepted);
	EXPECT(check_text("key 0\nAdd(), AESGCMPrivacy(0)"));
	EXPECT(refused("growth-limit", -1));
	EXPECT(check_text("Huge(), Huge(), Huge()"));
	EXPECT(refused("growth-limit", -1));
	EXPECT(grows(0xffffffff, 1, 0xffffffff));
	return good;
}

/* Padding of a size takes no more, whatever stands before it. */
bool growth_of_options(void)
{
	bool good = check_sealed("Padding(size=256)");
	const char *text;

	EXPECT(checked.accepted);
	EXPECT(grows(1, 1, 256 + 16));
	EXPECT(checked.limit == 254);
	EXPECT(check_sealed("Padding()"));
	EXPECT(grows(1, 1, 64 + 1 + 16));
	EXPECT(checked.limit == SECCOMM_MAX_WIRE - 81);
	EXPECT(checked.layers[0].values[0] == 0);
	EXPECT(checked.layers[0].values[1] == 64);
	text = "RandomPrefix(n=32), MultiSecurity(RandomPrefix(), Padding(size=100))";
	EXPECT(check_sealed(text));
	EXPECT(grows(1, 1, 32 + 16 + 100 + 16));
	EXPECT(checked.limit == 100 - 2 - 32 - 16);
	EXPECT(check_sealed("Double(), Padding(size=100)"));
	EXPECT(checked.limit == (100 - 2 - 3) / 2);
	EXPECT(checked.layers[1].values[0] == 100);
	EXPECT(checked.layers[1].values[1] == 0);
	EXPECT(check_text("Fill()"));
	EXPECT(grows(1, 1, 1 + 4 * 2));
	EXPECT(check_text("Fill(n=0), Fill(n=9)"));
	EXPECT(grows(1, 1, 1 + 1 + 9 * 2));
	return good;
}
