// SPDX-License-Identifier: GPL-2.0
/*
 * The side that opens: sends M1, takes M2, answers with M3.
 */
#include <crypto/algapi.h>
#include <linux/random.h>
#include <linux/slab.h>
#include "handshake/exchange.h"
#include "handshake/hint.h"
#include "handshake/initiator.h"
#include "keys/store.h"
#include "notify.h"
#include "session/address.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"

/* A nonce larger than @least, of which the leading 0xff are kept. */
static void nonce_above(u8 nonce[SECCOMM_NONCE_LEN],
			const u8 least[SECCOMM_NONCE_LEN])
{
	unsigned int i;

	get_random_bytes(nonce, SECCOMM_NONCE_LEN);
	if (memcmp(nonce, least, SECCOMM_NONCE_LEN) > 0)
		return;
	/* Half of it stays random in any case. */
	for (i = 0; i < SECCOMM_NONCE_LEN / 2; i++) {
		nonce[i] = 0xff;
		if (least[i] != 0xff) {
			nonce[i] = least[i] + 1 +
				   get_random_u32_below(0xff - least[i]);
			break;
		}
	}
}

/* The peer's open that is not long over would be taken for one at the same time as ours,
 * and the larger nonce wins, see session_chosen(): as we know of it and open anew all the
 * same, ours is to win.
 */
static void nonce_choose(const struct seccomm_session *s,
			 u8 nonce[SECCOMM_NONCE_LEN])
{
	u8 least[SECCOMM_NONCE_LEN];

	seccomm_session_peers_nonce(s, least);
	nonce_above(nonce, least);
}

static int handshake_start(struct seccomm_session *s)
{
	struct seccomm_handshake *hs;
	struct seccomm_open m1;
	bool started = false;
	long left;
	u8 missing;
	int err;

	if (READ_ONCE(s->state) != SECCOMM_SESSION_KEYLESS)
		return 0;
	hs = kzalloc(sizeof(*hs), GFP_KERNEL_ACCOUNT);
	if (!hs)
		return -ENOMEM;
	err = seccomm_hs_secrets(s->snet->net, s->stack, &s->peer.addr, hs,
				 &missing);
	if (err) {
		seccomm_handshake_free(hs);
		if (err != -ENOKEY ||
		    !seccomm_notify_key_wanted(s->snet->net, s->stack->name,
					       missing, &s->peer.addr))
			return err;
		/* A secret that comes has the timer raised earlier, by way of
		 * @key_waiter. If it has just done so, keep that time.
		 */
		left = READ_ONCE(s->deadline) - jiffies;
		seccomm_session_schedule_unless(s, left > 0 ? left : 0);
		return 0;
	}
	seccomm_hs_header(&hs->m1.hdr, SECCOMM_MSG_OPEN, 0);
	hs->m1.version_min = SECCOMM_VERSION;
	hs->m1.version_max = SECCOMM_VERSION;
	hs->m1.sender = cpu_to_be32(s->index);
	hs->m1.sport = s->sport;
	hs->m1.dport = s->peer.port;
	hs->m1.slots = cpu_to_be32(s->stack->slots);
	nonce_choose(s, hs->m1.nonce);
	memcpy(hs->m1.digest, s->stack->digest, sizeof(hs->m1.digest));
	m1 = hs->m1;

	spin_lock_bh(&s->lock);
	if (s->state == SECCOMM_SESSION_KEYLESS) {
		WRITE_ONCE(s->state, SECCOMM_SESSION_OPENING);
		WRITE_ONCE(s->handshake, hs);
		WRITE_ONCE(s->deadline, jiffies + seccomm_give_up(s->snet));
		started = true;
	}
	spin_unlock_bh(&s->lock);
	if (!started) {
		seccomm_handshake_free(hs);
		return 0;
	}
	seccomm_key_wait_end(s->snet, &s->key_waiter);
	/* A route may come yet: sending is tried again until the give-up. */
	seccomm_hs_send(s, &m1, sizeof(m1));
	seccomm_session_schedule(s, READ_ONCE(s->retry));
	return 0;
}

void seccomm_hs_repeat(struct seccomm_session *s)
{
	struct seccomm_open m1;
	struct seccomm_accept m2;
	struct in6_addr local;
	bool changes;
	u8 state;

	changes = s->initiator && seccomm_address_changes(s, &local);
	spin_lock_bh(&s->lock);
	state = s->handshake ? s->state : SECCOMM_SESSION_CLOSED;
	if (changes && state == SECCOMM_SESSION_OPENING)
		s->path.local = local;
	if (s->handshake) {
		m1 = s->handshake->m1;
		m2 = s->handshake->m2;
	}
	spin_unlock_bh(&s->lock);
	if (state == SECCOMM_SESSION_OPENING)
		seccomm_hs_send(s, &m1, sizeof(m1));
	else if (state == SECCOMM_SESSION_ACCEPTING)
		seccomm_hs_send(s, &m2, sizeof(m2));
}

const struct seccomm_exchange_ops seccomm_handshake_ops = {
	.start = handshake_start,
	.repeat = seccomm_hs_repeat,
};

/* A repeated M2 is answered with the same M3. */
static void accept_repeated(struct seccomm_session *s,
			    const struct seccomm_accept *m2)
{
	struct seccomm_confirm m3;
	bool same;

	spin_lock_bh(&s->lock);
	same = s->state == SECCOMM_SESSION_OPEN && s->handshake &&
	       !memcmp(&s->handshake->m2, m2, sizeof(*m2));
	if (same)
		m3 = s->handshake->m3;
	spin_unlock_bh(&s->lock);
	if (same) {
		SECCOMM_INC(s->snet, HS_REPEAT);
		seccomm_hs_send(s, &m3, sizeof(m3));
	} else {
		SECCOMM_INC(s->snet, HS_STALE);
	}
}

void seccomm_hs_accept(struct seccomm_session *s,
		       const struct seccomm_accept *m2)
{
	struct seccomm_handshake *hs;
	struct seccomm_confirm m3;
	u8 conf[SECCOMM_CONF_LEN];

	hs = seccomm_hs_copy(s, SECCOMM_SESSION_OPENING);
	if (IS_ERR(hs)) {
		accept_repeated(s, m2);
		return;
	}
	if (!hs) {
		SECCOMM_INC(s->snet, HS_MEMORY);
		return;
	}
	if (be32_to_cpu(m2->slots) != s->stack->slots) {
		SECCOMM_INC(s->snet, HS_SLOTS);
		goto free;
	}
	if (!memcmp(m2->nonce, hs->m1.nonce, SECCOMM_NONCE_LEN)) {
		SECCOMM_INC(s->snet, HS_REFLECTED);
		goto free;
	}
	hs->m2 = *m2;
	if (seccomm_hs_derive(s, hs) || seccomm_conf_r(&hs->keys, hs->th, conf))
		goto nomem;
	if (crypto_memneq(conf, m2->conf, sizeof(conf))) {
		SECCOMM_INC(s->snet, HS_CONF);
		seccomm_hint_take(s, EKEYREJECTED, NULL);
		goto free;
	}
	seccomm_hs_header(&hs->m3.hdr, SECCOMM_MSG_CONFIRM,
			  be32_to_cpu(m2->sender));
	hs->m3.method_len = 0;
	if (seccomm_conf_i(&hs->keys, hs->th, conf, hs->m3.conf))
		goto nomem;
	if (!seccomm_hs_arm(s, hs))
		goto free;
	m3 = hs->m3;
	seccomm_session_set_peer_index(s, be32_to_cpu(m2->sender));
	if (!seccomm_hs_commit(s, hs, SECCOMM_SESSION_OPENING))
		goto free;
	/* Open before M3 goes: data may answer it at once. Ours that overtakes M3
	 * is parked by the responder.
	 */
	seccomm_hs_send(s, &m3, sizeof(m3));
	seccomm_session_opened(s);
	return;
nomem:
	SECCOMM_INC(s->snet, HS_MEMORY);
free:
	seccomm_handshake_free(hs);
}
