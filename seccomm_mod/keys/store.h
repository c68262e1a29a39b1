/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Secrets as the administrator gave them, by stack, slot and peer prefix.
 * User space can set and delete them, and never read them back.
 */
#ifndef SECCOMM_KEYSTORE_H
#define SECCOMM_KEYSTORE_H

#include <linux/in6.h>
#include <linux/key.h>
#include <linux/netlink.h>
#include "checker/checker.h"
#include "keys/secret.h"

struct seccomm_net;

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
 * struct seccomm_key_info - what netlink reports of a secret
 * @stack: the stack's name
 * @slot: slot's index, or SECCOMM_SESSION_SECRET
 * @prefix: peers that it is for
 * @len: bytes
 * @kernel_key: it is a kernel key, held by reference
 */
struct seccomm_key_info {
	char stack[SECCOMM_NAME_LEN];
	u8 slot;
	struct seccomm_prefix prefix;
	u16 len;
	bool kernel_key;
};

/**
 * struct seccomm_key_waiter - somebody who waits for a secret
 * @link: in the namespace's list, under its @key_waiters_lock
 * @stack: name of the stack that the secret is for; stays as long as the waiter
 * @wake: called when a secret for @stack has come, to schedule another look-up. BH off,
 *	@key_waiters_lock held.
 */
struct seccomm_key_waiter {
	struct list_head link;
	const char *stack;
	void (*wake)(struct seccomm_key_waiter *w);
};

/* Begin to wait; to be called once, before the first look-up of the secret. Any context. */
void seccomm_key_wait(struct seccomm_net *snet, struct seccomm_key_waiter *w);
/* Stop waiting, if @w still waits; afterwards @wake is not called any more. Any context. */
void seccomm_key_wait_end(struct seccomm_net *snet,
			  struct seccomm_key_waiter *w);

/* Enter a secret, which replaces one with the same stack, slot and prefix, and wake the
 * waiters of @stack, which need not exist yet. Takes a reference on @secret; or on @key
 * (logon), if that is not NULL, instead. Either must have @least bytes or more. 0, -EINVAL
 * (length, slot, prefix), -ENOKEY (unfit kernel key), -ENOMEM, -ENOSPC (too many). Process
 * context.
 */
int seccomm_key_set(struct net *net, const char *stack, u8 slot,
		    const struct seccomm_prefix *prefix,
		    struct seccomm_secret *secret, struct key *key, u16 least,
		    struct netlink_ext_ack *extack);
/* Delete a secret: 0, or -ENOENT. Process context. */
int seccomm_key_del(struct net *net, const char *stack, u8 slot,
		    const struct seccomm_prefix *prefix,
		    struct netlink_ext_ack *extack);
/* The secret of the longest prefix that covers @peer: a reference; ERR_PTR(-ENOKEY) if
 * there is none, or its kernel key is revoked or expired; ERR_PTR(-ENOMEM). Of a kernel key
 * the secret is a copy of the present value; the call sleeps as long as somebody changes
 * the key. Process context.
 */
struct seccomm_secret *seccomm_key_lookup(struct net *net, const char *stack,
					  u8 slot, const struct in6_addr *peer);
/* Bytes of the secret that seccomm_key_lookup() would give now, or -ENOKEY. Allocates
 * nothing, and waits for nobody who changes a kernel key. Process context.
 */
int seccomm_key_length(struct net *net, const char *stack, u8 slot,
		       const struct in6_addr *peer);
/* Call @fn for the secrets of @net, as seccomm_stack_for_each() does for its stacks. */
int seccomm_key_for_each(struct net *net, unsigned long *pos,
			 int (*fn)(const struct seccomm_key_info *info,
				   void *arg),
			 void *arg);
void seccomm_key_net_exit(struct net *net);

#endif /* SECCOMM_KEYSTORE_H */
