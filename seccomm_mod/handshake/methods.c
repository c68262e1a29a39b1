// SPDX-License-Identifier: GPL-2.0
/*
 * The methods of an exchange: how they are asked, what they give of the lists of items and
 * take of them, and what they wait for.
 */
#include <kunit/visibility.h>
#include <linux/err.h>
#include <linux/string.h>
#include "checker/length.h"
#include "checker/method.h"
#include "handshake/exchange.h"
#include "handshake/items.h"
#include "handshake/members.h"
#include "handshake/methods.h"
#include "handshake/queue.h"
#include "handshake/stages.h"
#include "keydist/kofn.h"
#include "session/session.h"

void seccomm_hs_method_init(struct seccomm_keydist *kd, struct net *net,
			    const struct seccomm_stack *stack,
			    const struct seccomm_share *share,
			    const struct in6_addr *peer)
{
	const struct seccomm_slot *slot = stack->declared[share->slot];

	*kd = (struct seccomm_keydist){
		.ops = share->shared ? &seccomm_kofn :
				       seccomm_keydist_method(slot->source,
							      share->method),
		.net = net,
		.stack = stack->name,
		.peer = peer,
		.alg = share->method ? seccomm_method_pk(share->method) :
				       slot->pk,
		.method = share->method,
		.shared = share->shared,
		.slot = share->slot,
		.ordinal = share->ordinal,
		.chain_room = stack->chain_room,
		.lacks = SECCOMM_KEY_SECRET,
	};
}

/* As struct seccomm_asker_ops has it. */
static int exchange_facts(struct seccomm_exchange *ex,
			  struct seccomm_facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	memcpy(facts->nonce_i, ex->m1->nonce, sizeof(facts->nonce_i));
	if (ex->m2)
		memcpy(facts->nonce_r, ex->m2->nonce, sizeof(facts->nonce_r));
	return seccomm_stage_binding(ex, facts->binding);
}

static void exchange_hold(struct seccomm_exchange *ex)
{
	refcount_inc(&ex->ref);
	refcount_inc(&ex->session->ref);
}

static void exchange_wake(struct seccomm_exchange *ex)
{
	/* It does nothing but for an initiator that has not sent M1. */
	WRITE_ONCE(ex->start, true);
	seccomm_exchange_run(ex);
}

static void exchange_release(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;

	seccomm_exchange_put(ex);
	seccomm_session_put(s);
}

static const struct seccomm_asker_ops exchange_asker = {
	.facts = exchange_facts,
	.hold = exchange_hold,
	.wake = exchange_wake,
	.release = exchange_release,
};

void seccomm_hs_ask(struct seccomm_keydist *kd, struct seccomm_exchange *ex,
		    const struct seccomm_share *share)
{
	const struct seccomm_session *s = ex->session;

	seccomm_hs_method_init(kd, s->snet->net, s->stack, share,
			       &s->peer.addr);
	kd->session = ex->secrets[0];
	kd->asker = &exchange_asker;
	kd->ex = ex;
	kd->initiator = ex->initiator;
	if (ex->states)
		kd->state = ex->states[share->index];
}

void seccomm_hs_end_methods(struct seccomm_exchange *ex)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share share;
	struct seccomm_keydist kd;
	bool more;

	if (!ex->states)
		return;
	for (more = seccomm_share_first(stack, &share); more;
	     more = seccomm_share_next(stack, &share)) {
		seccomm_hs_ask(&kd, ex, &share);
		if (kd.state)
			kd.ops->end(kd.state);
		ex->states[share.index] = NULL;
	}
}

int seccomm_hs_wait(struct seccomm_exchange *ex)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share share;
	struct seccomm_keydist kd;
	int err = 0;
	bool more;

	if (!ex->states)
		return 0;
	for (more = seccomm_share_first(stack, &share); more && !err;
	     more = seccomm_share_next(stack, &share)) {
		seccomm_hs_ask(&kd, ex, &share);
		if (kd.state && kd.ops->wait &&
		    !seccomm_member_is_dead(ex, &share))
			err = kd.ops->wait(&kd);
		if (err && err != -EINPROGRESS)
			err = seccomm_member_fails(ex, &share, err);
	}
	return err ?: seccomm_members_suffice(ex);
}

/* Go on to the first method from @share on that has an item in a list, and set @kd up for it.
 * False: there is none.
 */
static bool exchange_item(struct seccomm_exchange *ex, enum seccomm_list list,
			  struct seccomm_share *share, bool more,
			  struct seccomm_keydist *kd)
{
	for (; more; more = seccomm_share_next(ex->session->stack, share)) {
		if (!seccomm_share_body(share, list))
			continue;
		seccomm_hs_ask(kd, ex, share);
		return true;
	}
	return false;
}

/* Write our item of @share at @at; bytes of it, or an errno of the method's. */
static int exchange_give(struct seccomm_exchange *ex,
			 const struct seccomm_share *share,
			 struct seccomm_keydist *kd, enum seccomm_list list,
			 u8 *at)
{
	bool present;
	int len = 0;

	if (share->shared) {
		len = seccomm_members_suffice(ex);
		if (!len)
			len = seccomm_members_secrets(ex, share, kd);
		if (len)
			return len;
	}
	if (!seccomm_member_is_dead(ex, share))
		len = kd->ops->give(kd, list, at + SECCOMM_ITEM_HEAD);
	if (len < 0)
		len = seccomm_member_fails(ex, share, len);
	if (len < 0)
		return len;
	present = !seccomm_member_is_dead(ex, share);
	seccomm_member_gives(ex, share, present);
	return seccomm_item_head(share, present, len, at) + len - at;
}

int seccomm_hs_give(struct seccomm_exchange *ex, enum seccomm_list list,
		    const u8 *transcript, u16 transcript_len, u8 *items)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share share;
	struct seccomm_keydist kd;
	u8 *at = items;
	bool more;
	int len;

	more = seccomm_share_first(stack, &share);
	while (exchange_item(ex, list, &share, more, &kd)) {
		kd.transcript = transcript;
		kd.transcript_len = transcript_len;
		len = exchange_give(ex, &share, &kd, list, at);
		if (len < 0)
			return len;
		at += len;
		more = seccomm_share_next(stack, &share);
	}
	return at - items;
}

/* Take the peer's item of @share at @item. 0, or an errno of the method's. */
static int exchange_take(struct seccomm_exchange *ex,
			 const struct seccomm_share *share,
			 struct seccomm_keydist *kd, enum seccomm_list list,
			 const u8 *item)
{
	int err = 0;

	if (!seccomm_member_takes(ex, share, seccomm_item_present(item)))
		return -EBADMSG;
	if (share->shared)
		err = seccomm_members_secrets(ex, share, kd);
	if (!err && !seccomm_member_is_dead(ex, share))
		err = kd->ops->take(kd, list, item + SECCOMM_ITEM_HEAD,
				    seccomm_item_body(item));
	if (share->shared)
		seccomm_members_lose(ex, share, kd->lost);
	/* The ends alone make what may not be given, and nobody in between. */
	if (!err || err == -EBADMSG || err == -ELOOP || err == -EINPROGRESS)
		return err;
	return seccomm_member_fails(ex, share, err);
}

int seccomm_hs_take(struct seccomm_exchange *ex, enum seccomm_list list,
		    const u8 *transcript, u16 transcript_len, const u8 *items,
		    unsigned int len)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share share;
	struct seccomm_keydist kd;
	int err = 0;
	bool more;

	/* No method takes its item, and asks for it, if another one's is bad. */
	if (!seccomm_items_fit(stack, list, items, len))
		return -EBADMSG;
	more = seccomm_share_first(stack, &share);
	while (!err && exchange_item(ex, list, &share, more, &kd)) {
		kd.transcript = transcript;
		kd.transcript_len = transcript_len;
		err = exchange_take(ex, &share, &kd, list, items);
		items += SECCOMM_ITEM_HEAD + seccomm_item_body(items);
		more = seccomm_share_next(stack, &share);
	}
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hs_take);

int seccomm_hs_complete(struct seccomm_exchange *ex)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_secret *secret;
	struct seccomm_share share;
	struct seccomm_keydist kd;
	bool more;

	if (!ex->states)
		return 0;
	for (more = seccomm_share_first(stack, &share); more;
	     more = seccomm_share_next(stack, &share)) {
		seccomm_hs_ask(&kd, ex, &share);
		/* What is shared out is the slot's secret, not what opens the shares. */
		if (!kd.state || share.member)
			continue;
		secret = kd.ops->secret(&kd);
		if (IS_ERR(secret))
			return PTR_ERR(secret);
		seccomm_secret_put(ex->secrets[1 + share.index]);
		ex->secrets[1 + share.index] = secret;
	}
	return 0;
}
