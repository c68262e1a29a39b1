/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The grammar of names.
 */
#ifndef SECCOMM_CHECKER_NAME_H
#define SECCOMM_CHECKER_NAME_H

#include "checker/checker.h"

/* Both: 1 to SECCOMM_NAME_LEN - 1 characters; no more than SECCOMM_NAME_LEN bytes are
 * read.
 *
 * Is it a name of a type, event or option, as stacks are written with: letters, digits,
 * '_' and '.', no digit or '.' first?
 */
bool seccomm_name_valid(const char *name);
/* Is it a label, as of a stack: letters, digits, '_', '.', '-' and ':', any of them
 * first?
 */
bool seccomm_label_valid(const char *label);
/* What an option takes as a text: those and '/', but no number. */
bool seccomm_text_valid(const char *text);

#endif /* SECCOMM_CHECKER_NAME_H */
