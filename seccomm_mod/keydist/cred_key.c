// SPDX-License-Identifier: GPL-2.0
/*
 * The keys behind credentials. The kernel reads no certificates: the key agent of this host
 * validates those of the peer, and says which public key they show.
 */
#include <kunit/visibility.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/seccomm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "keydist/agent.h"
#include "keydist/consult.h"
#include "keydist/cred_key.h"
#include "keydist/keypair.h"
#include "keys/chain.h"
#include "keys/peers.h"
#include "notify.h"

int seccomm_cred_own_get(struct seccomm_keydist *kd, enum seccomm_key_kind kind,
			 enum seccomm_pk_alg alg, struct seccomm_cred_own *own)
{
	struct seccomm_chain *chain;
	struct seccomm_pk *pk = seccomm_keypair_half(kd, kind, alg, &chain);

	if (IS_ERR(pk))
		return PTR_ERR(pk);
	*own = (struct seccomm_cred_own){ pk, chain };
	/* It was set before the stack was there. */
	return chain && seccomm_chain_weight(chain) > kd->chain_room ?
		       -EMSGSIZE :
		       0;
}

int seccomm_cred_peer_get(struct seccomm_keydist *kd,
			  enum seccomm_key_kind kind, enum seccomm_pk_alg alg,
			  struct seccomm_cred_peer *peer)
{
	const struct seccomm_agent_failure lacks = {
		.kind = SECCOMM_AGENT_X509,
		.slot = kd->slot,
		.ordinal = kd->ordinal,
		.error = ESRCH,
		.stack = kd->stack,
		.peer = kd->peer,
	};
	struct seccomm_pk *pk = seccomm_keypair_half(kd, kind, alg, NULL);

	memset(peer, 0, sizeof(*peer));
	if (!IS_ERR(pk)) {
		peer->pk = pk;
		peer->pinned = true;
		return 0;
	}
	if (!seccomm_peers_name(kd->net, kd->stack, kd->slot, kd->peer))
		return PTR_ERR(pk);
	return seccomm_agent_there(kd->net, &lacks);
}

/* Ask our agent about @chain. 0, or an errno of seccomm_agent_ask()'s. */
static int cred_ask(struct seccomm_keydist *kd,
		    const struct seccomm_identity *id, const u8 *chain, u16 len,
		    struct seccomm_cred_peer *peer)
{
	struct seccomm_question *question;
	int err;

	question =
		seccomm_consult_question(kd, SECCOMM_AGENT_VERIFY, chain, len);
	if (!question)
		return -ENOMEM;
	question->kind = SECCOMM_AGENT_X509;
	question->name.kind = id->kind;
	question->name.len = id->len;
	memcpy(question->name.value, id->value, id->len);
	err = seccomm_consult_once(kd, question, &peer->request);
	kfree_sensitive(question);
	return err;
}

/* Take the public key that our agent has answered with. 0, -EREMCHG, -ENOMEM. */
static int cred_take_answer(enum seccomm_pk_alg alg,
			    struct seccomm_cred_peer *peer)
{
	const struct seccomm_agent_request *request = peer->request;
	struct seccomm_pk *pk;

	pk = seccomm_pk_public(request->answer.token.bytes,
			       request->answer.token.len, NULL);
	if (IS_ERR(pk))
		return PTR_ERR(pk) == -ENOMEM ? -ENOMEM : -EREMCHG;
	if (pk->alg != alg) {
		seccomm_pk_put(pk);
		return -EREMCHG;
	}
	seccomm_pk_put(peer->pk);
	peer->pk = pk;
	peer->name = request->question.name;
	return 0;
}

int seccomm_cred_peer_certify(struct seccomm_keydist *kd,
			      enum seccomm_pk_alg alg,
			      const struct seccomm_identity *id,
			      const u8 *chain, u16 len,
			      struct seccomm_cred_peer *peer)
{
	int err;

	if (peer->pinned || id->kind != SECCOMM_ID_NAME)
		return -EREMCHG;
	if (!seccomm_identity_valid(id) || !seccomm_chain_is(chain, len))
		return -EBADMSG;
	err = cred_ask(kd, id, chain, len, peer);
	if (!err)
		err = seccomm_agent_result(peer->request);
	/* A key that was refused is none that is missing. */
	if (err == -EKEYREJECTED)
		return -EREMCHG;
	return err ?: cred_take_answer(alg, peer);
}

struct seccomm_identity
seccomm_cred_own_identity(const struct seccomm_cred_own *own)
{
	if (!own->chain)
		return seccomm_keypair_identity(own->pk);
	return (struct seccomm_identity){
		.kind = SECCOMM_ID_NAME,
		.len = own->chain->name_len,
		.value = seccomm_chain_name(own->chain),
	};
}

struct seccomm_identity
seccomm_cred_peer_identity(const struct seccomm_cred_peer *peer)
{
	if (peer->pinned)
		return seccomm_keypair_identity(peer->pk);
	return (struct seccomm_identity){
		.kind = peer->name.kind,
		.len = peer->name.len,
		.value = peer->name.value,
	};
}

void seccomm_cred_own_put(struct seccomm_cred_own *own)
{
	seccomm_pk_put(own->pk);
	seccomm_chain_put(own->chain);
}

void seccomm_cred_peer_put(struct seccomm_cred_peer *peer)
{
	seccomm_pk_put(peer->pk);
	if (peer->request)
		seccomm_agent_end(peer->request);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_cred_peer_put);
