// SPDX-License-Identifier: GPL-2.0
/*
 * What may stand in the identity of an end.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/in6.h>
#include <linux/seccomm.h>
#include "keys/hash.h"
#include "keys/identity.h"
#include "keys/names.h"

/* A principal has what ASCII can print, so that it can be shown as it is, but no blank. */
static bool identity_is_principal(const struct seccomm_identity *id)
{
	unsigned int i;

	if (!id->len || id->len > SECCOMM_IDENTITY_MAX)
		return false;
	for (i = 0; i < id->len; i++)
		if (id->value[i] <= ' ' || id->value[i] > '~')
			return false;
	return true;
}

bool seccomm_identity_valid(const struct seccomm_identity *id)
{
	switch (id->kind) {
	case SECCOMM_ID_ADDRESS:
		return id->len == sizeof(struct in6_addr);
	case SECCOMM_ID_NAME:
		return seccomm_names_valid(id->value, id->len);
	case SECCOMM_ID_KEY:
		return id->len == SECCOMM_HASH_LEN;
	case SECCOMM_ID_PRINCIPAL:
		return identity_is_principal(id);
	default:
		return false;
	}
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_identity_valid);
