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
#include "keydist/asker.h"
#include "keys/identity.h"
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
 * @alg: algorithm of the key pairs of a slot of kind pk, or of those that the method takes
 * @method: the method as declared, or NULL: the slot's source is none
 * @shared: the slot, whose methods a secret is shared out among; NULL for a method
 * @members: the secrets of these methods, no references, NULL each that has failed; NULL for a
 *	method
 * @state: what a method that has items keeps from @begin to @end, else NULL
 * @transcript: what a signature in a sealed list covers of the handshake; NULL in a clear one
 * @transcript_len: bytes of @transcript
 * @asker: operations of @ex
 * @ex: the exchange that the secret is for; NULL for what a method is not asked for in one
 * @slot: the slot, or SECCOMM_SESSION_SECRET
 * @ordinal: place of @method among the slot's, 0 if there is none
 * @initiator: this end opens the session
 * @chain_room: bytes by which a credential may be longer than one that is a public key
 * @lost: those of @members whose shares did not come with what is taken, a bit for each, by its
 *	place; set by the method
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
	const struct seccomm_slot *shared;
	struct seccomm_secret *const *members;
	void *state;
	const u8 *transcript;
	u16 transcript_len;
	const struct seccomm_asker_ops *asker;
	struct seccomm_exchange *ex;
	u8 slot;
	u8 ordinal;
	bool initiator;
	u16 chain_room;
	u8 lost;
	enum seccomm_key_kind lacks;
};

/* The stages in which secrets enter the key schedule: with M2's clear list, its sealed one, and
 * M3's.
 */
#define SECCOMM_STAGES 3

/**
 * struct seccomm_keydist_ops - a method of key distribution
 *
 * All: process context, may sleep as long as they have to, in the exchange's own work, but for
 * @length, and for @end, which may be called in any context. Methods of different exchanges
 * run at the same time.
 *
 * A method that has items is asked in this order, for the lists in which it has one: by the
 * initiator begin, give (M1), take (M2, B_R), give (B_I), secret; by the responder begin, take
 * (M1), give (M2, B_R), take (B_I), secret; and behind M2's clear list, behind B_R and behind B_I
 * for the item of the first, second and third stage. Another M2, or another M3, may have to be
 * taken in place of the one before, which may turn out to be forged. How long the body of an
 * item may be say seccomm_method_body() and seccomm_method_body_least().
 *
 * A method that asks somebody when it begins, or takes an item of a clear list, is asked to wait
 * before whatever follows, until it has not to any more.
 * @name: as plans and traces show it
 * @length: bytes of the secret that has to be set for the method, or if none has, of the one
 *	that it makes; or -ENOKEY. Allocates nothing; the answer is a guess, since what it
 *	looks at may change.
 * @begin: take what has to be set, and make what is for this handshake alone: 0, with @state
 *	of its argument set, or an errno as of @secret, or -EKEYREJECTED: what is set is too
 *	short. NULL: the method has no items.
 * @give: write the body of our item in a list: its bytes, or -ECANCELED (a signature does not
 *	verify), -ENOMEM, or an errno of the crypto API
 * @take: take the body of the peer's item in a list, of @len bytes: 0, -EBADMSG (no such value
 *	may be given), -ELOOP (it is what we have given ourselves), -EREMCHG (it names somebody
 *	else than the peer), -EBADE (the peer has not signed it), -ENOMEM, or an errno of the
 *	crypto API, or of whoever is asked; or of an item of a sealed list -EINPROGRESS:
 *	somebody was asked, and the same list has to be taken again when the exchange's work
 *	runs
 * @wait: has what @begin or @take has asked for come? 0: it has, or nothing was; -EINPROGRESS:
 *	it is yet to come, and then the exchange's work runs; or an errno of whoever was
 *	asked. NULL: the method asks nobody.
 * @item: the secret that enters the key schedule in a stage, counted from 0, no reference; or
 *	NULL: none. NULL for the operation: @secret does, in the first stage.
 * @secret: the secret, a reference, or ERR_PTR(): -ENOKEY, if somebody could provide what is
 *	missing; -ENOMEM; an errno of the crypto API. Sets @names of its argument beside a
 *	session secret, and @pair beside what was made of key pairs. Sets @lacks where it
 *	returns -ENOKEY, as @length and @begin do.
 * @identity: who the peer proves to be to the method when it confirms: true with @id, whose
 *	value stays as long as @state and @peer do; false: the method authenticates nobody.
 *	Asked when all lists of the peer's are taken. NULL: false.
 * @end: wipe and free a method's state
 */
struct seccomm_keydist_ops {
	const char *name;
	int (*length)(struct seccomm_keydist *kd);
	int (*begin)(struct seccomm_keydist *kd);
	int (*give)(struct seccomm_keydist *kd, enum seccomm_list list,
		    u8 *body);
	int (*take)(struct seccomm_keydist *kd, enum seccomm_list list,
		    const u8 *body, u16 len);
	int (*wait)(struct seccomm_keydist *kd);
	const struct seccomm_secret *(*item)(struct seccomm_keydist *kd,
					     unsigned int stage);
	struct seccomm_secret *(*secret)(struct seccomm_keydist *kd);
	bool (*identity)(struct seccomm_keydist *kd,
			 struct seccomm_identity *id);
	void (*end)(void *state);
};

/* The operations for a slot of enum seccomm_source @source, or of @method, which is one of its
 * methods, unless that is NULL. Any context.
 */
const struct seccomm_keydist_ops *
seccomm_keydist_method(u8 source, const struct seccomm_method *method);
/* Is all that @method computes approved for a kernel in FIPS mode? Any context. */
bool seccomm_keydist_approved(const struct seccomm_method *method);
/* What this kernel lacks to run @method, a text that stays, or NULL. Process context. */
const char *seccomm_keydist_lacks(const struct seccomm_method *method);
/* Bind the handler that has a session get keys to @ev_miss, a composite's keyMiss. 0, or
 * the errno of cactus_bind().
 */
int seccomm_keydist_bind(struct cactus_composite *composite, u16 ev_miss);

#endif /* SECCOMM_KEYDIST_H */
