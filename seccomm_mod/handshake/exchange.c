// SPDX-License-Identifier: GPL-2.0
/*
 * An exchange, one handshake of a session, and what both sides do in it: secrets, keys,
 * sending, confirmation (Documentation/wire-format.md).
 */
#include <kunit/visibility.h>
#include <linux/slab.h>
#include "handshake/exchange.h"
#include "handshake/hint.h"
#include "handshake/queue.h"
#include "keys/names.h"
#include "keys/store.h"
#include "notify.h"
#include "session/address.h"
#include "session/ends.h"
#include "session/epoch.h"
#include "session/info.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "transport/output.h"

/* A responder answers a repeated M1 no more often. */
#define REPEAT_INTERVAL msecs_to_jiffies(100)

/* What an M1 makes this host keep before its sender has confirmed the keys, for a stack of
 * two slots: sessions and epochs come from caches of their own, and an exchange is rounded up
 * to EXCHANGE_SIZE.
 */
#define EXCHANGE_SIZE 512
static_assert(IS_ENABLED(CONFIG_DEBUG_SPINLOCK) ||
	      sizeof(struct seccomm_exchange) +
			      3 * sizeof(struct seccomm_secret *) <=
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

/* Set @kd up for the secret of @slot, or the session secret, towards @peer. */
static void exchange_method_init(struct seccomm_keydist *kd, struct net *net,
				 const struct seccomm_stack *stack, u8 slot,
				 const struct in6_addr *peer)
{
	u8 source = slot == SECCOMM_SESSION_SECRET ?
			    SECCOMM_SOURCE_PSK :
			    stack->declared[slot]->source;

	*kd = (struct seccomm_keydist){
		.ops = seccomm_keydist_method(source),
		.net = net,
		.stack = stack->name,
		.peer = peer,
		.slot = slot,
		.lacks = SECCOMM_KEY_SECRET,
	};
	if (source == SECCOMM_SOURCE_PK)
		kd->alg = stack->declared[slot]->pk;
}

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

static struct seccomm_exchange *exchange_new(struct seccomm_session *s)
{
	unsigned int n = 1 + hweight32(s->stack->slots);
	struct seccomm_exchange *ex;

	ex = kzalloc(struct_size(ex, secrets, n), GFP_KERNEL_ACCOUNT);
	if (!ex)
		return NULL;
	if (exchange_has_pairs(s->stack)) {
		ex->pairs = kcalloc(n, sizeof(*ex->pairs), GFP_KERNEL_ACCOUNT);
		if (!ex->pairs) {
			kfree(ex);
			return NULL;
		}
	}
	refcount_set(&ex->ref, 1);
	ex->session = s;
	ex->initiator = s->initiator;
	skb_queue_head_init(&ex->queue);
	INIT_WORK(&ex->work, seccomm_exchange_work);
	ex->n_secrets = n;
	return ex;
}

/* Put the secrets and keys, when no key is derived from them any more, and the layers have
 * references of their own.
 */
static void exchange_put_secrets(struct seccomm_exchange *ex)
{
	unsigned int i;

	for (i = 0; i < ex->n_secrets; i++) {
		seccomm_secret_put(ex->secrets[i]);
		ex->secrets[i] = NULL;
		if (ex->pairs)
			seccomm_pk_pair_put(&ex->pairs[i]);
	}
}

void seccomm_exchange_put(struct seccomm_exchange *ex)
{
	if (!refcount_dec_and_test(&ex->ref))
		return;
	/* @queue is empty: a queued message comes with a reference, until @work took it. */
	exchange_put_secrets(ex);
	kfree(ex->pairs);
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
		memcpy(s->nonce, ex->m1.nonce, sizeof(s->nonce));
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

/* May the secret of @slot have @len bytes? Layers check a raw slot's length, the key store
 * the session secret's.
 */
static bool exchange_secret_fits(const struct seccomm_stack *stack, u8 slot,
				 u16 len)
{
	return slot == SECCOMM_SESSION_SECRET ||
	       stack->declared[slot]->derive != SECCOMM_DERIVE_HKDF ||
	       len >= SECCOMM_SECRET_MIN;
}

/* Take the secret of @slot, which stands at place @i. 0, or -EKEYREJECTED: too short, or the
 * method's errno; with -ENOKEY @missing says what there is none of.
 */
static int exchange_take_secret(struct seccomm_exchange *ex, unsigned int i,
				u8 slot, struct seccomm_missing *missing)
{
	struct seccomm_session *s = ex->session;
	struct seccomm_secret *secret;
	struct seccomm_keydist kd;

	exchange_method_init(&kd, s->snet->net, s->stack, slot, &s->peer.addr);
	kd.session = ex->secrets[0];
	kd.initiator = ex->initiator;
	secret = kd.ops->secret(&kd);
	*missing = (struct seccomm_missing){ .slot = slot, .kind = kd.lacks };
	if (IS_ERR(secret))
		return PTR_ERR(secret);
	ex->secrets[i] = secret;
	if (ex->pairs)
		ex->pairs[i] = kd.pair;
	if (slot == SECCOMM_SESSION_SECRET) {
		seccomm_names_put(s->names);
		s->names = kd.names;
	}
	return exchange_secret_fits(s->stack, slot, secret->len) ?
		       0 :
		       -EKEYREJECTED;
}

int seccomm_hs_secrets(struct seccomm_exchange *ex,
		       struct seccomm_missing *missing)
{
	unsigned long slots = ex->session->stack->slots;
	unsigned int i = 0, slot;
	int err;

	err = exchange_take_secret(ex, i++, SECCOMM_SESSION_SECRET, missing);
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		if (err)
			break;
		err = exchange_take_secret(ex, i++, slot, missing);
	}
	/* The next call asks for all of them anew, as they may have changed. */
	if (err)
		exchange_put_secrets(ex);
	return err;
}

/* Who the ends of the session are, for its transcript, with @local as our address; the
 * identities may point into @local.
 */
static void exchange_ends(struct seccomm_exchange *ex,
			  const struct in6_addr *local,
			  struct seccomm_ends *ends)
{
	if (ex->initiator)
		seccomm_session_ends(ex->session, local, &ends->initiator,
				     &ends->responder);
	else
		seccomm_session_ends(ex->session, local, &ends->responder,
				     &ends->initiator);
}

/* K1, from th1 and all secrets. */
static int exchange_stage_one(const struct seccomm_exchange *ex,
			      u8 k1[SECCOMM_HASH_LEN])
{
	unsigned long slots = ex->session->stack->slots;
	struct seccomm_item items[SECCOMM_MAX_SLOTS];
	unsigned int n = 0, slot;

	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		items[n] = (struct seccomm_item){
			.slot = slot,
			.secret = ex->secrets[n + 1],
		};
		n++;
	}
	return seccomm_stage_one(ex->th1, ex->secrets[0], items, n, k1);
}

int seccomm_hs_derive(struct seccomm_exchange *ex,
		      const struct seccomm_accept *m2,
		      const struct in6_addr *local, u8 conf_r[SECCOMM_CONF_LEN],
		      u8 conf_i[SECCOMM_CONF_LEN])
{
	u8 th2[SECCOMM_HASH_LEN], th3[SECCOMM_HASH_LEN];
	u8 k[SECCOMM_HASH_LEN];
	struct seccomm_ends ends;
	int err;

	exchange_ends(ex, local, &ends);
	err = seccomm_th1(&ends, &ex->m1, m2, ex->th1);
	if (!err)
		err = exchange_stage_one(ex, k);
	if (!err)
		err = seccomm_th2(ex->th1, th2);
	if (!err)
		err = seccomm_stage_next(th2, k, k);
	if (!err)
		err = seccomm_conf_r(k, th2, conf_r);
	if (!err)
		err = seccomm_th3(th2, conf_r, th3);
	if (!err)
		err = seccomm_stage_next(th3, k, ex->k3);
	if (!err)
		err = seccomm_conf_i(ex->k3, th3, conf_i);
	memzero_explicit(k, sizeof(k));
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hs_derive);

/* Roots and session keys; 0, or a negative errno of the crypto API. */
static int exchange_keys_make(const struct seccomm_exchange *ex,
			      struct exchange_keys *out)
{
	unsigned long slots = ex->session->stack->slots;
	unsigned int i = 1, slot;
	int err;

	out->roots.slots = slots;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		err = seccomm_slot_root(ex->th1, ex->secrets[i],
					out->roots.root[slot]);
		if (err)
			return err;
		if (ex->pairs)
			out->roots.pairs[slot] = ex->pairs[i];
		out->roots.raw[slot] = ex->secrets[i++];
	}
	return seccomm_session_keys(ex->k3, &out->keys);
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
	u8 last[sizeof(struct seccomm_open)];
	struct seccomm_exchange *ex;
	struct in6_addr local;
	size_t len = 0;
	bool changes;

	/* The address is part of the transcript: an M2 to the old one is stale, and behind a
	 * good one the address stays.
	 */
	changes = READ_ONCE(s->state) == SECCOMM_STATE_OPENING &&
		  seccomm_address_changes(s, &local);
	spin_lock_bh(&s->lock);
	if (changes && s->state == SECCOMM_STATE_OPENING && !s->proved)
		s->path.local = local;
	ex = seccomm_state_is_over(s->state) ? NULL : s->exchange;
	if (ex && ex->last &&
	    (s->initiator ||
	     time_after_eq(jiffies, ex->answered + REPEAT_INTERVAL))) {
		/* A cookie that comes changes M1. */
		len = ex->last_len;
		memcpy(last, ex->last, len);
		ex->answered = jiffies;
		ex->cookied = false;
	}
	spin_unlock_bh(&s->lock);
	if (len)
		seccomm_hs_send(s, last, len);
}

void seccomm_hs_header(struct seccomm_hdr *hdr, enum seccomm_msg_type type,
		       u32 index)
{
	memset(hdr, 0, sizeof(*hdr));
	hdr->ver_type = seccomm_ver_type(type);
	hdr->index = cpu_to_be32(index);
}

/* What seccomm_hs_secrets() would return and say of @slot alone; takes no secret. */
static int exchange_secret_known(struct net *net,
				 const struct seccomm_stack *stack, u8 slot,
				 const struct in6_addr *peer,
				 struct seccomm_missing *missing)
{
	struct seccomm_keydist kd;
	int len;

	exchange_method_init(&kd, net, stack, slot, peer);
	len = kd.ops->length(&kd);
	*missing = (struct seccomm_missing){ .slot = slot, .kind = kd.lacks };
	if (len < 0)
		return len;
	return exchange_secret_fits(stack, slot, len) ? 0 : -EKEYREJECTED;
}

int seccomm_handshake_has_secret(struct net *net,
				 const struct seccomm_stack *stack,
				 const struct seccomm_peer *peer)
{
	struct seccomm_missing missing;

	return exchange_secret_known(net, stack, SECCOMM_SESSION_SECRET,
				     &peer->addr, &missing);
}

int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer)
{
	unsigned long slots = stack->slots;
	struct seccomm_missing missing;
	unsigned int slot;
	int err;

	/* A retired stack opens no session, so ask for none of its secrets. */
	if (READ_ONCE(stack->retired))
		return -ENOPROTOOPT;
	err = exchange_secret_known(net, stack, SECCOMM_SESSION_SECRET,
				    &peer->addr, &missing);
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		if (err)
			break;
		err = exchange_secret_known(net, stack, slot, &peer->addr,
					    &missing);
	}
	if (err == -ENOKEY &&
	    seccomm_notify_key_wanted(net, stack->name, missing.slot,
				      missing.kind, &peer->addr))
		err = 0;
	return err;
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
static bool exchange_commit(struct seccomm_exchange *ex, u8 from,
			    const struct seccomm_confirm *m3)
{
	struct seccomm_session *s = ex->session;
	bool open;

	spin_lock_bh(&s->lock);
	open = s->state == from;
	if (open) {
		WRITE_ONCE(s->unheard, s->initiator);
		WRITE_ONCE(s->heard, get_jiffies_64());
		if (m3) {
			ex->last = m3;
			ex->last_len = sizeof(*m3);
		}
		seccomm_state_step(s, SECCOMM_CAUSE_CONFIRMED);
	}
	spin_unlock_bh(&s->lock);
	return open;
}

void seccomm_hs_open_session(struct seccomm_exchange *ex, u8 from,
			     const struct seccomm_confirm *m3)
{
	struct seccomm_session *s = ex->session;

	if (!exchange_arm(ex))
		return;
	/* Of two exchanges that end at once the later one finds the other's session open,
	 * so that seccomm_session_opened() ends one of the two.
	 */
	mutex_lock(&s->snet->confirming);
	if (exchange_commit(ex, from, m3)) {
		/* The session is open before M3 goes, since data may answer M3 at once.
		 * The responder parks data of ours that overtakes M3.
		 */
		if (m3)
			seccomm_hs_send(s, m3, sizeof(*m3));
		seccomm_session_opened(s);
	} else {
		SECCOMM_INC(s->snet, HS_STALE);
	}
	mutex_unlock(&s->snet->confirming);
	seccomm_half_open_del(s->snet, &ex->half_open);
	/* Secrets are not needed any more, messages may yet be repeated. */
	memzero_explicit(ex->th1, sizeof(ex->th1));
	memzero_explicit(ex->k3, sizeof(ex->k3));
	exchange_put_secrets(ex);
}
