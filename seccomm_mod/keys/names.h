/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of both ends of a session, as the administrator gives them with the session secret.
 */
#ifndef SECCOMM_NAMES_H
#define SECCOMM_NAMES_H

#include <linux/compiler.h>
#include <linux/refcount.h>
#include <linux/types.h>

#define SECCOMM_NAMES_MAX 253 /* bytes of an end's name */

/**
 * struct seccomm_names - names of both ends, which do not change after they were made
 * @ref: references: of the key store's entry and of each session that is known by it
 * @local_len: bytes of our own name, 1 to SECCOMM_NAMES_MAX
 * @remote_len: bytes of the peer's name, likewise
 * @bytes: our own name, then the peer's; the two differ, and no byte ends them
 */
struct seccomm_names {
	refcount_t ref;
	u8 local_len;
	u8 remote_len;
	u8 bytes[];
};

/* Can it name an end: 1 to SECCOMM_NAMES_MAX letters, digits and bytes of "._@/-"? Any
 * context.
 */
bool seccomm_names_valid(const u8 *name, size_t len);

/**
 * seccomm_names_new() - names of both ends
 * @local: our own name, copied
 * @local_len: bytes of it
 * @remote: the peer's name, copied
 * @remote_len: bytes of it
 * Context: process, may sleep. The memory is charged to the caller.
 * Return: a reference, or ERR_PTR(): -EINVAL, one of them is not valid, or they are equal;
 *	-ENOMEM.
 */
struct seccomm_names *seccomm_names_new(const u8 *local, size_t local_len,
					const u8 *remote, size_t remote_len);

/* Our own name, and the peer's. Any context. */
static inline const u8 *seccomm_names_local(const struct seccomm_names *names)
{
	return names->bytes;
}

static inline const u8 *seccomm_names_remote(const struct seccomm_names *names)
{
	return names->bytes + names->local_len;
}

/* Another reference; NULL stays NULL. Any context. */
static inline struct seccomm_names *
seccomm_names_get(struct seccomm_names *names)
{
	if (names)
		refcount_inc(&names->ref);
	return names;
}

/* Give a reference back: the last one frees the names. NULL is no reference. Any context. */
void seccomm_names_put(struct seccomm_names *names);

#endif /* SECCOMM_NAMES_H */
