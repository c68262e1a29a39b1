// SPDX-License-Identifier: GPL-2.0
/*
 * The end of an open on the side that accepts it: M3, which confirms the keys, and may bring a
 * list.
 */
#include <crypto/utils.h>
#include <kunit/visibility.h>
#include "handshake/confirm.h"
#include "handshake/exchange.h"
#include "handshake/finish.h"
#include "handshake/identify.h"
#include "handshake/items.h"
#include "handshake/members.h"
#include "handshake/methods.h"
#include "handshake/stages.h"
#include "session/life.h"
#include "session/session.h"

/* How many M3s that are sealed well may be refused before the session is given up: each costs a
 * signature to verify, an agreement, or a decryption, and the same one can be sent again for
 * nothing.
 */
#define CONFIRM_TRIES 8

bool seccomm_hs_proves(struct seccomm_exchange *ex, struct seccomm_confirm *m3)
{
	struct seccomm_session *s = ex->session;
	bool good = false, waits;
	u8 state;

	if (!seccomm_sealed_fits(s->stack, SECCOMM_LIST_B_I,
				 be16_to_cpu(m3->sealed_len))) {
		SECCOMM_INC(s->snet, HS_PAYLOAD);
		return false;
	}
	spin_lock_bh(&s->lock);
	state = s->state;
	waits = state == SECCOMM_STATE_ACCEPTING && ex->last;
	/* What a list brings is for the exchange's work. */
	if (waits && ex->late)
		good = true;
	else if (waits || seccomm_state_is_open(state))
		good = !crypto_memneq(ex->due, seccomm_confirm_conf(m3),
				      SECCOMM_CONF_LEN);
	/* What the peer sends from now on waits as in an open session. */
	if (waits && good && !ex->late)
		WRITE_ONCE(s->proved, true);
	spin_unlock_bh(&s->lock);
	/* M4 answers a repeated M3, too. */
	if (good && (waits || seccomm_items_finish(s->stack)))
		return true;
	if (good)
		SECCOMM_INC(s->snet, HS_REPEAT);
	else if (!waits && !seccomm_state_is_open(state))
		SECCOMM_INC(s->snet, HS_STALE);
	else
		seccomm_hs_drop(s, -EILSEQ);
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hs_proves);

/* Take the list of @m3, and see whether @m3 confirms what it brings. 0, -EINPROGRESS if methods
 * wait, -EILSEQ if it does not, or another errno of a method's or of a stage's.
 */
static int confirm_take(struct seccomm_exchange *ex, struct seccomm_confirm *m3,
			struct seccomm_stage *st)
{
	const u16 len = be16_to_cpu(m3->sealed_len);
	const u8 *conf_r = seccomm_accept_conf(ex->m2);
	const u8 *sealed = seccomm_confirm_sealed(m3);
	int err;

	seccomm_members_restore(ex);
	err = seccomm_stage_open(ex, SECCOMM_LIST_B_I, st, conf_r, sealed, len);
	if (err != -EILSEQ && err != -ENOMEM && err != -EINPROGRESS)
		ex->late->opened++;
	if (!err)
		err = seccomm_stage_third(ex, conf_r, sealed, len, st);
	if (!err)
		err = seccomm_conf_i(ex->k3, st->th, ex->due);
	if (!err &&
	    crypto_memneq(ex->due, seccomm_confirm_conf(m3), SECCOMM_CONF_LEN))
		err = -EILSEQ;
	if (!err)
		err = seccomm_hs_identify(ex);
	if (!err)
		err = seccomm_finish_make(ex, st);
	return err ?: seccomm_hs_complete(ex);
}

/* Drop an M3 with a list that is not taken, with @err, unless methods wait. */
static void confirm_refuse(struct seccomm_exchange *ex, int err)
{
	struct seccomm_session *s = ex->session;

	if (err == -EINPROGRESS)
		return;
	seccomm_hs_drop(s, err);
	/* Who has sent M1 can seal the list; and who has seen M1 and M2, if a stack brings no
	 * secret with them.
	 */
	if (seccomm_hs_unanswered(err))
		seccomm_session_fail(s, -err);
	else if (ex->late->opened >= CONFIRM_TRIES)
		seccomm_session_fail(s, EKEYREJECTED);
}

/* The same of an M3 with a list. 0, -EINPROGRESS if methods wait, or another errno: it does not
 * confirm, which is counted.
 */
static int confirm_late(struct seccomm_exchange *ex, struct seccomm_confirm *m3)
{
	struct seccomm_stage st = ex->late->second;
	struct seccomm_session *s = ex->session;
	int err = confirm_take(ex, m3, &st);

	memzero_explicit(&st, sizeof(st));
	if (err) {
		confirm_refuse(ex, err);
		return err;
	}
	spin_lock_bh(&s->lock);
	if (s->state == SECCOMM_STATE_ACCEPTING)
		WRITE_ONCE(s->proved, true);
	spin_unlock_bh(&s->lock);
	return 0;
}

/* May the peer that has confirmed have its session? If not, nothing else that it says helps; but
 * there may be memory to find that out when M3 comes again.
 */
static bool confirm_admit(struct seccomm_exchange *ex)
{
	int err = seccomm_hs_admit(ex);

	if (err)
		seccomm_hs_drop(ex->session, err);
	if (err && err != -ENOMEM)
		seccomm_session_fail(ex->session, EACCES);
	return !err;
}

bool seccomm_hs_confirm(struct seccomm_exchange *ex, struct seccomm_confirm *m3)
{
	struct seccomm_session *s = ex->session;
	int err;

	/* A repeated M3, if only since it waited behind the one that opened the session. */
	if (READ_ONCE(s->state) != SECCOMM_STATE_ACCEPTING) {
		SECCOMM_INC(s->snet, HS_REPEAT);
		seccomm_finish_again(ex);
		return true;
	}
	err = ex->late ? confirm_late(ex, m3) : 0;
	if (!err && confirm_admit(ex))
		seccomm_hs_open_session(ex, SECCOMM_STATE_ACCEPTING);
	return err != -EINPROGRESS;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_hs_confirm);
