// SPDX-License-Identifier: GPL-2.0
/*
 * Identities of ends of sessions, as words and as attributes: KIND:VALUE.
 */
#include <linux/seccomm.h>
#include <stdio.h>
#include <string.h>

#include "identity.h"
#include "out.h"
#include "seccommctl.h"

#define FINGERPRINT_LEN 32

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

void show_identity(const struct nlattr *const *tb)
{
	const __u8 kind = attr_u8(tb[SECCOMM_A_ID_KIND]);

	out_string("kind", "%s", identity_kind(kind));
	out_string("value", kind == SECCOMM_ID_ANONYMOUS ? NULL : ":%s",
		   identity_value(kind, tb[SECCOMM_A_ID_VALUE]));
}

/* The kind that a word of @len characters names, or SECCOMM_ID_ADDRESS: none that may be said. */
static __u8 kind_named(const char *word, size_t len)
{
	__u8 kind;

	for (kind = SECCOMM_ID_NAME; kind < MNL_ARRAY_SIZE(kinds); kind++)
		if (strlen(kinds[kind]) == len &&
		    !strncmp(word, kinds[kind], len))
			return kind;
	return SECCOMM_ID_ADDRESS;
}

bool identity_parse(const char *text, struct identity *id)
{
	const char *value = strchr(text, ':');

	memset(id, 0, sizeof(*id));
	if (!strcmp(text, kinds[SECCOMM_ID_ANONYMOUS]))
		return true;
	id->kind = value ? kind_named(text, value - text) : SECCOMM_ID_ADDRESS;
	if (id->kind == SECCOMM_ID_ADDRESS) {
		fail("\"%s\" is no identity: name:, key: or principal:, and a value, or anonymous",
		     text);
		return false;
	}
	value++;
	id->len = strlen(value);
	if (id->len > sizeof(id->value)) {
		fail("an identity has at most %zu characters",
		     sizeof(id->value));
		return false;
	}
	memcpy(id->value, value, id->len);
	if (id->kind != SECCOMM_ID_KEY ||
	    (unhex(id->value, &id->len) && id->len == FINGERPRINT_LEN))
		return true;
	fail("\"%s\" is no fingerprint: see seccommctl key fingerprint", value);
	return false;
}
