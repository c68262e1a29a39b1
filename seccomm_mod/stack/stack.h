/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stacks: named, frozen compositions of a network namespace.
 */
#ifndef SECCOMM_STACK_H
#define SECCOMM_STACK_H

#include <linux/netlink.h>
#include <linux/refcount.h>
#include "mp/mp.h"

struct seccomm_sides;

/**
 * struct seccomm_stack - a composition, checked, composed and frozen
 * @link: in the namespace's list; RCU
 * @ref: references: the namespace's list has one, each user and each key epoch another
 * @rcu: for freeing
 * @net: namespace of the stack; not counted, since stacks do not outlive it
 * @name: unique in the namespace
 * @users: sockets that chose the stack, sessions and rules, any of which keeps it from
 *	being deleted; -1 once it is deleted
 * @rules: rules of the policy that name the stack; under the namespace's @config mutex
 * @sessions: references on the types, of sessions and key epochs; -1 once the types are
 *	given back
 * @retired: a type of the stack is retired, so that it takes no new session
 * @composition: the composition as the administrator wrote it
 * @canonical: canonical form
 * @digest: digest of @canonical
 * @plan: the engine's frozen plan
 * @ev_down: event that messages from the application raise: msgFromAbove
 * @ev_up: event that messages from the network raise: dataMsgFromBelow
 * @ev_miss: event that a message raises for want of keys: keyMiss
 * @ev_timer: event that a session's timer raises: sessionTimer
 * @slots: bitmap of the slots that layers use
 * @declared: declaration of each of these, which belongs to @composition
 * @costly: a method of these makes it dear to answer an M1
 * @chain_room: bytes by which credentials of these may be longer than public keys
 * @growth: how long a message becomes at most
 * @limit: longest message in bytes
 * @floors: how much must be broken before a property is lost, by enum seccomm_floor_of
 * @state_size: bytes of all layers' state in one direction
 * @needs_simd: some layer runs in softirq only while SIMD is usable
 * @n_early: number of layers with an early(), which looks at messages before the plan
 *	runs
 * @n_layers: number of @layers
 * @layers: layers in downward depth-first order; without types once the types are given
 *	back
 */
struct seccomm_stack {
	struct list_head link;
	refcount_t ref;
	struct rcu_head rcu;
	struct net *net;
	char name[SECCOMM_NAME_LEN];
	atomic_t users;
	unsigned int rules;
	atomic_t sessions;
	bool retired;
	struct seccomm_composition *composition;
	char *canonical;
	u8 digest[SECCOMM_HASH_LEN];
	struct cactus_plan *plan;
	u16 ev_down;
	u16 ev_up;
	u16 ev_miss;
	u16 ev_timer;
	u32 slots;
	const struct seccomm_slot *declared[SECCOMM_MAX_SLOTS];
	bool costly;
	u16 chain_room;
	struct seccomm_growth growth;
	u32 limit;
	struct seccomm_floor floors[SECCOMM_N_FLOORS];
	u32 state_size;
	bool needs_simd;
	unsigned int n_early;
	u16 n_layers;
	struct seccomm_layer *layers;
};

/* All: process context.
 *
 * seccomm_stack_add() takes over @c, of kvmalloc(), in every case; @checked is only
 * read and must be of @c; @sides are bound beside the layers. 0, -EEXIST, -ENOENT (a
 * type or algorithm that this kernel lacks), -EOPNOTSUPP (an algorithm that FIPS mode
 * refuses), -EINVAL (not accepted), -ENOMEM, -ENOSPC (too many); extended ack set.
 */
int seccomm_stack_add(struct net *net, const char *name,
		      struct seccomm_composition *c,
		      const struct seccomm_checked *checked,
		      const struct seccomm_sides *sides,
		      struct netlink_ext_ack *extack);
/* Delete a stack that nobody uses. 0, -ENOENT, -EBUSY; extended ack set. */
int seccomm_stack_del(struct net *net, const char *name,
		      struct netlink_ext_ack *extack);
/* Find a stack: a reference on it, or NULL. Any context. */
struct seccomm_stack *seccomm_stack_get(struct net *net, const char *name);
void seccomm_stack_put(struct seccomm_stack *stack);
/* Find a stack: a user's reference on it, or NULL. It keeps the stack from being
 * deleted.
 */
struct seccomm_stack *seccomm_stack_get_user(struct net *net, const char *name);
/* Take a further user's reference; returns @stack. */
struct seccomm_stack *seccomm_stack_hold_user(struct seccomm_stack *stack);
/* Cease to be a user, but keep the reference. */
void seccomm_stack_drop_user(struct seccomm_stack *stack);
void seccomm_stack_put_user(struct seccomm_stack *stack);
/* Calls @fn for the stacks from number *@pos on (in order of creation) under
 * the namespace's configuration mutex, until it returns non-zero; *@pos is then
 * the number to resume at. Returns what @fn returned last.
 */
int seccomm_stack_for_each(struct net *net, unsigned long *pos,
			   int (*fn)(struct seccomm_stack *stack, void *arg),
			   void *arg);
void seccomm_stack_net_exit(struct net *net);

#endif /* SECCOMM_STACK_H */
