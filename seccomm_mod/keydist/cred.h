/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Credentials: in a sealed list each end says which key pair is its own, by the public key or by
 * certificates of it, and signs the handshake by it.
 */
#ifndef SECCOMM_CRED_H
#define SECCOMM_CRED_H

#include "keydist/cred_key.h"

/**
 * struct seccomm_cred_scope - what the initiator's signature covers beside its credential and what
 *	came before
 * @responder: who the responder is, whom B_R names
 * @block: what is encrypted to that end's key, or NULL
 * @block_len: bytes of @block
 */
struct seccomm_cred_scope {
	struct seccomm_identity responder;
	const u8 *block;
	u16 block_len;
};

/* Write LP(credential) of our key at @body: its bytes. */
unsigned int seccomm_cred_show(const struct seccomm_cred_own *own, u8 *body);
/* Take the peer's, of a key of @alg, which has @len bytes. 0, -EBADMSG: it is none, -EREMCHG: it is
 * of another key than the peer's, an errno of seccomm_cred_peer_certify()'s, or one of the hash.
 */
int seccomm_cred_see(struct seccomm_keydist *kd, enum seccomm_pk_alg alg,
		     struct seccomm_cred_peer *peer, const u8 *body,
		     unsigned int len);
/* Write LP(credential) || LP(signature) of our key at @body, in @list, with @kd's transcript:
 * its bytes, or an errno of give().
 */
int seccomm_cred_give(const struct seccomm_keydist *kd,
		      const struct seccomm_cred_own *own,
		      const struct seccomm_cred_scope *scope,
		      enum seccomm_list list, u8 *body);
/* Take the peer's, of a key of @kd's algorithm, which have @len bytes. As seccomm_cred_see(), or
 * -EBADE: the signature does not verify, or another errno of take().
 */
int seccomm_cred_take(struct seccomm_keydist *kd,
		      struct seccomm_cred_peer *peer,
		      const struct seccomm_cred_scope *scope,
		      enum seccomm_list list, const u8 *body, unsigned int len);

#endif /* SECCOMM_CRED_H */
