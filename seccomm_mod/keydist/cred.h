/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Credentials: in a sealed list each end says which key pair is its own, and signs the handshake
 * by it.
 */
#ifndef SECCOMM_CRED_H
#define SECCOMM_CRED_H

#include "keydist/keydist.h"

/**
 * struct seccomm_cred_scope - what the initiator's signature covers beside its credential and what
 *	came before
 * @responder: the responder's key, which B_R names
 * @block: what is encrypted to that key, or NULL
 * @block_len: bytes of @block
 */
struct seccomm_cred_scope {
	const struct seccomm_pk *responder;
	const u8 *block;
	u16 block_len;
};

/* Write LP(credential) of our key at @body: its bytes. */
unsigned int seccomm_cred_show(const struct seccomm_pk *own, u8 *body);
/* Take the peer's, which has @len bytes. 0, -EBADMSG: it is none, -EREMCHG: it is of another key
 * than the peer's, or an errno of the hash.
 */
int seccomm_cred_see(const struct seccomm_pk *peer, const u8 *body,
		     unsigned int len);
/* Write LP(credential) || LP(signature) of our key at @body, in @list, with @kd's transcript:
 * its bytes, or an errno of give().
 */
int seccomm_cred_give(const struct seccomm_keydist *kd, struct seccomm_pk *own,
		      const struct seccomm_cred_scope *scope,
		      enum seccomm_list list, u8 *body);
/* Take the peer's, which have @len bytes. As seccomm_cred_see(), or -EBADE: the signature does not
 * verify, or another errno of take().
 */
int seccomm_cred_take(const struct seccomm_keydist *kd,
		      const struct seccomm_pk *peer,
		      const struct seccomm_cred_scope *scope,
		      enum seccomm_list list, const u8 *body, unsigned int len);

#endif /* SECCOMM_CRED_H */
