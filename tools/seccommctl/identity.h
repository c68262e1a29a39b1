/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Identities of ends of sessions, as words and as attributes.
 */
#ifndef SECCOMMCTL_IDENTITY_H
#define SECCOMMCTL_IDENTITY_H

#include <linux/types.h>

#include "nl.h"

/**
 * struct identity - an identity
 * @kind: enum seccomm_id_kind
 * @len: bytes of @value
 * @value: without a NUL
 */
struct identity {
	__u8 kind;
	size_t len;
	char value[SECCOMM_END_NAME_MAX];
};

/* KIND:VALUE, or anonymous: false, with a message, if it is no such. */
bool identity_parse(const char *text, struct identity *id);
/* The word for an enum seccomm_id_kind. */
const char *identity_kind(__u8 kind);
/* The value in a static buffer, but for an address, which is in address_text()'s. */
const char *identity_value(__u8 kind, const struct nlattr *value);
/* What identity_parse() takes, or kind and value in JSON, from the attributes of a nest. */
void show_identity(const struct nlattr *const *tb);

#endif /* SECCOMMCTL_IDENTITY_H */
