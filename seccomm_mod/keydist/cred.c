// SPDX-License-Identifier: GPL-2.0
/*
 * Credentials, which are a public key or certificates, and the signatures behind them, after
 * SIGMA-I: the responder signs what came first, the initiator all that came before, with the
 * responder's name in it.
 */
#include <kunit/visibility.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/seccomm.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/length.h"
#include "checker/method.h"
#include "keydist/cred.h"
#include "keys/chain.h"
#include "keys/hash.h"
#include "mp/sign.h"
#include "notify.h"

/* The types of credentials: a public key, whose hash the id is, and certificates, to which it is a
 * name.
 */
#define CRED_TYPE_KEY 1
#define CRED_TYPE_CHAIN 2

static_assert(SECCOMM_CRED_ID == 1 + SECCOMM_HASH_LEN);

/**
 * struct cred_parts - a credential
 * @id: who it says that the key's owner is
 * @type: what it is
 * @bytes: the public key, DER of SubjectPublicKeyInfo, or the certificates
 * @len: bytes of @bytes
 */
struct cred_parts {
	struct seccomm_identity id;
	u8 type;
	const u8 *bytes;
	u16 len;
};

static u8 *cred_put_u16(u8 *at, u16 v)
{
	put_unaligned_be16(v, at);
	return at + sizeof(__be16);
}

/* Write LP(@bytes) at @at; returns where it ends. */
static u8 *cred_put_lp(u8 *at, const u8 *bytes, u16 len)
{
	at = cred_put_u16(at, len);
	memcpy(at, bytes, len);
	return at + len;
}

/* Write LP(@id) at @at; returns where it ends. */
static u8 *cred_put_id(u8 *at, const struct seccomm_identity *id)
{
	at = cred_put_u16(at, sizeof(id->kind) + id->len);
	*at++ = id->kind;
	memcpy(at, id->value, id->len);
	return at + id->len;
}

/* Hash LP(@bytes), where there may be none. */
static void cred_add(struct seccomm_hash *h, const u8 *bytes, u16 len)
{
	u8 be[sizeof(__be16)];

	cred_put_u16(be, len);
	seccomm_hash_add(h, be, sizeof(be));
	if (len)
		seccomm_hash_add(h, bytes, len);
}

/* The hash of all that the signature behind a credential in @list covers. */
static int cred_hash(const struct seccomm_keydist *kd, enum seccomm_list list,
		     const u8 *cred, u16 len,
		     const struct seccomm_cred_scope *scope,
		     u8 hash[SECCOMM_HASH_LEN])
{
	u8 id[sizeof(__be16) + 1 + SECCOMM_IDENTITY_MAX];
	struct seccomm_hash h;

	seccomm_sign_start(&h, list == SECCOMM_LIST_B_R ?
				       "SecComm handshake R" :
				       "SecComm handshake I");
	seccomm_hash_add(&h, kd->transcript, kd->transcript_len);
	seccomm_hash_add(&h, &kd->slot, sizeof(kd->slot));
	seccomm_hash_add(&h, &kd->ordinal, sizeof(kd->ordinal));
	cred_add(&h, cred, len);
	if (list == SECCOMM_LIST_B_I) {
		seccomm_hash_add(&h, id,
				 cred_put_id(id, &scope->responder) - id);
		cred_add(&h, scope->block, scope->block_len);
	}
	return seccomm_hash_final(&h, hash);
}

unsigned int seccomm_cred_show(const struct seccomm_cred_own *own, u8 *body)
{
	const struct seccomm_identity id = seccomm_cred_own_identity(own);
	const struct seccomm_chain *chain = own->chain;
	u8 *cred = body + sizeof(__be16), *at;

	at = cred_put_id(cred, &id);
	*at++ = chain ? CRED_TYPE_CHAIN : CRED_TYPE_KEY;
	if (chain)
		at = cred_put_lp(at, seccomm_chain_certs(chain), chain->len);
	else
		at = cred_put_lp(at, own->pk->spki, own->pk->spki_len);
	cred_put_u16(body, at - cred);
	return at - body;
}

int seccomm_cred_give(const struct seccomm_keydist *kd,
		      const struct seccomm_cred_own *own,
		      const struct seccomm_cred_scope *scope,
		      enum seccomm_list list, u8 *body)
{
	const unsigned int len = seccomm_pk_signature_len(own->pk->alg);
	u8 *cred = body + sizeof(__be16);
	u8 *at = body + seccomm_cred_show(own, body);
	u8 hash[SECCOMM_HASH_LEN];
	int err;

	err = cred_hash(kd, list, cred, at - cred, scope, hash);
	at = cred_put_u16(at, len);
	if (!err)
		err = seccomm_sign(own->pk, hash, at);
	if (err == -ECANCELED)
		seccomm_notify_sign_failed(kd->net, kd->stack, kd->slot,
					   own->pk->alg);
	return err ?: at + len - body;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_cred_give);

/* Take LP(...) off the front of @left bytes; NULL: there is none. */
static const u8 *cred_take_lp(const u8 **at, unsigned int *left, u16 *len)
{
	const u8 *bytes = *at + sizeof(__be16);

	if (*left < sizeof(__be16))
		return NULL;
	*len = get_unaligned_be16(*at);
	*left -= sizeof(__be16);
	if (*len > *left)
		return NULL;
	*left -= *len;
	*at = bytes + *len;
	return bytes;
}

/* Read a credential of @left bytes: false if it is none. */
static bool cred_read(const u8 *at, unsigned int left, struct cred_parts *cred)
{
	const u8 *id;
	u16 len;

	id = cred_take_lp(&at, &left, &len);
	if (!id || !len || len > 1 + SECCOMM_IDENTITY_MAX || !left)
		return false;
	/* One of another kind, which has any length, is nobody's whose key was set. */
	if (id[0] == SECCOMM_ID_KEY && len != SECCOMM_CRED_ID)
		return false;
	cred->id = (struct seccomm_identity){
		.kind = id[0],
		.len = len - 1,
		.value = id + 1,
	};
	cred->type = *at++;
	left--;
	cred->bytes = cred_take_lp(&at, &left, &cred->len);
	return cred->bytes && !left;
}

/* Is it the peer's, whose key was set? 0, -EREMCHG, or -EBADMSG: its id is not that of its key. */
static int cred_is_of(const struct cred_parts *cred,
		      const struct seccomm_pk *peer)
{
	u8 id[SECCOMM_HASH_LEN];
	int err;

	if (cred->type != CRED_TYPE_KEY || cred->id.kind != SECCOMM_ID_KEY)
		return -EREMCHG;
	if (cred->len == peer->spki_len &&
	    !memcmp(cred->bytes, peer->spki, peer->spki_len) &&
	    !memcmp(cred->id.value, peer->id, sizeof(peer->id)))
		return 0;
	err = seccomm_sha256(cred->bytes, cred->len, id);
	if (err)
		return err;
	return memcmp(cred->id.value, id, sizeof(id)) ? -EBADMSG : -EREMCHG;
}

/* Have @peer be whose credential this is, of a key of @alg. As seccomm_cred_see(). */
static int cred_accept(struct seccomm_keydist *kd, enum seccomm_pk_alg alg,
		       const struct cred_parts *cred,
		       struct seccomm_cred_peer *peer)
{
	if (peer->pinned)
		return cred_is_of(cred, peer->pk);
	if (cred->type != CRED_TYPE_CHAIN)
		return -EREMCHG;
	return seccomm_cred_peer_certify(kd, alg, &cred->id, cred->bytes,
					 cred->len, peer);
}

int seccomm_cred_see(struct seccomm_keydist *kd, enum seccomm_pk_alg alg,
		     struct seccomm_cred_peer *peer, const u8 *body,
		     unsigned int len)
{
	struct cred_parts cred;
	const u8 *whole;
	u16 whole_len;

	whole = cred_take_lp(&body, &len, &whole_len);
	if (!whole || len || !cred_read(whole, whole_len, &cred))
		return -EBADMSG;
	return cred_accept(kd, alg, &cred, peer);
}

int seccomm_cred_take(struct seccomm_keydist *kd,
		      struct seccomm_cred_peer *peer,
		      const struct seccomm_cred_scope *scope,
		      enum seccomm_list list, const u8 *body, unsigned int len)
{
	const u8 *at = body, *whole, *signature;
	u16 whole_len, signature_len;
	u8 hash[SECCOMM_HASH_LEN];
	struct cred_parts cred;
	int err;

	whole = cred_take_lp(&at, &len, &whole_len);
	if (!whole || !cred_read(whole, whole_len, &cred))
		return -EBADMSG;
	signature = cred_take_lp(&at, &len, &signature_len);
	if (!signature || len)
		return -EBADMSG;
	err = cred_accept(kd, kd->alg, &cred, peer);
	if (err)
		return err;
	if (signature_len != seccomm_pk_signature_len(peer->pk->alg))
		return -EBADMSG;
	err = cred_hash(kd, list, whole, whole_len, scope, hash);
	if (err)
		return err;
	err = seccomm_sign_verify(peer->pk, hash, signature);
	return err == -EBADMSG ? -EBADE : err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_cred_take);
