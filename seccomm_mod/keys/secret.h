/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Secrets: counted objects, which the key store and the exchanges that use them share.
 */
#ifndef SECCOMM_SECRET_H
#define SECCOMM_SECRET_H

#include <linux/compiler.h>
#include <linux/refcount.h>
#include <linux/types.h>

/* Bytes of a secret that an administrator gives; a raw slot's may be shorter. */
#define SECCOMM_SECRET_MIN 16
#define SECCOMM_SECRET_MAX 128

/**
 * struct seccomm_secret - key material, which does not change after it was made
 * @ref: references: of the key store's entry and of each exchange that uses it
 * @len: bytes
 * @bytes: the material
 */
struct seccomm_secret {
	refcount_t ref;
	u16 len;
	u8 bytes[] __counted_by(len);
};

/**
 * seccomm_secret_new() - a symmetric secret
 * @bytes: its material, copied; the caller wipes what it was made of
 * @len: bytes
 * Context: process, may sleep. The memory is charged to the caller.
 * Return: a reference, or NULL: no memory.
 */
struct seccomm_secret *seccomm_secret_new(const void *bytes, u16 len);

/* Another reference. Any context. */
static inline struct seccomm_secret *
seccomm_secret_get(struct seccomm_secret *secret)
{
	refcount_inc(&secret->ref);
	return secret;
}

/* Give a reference back: the last one wipes and frees the secret. NULL is no reference.
 * Any context.
 */
void seccomm_secret_put(struct seccomm_secret *secret);

#endif /* SECCOMM_SECRET_H */
