/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control messages.
 */
#ifndef SECCOMM_CONTROL_H
#define SECCOMM_CONTROL_H

#include <linux/types.h>

struct seccomm_session;
struct sk_buff;

/* Send @what, one of SECCOMM_CONTROL_*, to the peer of @s, which is open or was; counted.
 * Any context but hardirq.
 */
void seccomm_control_send(struct seccomm_session *s, u8 what);
/* Take a control message of @s, base header at skb->data; does not own @skb. Softirq,
 * under RCU.
 */
void seccomm_control_receive(struct seccomm_session *s, struct sk_buff *skb);

#endif /* SECCOMM_CONTROL_H */
