// SPDX-License-Identifier: GPL-2.0
/*
 * An exchange, one handshake of a session, and what both sides do in it: secrets, keys,
 * sending, confirmation (Documentation/wire-format.md).
 */
#include <crypto/algapi.h>
#include <linux/slab.h>
#include "handshake/exchange.h"
#include "handshake/hint.h"
#include "handshake/queue.h"
#include "keys/store.h"
#include "notify.h"
#include "session/address.h"
#include "session/epoch.h"
#include "session/info.h"
#include "session/life.h"
#include "session/session.h"
#include "transport/output.h"

/* Set @kd up for the secret of @slot, or the session secret, towards @peer. */
static void exchange_method_init(struct seccomm_keydist *kd, struct net *net,
				 const struct seccomm_stack *stack, u8 slot,
				 const struct in6_addr *peer)
{
	u8 source = slot == SECCOMM_SESSION_SECRET ? SECCOMM_SOURCE_PSK :
						     stack->source[slot];

	*kd = (struct seccomm_keydist){
		.ops = seccomm_keydist_method(source),
		.net = net,
		.stack = stack->name,
		.peer = peer,
		.slot = slot,
	};
}

static struct seccomm_exchange *exchange_new(struct seccomm_session *s)
{
	unsigned int n = 1 + hweight32(s->stack->slots);
	unsigned long slots = s->stack->slots;
	struct seccomm_exchange *ex;
	struct seccomm_keydist *kd;
	unsigned int slot;

	ex = kzalloc(struct_size(ex, methods, n), GFP_KERNEL_ACCOUNT);
	if (!ex)
		return NULL;
	refcount_set(&ex->ref, 1);
	ex->session = s;
	ex->initiator = s->initiator;
	skb_queue_head_init(&ex->queue);
	INIT_WORK(&ex->work, seccomm_exchange_work);
	ex->n_methods = n;
	kd = ex->methods;
	exchange_method_init(kd++, s->snet->net, s->stack,
			     SECCOMM_SESSION_SECRET, &s->peer.addr);
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS)
		exchange_method_init(kd++, s->snet->net, s->stack, slot,
				     &s->peer.addr);
	return ex;
}

/* Put the secrets, when no key is derived from them any more. */
static void exchange_put_secrets(struct seccomm_exchange *ex)
{
	unsigned int i;

	for (i = 0; i < ex->n_methods; i++) {
		seccomm_secret_put(ex->methods[i].secret);
		ex->methods[i].secret = NULL;
	}
}

void seccomm_exchange_put(struct seccomm_exchange *ex)
{
	if (!refcount_dec_and_test(&ex->ref))
		return;
	/* @queue is empty: a queued message comes with a reference, until @work took it. */
	exchange_put_secrets(ex);
	kfree_sensitive(ex);
}

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

bool seccomm_exchange_begin(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	bool begun;

	spin_lock_bh(&s->lock);
	begun = s->initiator ? seccomm_state_step(s, SECCOMM_CAUSE_STARTED) :
			       s->state == SECCOMM_STATE_ACCEPTING;
	if (begun) {
		memcpy(s->nonce, ex->m1.nonce, sizeof(s->nonce));
		WRITE_ONCE(s->deadline, jiffies + seccomm_give_up(s->snet));
	}
	spin_unlock_bh(&s->lock);
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
	}
	spin_unlock_bh(&s->lock);
	return ret;
}

void seccomm_exchange_forget(struct seccomm_session *s)
{
	struct seccomm_exchange *ex;

	spin_lock_bh(&s->lock);
	ex = s->exchange;
	WRITE_ONCE(s->exchange, NULL);
	memset(s->nonce, 0, sizeof(s->nonce));
	spin_unlock_bh(&s->lock);
	if (ex)
		seccomm_exchange_put(ex);
}

/* May the secret of @slot have @len bytes? Layers check a raw slot's length, the key store
 * the session secret's.
 */
static bool exchange_secret_fits(const struct seccomm_stack *stack, u8 slot,
				 u16 len)
{
	return slot == SECCOMM_SESSION_SECRET ||
	       stack->derive[slot] != SECCOMM_DERIVE_HKDF ||
	       len >= SECCOMM_SECRET_MIN;
}

int seccomm_hs_secrets(struct seccomm_exchange *ex, u8 *missing)
{
	struct seccomm_secret *secret;
	struct seccomm_keydist *kd;
	unsigned int i;
	int err = 0;

	for (i = 0; i < ex->n_methods; i++) {
		kd = &ex->methods[i];
		kd->session = ex->methods[0].secret;
		*missing = kd->slot;
		secret = kd->ops->secret(kd);
		err = PTR_ERR_OR_ZERO(secret);
		if (err)
			break;
		kd->secret = secret;
		if (!exchange_secret_fits(ex->session->stack, kd->slot,
					  secret->len)) {
			err = -EKEYREJECTED;
			break;
		}
	}
	/* The next call asks for all of them anew, as they may have changed. */
	if (err)
		exchange_put_secrets(ex);
	return err;
}

int seccomm_hs_derive(struct seccomm_exchange *ex)
{
	const struct seccomm_keydist *kd;
	unsigned int i;
	int err;

	err = seccomm_transcript(&ex->m1, &ex->m2, ex->th);
	if (err)
		return err;
	ex->roots.slots = ex->session->stack->slots;
	for (i = 1; i < ex->n_methods; i++) {
		kd = &ex->methods[i];
		err = seccomm_slot_root(ex->th, kd->secret,
					ex->roots.root[kd->slot]);
		if (err)
			return err;
		ex->roots.raw[kd->slot] = kd->secret;
	}
	return seccomm_handshake_keys(ex->th, ex->methods[0].secret, &ex->roots,
				      &ex->keys);
}

/* A message that does not leave is sent again, like one that is lost on its way. */
void seccomm_hs_send(struct seccomm_session *s, const void *bytes, size_t len)
{
	struct in6_addr local;

	/* seccomm_hs_repeat() may change it. */
	seccomm_session_local(s, &local);
	if (seccomm_output(s->snet->net, s->sk, 0, &local, &s->peer, bytes,
			   len))
		SECCOMM_INC(s->snet, HS_UNSENT);
	else
		SECCOMM_INC(s->snet, HS_SENT);
}

void seccomm_hs_repeat(struct seccomm_session *s)
{
	struct seccomm_exchange *ex;
	const void *last = NULL;
	struct in6_addr local;
	size_t len = 0;
	bool changes;

	changes = s->initiator && seccomm_address_changes(s, &local);
	spin_lock_bh(&s->lock);
	if (changes && s->state == SECCOMM_STATE_OPENING)
		s->path.local = local;
	ex = seccomm_state_is_over(s->state) ? NULL : s->exchange;
	if (ex) {
		refcount_inc(&ex->ref);
		last = ex->last;
		len = ex->last_len;
	}
	spin_unlock_bh(&s->lock);
	if (last)
		seccomm_hs_send(s, last, len);
	if (ex)
		seccomm_exchange_put(ex);
}

void seccomm_hs_header(struct seccomm_hdr *hdr, enum seccomm_msg_type type,
		       u32 index)
{
	memset(hdr, 0, sizeof(*hdr));
	hdr->ver_type = seccomm_ver_type(type);
	hdr->index = cpu_to_be32(index);
}

/* What seccomm_hs_secrets() would return for @slot alone; takes no secret. */
static int exchange_secret_known(struct net *net,
				 const struct seccomm_stack *stack, u8 slot,
				 const struct in6_addr *peer)
{
	struct seccomm_keydist kd;
	int len;

	exchange_method_init(&kd, net, stack, slot, peer);
	len = kd.ops->length(&kd);
	if (len < 0)
		return len;
	return exchange_secret_fits(stack, slot, len) ? 0 : -EKEYREJECTED;
}

int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer)
{
	unsigned long slots = stack->slots;
	unsigned int missing = SECCOMM_SESSION_SECRET, slot;
	int err;

	/* A retired stack opens no session, so ask for none of its secrets. */
	if (READ_ONCE(stack->retired))
		return -ENOPROTOOPT;
	err = exchange_secret_known(net, stack, missing, &peer->addr);
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		if (err)
			break;
		missing = slot;
		err = exchange_secret_known(net, stack, slot, &peer->addr);
	}
	if (err == -ENOKEY &&
	    seccomm_notify_key_wanted(net, stack->name, missing, &peer->addr))
		err = 0;
	return err;
}

bool seccomm_hs_confirms(struct seccomm_session *s, const u8 *due,
			 const u8 *came)
{
	if (!crypto_memneq(due, came, SECCOMM_CONF_LEN))
		return true;
	SECCOMM_INC(s->snet, HS_CONF);
	seccomm_hint_take(s, EKEYREJECTED, NULL);
	return false;
}

/* Make the layers' states. False: counted. A secret that is no key of its layer's cipher
 * gives the same error as a wrong one.
 */
static bool exchange_arm(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	int err = seccomm_epoch_arm(s, &ex->roots, &ex->keys);

	if (err == -EKEYREJECTED) {
		seccomm_hint_take(s, EKEYREJECTED, NULL);
		SECCOMM_INC(s->snet, HS_KEY);
	} else if (err) {
		SECCOMM_INC(s->snet, HS_MEMORY);
	}
	return !err;
}

/* Set the session OPEN, unless its state is not @from any more: then false. */
static bool exchange_commit(struct seccomm_exchange *ex, u8 from,
			    const void *last, size_t len)
{
	struct seccomm_session *s = ex->session;
	bool open;

	spin_lock_bh(&s->lock);
	open = s->state == from &&
	       seccomm_state_step(s, SECCOMM_CAUSE_CONFIRMED);
	if (open) {
		ex->last = last;
		ex->last_len = len;
	}
	spin_unlock_bh(&s->lock);
	return open;
}

void seccomm_hs_open_session(struct seccomm_exchange *ex, u8 from,
			     const void *last, size_t len)
{
	struct seccomm_session *s = ex->session;

	if (!exchange_arm(ex))
		return;
	/* Of two exchanges that end at once the later one finds the other's session open,
	 * so that seccomm_session_opened() ends one of the two.
	 */
	mutex_lock(&s->snet->confirming);
	if (exchange_commit(ex, from, last, len)) {
		/* The session is open before M3 goes, since data may answer M3 at once.
		 * The responder parks data of ours that overtakes M3.
		 */
		if (last)
			seccomm_hs_send(s, last, len);
		seccomm_session_opened(s);
	}
	mutex_unlock(&s->snet->confirming);
	/* Roots and secrets are not needed any more, messages may yet be repeated. */
	memzero_explicit(&ex->roots, sizeof(ex->roots));
	memzero_explicit(&ex->keys, sizeof(ex->keys));
	exchange_put_secrets(ex);
}
