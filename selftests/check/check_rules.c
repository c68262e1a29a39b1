// SPDX-License-Identifier: GPL-2.0
/*
 * Rules that no text can break, since the notation would refuse it before:
 * malformed compositions, and types of other modules.
 */
#include <string.h>

#include "checker/builtin.h"
#include "checker/check.h"
#include "checker/growth.h"
#include "checker/valid.h"
#include "ktap.h"
#include "notation.h"

/* A name of the greatest length. */
#define LONG_NAME "ATypeWhoseNameIsAsLongAsCanBe31"
#define EXPECT(what) (good &= ktap_expect(what, #what, __LINE__))

static const __u32 any_value[] = { 1 };

#define ONE_OF(option, n, usual, ...)                               \
	{                                                           \
		.name = option, .values = any_value, .n_values = n, \
		.preset = usual, __VA_ARGS__                        \
	}
#define TEXT(option, ...)                                                \
	{                                                                \
		.name = option, .kind = SECCOMM_OPTION_TEXT, __VA_ARGS__ \
	}
#define RANGE(option, ...)                                                \
	{                                                                 \
		.name = option, .kind = SECCOMM_OPTION_RANGE, __VA_ARGS__ \
	}

static const struct seccomm_option_desc long_options[] = {
	ONE_OF("AnOptionNameAsLongAsItCanBe_0031", 1, 1),
};

static const struct seccomm_option_desc many_options[] = {
	ONE_OF("AnOptionNameAsLongAsCanBe___001", 1, 1),
	ONE_OF("AnOptionNameAsLongAsCanBe___002", 1, 1),
	ONE_OF("AnOptionNameAsLongAsCanBe___003", 1, 1),
	ONE_OF("AnOptionNameAsLongAsCanBe___004", 1, 1),
};

static const struct seccomm_option_desc unsorted_options[] = {
	ONE_OF("b", 1, 1),
	ONE_OF("a", 1, 1),
};

static const struct seccomm_option_desc ranges[] = {
	RANGE("all", .max = 0xffffffff, .preset = 7),
	RANGE("one", .min = 5, .max = 5, .preset = 5),
	RANGE("some", .min = 16, .max = 4096, .preset = 1024),
};

#define LONG_TEXT "/A-Text:As_Long.As/It_Can-Be:31"

static const struct seccomm_option_desc texts[] = {
	TEXT("key", .preset_text = LONG_TEXT),
	RANGE("some", .max = 9, .preset = 1),
};

static const struct seccomm_option_desc bad_texts[] = {
	TEXT("a"),
	TEXT("a", .preset_text = ""),
	TEXT("a", .preset_text = LONG_TEXT "2"),
	TEXT("a", .preset_text = "a b"),
	TEXT("a", .preset_text = "12"),
	TEXT("a", .preset_text = "-12"),
	TEXT("a", .preset_text = "b", .values = any_value, .n_values = 1),
	TEXT("bits", .preset_text = "b"),
};

static const struct seccomm_option_desc bad_options[] = {
	ONE_OF("preset", 1, 2),
	ONE_OF("kind", 1, 1, .kind = SECCOMM_OPTION_TEXT + 1),
	ONE_OF("values", 1, 1, .kind = SECCOMM_OPTION_RANGE, .max = 2),
	ONE_OF("valueless", 0, 1),
	RANGE("below", .min = 2, .max = 3, .preset = 1),
	RANGE("above", .min = 2, .max = 3, .preset = 4),
	RANGE("empty", .min = 3, .max = 2, .preset = 3),
};

static const struct seccomm_option_desc bad_pairs[][2] = {
	{ RANGE("a", .min = 1, .max = 2, .preset = 1, .instead = "b"),
	  RANGE("b", .min = 1, .max = 2, .preset = 1) },
	{ RANGE("a", .min = 1, .max = 2, .instead = "c"),
	  RANGE("b", .min = 1, .max = 2, .preset = 1) },
	{ RANGE("a", .min = 1, .max = 2, .instead = "b"),
	  RANGE("b", .max = 2, .preset = 1) },
	{ RANGE("a", .max = 2, .instead = "b"),
	  RANGE("b", .min = 1, .max = 2, .preset = 1) },
	{ RANGE("a", .min = 1, .max = 2, .instead = "b"),
	  RANGE("b", .min = 1, .max = 2, .instead = "a") },
	{ RANGE("a", .min = 1, .max = 2, .instead = "b"),
	  TEXT("b", .preset_text = "c") },
};

static const struct seccomm_option_desc fill =
	RANGE("n", .max = 9, .preset = 4, .grow_mul = 2);

#define CIPHER(alg, ...)                                    \
	{                                                   \
		.algorithm = alg, .family = "", __VA_ARGS__ \
	}
#define TYPE(...) CIPHER("", __VA_ARGS__)

static const struct seccomm_type_desc types[] = {
	TYPE(.name = "Double", .growth = { .mul = 2, .add = 3 }),
	TYPE(.name = "Triple", .growth = { .mul = 3, .add = 5 }),
	TYPE(.name = "Huge", .growth = { 0xffffffff, 1, 0xffffffff }),
	TYPE(.name = "Add", .growth = { .add = 65498 }),
	/* As RSA of 2,048 bits: 190 bytes become 256, and so does what is left. */
	TYPE(.name = "Blocks", .growth = { 256, 190, 66 }),
	TYPE(.name = "Frame", .growth = { .add = 1 },
	     .flags = SECCOMM_TYPE_META),
	TYPE(.name = "Uneven", .flags = SECCOMM_TYPE_UNEVEN),
	TYPE(.name = "Fill", .growth = { .add = 1 }, .options = &fill,
	     .n_options = 1),
	TYPE(.name = LONG_NAME, .options = many_options, .n_options = 4),
	TYPE(.name = "Ranges", .options = ranges, .n_options = 3),
	TYPE(.name = "Texts", .options = texts, .n_options = 2),
	CIPHER("cbc(one)", .name = "RawCipher", .slots = 1,
	       .keys = { { "cipher", 8 } }, .flags = SECCOMM_TYPE_RAW_KEY),
	CIPHER("cbc(two)", .name = "RawOther", .slots = 1,
	       .keys = { { "cipher", 8 } }, .flags = SECCOMM_TYPE_RAW_KEY),
	TYPE(.name = "WeakMac", .slots = 1, .provides = SECCOMM_INTEGRITY,
	     .strength = SECCOMM_STRENGTH_LEGACY),
	TYPE(.name = "WeakSign", .slots = 1, .provides = SECCOMM_AUTHENTICITY,
	     .strength = SECCOMM_STRENGTH_OBFUSCATION),
};

static const struct seccomm_type_desc malformed[] = {
	TYPE(.name = "Bad-Name"),
	TYPE(.name = "Growing", .flags = SECCOMM_TYPE_BIJECTION,
	     .growth = { .add = 1 }),
	TYPE(.name = "Longer", .flags = SECCOMM_TYPE_BIJECTION,
	     .growth = { 256, 190, 0 }),
	TYPE(.name = "Shrinking", .growth = { 190, 256, 0 }),
	TYPE(.name = "Vanishing", .growth = { 0, 2, 0 }),
	TYPE(.name = "RawKeyless", .flags = SECCOMM_TYPE_RAW_KEY, .slots = 1),
	TYPE(.name = "RawSlotless", .flags = SECCOMM_TYPE_RAW_KEY,
	     .keys = { { "cipher", 8 } }),
	TYPE(.name = "RawMac", .flags = SECCOMM_TYPE_RAW_KEY, .slots = 1,
	     .keys = { { "mac", 8 } }),
	TYPE(.name = "KeySlotless", .keys = { { "mac", 8 } }),
	TYPE(.name = "KeyTooLong", .slots = 1,
	     .keys = { { "mac", SECCOMM_KEY_LEN + 1 } }),
	TYPE(.name = "KeyLengthless", .slots = 1, .keys = { { "mac", 0 } }),
	TYPE(.name = "KeyUnnamed", .slots = 1, .keys = { { "", 8 } }),
	TYPE(.name = "KeyGap", .slots = 1,
	     .keys = { { "mac", 8 }, { NULL, 0 }, { "iv", 8 } }),
	TYPE(.name = "TwoSlots", .slots = 2),
	TYPE(.name = "PairsSlotless", .pk = "dsa"),
	TYPE(.name = "PairsOfNone", .slots = 1, .pk = "ecdsa"),
	TYPE(.name = "PairsSizeless", .slots = 1, .pk = "rsa"),
	TYPE(.name = "PairsAndKeys", .slots = 1, .pk = "dsa",
	     .keys = { { "mac", 8 } }),
	TYPE(.name = "PairsOfMeta", .flags = SECCOMM_TYPE_META, .slots = 1,
	     .pk = "dsa"),
	TYPE(.name = "Choice", .flags = SECCOMM_TYPE_ONE_OF),
	TYPE(.name = "ChoiceInOrder", .flags = SECCOMM_TYPE_META |
					       SECCOMM_TYPE_ONE_OF |
					       SECCOMM_TYPE_IN_ORDER),
	TYPE(.name = "SplitChoice", .flags = SECCOMM_TYPE_META |
					     SECCOMM_TYPE_ONE_OF |
					     SECCOMM_TYPE_SPLIT),
	TYPE(.name = "KeyedSlotless", .flags = SECCOMM_TYPE_KEYED),
	TYPE(.name = "KeyedOptionless", .flags = SECCOMM_TYPE_KEYED,
	     .slots = 1),
	TYPE(.name = "TooStrong", .strength = SECCOMM_STRENGTH_MODERN + 1),
	TYPE(.name = "Unsorted", .options = unsorted_options, .n_options = 2),
	TYPE(.name = "BadPreset", .options = &bad_options[0], .n_options = 1),
	TYPE(.name = "BadKind", .options = &bad_options[1], .n_options = 1),
	TYPE(.name = "RangeOfValues", .options = &bad_options[2],
	     .n_options = 1),
	TYPE(.name = "Valueless", .options = &bad_options[3], .n_options = 1),
	TYPE(.name = "PresetBelow", .options = &bad_options[4], .n_options = 1),
	TYPE(.name = "PresetAbove", .options = &bad_options[5], .n_options = 1),
	TYPE(.name = "EmptyRange", .options = &bad_options[6], .n_options = 1),
	TYPE(.name = "TextNone", .options = &bad_texts[0], .n_options = 1),
	TYPE(.name = "TextEmpty", .options = &bad_texts[1], .n_options = 1),
	TYPE(.name = "TextLong", .options = &bad_texts[2], .n_options = 1),
	TYPE(.name = "TextSpaced", .options = &bad_texts[3], .n_options = 1),
	TYPE(.name = "TextNumber", .options = &bad_texts[4], .n_options = 1),
	TYPE(.name = "TextNegative", .options = &bad_texts[5], .n_options = 1),
	TYPE(.name = "TextOfValues", .options = &bad_texts[6], .n_options = 1),
	TYPE(.name = "TextOfBits", .slots = 1, .options = &bad_texts[7],
	     .n_options = 1, .keys = { { "cipher", 0 } }),
	TYPE(.name = "LongOption", .options = long_options, .n_options = 1),
	TYPE(.name = "PairPreset", .options = bad_pairs[0], .n_options = 2),
	TYPE(.name = "PairNone", .options = bad_pairs[1], .n_options = 2),
	TYPE(.name = "PairOtherZero", .options = bad_pairs[2], .n_options = 2),
	TYPE(.name = "PairZero", .options = bad_pairs[3], .n_options = 2),
	TYPE(.name = "PairBoth", .options = bad_pairs[4], .n_options = 2),
	TYPE(.name = "PairText", .options = bad_pairs[5], .n_options = 2),
	TYPE(.name = "TooManyOptions", .options = many_options,
	     .n_options = SECCOMM_MAX_OPTIONS + 1),
	{ .name = "NoAlgorithm", .family = "" },
	{ .name = "LongFamily",
	  .algorithm = "",
	  .family = "family-of-thirty-two-characters-" },
};

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct seccomm_composition stack;
static struct seccomm_checked checked;

static const struct seccomm_type_desc *lookup(const char *name, void *ctx)
{
	unsigned int i;

	for (i = 0; i < N(types); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	/* A context stands for a module with malformed descriptors. */
	return ctx ? ctx : seccomm_type_builtin(name);
}

static void check(void)
{
	seccomm_check(&stack, lookup, NULL, &checked);
}

/* Reads a stack and checks it; false if it cannot be read. */
static bool check_text(const char *text)
{
	char err[200];

	if (notation_parse(text, strlen(text), "test", &stack, err,
			   sizeof(err))) {
		printf("    # %s\n", err);
		return false;
	}
	check();
	return true;
}

/* Is the n-th finding of this rule, on this instance? */
static bool is(unsigned int n, const char *rule, int instance)
{
	return n < checked.n_findings &&
	       !strcmp(checked.findings[n].rule, rule) &&
	       checked.findings[n].instance == instance;
}

static bool refused(const char *rule, int instance)
{
	return !checked.accepted && !checked.n_layers && is(0, rule, instance);
}

static bool grows(__u32 mul, __u32 div, __u32 add)
{
	const struct seccomm_growth *growth = &checked.growth;

	return growth->mul == mul && growth->div == div && growth->add == add;
}

static bool whole_growth(void)
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

/* A stack of these layers, with privacy and integrity behind them. */
static bool check_sealed(const char *layers)
{
	char text[160];

	snprintf(text, sizeof(text), "key 0; %s, ChaChaPolyPrivacy(0)", layers);
	return check_text(text);
}

static bool growth_of_metas(void)
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
static bool room_in_metas(void)
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
static bool growth_alike(void)
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

static bool growth_by_a_fraction(void)
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

static bool growth_limit(void)
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
static bool growth_of_options(void)
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

/* No meta that is built in may hand a message to some of its members only. */
static bool nested_fresh(void)
{
	bool good = check_sealed("Frame(WindowReplay())");
	const char *text;

	EXPECT(refused("nested-fresh", 1));
	EXPECT(check_sealed("Frame(MultiSecurity(TimestampReplay()))"));
	EXPECT(refused("nested-fresh", 2));
	text = "key 0; MultiSecurity(WindowReplay()), Frame(ChaChaPolyPrivacy(0))";
	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	return good;
}

static bool canonical_length(void)
{
	char text[64 * SECCOMM_MAX_INSTANCES] = "";
	bool good = true;
	unsigned int i;

	for (i = 0; i < SECCOMM_MAX_INSTANCES; i++)
		strcat(text, LONG_NAME "();");
	EXPECT(check_text(text));
	EXPECT(refused("canonical-length", -1));
	EXPECT(!*checked.canonical);
	*text = '\0';
	for (i = 0; i < 23; i++)
		strcat(text, LONG_NAME "();");
	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	EXPECT(strlen(checked.canonical) ==
	       23 * (31 + 2 + 4 * 33 + 3) + 22 + 6);
	return good;
}

static bool argument_range(void)
{
	const char *text = "MultiSecurity(NullSecurity())";
	bool good = true;

	EXPECT(check_text(text));
	stack.n_instances = SECCOMM_MAX_INSTANCES + 1;
	check();
	EXPECT(refused("argument-range", -1));
	EXPECT(check_text(text));
	stack.n_slots = SECCOMM_MAX_SLOTS + 1;
	check();
	EXPECT(refused("argument-range", -1));
	EXPECT(check_text(text));
	stack.instances[1].n_options = SECCOMM_MAX_OPTIONS + 1;
	check();
	EXPECT(refused("argument-range", 1));
	EXPECT(check_text(text));
	stack.instances[0].n_up = SECCOMM_MAX_RAISED + 1;
	check();
	EXPECT(refused("argument-range", 0));
	EXPECT(check_text(text));
	stack.instances[0].n_down = 0xff;
	check();
	EXPECT(refused("argument-range", 0));
	EXPECT(check_text("key 0\nDESPrivacy(0)"));
	stack.slots[0].derive = SECCOMM_DERIVE_PK + 1;
	check();
	EXPECT(refused("argument-range", -1));
	EXPECT(check_text("key 0\nDESPrivacy(0)"));
	stack.slots[0].source = SECCOMM_SOURCE_ALL + 1;
	check();
	EXPECT(refused("argument-range", -1));
	return good;
}

/* The stack that @text makes is refused when @change was made to it. */
#define OUT_OF_RANGE(text, change)                     \
	do {                                           \
		EXPECT(check_text(text));              \
		change;                                \
		check();                               \
		EXPECT(refused("argument-range", -1)); \
	} while (0)

/* Key pairs are declared by all three members of a slot. */
static bool pk_range(void)
{
	const char *text = "key 0 pk rsa4096\nNullSecurity()";
	bool good = true;

	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	stack.slots[0].pk = SECCOMM_PK_ALGS;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].derive = SECCOMM_DERIVE_HKDF);
	OUT_OF_RANGE(text, stack.slots[0].source = SECCOMM_SOURCE_PSK);
	OUT_OF_RANGE("key 0\nNullSecurity()",
		     stack.slots[0].pk = SECCOMM_PK_RSA2048);
	return good;
}

/* A slot has as many methods as its source wants, and all of them are some that there are. */
static bool method_range(void)
{
	const char *text =
		"key 0 dh(auth=none, group=x25519)\nChaChaPolyPrivacy(0)";
	const char *all = "key 0 all(psk)\nChaChaPolyPrivacy(0)";
	const char *ext = "key 0 ext(kind=exec)\nChaChaPolyPrivacy(0)";
	bool good = true;

	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].group = SECCOMM_GROUPS;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].methods[0].auth = SECCOMM_AUTHS);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].sig = SECCOMM_PK_RSA2048);
	stack.slots[0].methods[0].auth = SECCOMM_AUTH_SIG;
	check();
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].sig = SECCOMM_PK_X25519;
	check();
	EXPECT(refused("argument-range", -1));
	EXPECT(check_text(text));
	stack.slots[0].methods[0].auth = SECCOMM_AUTH_STATIC;
	check();
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].group = SECCOMM_GROUP_P256;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text,
		     stack.slots[0].methods[0].kind = SECCOMM_METHOD_EXT + 1);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].bits = 2048);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].ext = SECCOMM_EXT_FILE);
	EXPECT(check_text(ext));
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].ext = SECCOMM_EXT_KRB5 - 1;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(ext, stack.slots[0].methods[0].ext = SECCOMM_EXT_KINDS);
	OUT_OF_RANGE(ext, stack.slots[0].methods[0].group = SECCOMM_GROUP_P256);
	OUT_OF_RANGE(text, stack.slots[0].n_methods = 0);
	OUT_OF_RANGE(text, stack.slots[0].source = SECCOMM_SOURCE_PSK);
	EXPECT(check_text(all));
	EXPECT(checked.accepted);
	stack.slots[0].source = SECCOMM_SOURCE_METHOD;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(all, stack.slots[0].n_methods = SECCOMM_MAX_METHODS + 1);
	OUT_OF_RANGE(all, stack.slots[0].methods[0].auth = SECCOMM_AUTH_NONE);
	return good;
}

/* What encrypts by RSA has a size and what signs, and nothing of other methods. */
static bool rsa_range(void)
{
	const char *text =
		"key 0 rsa(bits=2048, sig=rsa2048)\nChaChaPolyPrivacy(0)";
	bool good = true;

	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	stack.slots[0].methods[0].bits = 2049;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].methods[0].bits = 0);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].sig = SECCOMM_PK_X25519);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].auth = SECCOMM_AUTH_SIG);
	OUT_OF_RANGE(text,
		     stack.slots[0].methods[0].group = SECCOMM_GROUP_P256);
	OUT_OF_RANGE(text, stack.slots[0].methods[0].ext = SECCOMM_EXT_FILE);
	return good;
}

/* So many methods are needed as there are, and two at least; of one alone there is no choice. */
static bool threshold_range(void)
{
	const char *text =
		"key 0 kofn(2, psk, ext(kind=file), ext(kind=exec))\nChaChaPolyPrivacy(0)";
	bool good = true;

	EXPECT(check_text(text));
	EXPECT(checked.accepted);
	stack.slots[0].threshold = 3;
	check();
	EXPECT(checked.accepted);
	stack.slots[0].threshold = 4;
	check();
	EXPECT(refused("argument-range", -1));
	OUT_OF_RANGE(text, stack.slots[0].threshold = 1);
	OUT_OF_RANGE(text, stack.slots[0].n_methods = 1);
	OUT_OF_RANGE("key 0 ext(kind=file)\nChaChaPolyPrivacy(0)",
		     stack.slots[0].threshold = 2);
	OUT_OF_RANGE("key 0\nNullSecurity()", stack.slots[0].threshold = 2);
	return good;
}

static bool event_name(void)
{
	static const char *const bad[] = { "",	  "1e",	  ".e", "a b",
					   "e,f", "\x80", "e\n" };
	bool good = true;
	unsigned int i;

	for (i = 0; i < N(bad); i++) {
		EXPECT(check_text("NullSecurity()"));
		snprintf(stack.instances[0].u_event, SECCOMM_NAME_LEN, "%s",
			 bad[i]);
		check();
		EXPECT(refused("event-name", 0));
	}
	EXPECT(check_text("MultiSecurity(NullSecurity())"));
	memset(stack.instances[0].up[0], 'e', SECCOMM_NAME_LEN);
	check();
	EXPECT(refused("event-name", 0));
	return good;
}

static bool unterminated_names(void)
{
	bool good = check_text("key 0\nAESGCMPrivacy(0, bits=128)");

	memset(stack.instances[0].options[0].name, 'o', SECCOMM_NAME_LEN);
	check();
	EXPECT(refused("option-unknown", 0));
	memset(stack.instances[0].type, 't', SECCOMM_NAME_LEN);
	check();
	EXPECT(refused("type-unknown", 0));
	return good;
}

static bool malformed_types(void)
{
	bool good = check_text("Foreign()");
	unsigned int i;

	EXPECT(refused("type-unknown", 0));
	for (i = 0; i < N(malformed); i++) {
		EXPECT(!seccomm_type_valid(&malformed[i]));
		seccomm_check(&stack, lookup, (void *)&malformed[i], &checked);
		EXPECT(refused("type-unknown", 0));
	}
	for (i = 0; i < seccomm_n_types; i++)
		EXPECT(seccomm_type_valid(seccomm_types[i]));
	for (i = 0; i < seccomm_n_types; i++)
		EXPECT(seccomm_type_builtin(seccomm_types[i]->name) ==
		       seccomm_types[i]);
	return good;
}

static bool option_range(void)
{
	static const char out_of_range[] =
		"Give some of instance 1 (Ranges) a value from 16 to 4096; 15 is outside.";
	static const char mask[] =
		"ExpansionSecurity(NullSecurity(), NullSecurity(), mask=255)";
	bool good = check_text("Ranges()");

	EXPECT(checked.accepted);
	EXPECT(!strcmp(checked.canonical,
		       "Ranges(all=7,one=5,some=1024)|s:psk"));
	EXPECT(check_text("Ranges(all=0, some=16)"));
	EXPECT(checked.accepted);
	EXPECT(checked.layers[0].values[0] == 0);
	EXPECT(checked.layers[0].values[2] == 16);
	EXPECT(check_text("Ranges(all=4294967295, one=5, some=4096)"));
	EXPECT(!strcmp(checked.canonical,
		       "Ranges(all=4294967295,one=5,some=4096)|s:psk"));
	EXPECT(check_text("Ranges(some=15)"));
	EXPECT(refused("option-value", 0));
	EXPECT(!strcmp(checked.findings[0].remedy, out_of_range));
	EXPECT(check_text("Ranges(some=4097)"));
	EXPECT(refused("option-value", 0));
	EXPECT(check_text("Ranges(one=4)"));
	EXPECT(refused("option-value", 0));
	EXPECT(check_text("Ranges(one=6)"));
	EXPECT(refused("option-value", 0));
	EXPECT(check_text(mask));
	EXPECT(refused("option-value", 0));
	return good;
}

static bool option_text(void)
{
	static const char no_text[] =
		"key of instance 1 (Texts) a text: 1 to 31 letters, digits or '_-.:/'";
	static const char no_number[] =
		"Give some of instance 1 (Texts) a number, such as 1.";
	bool good = check_text("Texts()");

	EXPECT(checked.accepted);
	EXPECT(!strcmp(checked.canonical,
		       "Texts(key=" LONG_TEXT ",some=1)|s:psk"));
	EXPECT(check_text("Texts(some=2, key= /a-b:c.d_2 )"));
	EXPECT(checked.accepted);
	EXPECT(!strcmp(checked.canonical,
		       "Texts(key=/a-b:c.d_2,some=2)|s:psk"));
	EXPECT(!strcmp(checked.layers[0].texts[0], "/a-b:c.d_2"));
	EXPECT(checked.layers[0].values[1] == 2 && !checked.layers[0].texts[1]);
	EXPECT(check_text("Texts(key=2a)"));
	EXPECT(checked.accepted);
	EXPECT(check_text("Texts(key=a), Texts(key=b)"));
	EXPECT(checked.accepted);
	EXPECT(check_text("Texts(key=a, key=a)"));
	EXPECT(refused("option-duplicate", 0));
	EXPECT(check_text("Texts(key=12)"));
	EXPECT(refused("option-value", 0));
	EXPECT(strstr(checked.findings[0].remedy, no_text));
	EXPECT(check_text("Texts(some=a)"));
	EXPECT(refused("option-value", 0));
	EXPECT(!strcmp(checked.findings[0].remedy, no_number));
	EXPECT(check_text("Texts(other=a)"));
	EXPECT(refused("option-unknown", 0));
	EXPECT(check_text("Texts(msgFromAbove,1,dataMsgFromBelow,1,key=a)\n"
			  "Texts(msgFromAbove,2,dataMsgFromBelow,2,key=b)"));
	EXPECT(refused("order-inverse", 0));
	EXPECT(check_text("Texts(key=a)"));
	memset(stack.instances[0].options[0].text, 'a', SECCOMM_NAME_LEN);
	check();
	EXPECT(refused("option-value", 0));
	return good;
}

static bool raw_two_algorithms(void)
{
	bool good = check_text("key 0 raw\nRawCipher(0), RawCipher(0)");

	EXPECT(checked.accepted);
	EXPECT(check_text("key 0 raw\nRawCipher(0), RawOther(0)"));
	EXPECT(refused("raw-refused", 1));
	EXPECT(check_text("key 0\nRawCipher(0), RawOther(0)"));
	EXPECT(checked.accepted);
	return good;
}

/* Layers in downward order, each with the event of its parent that it hangs on. */
static bool members(void)
{
	static const __u8 member[] = { 0, 0, 0, 1, 0, 1 };
	static const __s16 parent[] = { -1, 0, 0, 0, 3, 0 };
	static const char text[] =
		"MultiSecurity(msgFromAbove,1,dataMsgFromBelow,1,{a,b},{f,g})\n"
		"NullSecurity(a,1,f,2)\nNullSecurity(a,2,f,1)\n"
		"MultiSecurity(b,1,g,2,{c},{h})\nNullSecurity(c,1,h,1)\n"
		"NullSecurity(g,1,b,2)";
	bool good = check_text(text);
	unsigned int i;

	EXPECT(checked.n_layers == N(member));
	for (i = 0; i < checked.n_layers; i++) {
		EXPECT(checked.layers[i].parent == parent[i]);
		EXPECT(checked.layers[i].member == member[i]);
	}
	EXPECT(checked.layers[N(member) - 1].swapped);
	return good;
}

static bool weak_properties(void)
{
	bool good = check_text("key 0; key 1\nWeakMac(0), WeakSign(1)");

	EXPECT(checked.accepted && checked.n_findings == 2);
	EXPECT(is(0, "weak-alone", 0));
	EXPECT(is(1, "weak-alone", 1));
	EXPECT(check_text("key 0; key 1\nWeakMac(0), HMACSHA256Integrity(1)"));
	EXPECT(checked.accepted && !checked.n_findings);
	return good;
}

static bool errors_come_first(void)
{
	bool good = check_text("key 0 raw session\nDESPrivacy(1)");

	EXPECT(refused("slot-undeclared", 0));
	EXPECT(checked.n_findings == 3);
	EXPECT(is(1, "raw-refused", -1));
	EXPECT(checked.findings[1].severity == SECCOMM_SEVERITY_ERROR);
	EXPECT(is(2, "slot-unused", -1));
	EXPECT(checked.findings[2].severity == SECCOMM_SEVERITY_WARNING);
	return good;
}

static bool findings_overflow(void)
{
	char text[48 * SECCOMM_MAX_INSTANCES] = "key 31\n";
	bool good = true;
	unsigned int i;

	for (i = 0; i < SECCOMM_MAX_INSTANCES - 1; i++)
		strcat(text, "DESPrivacy(1);");
	EXPECT(check_text(text));
	EXPECT(!checked.accepted);
	EXPECT(checked.n_findings == SECCOMM_MAX_FINDINGS);
	for (i = 0; i < SECCOMM_MAX_FINDINGS; i++)
		EXPECT(is(i, "slot-undeclared", i));

	/* The warning is there first, and gives way. */
	snprintf(text, sizeof(text), "key 31\n");
	for (i = 0; i < SECCOMM_MAX_FINDINGS; i++)
		strcat(text, "NullSecurity(e,1,dataMsgFromBelow,1);");
	EXPECT(check_text(text));
	EXPECT(checked.n_findings == SECCOMM_MAX_FINDINGS);
	for (i = 0; i < SECCOMM_MAX_FINDINGS; i++)
		EXPECT(checked.findings[i].severity == SECCOMM_SEVERITY_ERROR);
	return good;
}

int main(void)
{
	static const struct ktap_test tests[] = {
		{ "growth", whole_growth },
		{ "growth_by_a_fraction", growth_by_a_fraction },
		{ "growth_limit", growth_limit },
		{ "growth_of_options", growth_of_options },
		{ "growth_of_metas", growth_of_metas },
		{ "growth_alike", growth_alike },
		{ "room_in_metas", room_in_metas },
		{ "nested_fresh", nested_fresh },
		{ "canonical_length", canonical_length },
		{ "argument_range", argument_range },
		{ "pk_range", pk_range },
		{ "method_range", method_range },
		{ "rsa_range", rsa_range },
		{ "threshold_range", threshold_range },
		{ "event_name", event_name },
		{ "unterminated_names", unterminated_names },
		{ "malformed_types", malformed_types },
		{ "members", members },
		{ "option_range", option_range },
		{ "option_text", option_text },
		{ "raw_two_algorithms", raw_two_algorithms },
		{ "weak_properties", weak_properties },
		{ "errors_come_first", errors_come_first },
		{ "findings_overflow", findings_overflow },
	};

	return ktap_run(tests, N(tests));
}
