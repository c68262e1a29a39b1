/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether the sender of an M1 has proved that it receives at its address.
 */
#ifndef SECCOMM_HANDSHAKE_PROOF_H
#define SECCOMM_HANDSHAKE_PROOF_H

#include <linux/in6.h>
#include <linux/types.h>
#include "wire.h"

struct seccomm_net;
struct sk_buff;

/**
 * seccomm_proof_due() - must an M1 bear a cookie?
 * @snet: the namespace
 * @skb: M1, with its SECCOMM_HS_CB()
 *
 * It must while the namespace is under load, or its origin has half of the half-open
 * sessions that it may have; unless it has shown its cookie already, before it waited.
 *
 * Context: any.
 */
bool seccomm_proof_due(struct seccomm_net *snet, const struct sk_buff *skb);

/**
 * seccomm_proof_shown() - does an M1 bear a cookie of ours?
 * @snet: the namespace
 * @skb: M1, with its SECCOMM_HS_CB(), where a proof is noted
 *
 * An M1 that bears none, or another, is answered with one. An origin that sends more with
 * cookies than it may is not answered.
 *
 * Context: any but hardirq.
 * Return: true if the M1 may be taken; false: counted.
 */
bool seccomm_proof_shown(struct seccomm_net *snet, struct sk_buff *skb);

/**
 * seccomm_proof_demand() - answer an M1 with a cookie
 * @snet: the namespace
 * @skb: M1, or a short one, with its SECCOMM_HS_CB()
 * @index: its sender's index
 * @hash: of the M1, as of seccomm_cookie_hash()
 *
 * The answer is shorter than any M1, so that nobody gains by a forged one.
 *
 * Context: any but hardirq.
 */
void seccomm_proof_demand(struct seccomm_net *snet, struct sk_buff *skb,
			  __be32 index, const u8 hash[SECCOMM_HASH_LEN]);

/**
 * seccomm_proof_fits() - is a cookie ours, for this sender and this M1?
 * @snet: the namespace
 * @from: who sent it
 * @index: the sender's index
 * @hash: of the M1, as of seccomm_cookie_hash()
 * @cookie: the cookie
 *
 * Context: any but hardirq.
 * Return: true if it is.
 */
bool seccomm_proof_fits(struct seccomm_net *snet, const struct in6_addr *from,
			__be32 index, const u8 hash[SECCOMM_HASH_LEN],
			const u8 cookie[SECCOMM_COOKIE_LEN]);

#endif /* SECCOMM_HANDSHAKE_PROOF_H */
