// SPDX-License-Identifier: GPL-2.0
/*
 * Who the peer of a session has proved to be to each method: copied once, counted, shared.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "keys/proofs.h"

struct seccomm_proofs *seccomm_proofs_new(const struct seccomm_proof *list,
					  unsigned int n)
{
	struct seccomm_proofs *proofs;
	unsigned int i, len = 0;
	u8 *value;

	for (i = 0; i < n; i++)
		len += list[i].id.len;
	proofs =
		kmalloc(struct_size(proofs, list, n) + len, GFP_KERNEL_ACCOUNT);
	if (!proofs)
		return NULL;
	refcount_set(&proofs->ref, 1);
	proofs->n = n;
	value = (u8 *)proofs + struct_size(proofs, list, n);
	for (i = 0; i < n; i++) {
		proofs->list[i] = list[i];
		proofs->list[i].id.value = value;
		memcpy(value, list[i].id.value, list[i].id.len);
		value += list[i].id.len;
	}
	return proofs;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_proofs_new);

void seccomm_proofs_put(struct seccomm_proofs *proofs)
{
	if (proofs && refcount_dec_and_test(&proofs->ref))
		kfree(proofs);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_proofs_put);
