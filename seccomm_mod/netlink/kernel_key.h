/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel keys that requests name.
 */
#ifndef SECCOMM_NETLINK_KERNEL_KEY_H
#define SECCOMM_NETLINK_KERNEL_KEY_H

#include <linux/key.h>
#include <net/genetlink.h>

/* Find the logon key that a request names by description or serial number, with the rights of
 * its sender to search; a reference in @key. 0 or a negative errno, extended ack set. Process
 * context.
 */
int seccomm_nl_kernel_key(struct genl_info *info, struct key **key);

#endif /* SECCOMM_NETLINK_KERNEL_KEY_H */
