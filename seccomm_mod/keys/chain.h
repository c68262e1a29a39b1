/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Chains of certificates that the administrator gives with a private key: counted objects, which
 * do not change after they were made.
 */
#ifndef SECCOMM_CHAIN_H
#define SECCOMM_CHAIN_H

#include <linux/compiler.h>
#include <linux/refcount.h>
#include <linux/types.h>

/**
 * struct seccomm_chain - certificates, and the name that their owner has by them
 * @ref: references: of the key store's entry, and of each handshake that shows the chain
 * @name_len: bytes of the name, 1 to SECCOMM_NAMES_MAX
 * @len: bytes of the certificates, each with its length before it, the leaf first
 * @bytes: the name, then the certificates
 */
struct seccomm_chain {
	refcount_t ref;
	u8 name_len;
	u16 len;
	u8 bytes[];
};

/**
 * seccomm_chain_is() - are these bytes certificates, as far as their lengths say?
 * @bytes: u16 length and DER of each; what stands in the DER is not looked at
 * @len: bytes of it
 * Context: any.
 * Return: whether they are, from 1 to SECCOMM_CHAIN_CERTS.
 */
bool seccomm_chain_is(const u8 *bytes, size_t len);

/**
 * seccomm_chain_shows() - does a chain's leaf have a public key?
 * @bytes: of a chain that seccomm_chain_is()
 * @spki: DER of SubjectPublicKeyInfo
 * @spki_len: bytes of it
 *
 * A certificate has the public key as these very bytes. One that has them in another place than
 * a leaf does serves only to be refused by the peer.
 * Context: any.
 * Return: whether they stand in the leaf.
 */
bool seccomm_chain_shows(const u8 *bytes, const u8 *spki, u16 spki_len);

/**
 * seccomm_chain_new() - make a chain
 * @name: its owner's name, which seccomm_names_valid(); copied
 * @name_len: bytes of it
 * @bytes: certificates, which seccomm_chain_is(); copied
 * @len: bytes of them
 * Context: process, may sleep. The memory is charged to the caller.
 * Return: a reference, or NULL: no memory.
 */
struct seccomm_chain *seccomm_chain_new(const u8 *name, u8 name_len,
					const u8 *bytes, u16 len);

/* The name, and the certificates. Any context. */
static inline const u8 *seccomm_chain_name(const struct seccomm_chain *chain)
{
	return chain->bytes;
}

static inline const u8 *seccomm_chain_certs(const struct seccomm_chain *chain)
{
	return chain->bytes + chain->name_len;
}

/* Bytes by which a credential with the chain is longer than one with nothing in it. Any context. */
static inline unsigned int
seccomm_chain_weight(const struct seccomm_chain *chain)
{
	return 1 + chain->name_len + chain->len;
}

/* Another reference; NULL stays NULL. Any context. */
static inline struct seccomm_chain *
seccomm_chain_get(struct seccomm_chain *chain)
{
	if (chain)
		refcount_inc(&chain->ref);
	return chain;
}

/* Give a reference back: the last one frees the chain. NULL is no reference. Any context. */
void seccomm_chain_put(struct seccomm_chain *chain);

#endif /* SECCOMM_CHAIN_H */
