/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method pk: key pairs, one of each end.
 */
#ifndef SECCOMM_KEYPAIR_H
#define SECCOMM_KEYPAIR_H

#include "keydist/keydist.h"

struct seccomm_chain;

extern const struct seccomm_keydist_ops seccomm_keypair;

/* Get the key of @kind for @kd's slot, of the algorithm @alg: a reference, or ERR_PTR(-ENOKEY),
 * with @lacks set; and in @chain, unless it is NULL, its certificates, another one, or NULL.
 * Process context.
 */
struct seccomm_pk *seccomm_keypair_half(struct seccomm_keydist *kd,
					enum seccomm_key_kind kind,
					enum seccomm_pk_alg alg,
					struct seccomm_chain **chain);
/* Get both keys of a slot, of @kd's algorithm: references. 0, or -ENOKEY, with @lacks set.
 * Process context.
 */
int seccomm_keypair_get(struct seccomm_keydist *kd,
			struct seccomm_pk_pair *pair);
/* Whoever has the private key to @peer is its hash. The identity's value is @peer's. */
struct seccomm_identity seccomm_keypair_identity(const struct seccomm_pk *peer);

#endif /* SECCOMM_KEYPAIR_H */
