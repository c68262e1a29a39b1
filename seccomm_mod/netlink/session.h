/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session in netlink's attributes, for replies and events.
 */
#ifndef SECCOMM_NETLINK_SESSION_H
#define SECCOMM_NETLINK_SESSION_H

#include <linux/skbuff.h>

struct seccomm_identity;
struct seccomm_session_info;

/* Any context; 0 or -EMSGSIZE. */
int seccomm_nl_put_session(struct sk_buff *skb,
			   const struct seccomm_session_info *s);
/* An identity's kind and value, within a nest. */
int seccomm_nl_put_id(struct sk_buff *skb, const struct seccomm_identity *id);
/* Bytes, at most, of @n identities, each with its slot and ordinal. */
size_t seccomm_nl_ids_room(unsigned int n);
/* Bytes, at most, of what the session's peer has proved to methods, whose number is the stack's
 * affair.
 */
size_t seccomm_nl_session_room(const struct seccomm_session_info *s);

#endif /* SECCOMM_NETLINK_SESSION_H */
