/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who the peer of a session has proved to be to each method of key distribution: counted objects,
 * which the session and whoever tells of it share.
 */
#ifndef SECCOMM_PROOFS_H
#define SECCOMM_PROOFS_H

#include <linux/compiler.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include "keys/identity.h"

/**
 * struct seccomm_proof - what the peer has proved to a method
 * @slot: the slot
 * @ordinal: place of the method among the slot's
 * @id: who it is; SECCOMM_ID_ANONYMOUS if the method authenticates, but cannot tell whom
 */
struct seccomm_proof {
	u8 slot;
	u8 ordinal;
	struct seccomm_identity id;
};

/**
 * struct seccomm_proofs - the same of all methods of a session that authenticate
 * @ref: references: of the session, and of whoever tells of it
 * @n: entries of @list
 * @list: ascending by slot and ordinal; does not change after it was made. The values stand
 *	behind it in memory.
 */
struct seccomm_proofs {
	refcount_t ref;
	unsigned int n;
	struct seccomm_proof list[] __counted_by(n);
};

/**
 * seccomm_proofs_new() - what the peer has proved to methods
 * @list: by method, in order; copied, values as well
 * @n: entries of @list
 * Context: process, may sleep. The memory is charged to the caller.
 * Return: a reference, or NULL: no memory.
 */
struct seccomm_proofs *seccomm_proofs_new(const struct seccomm_proof *list,
					  unsigned int n);

/* Another reference; NULL stays NULL. Any context. */
static inline struct seccomm_proofs *
seccomm_proofs_get(struct seccomm_proofs *proofs)
{
	if (proofs)
		refcount_inc(&proofs->ref);
	return proofs;
}

/* Give a reference back: the last one frees them. NULL is no reference. Any context. */
void seccomm_proofs_put(struct seccomm_proofs *proofs);

#endif /* SECCOMM_PROOFS_H */
