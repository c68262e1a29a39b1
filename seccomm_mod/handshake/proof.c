// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the sender of an M1 has proved that it receives at its address: it is asked for a
 * cookie, before anything is made for it.
 */
#include "handshake/cookie.h"
#include "handshake/half_open.h"
#include "handshake/load.h"
#include "handshake/proof.h"
#include "handshake/queue.h"
#include "handshake/rate.h"
#include "netns.h"
#include "transport/output.h"

bool seccomm_proof_due(struct seccomm_net *snet, const struct sk_buff *skb)
{
	struct seccomm_peer from;

	/* Ask for the load in any case, since each call looks at it. */
	if (seccomm_under_load(snet))
		return !SECCOMM_HS_CB(skb)->proved;
	if (SECCOMM_HS_CB(skb)->proved)
		return false;
	/* Forged addresses take half of what their origin may have, and leave the rest to
	 * those who are there.
	 */
	seccomm_hs_sender(skb, &from);
	return seccomm_half_open_count(snet, &from) >=
	       SECCOMM_ORIGIN_HALF_OPEN / 2;
}

static struct seccomm_cookie_claim proof_claim(const struct in6_addr *from,
					       __be32 index,
					       const u8 hash[SECCOMM_HASH_LEN])
{
	struct seccomm_cookie_claim claim = { .from = *from, .index = index };

	memcpy(claim.hash, hash, sizeof(claim.hash));
	return claim;
}

void seccomm_proof_demand(struct seccomm_net *snet, struct sk_buff *skb,
			  __be32 index, const u8 hash[SECCOMM_HASH_LEN])
{
	const struct seccomm_cookie_claim claim =
		proof_claim(&SECCOMM_HS_CB(skb)->from, index, hash);
	struct seccomm_cookie answer = {
		.hdr.ver_type = seccomm_ver_type(SECCOMM_MSG_COOKIE),
		.hdr.index = index,
	};

	SECCOMM_INC(snet, HS_COOKIE);
	if (!seccomm_cookie_make(snet, &claim, answer.cookie))
		seccomm_output_answer(snet->net, skb, &answer, sizeof(answer));
}

bool seccomm_proof_fits(struct seccomm_net *snet, const struct in6_addr *from,
			__be32 index, const u8 hash[SECCOMM_HASH_LEN],
			const u8 cookie[SECCOMM_COOKIE_LEN])
{
	const struct seccomm_cookie_claim claim =
		proof_claim(from, index, hash);

	return seccomm_cookie_valid(snet, &claim, cookie);
}

bool seccomm_proof_shown(struct seccomm_net *snet, struct sk_buff *skb)
{
	const struct seccomm_open *m1 = (const void *)skb->data;
	u8 hash[SECCOMM_HASH_LEN];
	struct seccomm_peer from;

	if (seccomm_cookie_hash(m1, skb->len, hash)) {
		SECCOMM_INC(snet, HS_MEMORY);
		return false;
	}
	if (!seccomm_proof_fits(snet, &SECCOMM_HS_CB(skb)->from, m1->sender,
				hash, m1->cookie)) {
		seccomm_proof_demand(snet, skb, m1->sender, hash);
		return false;
	}
	SECCOMM_HS_CB(skb)->proved = true;
	seccomm_hs_sender(skb, &from);
	return seccomm_rate_takes(snet, &from);
}
