// SPDX-License-Identifier: GPL-2.0
/*
 * M4: where M3 brings a secret that the responder alone can read, or that it makes of shares,
 * M2 has confirmed nothing of that.
 */
#include <crypto/utils.h>
#include <kunit/visibility.h>
#include <linux/export.h>
#include "handshake/exchange.h"
#include "handshake/finish.h"
#include "handshake/items.h"
#include "handshake/send.h"
#include "session/session.h"
#include "session/table.h"
#include "session/timer.h"

int seccomm_finish_make(struct seccomm_exchange *ex,
			const struct seccomm_stage *st)
{
	struct seccomm_finish *m4 = &ex->late->m4;

	if (!seccomm_items_finish(ex->session->stack))
		return 0;
	seccomm_hs_header(&m4->hdr, SECCOMM_MSG_FINISH,
			  be32_to_cpu(ex->m1->sender));
	return seccomm_conf_f(ex->k3, st->th, ex->due, m4->conf);
}

void seccomm_finish_send(struct seccomm_exchange *ex)
{
	if (!seccomm_items_finish(ex->session->stack))
		return;
	ex->late->finished = jiffies;
	seccomm_hs_send(ex->session, &ex->late->m4, sizeof(ex->late->m4));
}

void seccomm_finish_again(struct seccomm_exchange *ex)
{
	if (seccomm_session_is_open(ex->session) && ex->late &&
	    time_after_eq(jiffies, ex->late->finished + SECCOMM_HS_AGAIN))
		seccomm_finish_send(ex);
}

void seccomm_finish_await(struct seccomm_exchange *ex,
			  const struct in6_addr *to)
{
	struct seccomm_session *s = ex->session;
	bool waits;

	spin_lock_bh(&s->lock);
	waits = ipv6_addr_equal(&s->path.local, to) &&
		seccomm_state_step(s, SECCOMM_CAUSE_ANSWERED);
	if (waits) {
		ex->last = ex->m3;
		ex->last_len = ex->answer_len;
		WRITE_ONCE(s->deadline, jiffies + seccomm_give_up(s->snet));
		WRITE_ONCE(s->retry,
			   msecs_to_jiffies(READ_ONCE(s->snet->retry_min_ms)));
	}
	spin_unlock_bh(&s->lock);
	if (!waits) {
		SECCOMM_INC(s->snet, HS_STALE);
		return;
	}
	seccomm_session_set_peer_index(s, be32_to_cpu(ex->m3->hdr.index));
	seccomm_hs_send(s, ex->m3, ex->answer_len);
	seccomm_session_await(s);
}

bool seccomm_finish_proves(struct seccomm_exchange *ex,
			   const struct seccomm_finish *m4)
{
	struct seccomm_session *s = ex->session;
	bool good = false, waits;
	u8 state;

	spin_lock_bh(&s->lock);
	state = s->state;
	waits = state == SECCOMM_STATE_CONFIRMING;
	if (waits || seccomm_state_is_open(state))
		good = !crypto_memneq(ex->due, m4->conf, SECCOMM_CONF_LEN);
	if (waits && good)
		WRITE_ONCE(s->proved, true);
	spin_unlock_bh(&s->lock);
	if (waits && good)
		return true;
	if (good) {
		/* A stack that does not need M4 may have it sent all the same. */
		SECCOMM_INC(s->snet, HS_REPEAT);
		seccomm_session_heard(s);
	} else if (waits || seccomm_state_is_open(state)) {
		seccomm_hs_drop(s, -EILSEQ);
	} else {
		SECCOMM_INC(s->snet, HS_STALE);
	}
	return false;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_finish_proves);

void seccomm_finish_take(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;

	/* A repeated M4 that waited behind the one that opened the session. */
	if (READ_ONCE(s->state) != SECCOMM_STATE_CONFIRMING)
		SECCOMM_INC(s->snet, HS_REPEAT);
	else
		seccomm_hs_open_session(ex, SECCOMM_STATE_CONFIRMING);
}
