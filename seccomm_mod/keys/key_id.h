/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which secret or key: of which stack, of which slot, for which peers; and which entry of who may
 * open.
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
 * struct seccomm_key_id - what there is one secret, key, or entry of who may open for
 * @stack: the stack's name
 * @slot: slot's index, or SECCOMM_SESSION_SECRET; of an entry of who may open 0
 * @kind: enum seccomm_key_kind; a slot that takes key pairs has a private and a public key of
 *	each pair; likewise 0
 * @port: port, network order, 0 for a secret or key
 * @prefix: peers
 */
struct seccomm_key_id {
	char stack[SECCOMM_NAME_LEN];
	u8 slot;
	u8 kind;
	__be16 port;
	struct seccomm_prefix prefix;
};

/* Is a key of @kind, enum seccomm_key_kind, the peer's public one? */
static inline bool seccomm_key_is_peers(u8 kind)
{
	return kind == SECCOMM_KEY_PUBLIC || kind == SECCOMM_KEY_ENCRYPT;
}

/* Is it of a pair that is encrypted to, not one that stays or signs? */
static inline bool seccomm_key_encrypts(u8 kind)
{
	return kind == SECCOMM_KEY_DECRYPT || kind == SECCOMM_KEY_ENCRYPT;
}

#endif /* SECCOMM_KEY_ID_H */
