/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The keys behind credentials: ours, with its certificates if it has any, and the peer's, which was
 * set, or which the peer's certificates show.
 */
#ifndef SECCOMM_CRED_KEY_H
#define SECCOMM_CRED_KEY_H

#include "keydist/keydist.h"

struct seccomm_agent_request;
struct seccomm_chain;

/**
 * struct seccomm_cred_own - our key
 * @pk: the private key, a reference
 * @chain: its certificates, a reference, or NULL: we are known by the key alone
 */
struct seccomm_cred_own {
	struct seccomm_pk *pk;
	struct seccomm_chain *chain;
};

/**
 * struct seccomm_cred_peer - the peer's key
 * @pk: the public key, a reference; NULL: its certificates have yet to show one
 * @pinned: @pk was set, and no certificates are taken
 * @request: what our key agent was asked last of certificates, or NULL
 * @name: who the peer is by the certificates that have shown @pk
 */
struct seccomm_cred_peer {
	struct seccomm_pk *pk;
	bool pinned;
	struct seccomm_agent_request *request;
	struct seccomm_identity_copy name;
};

/* All: process context. What has failed leaves something to put, too.
 *
 * Get our key of @kind, of the algorithm @alg: 0, -ENOKEY, with @lacks set, or -EMSGSIZE: its
 * certificates are too long for the stack.
 */
int seccomm_cred_own_get(struct seccomm_keydist *kd, enum seccomm_key_kind kind,
			 enum seccomm_pk_alg alg, struct seccomm_cred_own *own);
/* Get the peer's. Where none was set, and who may open is somebody with a name, certificates are to
 * show it: 0; -ENOKEY, with @lacks set; -ESRCH, told to the listeners: no key agent is there that
 * could read them.
 */
int seccomm_cred_peer_get(struct seccomm_keydist *kd,
			  enum seccomm_key_kind kind, enum seccomm_pk_alg alg,
			  struct seccomm_cred_peer *peer);
/* Have our key agent validate the @len bytes of @chain, by which the peer has the name @id, and
 * take the key of @alg that they show. 0; -EINPROGRESS: the exchange's work runs when the agent has
 * answered, and then ask again; -EREMCHG: they are not the peer's, or show a key of another
 * algorithm; -EBADMSG: they are none; or an errno of seccomm_agent_ask()'s and of
 * seccomm_agent_result()'s. The exchange's work.
 */
int seccomm_cred_peer_certify(struct seccomm_keydist *kd,
			      enum seccomm_pk_alg alg,
			      const struct seccomm_identity *id,
			      const u8 *chain, u16 len,
			      struct seccomm_cred_peer *peer);
/* Who we are, and who the peer is, by these. The value is @own's or @peer's. Any context. */
struct seccomm_identity
seccomm_cred_own_identity(const struct seccomm_cred_own *own);
struct seccomm_identity
seccomm_cred_peer_identity(const struct seccomm_cred_peer *peer);
/* Give back what they have. Any context but hardirq. */
void seccomm_cred_own_put(struct seccomm_cred_own *own);
void seccomm_cred_peer_put(struct seccomm_cred_peer *peer);

#endif /* SECCOMM_CRED_KEY_H */
