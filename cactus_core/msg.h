/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For handlers: what they get and what they answer.
 */
#ifndef CACTUS_MSG_H
#define CACTUS_MSG_H

#include <linux/skbuff.h>
#include <linux/types.h>

/* Nesting of SYNC raises below an entry event, the entry itself being 1. */
#define CACTUS_MAX_DEPTH 8
/* Handlers that one message can reach from an entry event. */
#define CACTUS_MAX_HANDLERS 64
#define CACTUS_MAX_EVENTS 128
#define CACTUS_NAME_LEN 32
/* Bytes of local attributes that a composite may declare in all. */
#define CACTUS_LOCAL_ATTRS 4
/* Events that one binding may declare to raise. */
#define CACTUS_MAX_RAISES 32
/* ASYNC raises of one lane that may wait for its worker. */
#define CACTUS_MAX_ASYNC 64
/* Messages of one lane that handlers may keep: one for each CPU that runs it. */
#define CACTUS_MAX_HELD 64
#define CACTUS_NO_EVENT 0xffff

struct cactus_binding;
struct cactus_composite;
struct cactus_course;
struct cactus_lane;
struct cactus_plan;

/*
 * What a handler answers; a negative errno drops the whole message, even if
 * the handler that raised the event would rather have gone on. Any other value
 * counts as -EINVAL.
 */
enum cactus_verdict {
	CACTUS_CONTINUE = 0, /* go on with the next handler */
	CACTUS_HALT = 1, /* skip the rest of this event's handlers */
	CACTUS_HELD = 2, /* after cactus_hold(): the message goes on later */
	CACTUS_PICK = 3, /* and above: see cactus_pick() */
};

/**
 * cactus_pick() - the answer of a handler that has one of its events raised in its place
 * @raise: which of its binding's raises, from 0
 *
 * The binding is CACTUS_ONE_OF, and this call of its handler has raised nothing. The event's
 * handlers run when the handler has returned, and the next handler behind them.
 * Return: what to answer.
 */
static inline int cactus_pick(unsigned int raise)
{
	return CACTUS_PICK + raise;
}

/*
 * Directions: an event belongs to one, and SYNC raises stay within it. An ASYNC
 * raise may also go to a SIDE event, never to the opposite direction.
 */
enum cactus_dir {
	CACTUS_DOWN, /* from the application to the network */
	CACTUS_UP, /* from the network to the application */
	CACTUS_SIDE, /* neither: openSession, keyMiss; process context */
};

enum cactus_mode {
	CACTUS_SYNC, /* all handlers run before raise returns */
	CACTUS_ASYNC, /* later, in process context */
};

/* What the raises of one call of a handler do with its message, all taken together. What
 * the handler adds by itself may come before or behind that of CACTUS_EACH, and comes behind
 * that of the others.
 */
enum cactus_combine {
	CACTUS_EACH, /* they follow each other: each may be raised, once */
	CACTUS_ONE_OF, /* one of them is raised, once */
	CACTUS_SPLIT, /* each is raised for a part: a fork, or in the end the message */
};

/* enum cactus_binding_flags - what a handler promises or needs */
enum cactus_binding_flags {
	CACTUS_MAY_SLEEP = BIT(0), /* needs process context */
	CACTUS_REENTRANT = BIT(1), /* may run on several CPUs at once */
	CACTUS_MAY_HOLD = BIT(2), /* may keep the message: cactus_hold() */
};

/**
 * typedef cactus_handler_t - a micro-protocol's handler
 * @skb: the message: linear, unshared, body at skb->data, room as frozen
 * @arg: the binding's static argument
 *
 * Context: softirq lane: BH off, must not sleep. Process lane: may sleep if
 * the binding said so.
 * Return: enum cactus_verdict, or a negative errno: the message is dropped.
 */
typedef int (*cactus_handler_t)(struct sk_buff *skb, void *arg);

/**
 * struct cactus_raise - one declared raise of a binding
 * @event: index of the event raised
 * @mode: how
 */
struct cactus_raise {
	u16 event;
	enum cactus_mode mode;
};

/**
 * struct cactus_cb - the engine's and the family's part of skb->cb
 * @course: the course that the message runs under, which leads to its lane; a reference
 *	is held while it is queued; NULL for what cactus_plan_raise() is given outside any
 * @cur: the binding whose handler runs now; what it declared bounds its raises
 * @number: the message number, the family's; nonces are made from it
 * @in_process: runs on the process lane now (true) or in softirq
 * @more: the family's: another message follows at once
 * @depth: nesting of the raise that runs now, for tracepoints
 * @family: for the lane's owner; the engine neither reads nor writes it
 * @attrs: local attributes, zeroed on entry; never on the wire
 * @event: the event that the message was brought in with
 * @err: errno with which the message failed, or 0; a failed message raises nothing
 * @raised: bit per declared raise of @cur: it was made already
 */
struct cactus_cb {
	struct cactus_course *course;
	const struct cactus_binding *cur;
	u64 number;
	u8 in_process : 1;
	u8 more : 1;
	u8 depth;
	u16 family;
	u8 attrs[CACTUS_LOCAL_ATTRS];
	u16 event;
	s16 err;
	u32 raised;
};

/* The last 8 bytes of skb->cb stay unused. */
static_assert(sizeof(struct cactus_cb) + 8 <= sizeof_field(struct sk_buff, cb));

static inline struct cactus_cb *CACTUS_CB(const struct sk_buff *skb)
{
	return (struct cactus_cb *)skb->cb;
}

/**
 * cactus_attr_push() - append a peer attribute behind the data it covers
 * @skb: the message
 * @len: bytes
 * Return: where to write it, or NULL if the layer outgrew what it declared.
 */
static inline void *cactus_attr_push(struct sk_buff *skb, unsigned int len)
{
	return likely(skb_tailroom(skb) >= len) ? __skb_put(skb, len) : NULL;
}

/**
 * cactus_attr_pop() - take a peer attribute off the end of the message
 * @skb: the message
 * @len: bytes
 * Return: the attribute, valid until something is appended; NULL if the
 * message is too short.
 */
static inline void *cactus_attr_pop(struct sk_buff *skb, unsigned int len)
{
	if (unlikely(skb->len < len))
		return NULL;
	__skb_trim(skb, skb->len - len);
	return skb_tail_pointer(skb);
}

#endif /* CACTUS_MSG_H */
