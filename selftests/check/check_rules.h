/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A stack, the verdict on it, and the tests of check_rules that other files have.
 */
#ifndef SELFTESTS_CHECK_CHECK_RULES_H
#define SELFTESTS_CHECK_CHECK_RULES_H

#include "checker/check.h"
#include "ktap.h"

#define EXPECT(what) (good &= ktap_expect(what, #what, __LINE__))

extern struct seccomm_composition stack;
extern struct seccomm_checked checked;

/* Checks the stack as it is now. */
void check(void);
/* Reads a stack and checks it; false if it cannot be read. */
bool check_text(const char *text);
/* The same of these layers, with privacy and integrity behind them. */
bool check_sealed(const char *layers);
/* Was the stack refused, and by this rule first, on this instance? */
bool refused(const char *rule, int instance);

bool whole_growth(void);
bool growth_by_a_fraction(void);
bool growth_limit(void);
bool growth_of_options(void);
bool growth_of_metas(void);
bool growth_alike(void);
bool room_in_metas(void);
bool argument_range(void);
bool pk_range(void);
bool method_range(void);
bool rsa_range(void);
bool threshold_range(void);

#endif /* SELFTESTS_CHECK_CHECK_RULES_H */
