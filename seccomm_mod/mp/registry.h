/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The registry of micro-protocol types: built in, and brought by modules.
 */
#ifndef SECCOMM_TYPE_H
#define SECCOMM_TYPE_H

#include "mp/mp.h"

/**
 * struct seccomm_mp_hold - types that must not go away while they are looked at
 * @n: how many
 * @types: the types; a reference of each
 */
struct seccomm_mp_hold {
	unsigned int n;
	const struct seccomm_mp_type *types[SECCOMM_MAX_INSTANCES];
};

/* Register the types of this module; module init and exit. */
int seccomm_mp_init(void);
void seccomm_mp_exit(void);

/* All: process context.
 *
 * The type of this name, with a reference, by which its module cannot be unloaded; NULL:
 * there is none.
 */
const struct seccomm_mp_type *seccomm_mp_get(const char *name);
void seccomm_mp_put(const struct seccomm_mp_type *type);

/* Let no stack or session use the type anew; seccomm_type_retire() takes it from those that
 * use it. 0, -ENOENT, -EOPNOTSUPP: it is built in.
 */
int seccomm_mp_retire(const char *name);

/* seccomm_lookup_t for seccomm_check(). @ctx is a struct seccomm_mp_hold, zeroed
 * at first, that keeps every type found until seccomm_mp_release().
 */
const struct seccomm_type_desc *seccomm_mp_lookup_desc(const char *name,
						       void *ctx);
void seccomm_mp_release(struct seccomm_mp_hold *hold);

/* Calls @fn for every type, in order of registration, with a reference held
 * and no lock, until it returns non-zero; returns what it returned last. A type
 * may be missed or seen twice if others come or go meanwhile.
 */
int seccomm_mp_for_each(int (*fn)(const struct seccomm_mp_type *type,
				  void *arg),
			void *arg);

#endif /* SECCOMM_TYPE_H */
