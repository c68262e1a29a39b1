// SPDX-License-Identifier: GPL-2.0
/*
 * The secrets of an exchange: whether they are there, and taking them.
 */
#include <linux/err.h>
#include "handshake/exchange.h"
#include "handshake/items.h"
#include "handshake/members.h"
#include "handshake/methods.h"
#include "handshake/secrets.h"
#include "keys/names.h"
#include "notify.h"
#include "session/session.h"

/* Set @kd up for the session secret of @stack towards @peer. */
static void exchange_session_init(struct seccomm_keydist *kd, struct net *net,
				  const struct seccomm_stack *stack,
				  const struct in6_addr *peer)
{
	*kd = (struct seccomm_keydist){
		.ops = seccomm_keydist_method(SECCOMM_SOURCE_PSK, NULL),
		.net = net,
		.stack = stack->name,
		.peer = peer,
		.slot = SECCOMM_SESSION_SECRET,
		.lacks = SECCOMM_KEY_SECRET,
	};
}

void seccomm_hs_put_secrets(struct seccomm_exchange *ex)
{
	unsigned int i;

	seccomm_hs_end_methods(ex);
	for (i = 0; i < ex->n_secrets; i++) {
		seccomm_secret_put(ex->secrets[i]);
		ex->secrets[i] = NULL;
		if (ex->pairs)
			seccomm_pk_pair_put(&ex->pairs[i]);
	}
}

/* May the secret of @slot have @len bytes? Layers check a raw slot's length. */
static bool exchange_secret_fits(const struct seccomm_stack *stack, u8 slot,
				 u16 len)
{
	return stack->declared[slot]->derive != SECCOMM_DERIVE_HKDF ||
	       len >= SECCOMM_SECRET_MIN;
}

/* Take the session secret, if the stack has one, with what the ends are named. The key store has
 * checked its length. 0, or the method's errno; with -ENOKEY @missing says that there is none.
 */
static int exchange_take_session(struct seccomm_exchange *ex,
				 struct seccomm_missing *missing)
{
	struct seccomm_session *s = ex->session;
	struct seccomm_secret *secret;
	struct seccomm_keydist kd;

	if (s->stack->composition->sessionless)
		return 0;
	exchange_session_init(&kd, s->snet->net, s->stack, &s->peer.addr);
	secret = kd.ops->secret(&kd);
	*missing =
		(struct seccomm_missing){ .slot = kd.slot, .kind = kd.lacks };
	if (IS_ERR(secret))
		return PTR_ERR(secret);
	ex->secrets[0] = secret;
	seccomm_names_put(s->names);
	s->names = kd.names;
	return 0;
}

/* Take the secret @share, or have its method begin, if it has items. 0, or -EKEYREJECTED: too
 * short, or the method's errno; with -ENOKEY @missing says what there is none of.
 */
static int exchange_take_secret(struct seccomm_exchange *ex,
				const struct seccomm_share *share,
				struct seccomm_missing *missing)
{
	struct seccomm_secret *secret = NULL;
	struct seccomm_keydist kd;
	int err = 0;

	seccomm_hs_ask(&kd, ex, share);
	if (kd.ops->begin)
		err = kd.ops->begin(&kd);
	else
		secret = kd.ops->secret(&kd);
	if (IS_ERR(secret))
		err = PTR_ERR(secret);
	if (err == -ENOKEY)
		*missing = (struct seccomm_missing){ .slot = share->slot,
						     .kind = kd.lacks };
	if (IS_ERR(secret))
		return err;
	if (!secret) {
		ex->states[share->index] = kd.state;
		return err;
	}
	ex->secrets[1 + share->index] = secret;
	if (ex->pairs)
		ex->pairs[1 + share->index] = kd.pair;
	return exchange_secret_fits(ex->session->stack, share->slot,
				    secret->len) ?
		       0 :
		       -EKEYREJECTED;
}

int seccomm_hs_secrets(struct seccomm_exchange *ex,
		       struct seccomm_missing *missing)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share share;
	bool more;
	int err;

	seccomm_members_reset(ex);
	err = exchange_take_session(ex, missing);
	for (more = seccomm_share_first(stack, &share); more && !err;
	     more = seccomm_share_next(stack, &share)) {
		err = exchange_take_secret(ex, &share, missing);
		if (err)
			err = seccomm_member_fails(ex, &share, err);
	}
	if (!err)
		err = seccomm_members_suffice(ex);
	/* The next call asks for all of them anew, as they may have changed. */
	if (err)
		seccomm_hs_put_secrets(ex);
	return err;
}

/* What seccomm_hs_secrets() would return and say of the session secret alone; takes none. */
static int exchange_session_known(struct net *net,
				  const struct seccomm_stack *stack,
				  const struct in6_addr *peer,
				  struct seccomm_missing *missing)
{
	struct seccomm_keydist kd;
	int len;

	if (stack->composition->sessionless)
		return 0;
	exchange_session_init(&kd, net, stack, peer);
	len = kd.ops->length(&kd);
	*missing =
		(struct seccomm_missing){ .slot = kd.slot, .kind = kd.lacks };
	return min(len, 0);
}

/* The same of the secret @share. */
static int exchange_secret_known(struct net *net,
				 const struct seccomm_stack *stack,
				 const struct seccomm_share *share,
				 const struct in6_addr *peer, bool initiator,
				 struct seccomm_missing *missing)
{
	struct seccomm_keydist kd;
	int len;

	seccomm_hs_method_init(&kd, net, stack, share, peer);
	kd.initiator = initiator;
	len = kd.ops->length(&kd);
	*missing = (struct seccomm_missing){ .slot = share->slot,
					     .kind = kd.lacks };
	if (len < 0)
		return len;
	return exchange_secret_fits(stack, share->slot, len) ? 0 :
							       -EKEYREJECTED;
}

/* How many of the methods that @share is one of may fail. */
static unsigned int exchange_spare(const struct seccomm_stack *stack,
				   const struct seccomm_share *share)
{
	const struct seccomm_slot *slot = stack->declared[share->slot];

	return slot->n_methods - slot->threshold;
}

/* The same of all slots' secrets, as the end that opens or the other one wants them. */
static int exchange_slots_known(struct net *net,
				const struct seccomm_stack *stack,
				const struct in6_addr *peer, bool initiator,
				struct seccomm_missing *missing)
{
	unsigned int failed = 0;
	struct seccomm_share share;
	int err = 0;
	bool more;

	for (more = seccomm_share_first(stack, &share); more && !err;
	     more = seccomm_share_next(stack, &share)) {
		err = exchange_secret_known(net, stack, &share, peer, initiator,
					    missing);
		if (!share.ordinal)
			failed = 0;
		/* Of several methods some may fail. */
		if (err && share.member &&
		    failed++ < exchange_spare(stack, &share))
			err = 0;
	}
	return err;
}

int seccomm_handshake_has_secret(struct net *net,
				 const struct seccomm_stack *stack,
				 const struct seccomm_peer *peer)
{
	struct seccomm_missing missing;

	if (stack->composition->sessionless)
		return exchange_slots_known(net, stack, &peer->addr, false,
					    &missing);
	return exchange_session_known(net, stack, &peer->addr, &missing);
}

int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer)
{
	struct seccomm_missing missing;
	int err;

	/* A retired stack opens no session, so ask for none of its secrets. */
	if (READ_ONCE(stack->retired))
		return -ENOPROTOOPT;
	err = exchange_session_known(net, stack, &peer->addr, &missing);
	if (!err)
		err = exchange_slots_known(net, stack, &peer->addr, true,
					   &missing);
	if (err == -ENOKEY)
		err = seccomm_notify_key_wanted(net, stack->name, missing.slot,
						missing.kind, &peer->addr);
	return err;
}
