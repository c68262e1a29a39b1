/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tests of sc_survive, and how a test says what is wrong.
 */
#ifndef SURVIVE_TEST_H
#define SURVIVE_TEST_H

#include <stdbool.h>
#include <jansson.h>

/* Print what is not so; the value of @good. */
bool expect(bool good, const char *what);
void result(bool good, const char *name, const char *detail);

void test_multi(void);
void test_expansion(void);
void test_keyed_choice(void);
void test_floors(const char *vectors, json_t *floors);
void test_translation(json_t *pairs);
void test_ledger(void);

#endif /* SURVIVE_TEST_H */
