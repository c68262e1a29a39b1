// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the sender of an M1 has proved that it receives at its address: it is asked for a
 * cookie, before anything is made for it.
 */
#include "handshake/cookie.h"
#include "handshake/load.h"
#include "handshake/proof.h"
#include "handshake/queue.h"
#include "handshake/rate.h"
#include "netns.h"
#include "transport/output.h"

bool seccomm_proof_due(struct seccomm_net *snet, const struct sk_buff *skb)
{
	/* Ask for the load in any case, since each call looks at it. */
	return seccomm_under_load(snet) && !SECCOMM_HS_CB(skb)->proved;
}

/* Answer M1 with a cookie. It is shorter than M1, so that nobody gains by forging one. */
static void proof_demand(struct seccomm_net *snet, struct sk_buff *skb,
			 const struct seccomm_cookie_claim *claim)
{
	struct seccomm_cookie answer = {
		.hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_COOKIE),
		.hdr.index = claim->index,
	};

	SECCOMM_INC(snet, HS_COOKIE);
	if (!seccomm_cookie_make(snet, claim, answer.cookie))
		seccomm_output_answer(snet->net, skb, &answer, sizeof(answer));
}

bool seccomm_proof_shown(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_open *m1 = (const void *)skb->data;
	struct seccomm_cookie_claim claim = {
		.from = SECCOMM_HS_CB(skb)->from,
		.index = m1->sender,
	};
	struct seccomm_peer from;

	if (seccomm_cookie_hash(m1, skb->len, claim.hash)) {
		SECCOMM_INC(snet, HS_MEMORY);
		return false;
	}
	if (!seccomm_cookie_valid(snet, &claim, m1->cookie)) {
		proof_demand(snet, skb, &claim);
		return false;
	}
	SECCOMM_HS_CB(skb)->proved = true;
	seccomm_hs_sender(skb, &from);
	return seccomm_rate_takes(snet, &from);
}
