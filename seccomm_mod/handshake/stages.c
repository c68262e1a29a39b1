// SPDX-License-Identifier: GPL-2.0
/*
 * The key schedule of an exchange, stage by stage (Documentation/wire-format.md): each begins
 * with the transcript so far, and takes the secrets that the lists before it bring.
 */
#include <kunit/visibility.h>
#include <linux/slab.h>
#include "checker/method.h"
#include "handshake/exchange.h"
#include "handshake/items.h"
#include "handshake/methods.h"
#include "handshake/stages.h"
#include "keydist/all.h"
#include "keys/hash.h"
#include "keys/list_seal.h"
#include "session/ends.h"
#include "session/info.h"
#include "session/session.h"

/* Who the ends of the session are, for its transcript, with @local as our address; the
 * identities may point into @local.
 */
static void stages_ends(struct seccomm_exchange *ex,
			const struct in6_addr *local, struct seccomm_ends *ends)
{
	if (ex->initiator)
		seccomm_session_ends(ex->session, local, &ends->initiator,
				     &ends->responder);
	else
		seccomm_session_ends(ex->session, local, &ends->responder,
				     &ends->initiator);
}

int seccomm_stage_binding(struct seccomm_exchange *ex,
			  u8 hash[SECCOMM_HASH_LEN])
{
	struct seccomm_ends ends;
	struct in6_addr local;

	seccomm_session_local(ex->session, &local);
	stages_ends(ex, &local, &ends);
	return seccomm_binding(&ends, ex->m1, hash);
}

/* What the secret @share gives to a stage, counted from 0; NULL: nothing. */
static const struct seccomm_secret *
stages_item(struct seccomm_exchange *ex, const struct seccomm_share *share,
	    unsigned int stage)
{
	struct seccomm_keydist kd;

	/* One that lies to one end must not make the ends disagree. */
	if (share->member)
		return NULL;
	if (ex->states && ex->states[share->index]) {
		seccomm_hs_ask(&kd, ex, share);
		return kd.ops->item(&kd, stage);
	}
	return stage ? NULL : ex->secrets[1 + share->index];
}

/* Add what all secrets give to a stage. */
static void stages_add(struct seccomm_exchange *ex, unsigned int stage,
		       struct seccomm_hmac_ctx *h)
{
	const struct seccomm_stack *stack = ex->session->stack;
	const struct seccomm_secret *secret;
	struct seccomm_share share;
	bool more;

	for (more = seccomm_share_first(stack, &share); more;
	     more = seccomm_share_next(stack, &share)) {
		secret = stages_item(ex, &share, stage);
		if (secret)
			seccomm_stage_item(h, share.slot, share.ordinal,
					   secret);
	}
}

int seccomm_stage_first(struct seccomm_exchange *ex,
			const struct seccomm_accept *m2,
			const struct in6_addr *local, struct seccomm_stage *st)
{
	struct seccomm_hmac_ctx h;
	struct seccomm_ends ends;
	int err;

	stages_ends(ex, local, &ends);
	err = seccomm_th1(&ends, ex->m1, m2, ex->th1);
	if (err)
		return err;
	memcpy(st->th, ex->th1, sizeof(st->th));
	seccomm_stage_one(&h, st->th, ex->secrets[0]);
	stages_add(ex, 0, &h);
	return seccomm_hmac_final(&h, st->k);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stage_first);

/* The key of @stage from that of the one before. Only sealed lists bring something to it. */
static int stages_next(struct seccomm_exchange *ex, unsigned int stage,
		       struct seccomm_stage *st)
{
	struct seccomm_hmac_ctx h;

	seccomm_stage_next(&h, st->th, st->k);
	if (ex->late)
		stages_add(ex, stage, &h);
	return seccomm_hmac_final(&h, st->k);
}

int seccomm_stage_second(struct seccomm_exchange *ex, const u8 *sealed, u16 len,
			 struct seccomm_stage *st)
{
	int err = seccomm_th2(ex->th1, sealed, len, st->th);

	return err ?: stages_next(ex, 1, st);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stage_second);

int seccomm_stage_third(struct seccomm_exchange *ex,
			const u8 conf_r[SECCOMM_CONF_LEN], const u8 *sealed,
			u16 len, struct seccomm_stage *st)
{
	u8 th3[SECCOMM_HASH_LEN];
	int err;

	err = seccomm_th3(st->th, conf_r, sealed, len, th3);
	if (err)
		return err;
	memcpy(st->th, th3, sizeof(st->th));
	err = stages_next(ex, 2, st);
	if (err)
		return err;
	memcpy(ex->k3, st->k, sizeof(ex->k3));
	if (ex->late)
		memcpy(ex->late->th3, th3, sizeof(ex->late->th3));
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stage_third);

/**
 * struct stages_seal - what a list is sealed with
 * @key: the key
 * @bound: what the list is bound to, and what signatures in it cover: th1, or th2 || conf_R
 * @len: bytes of @bound
 */
struct stages_seal {
	u8 key[SECCOMM_HASH_LEN];
	u8 bound[SECCOMM_HASH_LEN + SECCOMM_CONF_LEN];
	unsigned int len;
};

static int stages_seal_make(struct stages_seal *seal,
			    const struct seccomm_stage *st, const u8 *conf_r)
{
	memcpy(seal->bound, st->th, SECCOMM_HASH_LEN);
	seal->len = SECCOMM_HASH_LEN;
	if (!conf_r)
		return seccomm_seal_key_r(st->k, seal->key);
	memcpy(seal->bound + seal->len, conf_r, SECCOMM_CONF_LEN);
	seal->len += SECCOMM_CONF_LEN;
	return seccomm_seal_key_i(st->k, seal->key);
}

int seccomm_stage_seal(struct seccomm_exchange *ex, enum seccomm_list list,
		       const struct seccomm_stage *st,
		       const u8 conf_r[SECCOMM_CONF_LEN], u8 *at)
{
	struct stages_seal seal;
	int len;

	if (!seccomm_sealed_len(ex->session->stack, list))
		return 0;
	len = stages_seal_make(&seal, st, conf_r);
	if (!len)
		len = seccomm_hs_give(ex, list, seal.bound, seal.len, at);
	if (len > 0) {
		seccomm_list_seal(seal.key, seal.bound, seal.len, at, len);
		len += SECCOMM_TAG_LEN;
	}
	memzero_explicit(&seal, sizeof(seal));
	return len;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stage_seal);

/* Open a copy of @sealed, since a packet's memory may be others', too. */
static int stages_open(struct seccomm_exchange *ex, enum seccomm_list list,
		       const struct stages_seal *seal, const u8 *sealed,
		       unsigned int len)
{
	u8 *items = kmemdup(sealed, len, GFP_KERNEL);
	int err = -EILSEQ;

	if (!items)
		return -ENOMEM;
	len -= SECCOMM_TAG_LEN;
	if (!seccomm_list_open(seal->key, seal->bound, seal->len, items, len))
		err = seccomm_hs_take(ex, list, seal->bound, seal->len, items,
				      len);
	kfree_sensitive(items);
	return err;
}

int seccomm_stage_open(struct seccomm_exchange *ex, enum seccomm_list list,
		       const struct seccomm_stage *st,
		       const u8 conf_r[SECCOMM_CONF_LEN], const u8 *sealed,
		       unsigned int len)
{
	struct stages_seal seal;
	int err;

	if (!len)
		return 0;
	err = stages_seal_make(&seal, st, conf_r);
	if (!err)
		err = stages_open(ex, list, &seal, sealed, len);
	memzero_explicit(&seal, sizeof(seal));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_stage_open);

/* The root of the slot whose first secret is @share; 0, -ENOMEM, or an errno of the crypto API. */
static int stages_root(const struct seccomm_exchange *ex,
		       const struct seccomm_share *share,
		       u8 root[SECCOMM_HASH_LEN])
{
	const struct seccomm_slot *slot =
		ex->session->stack->declared[share->slot];
	struct seccomm_secret *const *secrets = &ex->secrets[1 + share->index];
	struct seccomm_secret *const *shared = secrets + slot->n_methods;
	const u8 *th = seccomm_slot_is_late(slot) ? ex->late->th3 : ex->th1;
	struct seccomm_secret *all;
	int err;

	if (slot->threshold)
		return seccomm_slot_root(th, *shared, root);
	if (slot->source != SECCOMM_SOURCE_ALL)
		return seccomm_slot_root(th, *secrets, root);
	all = seccomm_all(slot, secrets);
	if (!all)
		return -ENOMEM;
	err = seccomm_slot_root(th, all, root);
	seccomm_secret_put(all);
	return err;
}

int seccomm_stage_roots(const struct seccomm_exchange *ex,
			struct seccomm_roots *roots)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share share;
	int err = 0;
	bool more;

	roots->slots = stack->slots;
	for (more = seccomm_share_first(stack, &share); more && !err;
	     more = seccomm_share_next(stack, &share)) {
		if (share.ordinal)
			continue;
		err = stages_root(ex, &share, roots->root[share.slot]);
		if (ex->pairs)
			roots->pairs[share.slot] = ex->pairs[1 + share.index];
		roots->raw[share.slot] = ex->secrets[1 + share.index];
	}
	return err;
}
