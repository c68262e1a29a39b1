/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Netlink operations on who may open; generic netlink calls the others by netlink/gen.h.
 */
#ifndef SECCOMM_NL_PEER_H
#define SECCOMM_NL_PEER_H

struct netlink_callback;

/* Have a dump's messages hold the longest entry, whatever is offered to receive it. 0. */
int seccomm_nl_peer_start(struct netlink_callback *cb);

#endif /* SECCOMM_NL_PEER_H */
