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
#include "session/epoch.h"
#include "session/info.h"
#include "session/session.h"
#include "transport/output.h"

int seccomm_hs_secrets(struct net *net, const struct seccomm_stack *stack,
		       const struct in6_addr *peer,
		       struct seccomm_handshake *hs, u8 *missing)
{
	unsigned long slots = stack->slots;
	unsigned int slot;
	int err;

	*missing = SECCOMM_SESSION_SECRET;
	err = seccomm_key_lookup(net, stack->name, SECCOMM_SESSION_SECRET, peer,
				 &hs->session_secret);
	if (err)
		return err;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		*missing = slot;
		if (stack->source[slot] == SECCOMM_SOURCE_SESSION)
			err = seccomm_slot_from_session(&hs->session_secret,
							slot,
							&hs->slot_secret[slot]);
		else
			err = seccomm_key_lookup(net, stack->name, slot, peer,
						 &hs->slot_secret[slot]);
		if (err)
			return err;
		if (stack->derive[slot] == SECCOMM_DERIVE_HKDF &&
		    hs->slot_secret[slot].len < SECCOMM_SECRET_MIN)
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
	hs->ring.slots = slots;
	for_each_set_bit(slot, &slots, SECCOMM_MAX_SLOTS) {
		err = seccomm_slot_root(hs->th, &hs->slot_secret[slot],
					hs->ring.root[slot]);
		if (err)
			return err;
		hs->ring.raw[slot] = hs->slot_secret[slot];
	}
	return seccomm_handshake_keys(hs->th, &hs->session_secret, &hs->ring,
				      &hs->keys);
}

/* What does not leave is sent again, as what is lost on its way. */
void seccomm_hs_send(struct seccomm_session *s, const void *bytes, size_t len)
{
	if (seccomm_output(s->snet->net, s->sk, 0, &s->path.local, &s->peer,
			   bytes, len))
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

int seccomm_handshake_possible(struct net *net,
			       const struct seccomm_stack *stack,
			       const struct seccomm_peer *peer)
{
	struct seccomm_handshake *hs;
	u8 missing;
	int err;

	/* Nobody is asked for its secrets any more. */
	if (READ_ONCE(stack->retired))
		return -ENOPROTOOPT;
	hs = kzalloc(sizeof(*hs), GFP_KERNEL_ACCOUNT);
	err = hs ? seccomm_hs_secrets(net, stack, &peer->addr, hs, &missing) :
		   -ENOMEM;
	if (err == -ENOKEY &&
	    seccomm_notify_key_wanted(net, stack->name, missing, &peer->addr))
		err = 0;
	kfree_sensitive(hs);
	return err;
}

struct seccomm_handshake *seccomm_hs_copy(struct seccomm_session *s, u8 state)
{
	struct seccomm_handshake *hs = kmalloc(sizeof(*hs), GFP_KERNEL_ACCOUNT);
	bool wanted;

	if (!hs)
		return NULL;
	spin_lock_bh(&s->lock);
	wanted = s->handshake && s->state == state;
	if (wanted)
		*hs = *s->handshake;
	spin_unlock_bh(&s->lock);
	if (!wanted) {
		kfree_sensitive(hs);
		return ERR_PTR(-ESTALE);
	}
	return hs;
}

bool seccomm_hs_commit(struct seccomm_session *s, struct seccomm_handshake *hs,
		       u8 from)
{
	struct seccomm_handshake *old;

	spin_lock_bh(&s->lock);
	if (s->state != from ||
	    !seccomm_state_step(s, SECCOMM_CAUSE_CONFIRMED)) {
		spin_unlock_bh(&s->lock);
		return false;
	}
	old = s->handshake;
	WRITE_ONCE(s->handshake, hs);
	/* Roots and secrets are not needed any more, M2 and M3 yet are. */
	memzero_explicit(&hs->ring, sizeof(hs->ring));
	memzero_explicit(&hs->keys, sizeof(hs->keys));
	memzero_explicit(&hs->session_secret, sizeof(hs->session_secret));
	memzero_explicit(hs->slot_secret, sizeof(hs->slot_secret));
	spin_unlock_bh(&s->lock);
	kfree_sensitive(old);
	return true;
}

bool seccomm_hs_arm(struct seccomm_session *s, struct seccomm_handshake *hs)
{
	int err = seccomm_epoch_arm(s, &hs->ring, &hs->keys);

	if (err == -EKEYREJECTED) {
		seccomm_hint_take(s, EKEYREJECTED, NULL);
		SECCOMM_INC(s->snet, HS_KEY);
	} else if (err) {
		SECCOMM_INC(s->snet, HS_MEMORY);
	}
	return !err;
}
