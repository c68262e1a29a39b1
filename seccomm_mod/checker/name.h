/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The grammar of names.
 */
#ifndef SECCOMM_CHECKER_NAME_H
#define SECCOMM_CHECKER_NAME_H

#include "checker/checker.h"

/* All: 1 to SECCOMM_NAME_LEN - 1 characters; no more than SECCOMM_NAME_LEN bytes are read.
 * A name that stacks are written with, of a type, event or option: letters, digits, '_'
 * and '.', no digit or '.' first.
 */
bool seccomm_name_valid(const char *name);
/* What a program calls something by, a stack, say: those, '-' and ':', any of them first. */
bool seccomm_label_valid(const char *label);

#endif /* SECCOMM_CHECKER_NAME_H */
