// SPDX-License-Identifier: GPL-2.0
/*
 * Whether this kernel can run a micro-protocol type, and may.
 */
#include <linux/errno.h>
#include <linux/fips.h>
#include <linux/string.h>
#include "mp/available.h"

/* What types may compute in FIPS mode: nothing, or one of these. An algorithm that nobody has
 * thought of is not approved. "alt" is HMAC-SHA256.
 */
static const char *const approved[] = {
	"",	      "alt",	      "cmac(aes)",	"ctr(aes)", "gcm(aes)",
	"hmac(sha1)", "hmac(sha256)", "hmac(sha3-256)", "rsa-oaep", "rsa-pss",
};

int seccomm_mp_available(const struct seccomm_mp_type *type, const u32 *values,
			 const char **lacks)
{
	if (fips_enabled && match_string(approved, ARRAY_SIZE(approved),
					 type->desc->algorithm) < 0) {
		*lacks = "approval of its algorithm in FIPS mode";
		return -EOPNOTSUPP;
	}
	return type->ops->available ? type->ops->available(values, lacks) : 0;
}
