/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The secrets of an exchange.
 */
#ifndef SECCOMM_HANDSHAKE_SECRETS_H
#define SECCOMM_HANDSHAKE_SECRETS_H

#include <linux/seccomm_netlink.h>
#include <linux/types.h>

struct net;
struct seccomm_exchange;
struct seccomm_peer;
struct seccomm_stack;

/**
 * struct seccomm_missing - what is missing for an exchange
 * @slot: of this slot, or SECCOMM_SESSION_SECRET
 * @kind: a secret, or a key
 */
struct seccomm_missing {
	u8 slot;
	enum seccomm_key_kind kind;
};

/* All: process context, may sleep, unless another one is named. */

/* Is there a session secret towards @peer, who opens, or where the stack has none what its slots
 * want? Asks nobody for it, and allocates nothing. 0, or -ENOKEY, or -EKEYREJECTED: too short.
 */
int seccomm_handshake_has_secret(struct net *net,
				 const struct seccomm_stack *stack,
				 const struct seccomm_peer *peer);
/* Are all secrets towards @peer, whom we open to, there, or a key daemon that could provide them?
 * Allocates no secret. 0, -ENOKEY, -EKEYREJECTED (too short), -ENOPROTOOPT (a type of the stack is
 * retired).
 */
int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer);

/* Ask the methods for the secrets of all slots in use, or have them begin, which takes as long
 * as they do. 0, -EKEYREJECTED (too short), another errno of a method's, or -ENOKEY: then
 * @missing says what there is none of.
 */
int seccomm_hs_secrets(struct seccomm_exchange *ex,
		       struct seccomm_missing *missing);
/* Put the secrets and keys, when no key is derived from them any more, and the layers have
 * references of their own. Any context.
 */
void seccomm_hs_put_secrets(struct seccomm_exchange *ex);

#endif /* SECCOMM_HANDSHAKE_SECRETS_H */
