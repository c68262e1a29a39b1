// SPDX-License-Identifier: GPL-2.0
/*
 * An exchange, one handshake of a session, and what both sides do in it: keys, sending,
 * confirmation (Documentation/wire-format.md).
 */
#include <kunit/visibility.h>
#include <linux/slab.h>
#include "handshake/exchange.h"
#include "handshake/finish.h"
#include "handshake/hint.h"
#include "handshake/items.h"
#include "handshake/members.h"
#include "handshake/methods.h"
#include "handshake/queue.h"
#include "handshake/secrets.h"
#include "handshake/send.h"
#include "handshake/stages.h"
#include "session/epoch.h"
#include "session/info.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"

/* What an M1 makes this host keep before its sender has confirmed the keys, for a stack of
 * two slots that are pre-shared: sessions and epochs come from caches of their own, and an
 * exchange is rounded up to EXCHANGE_SIZE.
 */
#define EXCHANGE_SIZE 512
static_assert(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) ||
	      sizeof(struct seccomm_exchange) +
			      3 * sizeof(struct seccomm_secret *) +
			      sizeof(struct seccomm_open) +
			      sizeof(struct seccomm_accept) <=
		      EXCHANGE_SIZE);
static_assert(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) ||
	      sizeof(struct seccomm_session) + sizeof(struct seccomm_epoch) +
			      EXCHANGE_SIZE <=
		      2048);

/**
 * struct exchange_keys - what a session's key epoch is armed with
 * @roots: roots of the slots
 * @keys: control keys and session id
 */
struct exchange_keys {
	struct seccomm_roots roots;
	struct seccomm_hs_keys keys;
};

/* Has a stack a slot of kind pk? */
static bool exchange_has_pairs(const struct seccomm_stack *stack)
{
	unsigned long slots = stack->slots;
	unsigned int slot;

	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS)
		if (stack->declared[slot]->source == SECCOMM_SOURCE_PK)
			return true;
	return false;
}

/* Make what the exchanges of some stacks alone have: 0 or -ENOMEM. */
static int exchange_make_arrays(struct seccomm_exchange *ex,
				const struct seccomm_stack *stack)
{
	const unsigned int n = ex->n_secrets;

	if (exchange_has_pairs(stack)) {
		ex->pairs = kcalloc(n, sizeof(*ex->pairs), GFP_KERNEL_ACCOUNT);
		if (!ex->pairs)
			return -ENOMEM;
	}
	if (seccomm_items_len(stack, SECCOMM_LIST_M1) ||
	    seccomm_items_len(stack, SECCOMM_LIST_B_I)) {
		ex->states =
			kcalloc(n, sizeof(*ex->states), GFP_KERNEL_ACCOUNT);
		if (!ex->states)
			return -ENOMEM;
	}
	if (seccomm_items_len(stack, SECCOMM_LIST_B_I)) {
		ex->late = kzalloc(sizeof(*ex->late), GFP_KERNEL_ACCOUNT);
		if (!ex->late)
			return -ENOMEM;
	}
	return seccomm_members_make(ex, stack);
}

/* Bytes of our answer, M2 or M3, at most. */
static unsigned int exchange_answer_len(const struct seccomm_session *s)
{
	if (s->initiator)
		return sizeof(struct seccomm_confirm) +
		       seccomm_sealed_len(s->stack, SECCOMM_LIST_B_I);
	return seccomm_accept_len(s->stack);
}

static struct seccomm_exchange *exchange_new(struct seccomm_session *s)
{
	const unsigned int m1_len =
		sizeof(struct seccomm_open) +
		seccomm_items_len(s->stack, SECCOMM_LIST_M1);
	const unsigned int n = 1 + seccomm_shares(s->stack);
	struct seccomm_exchange *ex;
	void *messages;

	ex = kzalloc(struct_size(ex, secrets, n) + ALIGN(m1_len, 2) +
			     exchange_answer_len(s),
		     GFP_KERNEL_ACCOUNT);
	if (!ex)
		return NULL;
	ex->n_secrets = n;
	if (exchange_make_arrays(ex, s->stack)) {
		kfree(ex->states);
		kfree(ex->pairs);
		kfree(ex->late);
		kfree(ex);
		return NULL;
	}
	messages = (void *)ex + struct_size(ex, secrets, n);
	ex->m1 = messages;
	ex->m1_len = m1_len;
	if (s->initiator)
		ex->m3 = messages + ALIGN(m1_len, 2);
	else
		ex->m2 = messages + ALIGN(m1_len, 2);
	refcount_set(&ex->ref, 1);
	ex->session = s;
	ex->initiator = s->initiator;
	skb_queue_head_init(&ex->queue);
	INIT_WORK(&ex->work, seccomm_exchange_work);
	return ex;
}

void seccomm_exchange_put(struct seccomm_exchange *ex)
{
	if (!refcount_dec_and_test(&ex->ref))
		return;
	/* @queue is empty: a queued message comes with a reference, until @work took it, and one
	 * that it has put back with those of who is asked.
	 */
	seccomm_hs_put_secrets(ex);
	kfree(ex->states);
	kfree(ex->pairs);
	seccomm_members_free(ex);
	kfree_sensitive(ex->late);
	kfree_sensitive(ex);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_exchange_put);

struct seccomm_exchange *seccomm_exchange_get(struct seccomm_session *s)
{
	struct seccomm_exchange *ex;

	spin_lock_bh(&s->lock);
	ex = s->exchange;
	if (ex)
		refcount_inc(&ex->ref);
	spin_unlock_bh(&s->lock);
	return ex;
}

struct seccomm_exchange *seccomm_exchange_make(struct seccomm_session *s)
{
	struct seccomm_exchange *ex = seccomm_exchange_get(s), *made;

	if (ex)
		return ex;
	made = exchange_new(s);
	if (!made)
		return NULL;
	spin_lock_bh(&s->lock);
	/* keyMiss and the timer may both find that there is none. */
	if (!s->exchange) {
		refcount_inc(&made->ref);
		WRITE_ONCE(s->exchange, made);
	}
	ex = s->exchange;
	refcount_inc(&ex->ref);
	spin_unlock_bh(&s->lock);
	seccomm_exchange_put(made);
	return ex;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_exchange_make);

bool seccomm_exchange_begin(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	bool begun;

	spin_lock_bh(&s->lock);
	begun = s->initiator ? seccomm_state_step(s, SECCOMM_CAUSE_STARTED) :
			       s->state == SECCOMM_STATE_ACCEPTING;
	if (begun) {
		memcpy(s->nonce, ex->m1->nonce, sizeof(s->nonce));
		WRITE_ONCE(s->deadline, jiffies + seccomm_give_up(s->snet));
	}
	/* Under the lock: seccomm_exchange_forget() takes out what it finds there. */
	if (begun && !s->initiator)
		seccomm_half_open_add(s->snet, &ex->half_open, &s->peer);
	spin_unlock_bh(&s->lock);
	if (begun && s->initiator)
		seccomm_table_nonce_link(s);
	return begun;
}

bool seccomm_exchange_sends(struct seccomm_exchange *ex, u8 state,
			    const void *last, size_t len)
{
	struct seccomm_session *s = ex->session;
	bool ret;

	spin_lock_bh(&s->lock);
	ret = s->state == state;
	if (ret) {
		ex->last = last;
		ex->last_len = len;
		ex->answered = jiffies;
	}
	spin_unlock_bh(&s->lock);
	return ret;
}

void seccomm_exchange_forget(struct seccomm_session *s)
{
	struct seccomm_exchange *ex;

	seccomm_table_nonce_unlink(s);
	spin_lock_bh(&s->lock);
	ex = s->exchange;
	WRITE_ONCE(s->exchange, NULL);
	memset(s->nonce, 0, sizeof(s->nonce));
	spin_unlock_bh(&s->lock);
	if (!ex)
		return;
	seccomm_half_open_del(s->snet, &ex->half_open);
	seccomm_exchange_put(ex);
}

void seccomm_hs_drop(struct seccomm_session *s, int err)
{
	this_cpu_inc(s->snet->stats->cnt[seccomm_hs_refused(err)]);
	/* Anyone can send what does not verify, or what an agent refuses, and a shortage passes, so
	 * it changes nothing but what is told.
	 */
	if (err == -EILSEQ || err == -EBADE || err == -EREMCHG || err == -EDOM)
		seccomm_hint_take(s, EKEYREJECTED, NULL);
	else if (err == -EACCES || err == -EBUSY || err == -ENOMEM ||
		 err == -EKEYEXPIRED || err == -EKEYREVOKED)
		seccomm_hint_take(s, -err, NULL);
}

bool seccomm_hs_unanswered(int err)
{
	return err == -ESRCH || err == -ETIMEDOUT;
}

enum seccomm_counter seccomm_hs_refused(int err)
{
	switch (err) {
	case -EBADMSG:
		return SECCOMM_CNT_HS_PAYLOAD;
	case -ELOOP:
		return SECCOMM_CNT_HS_REFLECTED;
	case -EILSEQ:
		return SECCOMM_CNT_HS_CONF;
	case -EBADE:
		return SECCOMM_CNT_HS_SIGNATURE;
	case -EREMCHG:
		return SECCOMM_CNT_HS_IDENTITY;
	case -EDOM:
		return SECCOMM_CNT_HS_SHARES;
	case -ENOKEY:
	case -EKEYREJECTED:
	case -EMSGSIZE:
		return SECCOMM_CNT_HS_KEY;
	case -ESRCH:
	case -EBUSY:
	case -ETIMEDOUT:
	case -EACCES:
	case -EKEYEXPIRED:
	case -EKEYREVOKED:
		return SECCOMM_CNT_HS_DAEMON;
	default:
		return SECCOMM_CNT_HS_MEMORY;
	}
}

/* Roots and session keys; 0, -ENOMEM, or a negative errno of the crypto API. */
static int exchange_keys_make(const struct seccomm_exchange *ex,
			      struct exchange_keys *out)
{
	return seccomm_stage_roots(ex, &out->roots) ?:
		       seccomm_session_keys(ex->k3, &out->keys);
}

void seccomm_hs_header(struct seccomm_hdr *hdr, enum seccomm_msg_type type,
		       u32 index)
{
	memset(hdr, 0, sizeof(*hdr));
	hdr->ver_type = seccomm_ver_type(type);
	hdr->index = cpu_to_be32(index);
}

/* Make the layers' states. False: counted. A secret that is no key of its layer's cipher
 * gives the same error as a wrong one.
 */
static bool exchange_arm(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	struct exchange_keys *made;
	int err;

	/* The roots are too large for the stack, and for an exchange that is half open. */
	made = kzalloc(sizeof(*made), GFP_KERNEL_ACCOUNT);
	err = made ? exchange_keys_make(ex, made) : -ENOMEM;
	if (!err)
		err = seccomm_session_count(s);
	if (!err)
		err = seccomm_epoch_arm(s, &made->roots, &made->keys);
	kfree_sensitive(made);
	if (err == -EKEYREJECTED) {
		seccomm_hint_take(s, EKEYREJECTED, NULL);
		SECCOMM_INC(s->snet, HS_KEY);
	} else if (err) {
		SECCOMM_INC(s->snet, HS_MEMORY);
	}
	return !err;
}

/* Set the session OPEN, unless its state is not @from any more: then false. */
static bool exchange_commit(struct seccomm_exchange *ex, u8 from)
{
	struct seccomm_session *s = ex->session;
	bool open;

	spin_lock_bh(&s->lock);
	open = s->state == from;
	if (open) {
		WRITE_ONCE(s->unheard, from == SECCOMM_STATE_OPENING);
		WRITE_ONCE(s->heard, get_jiffies_64());
		if (from == SECCOMM_STATE_OPENING) {
			ex->last = ex->m3;
			ex->last_len = ex->answer_len;
		}
		seccomm_state_step(s, SECCOMM_CAUSE_CONFIRMED);
	}
	spin_unlock_bh(&s->lock);
	return open;
}

void seccomm_hs_open_session(struct seccomm_exchange *ex, u8 from)
{
	struct seccomm_session *s = ex->session;

	if (!exchange_arm(ex))
		return;
	/* Of two exchanges that end at once the later one finds the other's session open,
	 * so that seccomm_session_opened() ends one of the two.
	 */
	mutex_lock(&s->snet->confirming);
	if (exchange_commit(ex, from)) {
		/* The session is open before M3 or M4 goes, since data may answer it at once.
		 * The peer parks data of ours that overtakes it.
		 */
		if (from == SECCOMM_STATE_OPENING)
			seccomm_hs_send(s, ex->m3, ex->answer_len);
		else if (from == SECCOMM_STATE_ACCEPTING)
			seccomm_finish_send(ex);
		seccomm_session_opened(s);
	} else {
		SECCOMM_INC(s->snet, HS_STALE);
	}
	mutex_unlock(&s->snet->confirming);
	seccomm_half_open_del(s->snet, &ex->half_open);
	/* Secrets are not needed any more, messages may yet be repeated. */
	memzero_explicit(ex->th1, sizeof(ex->th1));
	memzero_explicit(ex->k3, sizeof(ex->k3));
	if (ex->late) {
		memzero_explicit(&ex->late->second, sizeof(ex->late->second));
		memzero_explicit(ex->late->th3, sizeof(ex->late->th3));
	}
	seccomm_hs_put_secrets(ex);
}
