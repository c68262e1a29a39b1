/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the tests of rules: types of other modules, and descriptors that must be refused.
 */
#ifndef SELFTESTS_CHECK_RULES_TYPES_H
#define SELFTESTS_CHECK_RULES_TYPES_H

#include "checker/checker.h"

/* A name of the greatest length. */
#define LONG_NAME "ATypeWhoseNameIsAsLongAsCanBe31"

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

#endif /* SELFTESTS_CHECK_RULES_TYPES_H */
