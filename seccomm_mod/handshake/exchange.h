/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What both sides of the handshake do.
 */
#ifndef SECCOMM_EXCHANGE_H
#define SECCOMM_EXCHANGE_H

#include <linux/types.h>
#include "wire.h"

struct in6_addr;
struct net;
struct seccomm_handshake;
struct seccomm_peer;
struct seccomm_session;
struct seccomm_stack;

/* All: process context, may sleep. */

/* Are all secrets towards @peer there, or somebody who could provide them? Allocates
 * nothing. 0, -ENOKEY, -EKEYREJECTED (too short), -ENOPROTOOPT (a type of the stack is
 * retired).
 */
int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer);
/* References on the secrets of all slots in use into @hs. 0, -EKEYREJECTED (too short),
 * -ENOMEM, or -ENOKEY: then @missing is the slot that lacks one.
 */
int seccomm_hs_secrets(struct net *net, const struct seccomm_stack *stack,
		       const struct in6_addr *peer,
		       struct seccomm_handshake *hs, u8 *missing);
/* M1 and M2 are known: th1, roots, K_hs. 0, or a negative errno of the crypto API. */
int seccomm_hs_derive(const struct seccomm_session *s,
		      struct seccomm_handshake *hs);
/* Send one of our messages, counted. What does not leave is sent again, as what is lost
 * on its way.
 */
void seccomm_hs_send(struct seccomm_session *s, const void *bytes, size_t len);
/* The base header of one of our messages. */
void seccomm_hs_header(struct seccomm_hdr *hdr, enum seccomm_msg_type type,
		       u32 index);
/* A working copy of the handshake, if @s is in @state and still wants this message: the
 * one in the session does not change until a confirmation verified. NULL: no memory;
 * ERR_PTR(-ESTALE): not wanted.
 */
struct seccomm_handshake *seccomm_hs_copy(struct seccomm_session *s, u8 state);
/* Confirmed, keys made: @hs takes the place of the session's handshake, and the state is
 * OPEN. False: it is not @from any more, and @hs stays the caller's.
 */
bool seccomm_hs_commit(struct seccomm_session *s, struct seccomm_handshake *hs,
		       u8 from);
/* Make the layers' states. False: counted. A secret that is no key of its layer's cipher
 * is as good as a wrong one.
 */
bool seccomm_hs_arm(struct seccomm_session *s, struct seccomm_handshake *hs);

#endif /* SECCOMM_EXCHANGE_H */
