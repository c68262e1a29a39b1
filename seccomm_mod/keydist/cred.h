/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Credentials: in a sealed list each end says which key pair is its own, and signs the handshake
 * by it.
 */
#ifndef SECCOMM_CRED_H
#define SECCOMM_CRED_H

#include "keydist/keydist.h"

/* Write LP(credential) || LP(signature) of our key at @body, in @list, with @kd's transcript:
 * its bytes, or an errno of give().
 */
int seccomm_cred_give(const struct seccomm_keydist *kd,
		      const struct seccomm_pk_pair *pair,
		      enum seccomm_list list, u8 *body);
/* Take the peer's, which have @len bytes. 0, -EBADMSG: they are none, -EREMCHG: they are of
 * another key than the peer's, -EBADE: the signature does not verify, or another errno of take().
 */
int seccomm_cred_take(const struct seccomm_keydist *kd,
		      const struct seccomm_pk_pair *pair,
		      enum seccomm_list list, const u8 *body, unsigned int len);

#endif /* SECCOMM_CRED_H */
