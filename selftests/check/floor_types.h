/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the tests of the floor: types of other modules, and a stack's check with
 * them. They bring more families, and what must never count.
 */
#ifndef SELFTESTS_CHECK_FLOOR_TYPES_H
#define SELFTESTS_CHECK_FLOOR_TYPES_H

#include <string.h>

#include "checker/builtin.h"
#include "checker/check.h"
#include "notation.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define PI (SECCOMM_PRIVACY | SECCOMM_INTEGRITY)

#define OTHER(n, f, gives, worth, takes, ...)                               \
	{                                                                   \
		.name = n, .algorithm = "", .family = f, .provides = gives, \
		.strength = SECCOMM_STRENGTH_##worth, .slots = takes,       \
		__VA_ARGS__                                                 \
	}

static const struct seccomm_type_desc others[] = {
	OTHER("OnePrivacy", "one", SECCOMM_PRIVACY, MODERN, 1,
	      .flags = SECCOMM_TYPE_TIDY),
	OTHER("OneIntegrity", "one", SECCOMM_INTEGRITY, MODERN, 1,
	      .flags = SECCOMM_TYPE_TIDY),
	OTHER("TwoPrivacy", "two", SECCOMM_PRIVACY, LEGACY, 1,
	      .flags = SECCOMM_TYPE_BIJECTION | SECCOMM_TYPE_TIDY),
	OTHER("ThreeBoth", "three", PI, MODERN, 1),
	OTHER("FourBoth", "four", PI, MODERN, 1, .flags = SECCOMM_TYPE_TIDY),
	OTHER("FiveSigns", "five", SECCOMM_INTEGRITY | SECCOMM_AUTHENTICITY,
	      MODERN, 1, .pk = "dsa"),
	OTHER("SixSigns", "six", SECCOMM_INTEGRITY | SECCOMM_AUTHENTICITY,
	      MODERN, 1, .pk = "dsa"),
	OTHER("FivePairs", "five", SECCOMM_PRIVACY, MODERN, 1, .pk = "dsa"),
	OTHER("SixPairs", "six", SECCOMM_PRIVACY, MODERN, 1, .pk = "dsa"),
	OTHER("Keyless", "keyless", PI, MODERN, 0),
	OTHER("Nameless", "", PI, MODERN, 1),
	OTHER("Obscure", "obscure", PI, OBFUSCATION, 1),
	OTHER("Halves", "", 0, NONE, 0,
	      .flags = SECCOMM_TYPE_META | SECCOMM_TYPE_SPLIT),
};

static struct seccomm_composition stack;
static struct seccomm_checked checked;

static inline const struct seccomm_type_desc *lookup(const char *name,
						     void *ctx)
{
	unsigned int i;

	(void)ctx;
	for (i = 0; i < N(others); i++)
		if (!strcmp(others[i].name, name))
			return &others[i];
	return seccomm_type_builtin(name);
}

static inline bool check_text(const char *text)
{
	char err[200];

	if (notation_parse(text, strlen(text), "test", &stack, err,
			   sizeof(err))) {
		printf("    # %s\n", err);
		return false;
	}
	seccomm_check(&stack, lookup, NULL, &checked);
	return true;
}

#endif /* SELFTESTS_CHECK_FLOOR_TYPES_H */
