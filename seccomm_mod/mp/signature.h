/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signatures, and what a signature layer leaves of a message that it has verified, for a
 * layer before it that keeps evidence (NonRepudiation).
 */
#ifndef SECCOMM_MP_SIGNATURE_H
#define SECCOMM_MP_SIGNATURE_H

#include "mp/mp.h"

struct seccomm_pk;

/**
 * struct seccomm_evidence - a message that was signed, with all that its signature covers
 * @number: message number
 * @aad: additional data
 * @dir: direction
 * @path_len: bytes of @path
 * @path: path of the signature layer
 * @type: name of its type; of this module, as is @algorithm
 * @algorithm: the type's algorithm
 * @signer: the signer's public key, a reference
 * @receiver: the receiver's key, private, a reference
 * @digest: digest of the stack
 * @data_len: bytes of @data
 * @signature_len: bytes of @signature
 * @data: the layer's whole input
 * @signature: the signature; it stands behind @data
 * @bytes: room of both
 */
struct seccomm_evidence {
	u64 number;
	u8 aad[SECCOMM_AAD_LEN];
	u8 dir;
	u8 path_len;
	u8 path[SECCOMM_MAX_DEPTH];
	const char *type;
	const char *algorithm;
	struct seccomm_pk *signer;
	struct seccomm_pk *receiver;
	u8 digest[SECCOMM_HASH_LEN];
	u32 data_len;
	u16 signature_len;
	const u8 *data;
	const u8 *signature;
	u8 bytes[];
};

/* Leave @evidence of a message to the layers before this one, in place of what an earlier
 * message has left, if that was dropped between. Called by handlers upward, in process
 * context: a stack with a signature has no other.
 */
void seccomm_evidence_leave(const struct sk_buff *skb,
			    struct seccomm_evidence *evidence);

/* The evidence of this message, which is the caller's from here on; NULL: there is none.
 * Called as seccomm_evidence_leave() is.
 */
struct seccomm_evidence *seccomm_evidence_take(const struct sk_buff *skb);

/* Free evidence. NULL is none. Process context. */
void seccomm_evidence_free(struct seccomm_evidence *evidence);

#endif /* SECCOMM_MP_SIGNATURE_H */
