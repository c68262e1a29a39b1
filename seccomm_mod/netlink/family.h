/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The generic netlink family: configuration comes in by it, events go out.
 */
#ifndef SECCOMM_NETLINK_FAMILY_H
#define SECCOMM_NETLINK_FAMILY_H

int seccomm_netlink_init(void);
void seccomm_netlink_exit(void);

#endif /* SECCOMM_NETLINK_FAMILY_H */
