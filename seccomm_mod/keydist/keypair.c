// SPDX-License-Identifier: GPL-2.0
/*
 * Key pairs, one of each end. What they give in place of a secret are their public halves, so
 * that both ends confirm that they mean the same two.
 */
#include <linux/err.h>
#include <linux/seccomm.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "keydist/keypair.h"
#include "keys/chain.h"
#include "keys/store.h"
#include "notify.h"

/* Tell the listeners that @pk, which is set for this slot, is not of its algorithm. */
static void keypair_tell(const struct seccomm_keydist *kd,
			 enum seccomm_key_kind kind,
			 const struct seccomm_pk *pk)
{
	const struct seccomm_key_unfit unfit = {
		.slot = kd->slot,
		.kind = kind,
		.alg = pk->alg,
		.peer = kd->peer,
	};

	seccomm_notify_key_unfit(kd->net, kd->stack, &unfit);
}

struct seccomm_pk *seccomm_keypair_half(struct seccomm_keydist *kd,
					enum seccomm_key_kind kind,
					enum seccomm_pk_alg alg,
					struct seccomm_chain **chain)
{
	struct seccomm_pk *pk;

	pk = seccomm_key_lookup_pk(kd->net, kd->stack, kd->slot, kind, kd->peer,
				   chain);
	if (!IS_ERR(pk) && pk->alg != alg) {
		keypair_tell(kd, kind, pk);
		seccomm_pk_put(pk);
		if (chain)
			seccomm_chain_put(*chain);
		pk = ERR_PTR(-ENOKEY);
	}
	if (IS_ERR(pk))
		kd->lacks = kind;
	return pk;
}

int seccomm_keypair_get(struct seccomm_keydist *kd,
			struct seccomm_pk_pair *pair)
{
	struct seccomm_pk *own, *peer;

	own = seccomm_keypair_half(kd, SECCOMM_KEY_PRIVATE, kd->alg, NULL);
	if (IS_ERR(own))
		return PTR_ERR(own);
	peer = seccomm_keypair_half(kd, SECCOMM_KEY_PUBLIC, kd->alg, NULL);
	if (IS_ERR(peer)) {
		seccomm_pk_put(own);
		return PTR_ERR(peer);
	}
	*pair = (struct seccomm_pk_pair){ own, peer };
	return 0;
}

/* Bytes of LP(SPKI of one end) || LP(SPKI of the other one). */
static u16 keypair_bytes(const struct seccomm_pk_pair *pair)
{
	return 2 * sizeof(__be16) + pair->own->spki_len + pair->peer->spki_len;
}

static int keypair_length(struct seccomm_keydist *kd)
{
	struct seccomm_pk_pair pair;
	int len = seccomm_keypair_get(kd, &pair);

	if (len)
		return len;
	len = keypair_bytes(&pair);
	seccomm_pk_pair_put(&pair);
	return len;
}

/* Write LP(SPKI of @pk) at @at; returns where it ends. */
static u8 *keypair_lp(u8 *at, const struct seccomm_pk *pk)
{
	put_unaligned_be16(pk->spki_len, at);
	at += sizeof(__be16);
	memcpy(at, pk->spki, pk->spki_len);
	return at + pk->spki_len;
}

static struct seccomm_secret *keypair_secret(struct seccomm_keydist *kd)
{
	struct seccomm_pk_pair pair;
	struct seccomm_secret *secret = NULL;
	u8 *bytes;
	int err;

	err = seccomm_keypair_get(kd, &pair);
	if (err)
		return ERR_PTR(err);
	bytes = kmalloc(keypair_bytes(&pair), GFP_KERNEL);
	if (bytes) {
		keypair_lp(keypair_lp(bytes,
				      kd->initiator ? pair.own : pair.peer),
			   kd->initiator ? pair.peer : pair.own);
		secret = seccomm_secret_new(bytes, keypair_bytes(&pair));
		kfree(bytes);
	}
	if (!secret) {
		seccomm_pk_pair_put(&pair);
		return ERR_PTR(-ENOMEM);
	}
	kd->pair = pair;
	return secret;
}

struct seccomm_identity seccomm_keypair_identity(const struct seccomm_pk *peer)
{
	return (struct seccomm_identity){
		.kind = SECCOMM_ID_KEY,
		.len = sizeof(peer->id),
		.value = peer->id,
	};
}

const struct seccomm_keydist_ops seccomm_keypair = {
	.name = "KeyPairs",
	.length = keypair_length,
	.secret = keypair_secret,
};
