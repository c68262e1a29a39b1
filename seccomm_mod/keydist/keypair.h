/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The method pk: key pairs, one of each end.
 */
#ifndef SECCOMM_KEYPAIR_H
#define SECCOMM_KEYPAIR_H

#include "keydist/keydist.h"

extern const struct seccomm_keydist_ops seccomm_keypair;

/* Get both keys of a slot, of @kd's algorithm: references. 0, or -ENOKEY, with @lacks set.
 * Process context.
 */
int seccomm_keypair_get(struct seccomm_keydist *kd,
			struct seccomm_pk_pair *pair);

#endif /* SECCOMM_KEYPAIR_H */
