/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which secret or key: of which stack, of which slot, for which peers.
 */
#ifndef SECCOMM_KEY_ID_H
#define SECCOMM_KEY_ID_H

#include <linux/in6.h>
#include <linux/seccomm_netlink.h>
#include <linux/types.h>
#include "checker/checker.h"

#define SECCOMM_SESSION_SECRET 0xff /* in place of a slot's index */

/**
 * struct seccomm_prefix - peers that a secret is for
 * @addr: IPv6 or v4-mapped address, bits behind the prefix zero
 * @len: bits, 0 to 128; an IPv4 prefix of n bits is 96 + n
 */
struct seccomm_prefix {
	struct in6_addr addr;
	u8 len;
};

/**
 * struct seccomm_key_id - what there is one secret or key for
 * @stack: the stack's name
 * @slot: slot's index, or SECCOMM_SESSION_SECRET
 * @kind: enum seccomm_key_kind; a slot of kind pk has a private and a public key
 * @prefix: peers
 */
struct seccomm_key_id {
	char stack[SECCOMM_NAME_LEN];
	u8 slot;
	u8 kind;
	struct seccomm_prefix prefix;
};

#endif /* SECCOMM_KEY_ID_H */
