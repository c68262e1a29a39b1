/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For authors of micro-protocols: operations, layers, state.
 * NullSecurity (mp/null.c) is the reference.
 */
#ifndef SECCOMM_MP_H
#define SECCOMM_MP_H

#include <linux/list.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include "cactus.h"
#include "checker/checker.h"
#include "keys/identity.h"
#include "keys/schedule.h"
#include "wire.h"

struct net;
struct seccomm_evidence;
struct seccomm_layer;
struct seccomm_pk_pair;

/**
 * struct seccomm_setup - the stack that a layer is set up for
 * @net: namespace of the stack; outlives the layer
 * @digest: digest of the stack, SECCOMM_HASH_LEN bytes; gone after @setup
 */
struct seccomm_setup {
	struct net *net;
	const u8 *digest;
};

/**
 * struct seccomm_arming - the keys, the direction and the ends that a layer is armed for
 * @keys: the layer's own keys, in the order of its type's; wiped after @arm, when all else
 *	that is pointed at is gone, too
 * @roots: what the layers' keys are derived from
 * @epoch: key epoch
 * @dir: 0 from the initiator to the responder, 1 the reverse
 * @sending: this end sends in direction @dir; else it receives
 * @stack: name of the stack; outlives the state
 * @digest: digest of the stack, SECCOMM_HASH_LEN bytes
 * @us: this end of the session
 * @peer: the other end
 * @pk: the two ends' keys, if the layer's slot is of kind pk; a reference of what is kept is
 *	taken by @arm. NULL for another layer.
 * @net: namespace of the session, which outlives the state
 */
struct seccomm_arming {
	const struct seccomm_layer_key *keys;
	const struct seccomm_roots *roots;
	u16 epoch;
	u8 dir;
	bool sending;
	const char *stack;
	const u8 *digest;
	const struct seccomm_identity *us;
	const struct seccomm_identity *peer;
	const struct seccomm_pk_pair *pk;
	struct net *net;
};

/**
 * struct seccomm_mp_ops - what a micro-protocol type does; read only
 * @layer_size: bytes of memory of a layer, per stack: its @priv; zeroed
 * @state_size: bytes of state of a layer, per session, key epoch and direction; zeroed,
 *	aligned to 8
 * @down: handler of the type's dEvnt: encrypts, appends; NULL: nothing to do
 * @up: handler of the type's uEvnt: decrypts, verifies, takes off; likewise
 * @setup: prepare the layer's @priv, once for each stack, before anything is armed.
 *	Process context, may sleep. 0 or a negative errno, on which the stack is refused
 *	and @teardown not called. NULL: nothing to do, as for the next three.
 * @teardown: release what @setup has made. Nothing is armed any more. The caller wipes
 *	@priv. Process context, may sleep for as long as a log's disk takes.
 * @arm: make the state from the keys; swapped layers have @up on the sending side.
 *	Process context, may sleep. 0 or a negative errno: -EKEYREJECTED says that the
 *	peer must have another secret. On error @disarm is not called.
 * @disarm: release what the state refers to. No handler runs with it any more. The
 *	caller wipes the state. Process context, may sleep.
 * @early: is the message surely to be dropped, as a replay? Asked on the receiving side
 *	before the plan runs. 0 or a negative errno. Softirq; changes nothing.
 * @available: can this kernel run the type with these option values? 0, or
 *	-ENOENT with the missing algorithm's name in @lacks; another errno
 *	where that cannot be told now, as without memory. May load a module.
 *	NULL: always. Process context.
 */
struct seccomm_mp_ops {
	size_t layer_size;
	size_t state_size;
	cactus_handler_t down;
	cactus_handler_t up;
	int (*setup)(const struct seccomm_layer *layer,
		     const struct seccomm_setup *setup);
	void (*teardown)(const struct seccomm_layer *layer);
	int (*arm)(void *state, const struct seccomm_layer *layer,
		   const struct seccomm_arming *arming);
	void (*disarm)(void *state, const struct seccomm_layer *layer);
	int (*early)(const void *state, const struct sk_buff *skb);
	int (*available)(const u32 *values, const char **lacks);
};

/**
 * struct seccomm_mp_type - a micro-protocol type as the registry has it
 * @desc: its descriptor, for the checker
 * @ops: its operations
 * @owner: module that holds both; NULL for the types of this module
 * @retired: takes no new stack or session; set by the registry
 * @link: in the registry, under its mutex
 */
struct seccomm_mp_type {
	const struct seccomm_type_desc *desc;
	const struct seccomm_mp_ops *ops;
	struct module *owner;
	bool retired;
	struct list_head link;
};

int seccomm_mp_register(struct seccomm_mp_type *type); /* -EEXIST, -EINVAL */
void seccomm_mp_unregister(struct seccomm_mp_type *type);

/**
 * struct seccomm_layer - a position in a stack: the static argument of its handlers
 * @info: position, slot, options (from the checker)
 * @mp: the type in the registry; a reference
 * @ops: the type's operations, those of @mp
 * @priv: memory of the type's own, of its @layer_size; NULL if that is 0
 * @offset: byte offset of the layer's state in a course's state memory
 * @index: index among the stack's layers
 * @n_events: metas: how many events it raises in each direction
 * @down: metas: engine event indexes raised downward, in this order
 * @up: metas: engine event indexes raised upward, in this order (already reversed)
 */
struct seccomm_layer {
	struct seccomm_layer_info info;
	const struct seccomm_mp_type *mp;
	const struct seccomm_mp_ops *ops;
	void *priv;
	u32 offset;
	u16 index;
	u16 n_events;
	u16 down[SECCOMM_MAX_RAISED];
	u16 up[SECCOMM_MAX_RAISED];
};

/* The events by which a meta raises its member @i, an index into @down: downward, and upward,
 * where the last member comes first.
 */
static inline u16 seccomm_member_down(const struct seccomm_layer *layer,
				      unsigned int i)
{
	return layer->down[i];
}

static inline u16 seccomm_member_up(const struct seccomm_layer *layer,
				    unsigned int i)
{
	return layer->up[layer->n_events - 1 - i];
}

/* What a handler answers for its member @i to be run behind it: as cactus_pick(). */
static inline int seccomm_pick_down(const struct seccomm_layer *layer,
				    unsigned int i)
{
	return cactus_pick(i);
}

static inline int seccomm_pick_up(const struct seccomm_layer *layer,
				  unsigned int i)
{
	return cactus_pick(layer->n_events - 1 - i);
}

struct seccomm_half;

/**
 * struct seccomm_half_ops - operations of the session that a half is of
 * @key_miss: have the session get keys, as a message waits and there are none, or they may
 *	not be used any more. Process context, may sleep. 0 or a negative errno.
 * @key_worn: a key of this half is at its cap, or nearly. The session of a sending half
 *	counts as closed for sending from here on, that of a receiving half has another
 *	one opened at once. Any context but hardirq; may be called any number of times.
 */
struct seccomm_half_ops {
	int (*key_miss)(struct seccomm_half *half);
	void (*key_worn)(struct seccomm_half *half);
};

/**
 * struct seccomm_course - one direction of a key epoch, with its layers' states
 * @course: the stack's plan, in force on the half's lane
 * @state: the states of all layers, at their offsets; allocated zeroed by session/epoch.c
 * @failures: verifications failed with this epoch's keys, at most SECCOMM_MAX_FAILURES
 * @evidence: what a signature layer has left of the message that runs now or ran last; NULL:
 *	nothing, or it was taken. Freed with @state.
 * @sid: session id, the end of every layer's additional data
 */
struct seccomm_course {
	struct cactus_course course;
	void *state;
	struct seccomm_evidence *evidence;
	atomic64_t failures;
	u8 sid[SECCOMM_SID_LEN];
};

/**
 * struct seccomm_half - one direction of a session: its messages, whatever their keys
 * @lane: the engine's lane
 * @session: the session that it is half of
 * @ops: the session's operations; NULL for a half that only the layers' tests have
 */
struct seccomm_half {
	struct cactus_lane lane;
	struct seccomm_session *session;
	const struct seccomm_half_ops *ops;
};

/* The half of a session that this message runs in. */
static inline struct seccomm_half *seccomm_half(const struct sk_buff *skb)
{
	return container_of(CACTUS_CB(skb)->course->lane, struct seccomm_half,
			    lane);
}

/* The direction of a key epoch that this message runs by. */
static inline struct seccomm_course *seccomm_course(const struct sk_buff *skb)
{
	return container_of(CACTUS_CB(skb)->course, struct seccomm_course,
			    course);
}

/* Report that a key of @half is at its cap, or nearly: see @key_worn. */
static inline void seccomm_key_worn(struct seccomm_half *half)
{
	if (half->ops)
		half->ops->key_worn(half);
}

/* The state of @layer for the key epoch and direction of this message. */
static inline void *seccomm_state(const struct sk_buff *skb,
				  const struct seccomm_layer *layer)
{
	return seccomm_course(skb)->state + layer->offset;
}

/**
 * seccomm_aad() - additional data of every layer: base header, session id
 * @skb: a data message; its base header stands right before skb->data
 * @aad: SECCOMM_AAD_LEN bytes
 */
static inline void seccomm_aad(const struct sk_buff *skb, u8 *aad)
{
	memcpy(aad, skb->data - SECCOMM_HDR_LEN, SECCOMM_HDR_LEN);
	memcpy(aad + SECCOMM_HDR_LEN, seccomm_course(skb)->sid,
	       SECCOMM_SID_LEN);
}

/* The operations of this module's types; each has a file of its own in mp/. */
#define TYPE(name) extern const struct seccomm_mp_ops seccomm_##name;
#include "checker/list.h"

#endif /* SECCOMM_MP_H */
