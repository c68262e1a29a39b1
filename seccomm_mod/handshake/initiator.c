// SPDX-License-Identifier: GPL-2.0
/*
 * The side that opens a session: sends M1, takes M2, answers with M3.
 */
#include <crypto/utils.h>
#include <kunit/visibility.h>
#include <linux/random.h>
#include "handshake/exchange.h"
#include "handshake/finish.h"
#include "handshake/hint.h"
#include "handshake/identify.h"
#include "handshake/initiator.h"
#include "handshake/items.h"
#include "handshake/members.h"
#include "handshake/methods.h"
#include "handshake/queue.h"
#include "handshake/secrets.h"
#include "handshake/send.h"
#include "keys/store.h"
#include "notify.h"
#include "session/info.h"
#include "session/life.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"

/* Make a random nonce larger than @least; leading bytes 0xff of @least are kept. */
static void open_nonce_above(u8 nonce[SECCOMM_NONCE_LEN],
			     const u8 least[SECCOMM_NONCE_LEN])
{
	unsigned int i;

	get_random_bytes(nonce, SECCOMM_NONCE_LEN);
	if (memcmp(nonce, least, SECCOMM_NONCE_LEN) > 0)
		return;
	/* The second half of the nonce stays random in any case. */
	for (i = 0; i < SECCOMM_NONCE_LEN / 2; i++) {
		nonce[i] = 0xff;
		if (least[i] != 0xff) {
			nonce[i] = least[i] + 1 +
				   get_random_u32_below(0xff - least[i]);
			break;
		}
	}
}

/* Choose the nonce of M1. A session that the peer has opened not long ago would count as
 * opened at the same time as ours, and session_chosen() keeps the one with the larger
 * nonce. As we know the peer's and open another one all the same, ours is to stay.
 */
static void open_nonce(const struct seccomm_session *s,
		       u8 nonce[SECCOMM_NONCE_LEN])
{
	u8 least[SECCOMM_NONCE_LEN];

	seccomm_session_peers_nonce(s, least);
	open_nonce_above(nonce, least);
}

/* Make M1, but for its list. */
static void open_make(struct seccomm_exchange *ex)
{
	const struct seccomm_session *s = ex->session;
	struct seccomm_open *m1 = ex->m1;

	seccomm_hs_header(&m1->hdr, SECCOMM_MSG_OPEN, 0);
	m1->version_min = SECCOMM_VERSION;
	m1->version_max = SECCOMM_VERSION;
	m1->sender = cpu_to_be32(s->index);
	m1->sport = s->sport;
	m1->dport = s->peer.port;
	m1->slots = cpu_to_be32(s->stack->slots);
	open_nonce(s, m1->nonce);
	memcpy(m1->digest, s->stack->digest, sizeof(m1->digest));
}

/* Complete and send M1, when all secrets are there. */
static void open_send(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	struct seccomm_open *m1 = ex->m1;
	int len;

	/* In a clear list nothing is signed, so that nothing fails. */
	len = seccomm_hs_give(ex, SECCOMM_LIST_M1, NULL, 0, (u8 *)(m1 + 1));
	seccomm_members_keep(ex);
	m1->items_len = cpu_to_be16(len);
	ex->m1_len = sizeof(*m1) + len;
	ex->last = m1;
	ex->last_len = ex->m1_len;
	if (!seccomm_exchange_begin(ex))
		return;
	seccomm_key_wait_end(s->snet, &s->key_waiter);
	/* Whether M1 left is no matter: the timer sends it again until the give-up. */
	seccomm_hs_send(s, ex->m1, ex->m1_len);
	seccomm_session_await(s);
}

/* Have the methods begin, once, and wait for what they ask others for. 0, -EINPROGRESS, or an
 * errno of seccomm_hs_secrets().
 */
static int open_begin(struct seccomm_exchange *ex,
		      struct seccomm_missing *missing)
{
	int err = 0;

	/* What methods ask for is bound to M1. */
	if (!ex->asked) {
		open_make(ex);
		err = seccomm_hs_secrets(ex, missing);
	}
	if (!err)
		err = seccomm_hs_wait(ex);
	ex->asked = err == -EINPROGRESS;
	return err;
}

void seccomm_hs_start(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	struct seccomm_missing missing;
	int err;

	if (READ_ONCE(s->state) != SECCOMM_STATE_KEYLESS)
		return;
	err = open_begin(ex, &missing);
	if (err == -EINPROGRESS)
		return;
	if (!err) {
		open_send(ex);
		return;
	}
	/* If a key daemon was asked, stay KEYLESS: @key_waiter schedules the timer when a
	 * secret comes.
	 */
	if (err == -ENOKEY)
		err = seccomm_notify_key_wanted(s->snet->net, s->stack->name,
						missing.slot, missing.kind,
						&s->peer.addr);
	if (err) {
		seccomm_hs_end_methods(ex);
		seccomm_session_fail(s, -err);
	}
}

static int initiator_start(struct seccomm_session *s)
{
	struct seccomm_exchange *ex;

	if (READ_ONCE(s->state) != SECCOMM_STATE_KEYLESS)
		return 0;
	ex = seccomm_exchange_make(s);
	if (!ex)
		return -ENOMEM;
	WRITE_ONCE(ex->start, true);
	refcount_inc(&s->ref);
	seccomm_exchange_run(ex);
	return 0;
}

const struct seccomm_exchange_ops seccomm_handshake_ops = {
	.start = initiator_start,
	.repeat = seccomm_hs_repeat,
	.forget = seccomm_exchange_forget,
};

void seccomm_hs_cookie(struct seccomm_exchange *ex,
		       const struct seccomm_cookie *cookie)
{
	struct seccomm_session *s = ex->session;
	const bool whole = ex->m1_len <= SECCOMM_HS_MAX;
	bool taken;

	spin_lock_bh(&s->lock);
	taken = s->state == SECCOMM_STATE_OPENING && !ex->cookied;
	if (taken)
		ex->cookied = true;
	if (taken && whole)
		memcpy(ex->m1->cookie, cookie->cookie, sizeof(ex->m1->cookie));
	spin_unlock_bh(&s->lock);
	/* Only this work changes M1, so that M1 is read without the lock here. Fragments bear the
	 * cookie themselves; each repeat asks for one anew, so that nothing long goes to where
	 * nobody answers.
	 */
	if (!taken)
		SECCOMM_INC(s->snet, HS_STALE);
	else if (whole)
		seccomm_hs_send(s, ex->m1, ex->m1_len);
	else
		seccomm_hs_send_proved(s, ex->m1, ex->m1_len, cookie->cookie);
}

/* Is @to the address of a session that we open? With @proves, it stays so. */
static bool accept_is_to_us(struct seccomm_session *s,
			    const struct in6_addr *to, bool proves)
{
	bool ret;

	spin_lock_bh(&s->lock);
	ret = ipv6_addr_equal(&s->path.local, to);
	if (ret && proves)
		WRITE_ONCE(s->proved, true);
	spin_unlock_bh(&s->lock);
	return ret;
}

/* Make M3, which answers @m2, from the second stage. 0, or an errno of a method's or of a
 * stage's.
 */
static int accept_answer(struct seccomm_exchange *ex, struct seccomm_accept *m2,
			 struct seccomm_stage *st)
{
	const u8 *conf_r = seccomm_accept_conf(m2);
	struct seccomm_confirm *m3 = ex->m3;
	u8 *sealed = seccomm_confirm_sealed(m3);
	int len, err;

	seccomm_hs_header(&m3->hdr, SECCOMM_MSG_CONFIRM,
			  be32_to_cpu(m2->sender));
	len = seccomm_stage_seal(ex, SECCOMM_LIST_B_I, st, conf_r, sealed);
	if (len < 0)
		return len;
	m3->sealed_len = cpu_to_be16(len);
	ex->answer_len = sizeof(*m3) + len;
	err = seccomm_stage_third(ex, conf_r, sealed, len, st);
	if (!err)
		err = seccomm_conf_i(ex->k3, st->th, seccomm_confirm_conf(m3));
	if (!err)
		err = seccomm_conf_f(ex->k3, st->th, seccomm_confirm_conf(m3),
				     ex->due);
	/* A method of a kofn() may have failed since, at what it gives. */
	if (!err)
		err = seccomm_hs_identify(ex);
	return err ?: seccomm_hs_complete(ex);
}

/* May @m2, which came to @to, answer our M1? False: counted. */
static bool accept_fits(struct seccomm_exchange *ex,
			const struct seccomm_accept *m2,
			const struct in6_addr *to)
{
	struct seccomm_session *s = ex->session;

	if (be32_to_cpu(m2->slots) != s->stack->slots) {
		SECCOMM_INC(s->snet, HS_SLOTS);
		return false;
	}
	if (!memcmp(m2->nonce, ex->m1->nonce, SECCOMM_NONCE_LEN)) {
		SECCOMM_INC(s->snet, HS_REFLECTED);
		return false;
	}
	/* An M2 to another address of ours answers an M1 that was sent from there. */
	if (!accept_is_to_us(s, to, false)) {
		SECCOMM_INC(s->snet, HS_STALE);
		return false;
	}
	return true;
}

/* Have the methods take the items of @m2's clear list, once, and wait for what they ask others
 * for. 0, -EINPROGRESS, or an errno of a method's.
 */
static int accept_items(struct seccomm_exchange *ex, struct seccomm_accept *m2)
{
	int err = 0;

	if (!ex->asked) {
		ex->m2 = m2;
		seccomm_members_restore(ex);
		err = seccomm_hs_take(ex, SECCOMM_LIST_M2, NULL, 0,
				      (const u8 *)&m2->sealed_len,
				      be16_to_cpu(m2->items_len));
		ex->m2 = NULL;
	}
	if (!err)
		err = seccomm_hs_wait(ex);
	ex->asked = err == -EINPROGRESS;
	return err;
}

/* Take @m2, which came to @to, and make M3. 0, -EINPROGRESS if methods wait, -EILSEQ if @m2 does
 * not confirm what both ends know, or another errno of a method's or of a stage's. A list that
 * the stack does not have, or of another length, is -EBADMSG.
 */
static int accept_take(struct seccomm_exchange *ex, struct seccomm_accept *m2,
		       const struct in6_addr *to, struct seccomm_stage *st)
{
	const u16 len = seccomm_accept_sealed_len(m2);
	const u8 *sealed = seccomm_accept_sealed(m2);
	u8 conf_r[SECCOMM_CONF_LEN];
	int err;

	if (!seccomm_sealed_fits(ex->session->stack, SECCOMM_LIST_B_R, len))
		return -EBADMSG;
	err = accept_items(ex, m2);
	if (!err)
		err = seccomm_stage_first(ex, m2, to, st);
	if (!err)
		err = seccomm_stage_open(ex, SECCOMM_LIST_B_R, st, NULL, sealed,
					 len);
	if (!err)
		err = seccomm_stage_second(ex, sealed, len, st);
	if (!err)
		err = seccomm_conf_r(st->k, st->th, conf_r);
	if (!err &&
	    crypto_memneq(conf_r, seccomm_accept_conf(m2), sizeof(conf_r)))
		err = -EILSEQ;
	/* M3 tells who we are, which is for the right peer alone. */
	if (!err)
		err = seccomm_hs_identify(ex) ?: seccomm_hs_admit(ex);
	return err ?: accept_answer(ex, m2, st);
}

/* Drop an M2 that is not taken, with @err. */
static void accept_refuse(struct seccomm_exchange *ex, int err)
{
	seccomm_hs_drop(ex->session, err);
	if (!seccomm_hs_unanswered(err))
		return;
	seccomm_session_fail(ex->session, -err);
	/* Nobody waits any more for what other methods have asked. */
	seccomm_hs_end_methods(ex);
}

bool seccomm_hs_accept(struct seccomm_exchange *ex, struct seccomm_accept *m2,
		       const struct in6_addr *to)
{
	struct seccomm_session *s = ex->session;
	struct seccomm_stage st;
	int err;

	/* Before that @asked is of what M1 waits for, so leave it. */
	if (READ_ONCE(s->state) != SECCOMM_STATE_OPENING) {
		SECCOMM_INC(s->snet, HS_STALE);
		return true;
	}
	if (!accept_fits(ex, m2, to)) {
		/* The methods have yet to take the items of the next one. */
		ex->asked = false;
		return true;
	}
	err = accept_take(ex, m2, to, &st);
	memzero_explicit(&st, sizeof(st));
	if (err == -EINPROGRESS)
		return false;
	if (err) {
		accept_refuse(ex, err);
		return true;
	}
	if (seccomm_items_finish(s->stack)) {
		seccomm_finish_await(ex, to);
		return true;
	}
	if (!accept_is_to_us(s, to, true)) {
		SECCOMM_INC(s->snet, HS_STALE);
		return true;
	}
	seccomm_session_set_peer_index(s, be32_to_cpu(m2->sender));
	seccomm_hs_open_session(ex, SECCOMM_STATE_OPENING);
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hs_accept);
