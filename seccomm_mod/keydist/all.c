// SPDX-License-Identifier: GPL-2.0
/*
 * A slot's secret made of those of several methods, all of which somebody has to know who
 * wants to know it.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "checker/method.h"
#include "keydist/all.h"
#include "keys/secret.h"

/* Write LP(@bytes) at @at; returns where it ends. */
static u8 *all_lp(u8 *at, const void *bytes, u16 len)
{
	put_unaligned_be16(len, at);
	memcpy(at + sizeof(__be16), bytes, len);
	return at + sizeof(__be16) + len;
}

struct seccomm_secret *seccomm_all(const struct seccomm_slot *slot,
				   struct seccomm_secret *const *secrets)
{
	struct seccomm_secret *secret = NULL;
	char text[SECCOMM_METHOD_LEN];
	unsigned int len = 0, i;
	u8 *bytes, *at;

	for (i = 0; i < slot->n_methods; i++)
		len += 2 * sizeof(__be16) + secrets[i]->len +
		       seccomm_method_text(&slot->methods[i], text);
	bytes = kmalloc(len, GFP_KERNEL);
	if (!bytes)
		return NULL;
	at = bytes;
	for (i = 0; i < slot->n_methods; i++) {
		len = seccomm_method_text(&slot->methods[i], text);
		at = all_lp(at, text, len);
		at = all_lp(at, secrets[i]->bytes, secrets[i]->len);
	}
	secret = seccomm_secret_new(bytes, at - bytes);
	kfree_sensitive(bytes);
	return secret;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_all);
