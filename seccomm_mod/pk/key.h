/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Public keys and private keys of DSA, RSA and X25519: read from DER, checked, counted, wiped
 * with the last reference.
 */
#ifndef SECCOMM_PK_KEY_H
#define SECCOMM_PK_KEY_H

#include <crypto/curve25519.h>
#include <linux/mpi.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/string.h>
#include <linux/types.h>
#include "checker/pk.h"
#include "wire.h"

struct netlink_ext_ack;

/* Bytes of DER, the most that a key is read from: RSA with 4096 bits and all its factors. */
#define SECCOMM_PK_DER_MAX 4096
/* Bytes of the longest modulus, which are those of the longest signature, too. */
#define SECCOMM_PK_MAX 512
/* Bytes of the order of DSA's group, of its exponents, and of each half of a signature. */
#define SECCOMM_DSA_LEN 32

/**
 * struct seccomm_pk_dsa - the numbers of a DSA key
 * @p: modulus, 2048 bits
 * @q: order of the group, 256 bits, a divisor of @p - 1
 * @g: generator of the group
 * @y: the public number, @g to the power of @x
 * @x: the private number; NULL in a public key
 */
struct seccomm_pk_dsa {
	MPI p;
	MPI q;
	MPI g;
	MPI y;
	MPI x;
};

/**
 * struct seccomm_pk_rsa - the numbers of an RSA key
 * @n: modulus
 * @e: public exponent, 65537
 * @d: private exponent; NULL in a public key, as are the numbers that follow
 * @period: e * d - 1, which as an exponent gives 1
 * @lock: protects what follows
 * @blind: a random number to the power of @e
 * @unblind: the inverse of that number
 * @uses: how many operations @blind and @unblind may still blind
 */
struct seccomm_pk_rsa {
	MPI n;
	MPI e;
	MPI d;
	MPI period;
	struct mutex lock; /* see above */
	MPI blind;
	MPI unblind;
	unsigned int uses;
};

/**
 * struct seccomm_pk_x25519 - the halves of an X25519 key
 * @public: the public one
 * @private: the private one, in the form that is computed with; zero in a public key
 */
struct seccomm_pk_x25519 {
	u8 public[CURVE25519_KEY_SIZE];
	u8 private[CURVE25519_KEY_SIZE];
};

/**
 * struct seccomm_pk - a key, which does not change after it was read
 * @ref: references: of the key store's entry, and of each layer that uses the key
 * @alg: algorithm and size
 * @is_private: the private number is there
 * @id: SHA-256 of @spki, the value of an id of kind 3
 * @spki_len: bytes of @spki
 * @spki: the public key, DER of SubjectPublicKeyInfo
 * @dsa: its numbers, if @alg is SECCOMM_PK_DSA2048; else NULL each
 * @rsa: its numbers, if @alg is one of RSA; else NULL each
 * @x25519: its halves, if @alg is SECCOMM_PK_X25519; else zero
 */
struct seccomm_pk {
	refcount_t ref;
	enum seccomm_pk_alg alg;
	bool is_private;
	u8 id[SECCOMM_HASH_LEN];
	u16 spki_len;
	const u8 *spki;
	struct seccomm_pk_dsa dsa;
	struct seccomm_pk_rsa rsa;
	struct seccomm_pk_x25519 x25519;
};

/**
 * struct seccomm_pk_pair - the two keys of a slot of kind pk in a session
 * @own: this end's, private
 * @peer: the peer's, public
 */
struct seccomm_pk_pair {
	struct seccomm_pk *own;
	struct seccomm_pk *peer;
};

/**
 * seccomm_pk_public() - read a public key and check it
 * @der: SubjectPublicKeyInfo, DER
 * @len: bytes of @der, with nothing behind the key
 * @extack: told in a sentence what is wrong with the key; may be NULL
 *
 * Checked is what a computation can tell without a search for factors: lengths, parity,
 * exponent, for DSA that the numbers are of the group, and for X25519 that the point is not
 * of small order. Primality is not.
 * Context: process, may sleep. Memory is charged to the caller, but for the MPIs'.
 * Return: a reference, or ERR_PTR: -EBADMSG for what is no such DER, -EOPNOTSUPP for a kind or
 *	size of key that is not used here, -EKEYREJECTED for a key that fails a check, -ENOMEM.
 */
struct seccomm_pk *seccomm_pk_public(const u8 *der, size_t len,
				     struct netlink_ext_ack *extack);

/**
 * seccomm_pk_private() - read a private key and check it and its public half
 * @der: PrivateKeyInfo (PKCS#8) in the clear, DER; the caller wipes it
 * @len: bytes of @der, with nothing behind the key
 * @extack: told in a sentence what is wrong with the key; may be NULL
 *
 * The public half is computed: of DSA its number, of X25519 all of it, of each the
 * SubjectPublicKeyInfo.
 * Context: process, may sleep; takes as long as a signature.
 * Return: as seccomm_pk_public().
 */
struct seccomm_pk *seccomm_pk_private(const u8 *der, size_t len,
				      struct netlink_ext_ack *extack);

/* Another reference. Any context. */
static inline struct seccomm_pk *seccomm_pk_get(struct seccomm_pk *pk)
{
	refcount_inc(&pk->ref);
	return pk;
}

/* Give a reference back: the last one wipes and frees the key. NULL is no reference.
 * Any context: nobody has the lock of a key without a reference.
 */
void seccomm_pk_put(struct seccomm_pk *pk);

/* Give back both references of a pair, which then has none. Any context. */
static inline void seccomm_pk_pair_put(struct seccomm_pk_pair *pair)
{
	seccomm_pk_put(pair->own);
	seccomm_pk_put(pair->peer);
	memset(pair, 0, sizeof(*pair));
}

#endif /* SECCOMM_PK_KEY_H */
