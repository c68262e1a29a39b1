/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Secrets, and keys of key pairs, as the administrator gave them, by stack, slot and peer
 * prefix. User space can set and delete them, and never read secrets and private keys back.
 */
#ifndef SECCOMM_KEYSTORE_H
#define SECCOMM_KEYSTORE_H

#include <linux/key.h>
#include <linux/netlink.h>
#include "keys/key_id.h"
#include "keys/names.h"
#include "keys/secret.h"

struct seccomm_chain;
struct seccomm_net;
struct seccomm_pk;

/**
 * struct seccomm_key_info - what netlink reports of a secret or key
 * @id: what it is for
 * @len: bytes; of a key those of its public half, in DER
 * @kernel_key: it is a kernel key, held by reference
 * @names: names of both ends, or NULL
 * @pk: the key, or NULL: it is a secret
 * @chain: the key's certificates, or NULL
 */
struct seccomm_key_info {
	struct seccomm_key_id id;
	u16 len;
	bool kernel_key;
	struct seccomm_names *names;
	struct seccomm_pk *pk;
	struct seccomm_chain *chain;
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

/* Enter a secret, which replaces the one with the same id, and wake the waiters of its
 * stack, which need not exist yet. Takes a reference on @secret; or on @key (logon), if that
 * is not NULL, instead. Either must have @least bytes or more. Takes another one on @names,
 * which are NULL unless it is a session secret whose ends are named. 0, -EINVAL (length,
 * slot, prefix), -ENOKEY (unfit kernel key), -ENOMEM, -ENOSPC (too many). Process context.
 */
int seccomm_key_set(struct net *net, const struct seccomm_key_id *id,
		    struct seccomm_secret *secret, struct key *key,
		    struct seccomm_names *names, u16 least,
		    struct netlink_ext_ack *extack);
/* Enter a key of a key pair, as seccomm_key_set() does a secret; @id says by its kind which
 * half is of use. Takes a reference on @pk, and on @key, unless that is NULL: the kernel key
 * that @pk was read from, without which @pk is worth nothing. 0, -EINVAL (slot, prefix),
 * -ENOMEM, -ENOSPC. Process context.
 */
int seccomm_key_set_pk(struct net *net, const struct seccomm_key_id *id,
		       struct seccomm_pk *pk, struct key *key,
		       struct netlink_ext_ack *extack);
/* Give the private key for just @id certificates, whose leaf must show it, in place of those that
 * it had; a key that replaces it has none. Takes a reference on @chain. 0, -ENOENT (there is no
 * such key), -EKEYREJECTED (the leaf does not show it). Process context.
 */
int seccomm_key_certify(struct net *net, const struct seccomm_key_id *id,
			struct seccomm_chain *chain,
			struct netlink_ext_ack *extack);
/* Delete a secret or key: 0, or -ENOENT. Process context. */
int seccomm_key_del(struct net *net, const struct seccomm_key_id *id,
		    struct netlink_ext_ack *extack);
/* Tell of the secret or key for just @id in @info, with references on names, key and chain: 0, or
 * -ENOENT. Process context.
 */
int seccomm_key_get(struct net *net, const struct seccomm_key_id *id,
		    struct seccomm_key_info *info);
/* The secret of the longest prefix that covers @peer: a reference; ERR_PTR(-ENOKEY) if
 * there is none, or its kernel key is revoked or expired; ERR_PTR(-ENOMEM). Of a kernel key
 * the secret is a copy of the present value; the call sleeps as long as somebody changes
 * the key. In @names, unless it is NULL, the names given with that secret: a reference, or
 * NULL, as in case of an error. Takes no longer where there are more secrets. Process
 * context.
 */
struct seccomm_secret *seccomm_key_lookup(struct net *net, const char *stack,
					  u8 slot, const struct in6_addr *peer,
					  struct seccomm_names **names);
/* Bytes of the secret that seccomm_key_lookup() would give now, or -ENOKEY. Allocates
 * nothing, and waits for nobody who changes a kernel key. Process context.
 */
int seccomm_key_length(struct net *net, const char *stack, u8 slot,
		       const struct in6_addr *peer);
/* The key of @kind of the longest prefix that covers @peer: a reference; ERR_PTR(-ENOKEY) if
 * there is none, or the kernel key that it was read from is revoked or expired. In @chain, unless
 * it is NULL, the certificates given with that key: a reference, or NULL, as in case of an error.
 * Process context.
 */
struct seccomm_pk *seccomm_key_lookup_pk(struct net *net, const char *stack,
					 u8 slot, enum seccomm_key_kind kind,
					 const struct in6_addr *peer,
					 struct seccomm_chain **chain);
/* Call @fn for the secrets and keys of @net, as seccomm_stack_for_each() does for its stacks; one
 * that was replaced has its old place. Names, key and chain are those of the entry,
 * no references.
 */
int seccomm_key_for_each(struct net *net, unsigned long *pos,
			 int (*fn)(const struct seccomm_key_info *info,
				   void *arg),
			 void *arg);
/* Make the empty store of a namespace: 0, or -ENOMEM. */
int seccomm_key_net_init(struct net *net);
void seccomm_key_net_exit(struct net *net);

#endif /* SECCOMM_KEYSTORE_H */
