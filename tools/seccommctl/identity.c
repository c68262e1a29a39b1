// SPDX-License-Identifier: GPL-2.0
/*
 * Identities of ends of sessions, as words and as attributes: KIND:VALUE.
 */
#include <linux/seccomm.h>
#include <stdio.h>
#include <string.h>

#include "identity.h"
#include "seccommctl.h"

static const char *const kinds[] = {
	[SECCOMM_ID_ANONYMOUS] = "anonymous", [SECCOMM_ID_ADDRESS] = "address",
	[SECCOMM_ID_NAME] = "name",	      [SECCOMM_ID_KEY] = "key",
	[SECCOMM_ID_PRINCIPAL] = "principal",
};

const char *identity_kind(__u8 kind)
{
	return kind < MNL_ARRAY_SIZE(kinds) ? kinds[kind] : "unknown";
}

static void write_hex(char *text, const unsigned char *bytes, size_t len)
{
	for (; len; len--, text += 2)
		sprintf(text, "%02x", *bytes++);
}

const char *identity_value(__u8 kind, const struct nlattr *value)
{
	static char text[SECCOMM_END_NAME_MAX + 1];
	size_t len = value ? mnl_attr_get_payload_len(value) : 0;
	struct in6_addr addr;

	memset(text, 0, sizeof(text));
	if (kind == SECCOMM_ID_ADDRESS) {
		attr_bytes(value, &addr, sizeof(addr));
		return address_text(&addr);
	}
	if (kind == SECCOMM_ID_KEY && 2 * len < sizeof(text))
		write_hex(text, mnl_attr_get_payload(value), len);
	else if (kind != SECCOMM_ID_KEY && len < sizeof(text))
		attr_bytes(value, text, len);
	return text;
}

const char *identity_text(__u8 kind, const struct nlattr *value)
{
	static char text[IDENTITY_TEXT_MAX + 1];

	if (kind == SECCOMM_ID_ANONYMOUS)
		return identity_kind(kind);
	snprintf(text, sizeof(text), "%s:%s", identity_kind(kind),
		 identity_value(kind, value));
	return text;
}
