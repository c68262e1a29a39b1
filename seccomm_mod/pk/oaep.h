/* SPDX-License-Identifier: GPL-2.0 */
/*
 * RSAES-OAEP (RFC 8017, section 7.1) with SHA-256 and MGF1-SHA256.
 */
#ifndef SECCOMM_PK_OAEP_H
#define SECCOMM_PK_OAEP_H

#include <linux/build_bug.h>
#include "checker/checker.h"
#include "pk/key.h"

#define SECCOMM_OAEP_SEED SECCOMM_HASH_LEN
/* A block has more bytes than the longest message in it: two hashes, a zero and a one. */
static_assert(SECCOMM_OAEP_MORE == 2 * SECCOMM_HASH_LEN + 2);

/* Bytes of a key that seccomm_oaep_unwrap() takes out of a block. */
#define SECCOMM_OAEP_KEY 32

/* All: process context, may sleep; -ENOMEM, or an errno of the hash, beside what is said. */

/**
 * seccomm_oaep_encrypt() - make a block of a message
 * @pk: the receiver's public key, of RSA
 * @label: SHA-256 hash of the label
 * @seed: fresh random bytes
 * @message: the message, of SECCOMM_OAEP_MORE bytes less than a block at most
 * @len: bytes of it
 * @block: where to write seccomm_pk_rsa_len() bytes; may overlap @message
 *
 * Return: 0.
 */
int seccomm_oaep_encrypt(const struct seccomm_pk *pk,
			 const u8 label[SECCOMM_HASH_LEN],
			 const u8 seed[SECCOMM_OAEP_SEED], const u8 *message,
			 unsigned int len, u8 *block);

/**
 * seccomm_oaep_decrypt() - take the message out of a block
 * @pk: the receiver's private key, of RSA
 * @label: SHA-256 hash of the label
 * @block: the block, of seccomm_pk_rsa_len() bytes
 * @message: where to write SECCOMM_OAEP_MORE bytes less: the message, then zeros; may overlap
 *	@block
 * @len: bytes of the message
 *
 * What the block decodes to does not show in how long that takes, nor whether it does.
 * Return: 0, or -EBADMSG: the block is none, and @message is zero.
 */
int seccomm_oaep_decrypt(struct seccomm_pk *pk,
			 const u8 label[SECCOMM_HASH_LEN], const u8 *block,
			 u8 *message, unsigned int *len);

/**
 * seccomm_oaep_unwrap() - take a key out of a block, if there is one
 * @pk: the receiver's private key, of RSA
 * @label: SHA-256 hash of the label
 * @block: the block, of seccomm_pk_rsa_len() bytes
 * @key: the key, in place of the one that is there; that one stays if the block is none, or the
 *	message in it has another length
 *
 * Which of the two it is shows neither in how long that takes, nor in what is returned.
 * Return: 0, or -ECANCELED: the computation went wrong.
 */
int seccomm_oaep_unwrap(struct seccomm_pk *pk, const u8 label[SECCOMM_HASH_LEN],
			const u8 *block, u8 key[SECCOMM_OAEP_KEY]);

#endif /* SECCOMM_PK_OAEP_H */
