// SPDX-License-Identifier: GPL-2.0
/*
 * Credentials that are a public key, and the signatures behind them, after SIGMA-I: the responder
 * signs what came first, the initiator all that came before, with the responder's name in it.
 */
#include <kunit/visibility.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/method.h"
#include "keydist/cred.h"
#include "keys/hash.h"
#include "mp/sign.h"
#include "notify.h"

/* The kind of an id that is the hash of a public key, and the type of a credential that is one. */
#define CRED_ID_KEY 3
#define CRED_TYPE_KEY 1

static_assert(SECCOMM_CRED_ID == 1 + SECCOMM_HASH_LEN);

/**
 * struct cred_parts - a credential
 * @id: id of the key
 * @type: what it is
 * @key: the public key, DER of SubjectPublicKeyInfo
 * @key_len: bytes of @key
 */
struct cred_parts {
	const u8 *id;
	u8 type;
	const u8 *key;
	u16 key_len;
};

static u8 *cred_put_u16(u8 *at, u16 v)
{
	put_unaligned_be16(v, at);
	return at + sizeof(__be16);
}

static void cred_id(const struct seccomm_pk *pk, u8 id[SECCOMM_CRED_ID])
{
	id[0] = CRED_ID_KEY;
	memcpy(id + 1, pk->id, SECCOMM_HASH_LEN);
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
	u8 id[SECCOMM_CRED_ID];
	struct seccomm_hash h;

	seccomm_sign_start(&h, list == SECCOMM_LIST_B_R ?
				       "SecComm handshake R" :
				       "SecComm handshake I");
	seccomm_hash_add(&h, kd->transcript, kd->transcript_len);
	seccomm_hash_add(&h, &kd->slot, sizeof(kd->slot));
	seccomm_hash_add(&h, &kd->ordinal, sizeof(kd->ordinal));
	cred_add(&h, cred, len);
	if (list == SECCOMM_LIST_B_I) {
		cred_id(scope->responder, id);
		cred_add(&h, id, sizeof(id));
		cred_add(&h, scope->block, scope->block_len);
	}
	return seccomm_hash_final(&h, hash);
}

unsigned int seccomm_cred_show(const struct seccomm_pk *own, u8 *body)
{
	u8 *cred = body + sizeof(__be16), *at;

	at = cred_put_u16(cred, SECCOMM_CRED_ID);
	cred_id(own, at);
	at += SECCOMM_CRED_ID;
	*at++ = CRED_TYPE_KEY;
	at = cred_put_u16(at, own->spki_len);
	memcpy(at, own->spki, own->spki_len);
	at += own->spki_len;
	cred_put_u16(body, at - cred);
	return at - body;
}

int seccomm_cred_give(const struct seccomm_keydist *kd, struct seccomm_pk *own,
		      const struct seccomm_cred_scope *scope,
		      enum seccomm_list list, u8 *body)
{
	const unsigned int len = seccomm_pk_signature_len(own->alg);
	u8 *cred = body + sizeof(__be16);
	u8 *at = body + seccomm_cred_show(own, body);
	u8 hash[SECCOMM_HASH_LEN];
	int err;

	err = cred_hash(kd, list, cred, at - cred, scope, hash);
	at = cred_put_u16(at, len);
	if (!err)
		err = seccomm_sign(own, hash, at);
	if (err == -ECANCELED)
		seccomm_notify_sign_failed(kd->net, kd->stack, kd->slot,
					   own->alg);
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
	u16 len;

	cred->id = cred_take_lp(&at, &left, &len);
	if (!cred->id || !len || !left)
		return false;
	/* One of another kind, which has any length, is nobody's whose key was set. */
	if (cred->id[0] == CRED_ID_KEY && len != SECCOMM_CRED_ID)
		return false;
	cred->type = *at++;
	left--;
	cred->key = cred_take_lp(&at, &left, &cred->key_len);
	return cred->key && !left;
}

/* Is it the peer's, whose key was set? 0, -EREMCHG, or -EBADMSG: its id is not that of its key. */
static int cred_is_of(const struct cred_parts *cred,
		      const struct seccomm_pk *peer)
{
	u8 id[SECCOMM_HASH_LEN];
	int err;

	if (cred->type != CRED_TYPE_KEY || cred->id[0] != CRED_ID_KEY)
		return -EREMCHG;
	if (cred->key_len == peer->spki_len &&
	    !memcmp(cred->key, peer->spki, peer->spki_len) &&
	    !memcmp(cred->id + 1, peer->id, sizeof(peer->id)))
		return 0;
	err = seccomm_sha256(cred->key, cred->key_len, id);
	if (err)
		return err;
	return memcmp(cred->id + 1, id, sizeof(id)) ? -EBADMSG : -EREMCHG;
}

int seccomm_cred_see(const struct seccomm_pk *peer, const u8 *body,
		     unsigned int len)
{
	struct cred_parts cred;
	const u8 *whole;
	u16 whole_len;

	whole = cred_take_lp(&body, &len, &whole_len);
	if (!whole || len || !cred_read(whole, whole_len, &cred))
		return -EBADMSG;
	return cred_is_of(&cred, peer);
}

int seccomm_cred_take(const struct seccomm_keydist *kd,
		      const struct seccomm_pk *peer,
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
	err = cred_is_of(&cred, peer);
	if (err)
		return err;
	if (signature_len != seccomm_pk_signature_len(peer->alg))
		return -EBADMSG;
	err = cred_hash(kd, list, whole, whole_len, scope, hash);
	if (err)
		return err;
	err = seccomm_sign_verify(peer, hash, signature);
	return err == -EBADMSG ? -EBADE : err;
}
