/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session in netlink's attributes, for replies and events.
 */
#ifndef SECCOMM_NETLINK_SESSION_H
#define SECCOMM_NETLINK_SESSION_H

#include <linux/skbuff.h>

struct seccomm_session_info;

int seccomm_nl_put_session(struct sk_buff *skb,
			   const struct seccomm_session_info *s);

#endif /* SECCOMM_NETLINK_SESSION_H */
