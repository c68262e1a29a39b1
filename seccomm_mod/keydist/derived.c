// SPDX-License-Identifier: GPL-2.0
/*
 * A slot's secret derived from the session secret: the source `session`.
 */
#include <linux/err.h>
#include <linux/string.h>
#include "keydist/derived.h"
#include "keys/schedule.h"

static int derived_length(struct seccomm_keydist *kd)
{
	return SECCOMM_HASH_LEN;
}

static struct seccomm_secret *derived_secret(struct seccomm_keydist *kd)
{
	struct seccomm_secret *secret;
	u8 bytes[SECCOMM_HASH_LEN];
	int err;

	err = seccomm_slot_from_session(kd->session, kd->slot, bytes);
	if (err)
		return ERR_PTR(err);
	secret = seccomm_secret_new(bytes, sizeof(bytes));
	memzero_explicit(bytes, sizeof(bytes));
	return secret ?: ERR_PTR(-ENOMEM);
}

const struct seccomm_keydist_ops seccomm_derived = {
	.name = "DerivedKey",
	.length = derived_length,
	.secret = derived_secret,
};
