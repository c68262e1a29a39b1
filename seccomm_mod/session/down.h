/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session's messages on their way down.
 */
#ifndef SECCOMM_DOWN_H
#define SECCOMM_DOWN_H

#include "cactus.h"

struct seccomm_session;

/* Length of the application's body, kept while a message goes down. */
#define SECCOMM_DOWN_LEN(skb) (CACTUS_CB(skb)->family)

extern const struct cactus_lane_ops seccomm_down_ops;
/* Send a message of @s, base header at skb->data, by the route of @s. 0 or a negative
 * errno. Owns @skb. Under RCU, of either kind.
 */
int seccomm_transmit(struct seccomm_session *s, struct sk_buff *skb);
/* As seccomm_transmit(), for an application's message: counts it, or its loss. 0 or the
 * negative errno why it has not left: -ENOBUFS if a queueing discipline dropped it, -EPERM
 * if the firewall did, or the route's.
 */
int seccomm_transmit_counted(struct seccomm_session *s, struct sk_buff *skb);

#endif /* SECCOMM_DOWN_H */
