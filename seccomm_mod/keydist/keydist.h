/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Key distribution: methods that give the slots of an exchange their secrets. A method
 * knows neither sessions nor the wire format.
 */
#ifndef SECCOMM_KEYDIST_H
#define SECCOMM_KEYDIST_H

#include <linux/in6.h>
#include <linux/seccomm_netlink.h>
#include <linux/types.h>
#include <net/net_namespace.h>
#include "keys/names.h"
#include "keys/secret.h"
#include "pk/key.h"

struct cactus_composite;
struct seccomm_keydist_ops;

/**
 * struct seccomm_keydist - what a method is asked for: the secret of one slot
 * @ops: the method
 * @net: the namespace
 * @stack: name of the stack
 * @peer: address of the peer
 * @session: the session secret, no reference; NULL until it is known
 * @names: the names of both ends that come with the session secret, a reference of the
 *	caller's, or NULL; set by the method
 * @pair: the keys of both ends that the secret of a slot of kind pk was made of, two
 *	references of the caller's, or NULL; set by the method
 * @alg: algorithm of a slot of kind pk
 * @slot: the slot, or SECCOMM_SESSION_SECRET
 * @initiator: this end opens the session
 * @lacks: which kind of key is missing, if one is; set by the method
 */
struct seccomm_keydist {
	const struct seccomm_keydist_ops *ops;
	struct net *net;
	const char *stack;
	const struct in6_addr *peer;
	const struct seccomm_secret *session;
	struct seccomm_names *names;
	struct seccomm_pk_pair pair;
	enum seccomm_pk_alg alg;
	u8 slot;
	bool initiator;
	enum seccomm_key_kind lacks;
};

/**
 * struct seccomm_keydist_ops - a method of key distribution
 *
 * All: process context. Methods of different exchanges run at the same time.
 * @name: as plans and traces show it
 * @length: bytes of the secret that @secret would give, or -ENOKEY. Allocates nothing;
 *	the answer is a guess, since what it looks at may change.
 * @secret: the slot's secret, a reference, or ERR_PTR(): -ENOKEY, if somebody could
 *	provide what is missing; -ENOMEM; an errno of the crypto API. Sets @names of its
 *	argument beside a session secret, and @pair beside what was made of key pairs.
 *	May sleep as long as it has to, in the exchange's own work. Sets @lacks where it
 *	returns -ENOKEY, as @length does.
 */
struct seccomm_keydist_ops {
	const char *name;
	int (*length)(struct seccomm_keydist *kd);
	struct seccomm_secret *(*secret)(struct seccomm_keydist *kd);
};

/* The method of enum seccomm_source @source. Any context. */
const struct seccomm_keydist_ops *seccomm_keydist_method(u8 source);
/* Bind the handler that has a session get keys to @ev_miss, a composite's keyMiss. 0, or
 * the errno of cactus_bind().
 */
int seccomm_keydist_bind(struct cactus_composite *composite, u16 ev_miss);

#endif /* SECCOMM_KEYDIST_H */
