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
#include "checker/checker.h"
#include "keys/names.h"
#include "keys/secret.h"
#include "pk/key.h"

struct cactus_composite;
struct seccomm_keydist_ops;

/**
 * struct seccomm_keydist - what a method is asked for: the secret of one slot, or its own of
 *	several that make the slot's together
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
 * @method: the method as declared, or NULL: the slot's source is none
 * @state: what a method that has items keeps from @begin to @end, else NULL
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
	const struct seccomm_method *method;
	void *state;
	u8 slot;
	bool initiator;
	enum seccomm_key_kind lacks;
};

/**
 * struct seccomm_keydist_ops - a method of key distribution
 *
 * All: process context, may sleep as long as they have to, in the exchange's own work, but for
 * @length, and for @end, which may be called in any context. Methods of different exchanges
 * run at the same time.
 *
 * A method that has items is asked in this order, for the lists in which it has one: by the
 * initiator begin, give (M1), take (M2), secret; by the responder begin, take (M1), give (M2),
 * secret. The initiator may have to take another M2 after that, as the one that was taken may
 * turn out to be forged, and is asked for the secret again. How long the body of each item is
 * says seccomm_method_body().
 * @name: as plans and traces show it
 * @length: bytes of the secret that has to be set for the method, or if none has, of the one
 *	that it makes; or -ENOKEY. Allocates nothing; the answer is a guess, since what it
 *	looks at may change.
 * @begin: take what has to be set, and make what is for this handshake alone: 0, with @state
 *	of its argument set, or an errno as of @secret, or -EKEYREJECTED: what is set is too
 *	short. NULL: the method has no items.
 * @give: write the body of our item in a list
 * @take: take the body of the peer's item in a list: 0, -EBADMSG (no such value may be given),
 *	-ELOOP (it is what we have given ourselves), -ENOMEM, or an errno of the crypto API
 * @secret: the secret, a reference, or ERR_PTR(): -ENOKEY, if somebody could provide what is
 *	missing; -ENOMEM; an errno of the crypto API. Sets @names of its argument beside a
 *	session secret, and @pair beside what was made of key pairs. Sets @lacks where it
 *	returns -ENOKEY, as @length and @begin do.
 * @end: wipe and free a method's state
 */
struct seccomm_keydist_ops {
	const char *name;
	int (*length)(struct seccomm_keydist *kd);
	int (*begin)(struct seccomm_keydist *kd);
	void (*give)(struct seccomm_keydist *kd, enum seccomm_list list,
		     u8 *body);
	int (*take)(struct seccomm_keydist *kd, enum seccomm_list list,
		    const u8 *body);
	struct seccomm_secret *(*secret)(struct seccomm_keydist *kd);
	void (*end)(void *state);
};

/* The operations for a slot of enum seccomm_source @source, or of @method, which is one of its
 * methods, unless that is NULL. Any context.
 */
const struct seccomm_keydist_ops *
seccomm_keydist_method(u8 source, const struct seccomm_method *method);
/* What this kernel lacks to run @method, a text that stays, or NULL. Process context. */
const char *seccomm_keydist_lacks(const struct seccomm_method *method);
/* Bind the handler that has a session get keys to @ev_miss, a composite's keyMiss. 0, or
 * the errno of cactus_bind().
 */
int seccomm_keydist_bind(struct cactus_composite *composite, u16 ev_miss);

#endif /* SECCOMM_KEYDIST_H */
