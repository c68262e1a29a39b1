/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compositions in netlink's attributes.
 */
#ifndef SECCOMM_NETLINK_COMPOSITION_H
#define SECCOMM_NETLINK_COMPOSITION_H

#include <net/genetlink.h>

struct seccomm_composition;

/* Take the composition of a request, and put a stack's into a reply. 0 or a negative
 * errno; of a request, the extended ack is set.
 */
int seccomm_nl_get_composition(struct genl_info *info,
			       struct seccomm_composition *c);
int seccomm_nl_put_composition(struct sk_buff *skb,
			       const struct seccomm_composition *c);

#endif /* SECCOMM_NETLINK_COMPOSITION_H */
