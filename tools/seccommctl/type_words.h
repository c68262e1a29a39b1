/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words for what a type provides, is worth, does and has keys for, by bit or value.
 * type show writes them; check --catalog reads them back.
 */
#ifndef SECCOMMCTL_TYPE_WORDS_H
#define SECCOMMCTL_TYPE_WORDS_H

#include "checker/checker.h"

#define N_PROPERTIES 5
#define N_FLAGS 15
#define N_STRENGTHS 4
#define N_KEY_WORDS 4

extern const char *const property_words[N_PROPERTIES];
extern const char *const flag_words[N_FLAGS];
extern const char *const strength_words[N_STRENGTHS];
extern const char *const key_words[N_KEY_WORDS];

#endif /* SECCOMMCTL_TYPE_WORDS_H */
