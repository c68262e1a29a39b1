/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session's messages on their way up.
 */
#ifndef SECCOMM_UP_H
#define SECCOMM_UP_H

#include "cactus.h"

struct seccomm_session;

/* While a message goes up: its type of service or traffic class in the high byte, and
 * its time to live or hop limit.
 */
#define SECCOMM_UP_TOS_TTL(skb) (CACTUS_CB(skb)->family)

extern const struct cactus_lane_ops seccomm_up_ops;
/* Take a data message for @s, base header checked, at skb->data. Owns @skb. Softirq, under
 * RCU.
 */
void seccomm_up_receive(struct seccomm_session *s, struct sk_buff *skb);

#endif /* SECCOMM_UP_H */
