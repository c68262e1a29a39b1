// SPDX-License-Identifier: GPL-2.0
/*
 * Who the peer of an exchange has proved to be, and whether that may open: its methods, and then
 * the administrator's entries, are asked before the session opens.
 */
#include <linux/slab.h>
#include "handshake/exchange.h"
#include "handshake/identify.h"
#include "handshake/items.h"
#include "handshake/members.h"
#include "handshake/methods.h"
#include "keys/peers.h"
#include "keys/proofs.h"
#include "notify.h"
#include "session/ends.h"
#include "session/info.h"
#include "session/session.h"

/* Ask the methods, and write what the peer has proved to them at @list: how many there are. */
static unsigned int identify_ask(struct seccomm_exchange *ex,
				 struct seccomm_proof *list)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share share;
	struct seccomm_keydist kd;
	unsigned int n = 0;
	bool more;

	for (more = seccomm_share_first(stack, &share); more;
	     more = seccomm_share_next(stack, &share)) {
		seccomm_hs_ask(&kd, ex, &share);
		if (!kd.state || !kd.ops->identity ||
		    seccomm_member_is_dead(ex, &share) ||
		    !kd.ops->identity(&kd, &list[n].id))
			continue;
		list[n].slot = share.slot;
		list[n].ordinal = share.ordinal;
		n++;
	}
	return n;
}

int seccomm_hs_identify(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	struct seccomm_proofs *proofs = NULL;
	struct seccomm_proof *list;
	unsigned int n;

	if (!ex->states)
		return 0;
	list = kcalloc(ex->n_secrets, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	n = identify_ask(ex, list);
	if (n)
		proofs = seccomm_proofs_new(list, n);
	kfree(list);
	if (n && !proofs)
		return -ENOMEM;
	/* An M2 or M3 before this one may have got as far. */
	seccomm_proofs_put(s->proofs);
	s->proofs = proofs;
	return 0;
}

static void identify_tell(const struct seccomm_session *s,
			  const struct seccomm_proof *misfit)
{
	const struct seccomm_peer_refused refused = {
		.stack = s->stack->name,
		.peer = &s->peer.addr,
		.id = &misfit->id,
		.in_method = misfit->slot != SECCOMM_ANY_METHOD,
		.slot = misfit->slot,
		.ordinal = misfit->ordinal,
	};

	seccomm_notify_peer_refused(s->snet->net, &refused);
}

/* Go on without the method to which the peer has proved that it is somebody who may not open, if
 * that is one of a kofn(): 0 or -ENOMEM, else -EREMCHG.
 */
static int identify_without(struct seccomm_exchange *ex,
			    const struct seccomm_proof *misfit)
{
	const struct seccomm_stack *stack = ex->session->stack;
	struct seccomm_share share;
	bool more;

	for (more = seccomm_share_first(stack, &share); more;
	     more = seccomm_share_next(stack, &share))
		if (share.slot == misfit->slot &&
		    share.ordinal == misfit->ordinal)
			return seccomm_member_fails(ex, &share, -EREMCHG) ?:
				       seccomm_hs_identify(ex);
	return -EREMCHG;
}

int seccomm_hs_admit(struct seccomm_exchange *ex)
{
	struct seccomm_session *s = ex->session;
	struct seccomm_identity us, peer;
	struct seccomm_opener opener = {
		.stack = s->stack->name,
		.port = s->initiator ? s->peer.port : s->sport,
		.addr = &s->peer.addr,
		.end = &peer,
		.proofs = s->proofs,
	};
	struct seccomm_proof misfit;
	struct in6_addr local;
	int err;

	seccomm_session_local(s, &local);
	seccomm_session_ends(s, &local, &us, &peer);
	while (!seccomm_peers_admit(s->snet->net, &opener, &misfit)) {
		identify_tell(s, &misfit);
		err = identify_without(ex, &misfit);
		if (err)
			return err;
		opener.proofs = s->proofs;
	}
	return seccomm_members_suffice(ex);
}
