/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control messages.
 */
#ifndef SECCOMM_CONTROL_H
#define SECCOMM_CONTROL_H

#include <linux/types.h>

struct seccomm_session;
struct sk_buff;

/* Tell the peer of @s, which is open or was, that the session ends; counted. Any context but
 * hardirq, without @s's @lock.
 */
void seccomm_control_close(struct seccomm_session *s);
/* Ask the peer of @s, which is open or was, for an answer, which repeats @token; counted.
 * Context as above.
 */
void seccomm_control_ping(struct seccomm_session *s, u32 token);
/* Take a control message of @s, base header at skb->data; does not own @skb. Softirq,
 * under RCU.
 */
void seccomm_control_receive(struct seccomm_session *s, struct sk_buff *skb);

#endif /* SECCOMM_CONTROL_H */
