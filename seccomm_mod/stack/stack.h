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
 * @ref: references: the list's, one for each socket that chose it, session and rule
 * @rcu: for freeing
 * @net: its namespace; not counted, stacks do not outlive it
 * @name: unique in the namespace
 * @users: sockets, sessions and rules; a stack in use cannot be deleted
 * @rules: rules of the policy that name it; under the namespace's @config mutex
 * @sessions: sessions and key epochs whose memory is still there; -1 once the types are
 *	given back
 * @retired: a type of it is: takes no new session
 * @composition: as the administrator wrote it
 * @canonical: canonical form
 * @digest: digest of @canonical
 * @plan: the engine's frozen plan
 * @ev_down: event that messages from the application raise: msgFromAbove
 * @ev_up: event that messages from the network raise: dataMsgFromBelow
 * @ev_miss: keyMiss
 * @ev_timer: sessionTimer
 * @slots: bitmap of the slots that layers use
 * @derive: enum seccomm_derive of each slot
 * @source: enum seccomm_source of each slot
 * @growth: what becomes of a message, at worst
 * @limit: longest message in bytes
 * @floors: how much must be broken, by enum seccomm_floor_of
 * @state_size: bytes of all layers' state in one direction
 * @needs_simd: some layer runs in softirq only while SIMD is usable
 * @n_early: layers that look at messages before the plan runs
 * @n_layers: how many layers
 * @layers: in downward depth-first order; once the types are given back they
 *	have none
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
	u8 derive[SECCOMM_MAX_SLOTS];
	u8 source[SECCOMM_MAX_SLOTS];
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
 * add: takes @c over (kvmalloc'ed) in every case; @checked is only read and
 * must be of @c; @sides are bound beside its layers. 0, -EEXIST, -ENOENT (a type or
 * algorithm that this kernel lacks), -EINVAL (not accepted), -ENOMEM, -ENOSPC (too
 * many); extended ack set.
 */
int seccomm_stack_add(struct net *net, const char *name,
		      struct seccomm_composition *c,
		      const struct seccomm_checked *checked,
		      const struct seccomm_sides *sides,
		      struct netlink_ext_ack *extack);
/* 0, -ENOENT, -EBUSY; extended ack set. */
int seccomm_stack_del(struct net *net, const char *name,
		      struct netlink_ext_ack *extack);
/* A reference, or NULL. Any context. */
struct seccomm_stack *seccomm_stack_get(struct net *net, const char *name);
void seccomm_stack_put(struct seccomm_stack *stack);
/* A user's reference: keeps the stack from being deleted. */
struct seccomm_stack *seccomm_stack_get_user(struct net *net, const char *name);
struct seccomm_stack *seccomm_stack_hold_user(struct seccomm_stack *stack);
/* No user any more, but the reference stays. */
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
