// SPDX-License-Identifier: GPL-2.0
/*
 * Names of both ends of a session: checked when they are made, counted, shared.
 */
#include <kunit/visibility.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "keys/names.h"

/* The letters are those of ASCII, so isalpha(), which knows more, does not serve. */
static bool names_take(u8 c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("._@/-", c));
}

bool seccomm_names_valid(const u8 *name, size_t len)
{
	size_t i;

	if (!len || len > SECCOMM_NAMES_MAX)
		return false;
	for (i = 0; i < len; i++)
		if (!names_take(name[i]))
			return false;
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_names_valid);

struct seccomm_names *seccomm_names_new(const u8 *local, size_t local_len,
					const u8 *remote, size_t remote_len)
{
	struct seccomm_names *names;

	if (!seccomm_names_valid(local, local_len) ||
	    !seccomm_names_valid(remote, remote_len) ||
	    (local_len == remote_len && !memcmp(local, remote, local_len)))
		return ERR_PTR(-EINVAL);
	names = kmalloc(struct_size(names, bytes, local_len + remote_len),
			GFP_KERNEL_ACCOUNT);
	if (!names)
		return ERR_PTR(-ENOMEM);
	refcount_set(&names->ref, 1);
	names->local_len = local_len;
	names->remote_len = remote_len;
	memcpy(names->bytes, local, local_len);
	memcpy(names->bytes + local_len, remote, remote_len);
	return names;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_names_new);

void seccomm_names_put(struct seccomm_names *names)
{
	if (names && refcount_dec_and_test(&names->ref))
		kfree(names);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_names_put);
