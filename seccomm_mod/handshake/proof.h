/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether the sender of an M1 has proved that it receives at its address.
 */
#ifndef SECCOMM_HANDSHAKE_PROOF_H
#define SECCOMM_HANDSHAKE_PROOF_H

#include <linux/types.h>

struct seccomm_net;
struct sk_buff;

/**
 * seccomm_proof_due() - must an M1 bear a cookie?
 * @snet: the namespace
 * @skb: M1, with its SECCOMM_HS_CB()
 *
 * It must while the namespace is under load, and if it has not shown its cookie before it
 * waited.
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

#endif /* SECCOMM_HANDSHAKE_PROOF_H */
