// SPDX-License-Identifier: GPL-2.0
/*
 * What both sides of the handshake do: secrets, keys, sending, and the change of a
 * session's handshake for one that has been confirmed (crypto-spec 6).
 */
#include <linux/slab.h>
#include "handshake/exchange.h"
#include "handshake/hint.h"
#include "keys/store.h"
#include "notify.h"
#include "session/arm.h"
#include "session/info.h"
#include "session/session.h"
#include "transport/transport.h"

/* The secret of a slot of provider `session`, or ERR_PTR(). */
static struct seccomm_secret *
secret_from_session(const struct seccomm_secret *session, u8 slot)
{
	u8 bytes[SECCOMM_HASH_LEN];
	struct seccomm_secret *secret;
	int err;

	err = seccomm_slot_from_session(session, slot, bytes);
	if (err)
		return ERR_PTR(err);
	secret = seccomm_secret_new(bytes, sizeof(bytes));
	memzero_explicit(bytes, sizeof(bytes));
	return secret ?: ERR_PTR(-ENOMEM);
}

/* May a secret of @len bytes be that of @slot? A raw slot's is looked at by its layers. */
static bool secret_fits(const struct seccomm_stack *stack, u8 slot, u16 len)
{
	return stack->derive[slot] != SECCOMM_HKDF || len >= SECCOMM_SECRET_MIN;
}

int seccomm_hs_secrets(struct net *net, const struct seccomm_stack *stack,
		       const struct in6_addr *peer,
		       struct seccomm_handshake *hs, u8 *missing)
{
	unsigned long slots = stack->slots;
	struct seccomm_secret *secret;
	unsigned int slot;

	*missing = SECCOMM_SESSION_SECRET;
	secret = seccomm_key_lookup(net, stack->name, SECCOMM_SESSION_SECRET,
				    peer);
	if (IS_ERR(secret))
		return PTR_ERR(secret);
	hs->session_secret = secret;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		*missing = slot;
		if (stack->provider[slot] == SECCOMM_SESSION)
			secret = secret_from_session(hs->session_secret, slot);
		else
			secret = seccomm_key_lookup(net, stack->name, slot,
						    peer);
		if (IS_ERR(secret))
			return PTR_ERR(secret);
		hs->slot_secret[slot] = secret;
		if (!secret_fits(stack, slot, secret->len))
			return -EKEYREJECTED;
	}
	return 0;
}

int seccomm_hs_derive(const struct seccomm_session *s,
		      struct seccomm_handshake *hs)
{
	unsigned long slots = s->stack->slots;
	unsigned int slot;
	int err;

	err = seccomm_transcript(&hs->m1, &hs->m2, hs->th);
	if (err)
		return err;
	hs->ring.epoch = 0;
	hs->ring.slots = slots;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		err = seccomm_slot_root(hs->th, hs->slot_secret[slot],
					hs->ring.root[slot]);
		if (err)
			return err;
		hs->ring.raw[slot] = hs->slot_secret[slot];
	}
	return seccomm_handshake_keys(hs->th, hs->session_secret, &hs->ring,
				      &hs->keys);
}

/* Send one of our messages by a route of its own. Process context or softirq. */
static int send_bytes(struct seccomm_net *snet, struct sock *sk,
		      struct in6_addr *local, const struct seccomm_peer *peer,
		      const void *bytes, size_t len)
{
	const struct seccomm_transport *tp = seccomm_transport(&peer->addr);
	struct dst_entry *dst;
	struct sk_buff *skb;
	int err;

	dst = tp->route(snet->net, sk, 0, local, peer);
	if (IS_ERR(dst))
		return PTR_ERR(dst);
	skb = alloc_skb(SECCOMM_HEADROOM + len, GFP_ATOMIC);
	if (!skb) {
		dst_release(dst);
		return -ENOMEM;
	}
	skb_reserve(skb, SECCOMM_HEADROOM);
	skb_put_data(skb, bytes, len);
	rcu_read_lock();
	err = tp->xmit(snet->net, sk, skb, dst, local, peer);
	rcu_read_unlock();
	dst_release(dst);
	return err;
}

/* What does not leave is sent again, as what is lost on its way. */
void seccomm_hs_send(struct seccomm_session *s, const void *bytes, size_t len)
{
	if (send_bytes(s->snet, s->sk, &s->path.local, &s->peer, bytes, len))
		SECCOMM_INC(s->snet, HS_UNSENT);
	else
		SECCOMM_INC(s->snet, HS_SENT);
}

void seccomm_hs_header(struct seccomm_hdr *hdr, enum seccomm_msg_type type,
		       u32 index)
{
	memset(hdr, 0, sizeof(*hdr));
	hdr->ver_type = seccomm_ver_type(type);
	hdr->index = cpu_to_be32(index);
}

/* Are the secrets there, and long enough? As seccomm_hs_secrets(), without a copy. */
static int secrets_known(struct net *net, const struct seccomm_stack *stack,
			 const struct in6_addr *peer, u8 *missing)
{
	unsigned long slots = stack->slots;
	unsigned int slot;
	int len;

	*missing = SECCOMM_SESSION_SECRET;
	len = seccomm_key_length(net, stack->name, SECCOMM_SESSION_SECRET,
				 peer);
	if (len < 0)
		return len;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		if (stack->provider[slot] == SECCOMM_SESSION)
			continue;
		*missing = slot;
		len = seccomm_key_length(net, stack->name, slot, peer);
		if (len < 0)
			return len;
		if (!secret_fits(stack, slot, len))
			return -EKEYREJECTED;
	}
	return 0;
}

int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer)
{
	u8 missing;
	int err;

	/* Nobody is asked for its secrets any more. */
	if (READ_ONCE(stack->retired))
		return -ENOPROTOOPT;
	err = secrets_known(net, stack, &peer->addr, &missing);
	if (err == -ENOKEY &&
	    seccomm_notify_key_wanted(net, stack->name, missing, &peer->addr))
		err = 0;
	return err;
}

static void secrets_get(struct seccomm_handshake *hs)
{
	unsigned int slot;

	seccomm_secret_get(hs->session_secret);
	for (slot = 0; slot < SECCOMM_MAX_SLOTS; slot++)
		if (hs->slot_secret[slot])
			seccomm_secret_get(hs->slot_secret[slot]);
}

struct seccomm_handshake *seccomm_hs_copy(struct seccomm_session *s, u8 state)
{
	struct seccomm_handshake *hs = kmalloc(sizeof(*hs), GFP_KERNEL_ACCOUNT);
	bool wanted;

	if (!hs)
		return NULL;
	spin_lock_bh(&s->lock);
	wanted = s->handshake && s->state == state;
	if (wanted) {
		*hs = *s->handshake;
		secrets_get(hs);
	}
	spin_unlock_bh(&s->lock);
	if (!wanted) {
		kfree(hs);
		return ERR_PTR(-ESTALE);
	}
	return hs;
}

bool seccomm_hs_commit(struct seccomm_session *s, struct seccomm_handshake *hs,
		       u8 from)
{
	struct seccomm_handshake *old;

	spin_lock_bh(&s->lock);
	if (s->state != from) {
		spin_unlock_bh(&s->lock);
		return false;
	}
	old = s->handshake;
	WRITE_ONCE(s->handshake, hs);
	/* Roots and secrets are not needed any more, M2 and M3 yet are. */
	memzero_explicit(&hs->ring, sizeof(hs->ring));
	memzero_explicit(&hs->keys, sizeof(hs->keys));
	seccomm_handshake_put_secrets(hs);
	/* Pairs with the gates': who sees OPEN sees the layers' state. */
	smp_store_release(&s->state, SECCOMM_SESSION_OPEN);
	spin_unlock_bh(&s->lock);
	seccomm_handshake_free(old);
	return true;
}

bool seccomm_hs_arm(struct seccomm_session *s, struct seccomm_handshake *hs)
{
	int err = seccomm_session_arm(s, &hs->ring, &hs->keys);

	if (err == -EKEYREJECTED) {
		seccomm_hint_take(s, EKEYREJECTED, NULL);
		SECCOMM_INC(s->snet, HS_KEY);
	} else if (err) {
		SECCOMM_INC(s->snet, HS_MEMORY);
	}
	return !err;
}
