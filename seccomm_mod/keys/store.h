/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Secrets as the administrator gave them, by stack, slot and peer prefix.
 * They can be set and deleted, and never read back by user space.
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
 * struct seccomm_key_info - what may be told of a secret
 * @stack: the stack's name
 * @slot: slot's index, or SECCOMM_SESSION_SECRET
 * @prefix: for which peers
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
 * struct seccomm_key_waiter - who waits for a secret
 * @link: in the namespace's list, under its @key_waiters_lock
 * @stack: name of the stack that the secret is for; stays as long as the waiter
 * @wake: a secret for @stack has come. BH off, @key_waiters_lock held: it only
 *	schedules what looks again.
 */
struct seccomm_key_waiter {
	struct list_head link;
	const char *stack;
	void (*wake)(struct seccomm_key_waiter *w);
};

/* Begin to wait, once, before the secret is looked up for the first time. Any context. */
void seccomm_key_wait(struct seccomm_net *snet, struct seccomm_key_waiter *w);
/* Wait no more, if @w still does; it is not called any more afterwards. Any context. */
void seccomm_key_wait_end(struct seccomm_net *snet,
			  struct seccomm_key_waiter *w);

/* Process context. A reference on @secret is taken; or on @key (logon), which, if not
 * NULL, is used instead. It has @least bytes or more. The stack need not
 * exist yet. Replaces one with the same stack, slot and prefix. 0, -EINVAL (length,
 * prefix), -ENOMEM, -ENOSPC (too many). Who waits for it is woken.
 */
int seccomm_key_set(struct net *net, const char *stack, u8 slot,
		    const struct seccomm_prefix *prefix,
		    struct seccomm_secret *secret, struct key *key, u16 least,
		    struct netlink_ext_ack *extack);
/* 0 or -ENOENT. */
int seccomm_key_del(struct net *net, const char *stack, u8 slot,
		    const struct seccomm_prefix *prefix,
		    struct netlink_ext_ack *extack);
/* Both: the secret of the longest prefix that covers @peer; -ENOKEY if there is none, or
 * its kernel key is revoked or expired. Process context.
 *
 * A reference, or ERR_PTR(-ENOKEY, -ENOMEM). Of a kernel key a copy of its present value:
 * sleeps as long as somebody changes it.
 */
struct seccomm_secret *seccomm_key_lookup(struct net *net, const char *stack,
					  u8 slot, const struct in6_addr *peer);
/* Bytes of the secret that seccomm_key_lookup() would give now, or -ENOKEY. Allocates
 * nothing, and waits for nobody who changes a kernel key.
 */
int seccomm_key_length(struct net *net, const char *stack, u8 slot,
		       const struct in6_addr *peer);
/* As seccomm_stack_for_each(). */
int seccomm_key_for_each(struct net *net, unsigned long *pos,
			 int (*fn)(const struct seccomm_key_info *info,
				   void *arg),
			 void *arg);
void seccomm_key_net_exit(struct net *net);

#endif /* SECCOMM_KEYSTORE_H */
