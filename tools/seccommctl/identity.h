/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Identities of ends of sessions, as words and as attributes.
 */
#ifndef SECCOMMCTL_IDENTITY_H
#define SECCOMMCTL_IDENTITY_H

#include <linux/types.h>

#include "nl.h"

/* "principal:" and the longest value. */
#define IDENTITY_TEXT_MAX (10 + SECCOMM_END_NAME_MAX + 1)

/* The word for an enum seccomm_id_kind. */
const char *identity_kind(__u8 kind);
/* Kind and value, in words that name the same identity again: in a static buffer. */
const char *identity_text(__u8 kind, const struct nlattr *value);
/* The value alone, likewise. */
const char *identity_value(__u8 kind, const struct nlattr *value);

#endif /* SECCOMMCTL_IDENTITY_H */
