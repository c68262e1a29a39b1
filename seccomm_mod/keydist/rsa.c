// SPDX-License-Identifier: GPL-2.0
/*
 * A key that the initiator draws, encrypts to the responder by RSA-OAEP, and signs. What does not
 * decrypt gives the responder a key all the same, one that nobody else has: only that the
 * confirmations differ tells that something was wrong, and not what (Bleichenbacher's and Manger's
 * attacks).
 */
#include <linux/err.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/method.h"
#include "keydist/cred.h"
#include "keydist/keypair.h"
#include "keydist/rsa.h"
#include "keys/hash.h"
#include "mp/outside.h"
#include "pk/oaep.h"

#define RSA_LABEL "SecComm-rsakd1"

/**
 * struct rsa_state - one end
 * @own: the initiator's key that signs, or the responder's that decrypts
 * @peer: the responder's key that is encrypted to, or that of the initiator's signatures
 * @key: what was encrypted or decrypted last, a reference; NULL before that
 */
struct rsa_state {
	struct seccomm_cred_own own;
	struct seccomm_cred_peer peer;
	struct seccomm_secret *key;
};

static void rsa_end(void *state)
{
	struct rsa_state *rsa = state;

	seccomm_cred_own_put(&rsa->own);
	seccomm_cred_peer_put(&rsa->peer);
	seccomm_secret_put(rsa->key);
	kfree(rsa);
}

/* Get the keys that this end's part takes. 0, or an errno of begin(). */
static int rsa_keys(struct seccomm_keydist *kd, struct rsa_state *rsa)
{
	const unsigned int receiver = seccomm_method_enc_pk(kd->method);
	int err;

	if (kd->initiator) {
		err = seccomm_cred_own_get(kd, SECCOMM_KEY_PRIVATE, kd->alg,
					   &rsa->own);
		return err   ?:
			       seccomm_cred_peer_get(kd, SECCOMM_KEY_ENCRYPT,
						     receiver, &rsa->peer);
	}
	err = seccomm_cred_own_get(kd, SECCOMM_KEY_DECRYPT, receiver,
				   &rsa->own);
	return err   ?:
		       seccomm_cred_peer_get(kd, SECCOMM_KEY_PUBLIC, kd->alg,
					     &rsa->peer);
}

static int rsa_length(struct seccomm_keydist *kd)
{
	struct rsa_state rsa = {};
	int err = rsa_keys(kd, &rsa);

	seccomm_cred_own_put(&rsa.own);
	seccomm_cred_peer_put(&rsa.peer);
	return err ?: SECCOMM_OAEP_KEY;
}

static int rsa_begin(struct seccomm_keydist *kd)
{
	struct rsa_state *rsa = kzalloc(sizeof(*rsa), GFP_KERNEL_ACCOUNT);
	int err;

	if (!rsa)
		return -ENOMEM;
	err = rsa_keys(kd, rsa);
	if (err)
		rsa_end(rsa);
	else
		kd->state = rsa;
	return err;
}

/* The hash of the label that ties a block to the handshake, by th2, with which the transcript of
 * the initiator's list begins.
 */
static int rsa_label(const struct seccomm_keydist *kd,
		     u8 label[SECCOMM_HASH_LEN])
{
	struct seccomm_hash h;

	seccomm_hash_start(&h);
	seccomm_hash_add(&h, RSA_LABEL, strlen(RSA_LABEL));
	seccomm_hash_add(&h, kd->transcript, SECCOMM_HASH_LEN);
	seccomm_hash_add(&h, &kd->slot, sizeof(kd->slot));
	seccomm_hash_add(&h, &kd->ordinal, sizeof(kd->ordinal));
	return seccomm_hash_final(&h, label);
}

/* Have the method give @key. 0 or -ENOMEM. */
static int rsa_keep(struct rsa_state *rsa, const u8 key[SECCOMM_OAEP_KEY])
{
	struct seccomm_secret *secret =
		seccomm_secret_new(key, SECCOMM_OAEP_KEY);

	if (!secret)
		return -ENOMEM;
	seccomm_secret_put(rsa->key);
	rsa->key = secret;
	return 0;
}

/* Draw a key, and encrypt it to the peer. */
static int rsa_encrypt(const struct seccomm_keydist *kd, u8 *block)
{
	u8 label[SECCOMM_HASH_LEN], seed[SECCOMM_OAEP_SEED];
	struct rsa_state *rsa = kd->state;
	u8 key[SECCOMM_OAEP_KEY];
	int err;

	seccomm_random(key, sizeof(key));
	seccomm_random(seed, sizeof(seed));
	err = rsa_label(kd, label);
	if (!err)
		err = seccomm_oaep_encrypt(rsa->peer.pk, label, seed, key,
					   sizeof(key), block);
	if (!err)
		err = rsa_keep(rsa, key);
	memzero_explicit(key, sizeof(key));
	memzero_explicit(seed, sizeof(seed));
	return err;
}

/* LP(credential) || LP(signature) || LP(block): the signature covers the block. */
static int rsa_give_key(const struct seccomm_keydist *kd, u8 *body)
{
	const struct rsa_state *rsa = kd->state;
	const unsigned int n = seccomm_pk_rsa_len(rsa->peer.pk->alg);
	struct seccomm_cred_scope scope = {
		.responder = seccomm_cred_peer_identity(&rsa->peer),
		.block_len = n,
	};
	u8 *block = kmalloc(n, GFP_KERNEL);
	int len;

	if (!block)
		return -ENOMEM;
	scope.block = block;
	len = rsa_encrypt(kd, block);
	if (!len)
		len = seccomm_cred_give(kd, &rsa->own, &scope, SECCOMM_LIST_B_I,
					body);
	if (len > 0) {
		put_unaligned_be16(n, body + len);
		memcpy(body + len + sizeof(__be16), block, n);
		len += sizeof(__be16) + n;
	}
	kfree(block);
	return len;
}

static int rsa_give(struct seccomm_keydist *kd, enum seccomm_list list,
		    u8 *body)
{
	const struct rsa_state *rsa = kd->state;

	return list == SECCOMM_LIST_B_R ? seccomm_cred_show(&rsa->own, body) :
					  rsa_give_key(kd, body);
}

/* The key that a block gives that does not decrypt: the same one for the same block. */
static int rsa_other_key(const u8 *block, unsigned int n,
			 u8 key[SECCOMM_OAEP_KEY])
{
	static u8 secret[SECCOMM_HASH_LEN];

	get_random_once(secret, sizeof(secret));
	return seccomm_hmac(secret, sizeof(secret), block, n, key);
}

static int rsa_decrypt(const struct seccomm_keydist *kd, const u8 *block,
		       unsigned int n)
{
	struct rsa_state *rsa = kd->state;
	u8 label[SECCOMM_HASH_LEN], key[SECCOMM_OAEP_KEY];
	int err;

	err = rsa_other_key(block, n, key);
	if (!err)
		err = rsa_label(kd, label);
	if (!err)
		err = seccomm_oaep_unwrap(rsa->own.pk, label, block, key);
	if (!err)
		err = rsa_keep(rsa, key);
	memzero_explicit(key, sizeof(key));
	return err;
}

/* Nothing is decrypted that the peer has not signed. */
static int rsa_take_key(struct seccomm_keydist *kd, const u8 *body, u16 len)
{
	struct rsa_state *rsa = kd->state;
	const unsigned int n = seccomm_pk_rsa_len(rsa->own.pk->alg);
	struct seccomm_cred_scope scope = {
		.responder = seccomm_cred_own_identity(&rsa->own),
		.block_len = n,
	};
	const u8 *end;
	int err;

	if (len < sizeof(__be16) + n)
		return -EBADMSG;
	end = body + len - n - sizeof(__be16);
	if (get_unaligned_be16(end) != n)
		return -EBADMSG;
	scope.block = end + sizeof(__be16);
	err = seccomm_cred_take(kd, &rsa->peer, &scope, SECCOMM_LIST_B_I, body,
				end - body);
	return err ?: rsa_decrypt(kd, scope.block, n);
}

static int rsa_take(struct seccomm_keydist *kd, enum seccomm_list list,
		    const u8 *body, u16 len)
{
	struct rsa_state *rsa = kd->state;

	return list == SECCOMM_LIST_B_R ?
		       seccomm_cred_see(kd, seccomm_method_enc_pk(kd->method),
					&rsa->peer, body, len) :
		       rsa_take_key(kd, body, len);
}

static const struct seccomm_secret *rsa_item(struct seccomm_keydist *kd,
					     unsigned int stage)
{
	const struct rsa_state *rsa = kd->state;

	return stage == SECCOMM_STAGES - 1 ? rsa->key : NULL;
}

static struct seccomm_secret *rsa_secret(struct seccomm_keydist *kd)
{
	const struct rsa_state *rsa = kd->state;

	return seccomm_secret_get(rsa->key);
}

/* To the initiator who can decrypt, to the responder who has signed. */
static bool rsa_identity(struct seccomm_keydist *kd,
			 struct seccomm_identity *id)
{
	const struct rsa_state *rsa = kd->state;

	*id = seccomm_cred_peer_identity(&rsa->peer);
	return true;
}

const struct seccomm_keydist_ops seccomm_rsa_transport = {
	.name = "RSATransport",
	.length = rsa_length,
	.begin = rsa_begin,
	.give = rsa_give,
	.take = rsa_take,
	.item = rsa_item,
	.secret = rsa_secret,
	.identity = rsa_identity,
	.end = rsa_end,
};
