/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many M1s with a valid cookie are taken from an origin.
 */
#ifndef SECCOMM_HANDSHAKE_RATE_H
#define SECCOMM_HANDSHAKE_RATE_H

#include <linux/types.h>

struct seccomm_net;
struct seccomm_peer;
struct seccomm_rates;

/* The table of rates of a namespace. Process context; 0 or -ENOMEM. */
int seccomm_rate_net_init(struct seccomm_net *snet);
void seccomm_rate_net_exit(struct seccomm_net *snet);

/**
 * seccomm_rate_takes() - may one more M1 of this origin be taken?
 * @snet: the namespace
 * @from: who sent it, which its cookie has proved; its port does not count
 *
 * 20 a second are taken of each origin, and up to 50 at once.
 *
 * Context: process or softirq.
 * Return: true, and it is one of them; or false, counted.
 */
bool seccomm_rate_takes(struct seccomm_net *snet,
			const struct seccomm_peer *from);

/* The same at the time @now, nanoseconds since boot, and not counted: what it is made of,
 * and what tests call.
 */
bool seccomm_rate_takes_at(struct seccomm_rates *rates, u64 now,
			   const struct seccomm_peer *from);

#endif /* SECCOMM_HANDSHAKE_RATE_H */
