/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cactus: composition of micro-protocols by events.
 * The interface of cactus.ko: compose, freeze, lanes, raise.
 */
#ifndef CACTUS_H
#define CACTUS_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

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
#define CACTUS_NO_EVENT 0xffff

struct cactus_binding;
struct cactus_composite;
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
};

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

/* enum cactus_binding_flags - what a handler promises or needs */
enum cactus_binding_flags {
	CACTUS_MAY_SLEEP = BIT(0), /* needs process context */
	CACTUS_REENTRANT = BIT(1), /* may run on several CPUs at once */
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
 * struct cactus_growth - the most that a handler makes of n bytes: @mul * n + @add
 * @mul: factor; 1 for all that only append; 0 counts as 1
 * @add: bytes
 */
struct cactus_growth {
	u32 mul;
	u32 add;
};

/* Costs are counted in parts of an instruction: a byte may take less than one. */
#define CACTUS_COST_PARTS 1000

/**
 * struct cactus_cost - the most that a handler takes for n bytes: @message + @byte * n
 * @message: for the message, in thousandths of an instruction
 * @byte: for each byte of it, in thousandths of an instruction, of the longer of what
 *	the handler is given and what it makes
 *
 * Sums of costs saturate: U64_MAX stands for that much or more.
 */
struct cactus_cost {
	u64 message;
	u64 byte;
};

/**
 * struct cactus_bind - the request to bind a handler to an event
 * @name: who, for counters and traces; copied
 * @event: index from cactus_event_declare()
 * @order: place among the handlers of this event; equal ones keep binding order
 * @handler: the handler
 * @arg: its static argument; must outlive the plan
 * @flags: enum cactus_binding_flags
 * @growth: worst growth caused by this handler itself, raises not counted
 * @cost: what this handler itself takes, raises not counted
 * @raises: the events that it may raise, each once per call of the handler and
 *	in any order; copied
 * @n_raises: how many, up to CACTUS_MAX_RAISES
 */
struct cactus_bind {
	const char *name;
	u16 event;
	int order;
	cactus_handler_t handler;
	void *arg;
	unsigned int flags;
	struct cactus_growth growth;
	struct cactus_cost cost;
	const struct cactus_raise *raises;
	unsigned int n_raises;
};

/* Why freeze or bind refused; cactus_fault_str() has the words. */
enum cactus_fault_kind {
	CACTUS_FAULT_NONE,
	CACTUS_FAULT_CYCLE, /* an event reaches itself */
	CACTUS_FAULT_SHARED_EVENT, /* raised by two bindings, or twice by one */
	CACTUS_FAULT_DEPTH, /* nested deeper than CACTUS_MAX_DEPTH */
	CACTUS_FAULT_HANDLERS, /* over CACTUS_MAX_HANDLERS for a message */
	CACTUS_FAULT_DIRECTION, /* a SYNC raise leaves its direction */
	CACTUS_FAULT_GROWTH, /* growth overflows 32 bits */
	CACTUS_FAULT_NOMEM,
};

/**
 * struct cactus_fault - why a composite cannot be frozen
 * @kind: the rule broken
 * @event: name of the event where it was seen
 * @binding: name of the binding at fault, or empty
 */
struct cactus_fault {
	enum cactus_fault_kind kind;
	char event[CACTUS_NAME_LEN];
	char binding[CACTUS_NAME_LEN];
};

/* ---- compose: process context, one thread ---- */

struct cactus_composite *cactus_composite_create(void);
void cactus_composite_destroy(struct cactus_composite *c);
/* Index of a new event, or -EEXIST, -ENOSPC, -ENAMETOOLONG, -ENOMEM. */
int cactus_event_declare(struct cactus_composite *c, const char *name,
			 enum cactus_dir dir);
/* Byte offset, naturally aligned, of a new zero-filled local attribute, or
 * -ENOSPC, -EINVAL (no size).
 */
int cactus_attr_declare(struct cactus_composite *c, unsigned int size);
/* 0, or -ENOENT (no such event), -EINVAL, -ENOMEM. */
int cactus_bind(struct cactus_composite *c, const struct cactus_bind *b);
/* A plan with one reference, or ERR_PTR(-ELOOP, -E2BIG, -EINVAL, -EMSGSIZE,
 * -ENOMEM) with @fault filled. The composite stays the caller's.
 */
struct cactus_plan *cactus_freeze(struct cactus_composite *c,
				  struct cactus_fault *fault);
const char *cactus_fault_str(enum cactus_fault_kind kind);

/* ---- plans: frozen, shared by sessions, counted ---- */

struct cactus_plan *cactus_plan_get(struct cactus_plan *plan);
void cactus_plan_put(struct cactus_plan *plan);
/* Can all that is reachable from this event run in softirq? */
bool cactus_plan_softirq(const struct cactus_plan *plan, u16 event);
/* Are all handlers reachable from this event reentrant? */
bool cactus_plan_reentrant(const struct cactus_plan *plan, u16 event);
/* Worst growth of one message that enters at this event. */
struct cactus_growth cactus_plan_growth(const struct cactus_plan *plan,
					u16 event);
/* The most that one message of n bytes which enters at this event can take. */
struct cactus_cost cactus_plan_cost(const struct cactus_plan *plan, u16 event);
/* The longest message, up to INT_MAX, that surely takes no more than @budget
 * instructions from this event on; -1 if not even an empty one does.
 */
int cactus_plan_longest(const struct cactus_plan *plan, u16 event, u32 budget);
/* Raises refused since the plan was frozen because no one declared them. */
u64 cactus_plan_refused(const struct cactus_plan *plan);
/* ASYNC raises since the plan was frozen in which a handler failed. */
u64 cactus_plan_async_failed(const struct cactus_plan *plan);
const char *cactus_plan_event_name(const struct cactus_plan *plan, u16 event);

const char *cactus_binding_name(const struct cactus_binding *b);
void *cactus_binding_arg(const struct cactus_binding *b);

/* ---- messages ---- */

/**
 * struct cactus_cb - the engine's and the family's part of skb->cb
 * @lane: the lane that the message runs in
 * @plan: the plan that it runs through; a reference is held while queued
 * @cur: the binding whose handler runs now; what it declared bounds its raises
 * @number: the message number, the family's; nonces are made from it
 * @in_process: runs on the process lane now (true) or in softirq
 * @more: the family's: another message follows at once
 * @depth: nesting of the raise that runs now, as far as tracepoints tell of it
 * @family: for the lane's owner; the engine neither reads nor writes it
 * @attrs: local attributes, zeroed on entry; never on the wire
 * @event: the event that the message was brought in with
 * @err: with which it failed, or 0; a failed message raises nothing any more
 * @raised: bit per declared raise of @cur: done already
 */
struct cactus_cb {
	struct cactus_lane *lane;
	struct cactus_plan *plan;
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

static inline struct cactus_cb *CACTUS_CB(const struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct cactus_cb) > sizeof(skb->cb));
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

/**
 * cactus_raise_sync() - run all handlers of an event, nested ones included
 * @skb: the message that the calling handler was given
 * @event: the event; declared SYNC by the calling binding and not yet raised by
 *	this call of it, else -EPERM, counted
 * Return: 0, or the negative errno of the handler that failed.
 * Context: a handler's.
 */
int cactus_raise_sync(struct sk_buff *skb, u16 event);

/**
 * cactus_raise_all() - a handler: raises SYNC all that its binding declares
 * @skb: the message
 * @arg: of no meaning to it
 *
 * In the order in which the binding lists them, which are SYNC, all. Freeze puts
 * the handlers of these events in the place of such a binding, so to be grouped
 * costs a message nothing.
 * Return: CACTUS_CONTINUE, or the negative errno of the handler that failed.
 * Context: a handler's.
 */
int cactus_raise_all(struct sk_buff *skb, void *arg);

/**
 * cactus_raise_async() - run an event's handlers later, in process context
 * @skb: the message that the calling handler was given
 * @event: the event; declared ASYNC by the calling binding and not yet raised by
 *	this call of it, else -EPERM, counted
 *
 * The handlers get an empty message that has the number and local attributes
 * of @skb, and tail room for what the event can append; the message itself goes
 * its way. They run one after the other on the lane's worker, also while the
 * lane is parked, and beside the handlers that run in softirq meanwhile: an
 * instance locks what it shares between the two. The empty message is the
 * engine's: the lane's owner sees it in no operation. One that fails is traced
 * and counted, see cactus_plan_async_failed().
 * Return: 0, -EPERM, -ENOMEM, -ENOBUFS (CACTUS_MAX_ASYNC outstanding),
 * -ESHUTDOWN, -EOPNOTSUPP (the message has no lane).
 * Context: a handler's.
 */
int cactus_raise_async(struct sk_buff *skb, u16 event);

/* ---- lanes: one per session and direction ---- */

/**
 * struct cactus_pool - memory that the queues of several lanes share
 * @bytes: truesize of all that is queued in them
 * @max: bound of @bytes; the owner may change it
 */
struct cactus_pool {
	atomic_long_t bytes;
	const int *max;
};

enum cactus_gate {
	CACTUS_GO, /* run it now, where the plan allows */
	CACTUS_PROCESS, /* run it on the process lane, for a passing reason */
	CACTUS_PARK, /* keep it untouched until cactus_lane_kick() */
};

/**
 * struct cactus_lane_ops - what the lane's owner decides; all but @enter and @drained needed
 * @gate: asked before a message enters the plan; any context, BH off, may be
 *	called under the lane's lock, so it calls nothing of this lane; may
 *	change its mind between calls. A negative errno drops the message.
 * @enter: last thing before the entry event, in lane order, each message
 *	once: take the message number. 0 or a negative errno (dropped).
 *	Softirq lane: BH off, under @run_lock unless the plan is reentrant.
 * @done: the plan has run; owns @skb. Under rcu_read_lock_bh() in either lane.
 *	0 or a negative errno, which cactus_lane_submit() returns if the message
 *	has run at once; that of one that had to wait goes to nobody.
 * @drop: a handler, the gate or a bound refused the message; owns @skb. @by
 *	is the binding that failed, or NULL. Any context, no lane lock held.
 * @drained: half of the room is free, since a bound refused someone,
 *	cactus_lane_full() said yes or cactus_lane_writable() no; may be NULL. Any
 *	context, no lane lock held.
 */
struct cactus_lane_ops {
	int (*gate)(struct cactus_lane *lane, struct sk_buff *skb);
	int (*enter)(struct cactus_lane *lane, struct sk_buff *skb);
	int (*done)(struct cactus_lane *lane, struct sk_buff *skb);
	void (*drop)(struct cactus_lane *lane, struct sk_buff *skb,
		     const struct cactus_binding *by, int err);
	void (*drained)(struct cactus_lane *lane);
};

/**
 * struct cactus_lane - a session's messages of one direction, in order
 * @plan: the plan in force; RCU for readers
 * @ops: the owner's decisions
 * @entry: event that each message raises on entry
 * @miss: event raised SYNC in process context, with the first parked message
 *	untouched as argument, when the gate first says park; or CACTUS_NO_EVENT.
 *	If it fails that message is dropped and the next one asks the gate anew.
 * @softirq: the plan lets this direction run in softirq; fixed
 * @reentrant: no serialization is needed; fixed
 * @longest: the longest message that runs in softirq, in bytes as submitted; -1 if
 *	none does; as @pool set before messages are submitted
 * @at_once: the longest message that need not join @queue: @longest, or -1 while
 *	others wait there or for good; changes under @lock only
 * @parked: the gate said park and nobody has kicked since
 * @closed: takes no more messages
 * @busy: the worker is queued or runs
 * @refused: someone waits for @ops->drained
 * @run_lock: serializes the softirq lane where @reentrant is false
 * @lock: protects @queue, @held, @async, @delayed, the flags and changes of
 *	@plan; inside @run_lock
 * @queue: parked or waiting for the process lane
 * @held: the head of @queue while @miss is raised with it; still counted
 * @held_err: with which @held is to be dropped, if it was flushed meanwhile
 * @queued_bytes: truesize of @queue and @held
 * @max_queued: bound, messages
 * @max_bytes: bound, bytes of truesize; the last message may exceed it
 * @pool: further bound, over several lanes, or NULL; set by the owner after
 *	cactus_lane_init() and not changed once messages are submitted
 * @async: messages of ASYNC raises that wait for the worker
 * @delayed: struct cactus_delayed that wait for their time
 * @work: the process lane
 */
struct cactus_lane {
	struct cactus_plan __rcu *plan;
	const struct cactus_lane_ops *ops;
	u16 entry;
	u16 miss;
	int at_once;
	int longest;
	bool softirq;
	bool reentrant;
	bool parked;
	bool closed;
	bool busy;
	bool refused;
	spinlock_t run_lock; /* the plan's run in softirq */
	spinlock_t lock; /* queues and flags */
	struct sk_buff_head queue;
	struct sk_buff *held;
	int held_err;
	u32 queued_bytes;
	u32 max_queued;
	u32 max_bytes;
	struct cactus_pool *pool;
	struct sk_buff_head async;
	struct list_head delayed;
	struct work_struct work;
};

/* Takes its own reference on @plan. Process context. @entry is an event of the
 * plan, @miss one of direction CACTUS_SIDE or CACTUS_NO_EVENT; else it warns and
 * the lane is closed from the start.
 */
void cactus_lane_init(struct cactus_lane *lane, struct cactus_plan *plan,
		      u16 entry, u16 miss, const struct cactus_lane_ops *ops,
		      u32 max_queued, u32 max_bytes);
/* No message runs in softirq, or with BH off in the submitter's context, that may take
 * more than @budget instructions: it goes by the process lane, and so does what is
 * submitted behind it until it is through. After cactus_lane_init(), before messages
 * are submitted. Process context.
 */
void cactus_lane_budget(struct cactus_lane *lane, u32 budget);
/* Drops all that is queued with -ESHUTDOWN, cancels delayed raises, waits for
 * the worker; later submits are dropped with -ESHUTDOWN. Process context, may
 * sleep; not from a handler of this lane, but for those of a delayed raise, for
 * which it does not wait. Callers make sure that no submit runs any more before
 * the lane's memory goes (RCU).
 */
void cactus_lane_close(struct cactus_lane *lane);
/* Gives back the plan reference; after close and a grace period. */
void cactus_lane_fini(struct cactus_lane *lane);

/**
 * cactus_lane_submit() - a message enters the lane
 * @lane: the lane
 * @skb: the message, the engine's from here on in every case
 * Return: 0 if it ran or waits in the queue; else what @ops->done gave for it, or
 * the errno with which it was dropped (already given to @ops->drop): the
 * handler's, the gate's, -ENOBUFS (bound reached), -ESHUTDOWN.
 * Context: any but hardirq; no lane lock held.
 */
int cactus_lane_submit(struct cactus_lane *lane, struct sk_buff *skb);
/* The same for who has BH off already, as in softirq. */
int cactus_lane_submit_bh(struct cactus_lane *lane, struct sk_buff *skb);

/* What the gate waited for is there: run what is parked, in order. Any context. */
void cactus_lane_kick(struct cactus_lane *lane);
/* Drop all that is parked or queued with @err; the lane stays open. Any context. */
void cactus_lane_flush(struct cactus_lane *lane, int err);
/* Wait until what is queued, but not parked, has run. Process context. */
void cactus_lane_drain(struct cactus_lane *lane);
/* Take out all that is parked or queued, undropped, appended to @list; the lane
 * stays open. Any context.
 */
void cactus_lane_take(struct cactus_lane *lane, struct sk_buff_head *list);
/* Queue what was taken from another lane, before all that waits and whatever the
 * bounds. Any context.
 */
void cactus_lane_give(struct cactus_lane *lane, struct sk_buff_head *list);
/* Would one more message be refused for the bounds? If so @ops->drained will be
 * called when half of the room is free. Any context.
 */
bool cactus_lane_full(struct cactus_lane *lane);
/* Is half of the room free? If not @ops->drained will be called when it is. Any
 * context.
 */
bool cactus_lane_writable(struct cactus_lane *lane);
/* Does a message of @len bytes join the queue now, instead of running at once? A
 * guess.
 */
static inline bool cactus_lane_diverted(const struct cactus_lane *lane,
					unsigned int len)
{
	return (int)len > READ_ONCE(lane->at_once);
}

/**
 * cactus_plan_raise() - raise an event outside any lane: openSession
 * @plan: the plan
 * @event: an event of direction CACTUS_SIDE
 * @skb: argument; its cb->lane is NULL or the lane that the handlers act for
 * Return: 0 or the negative errno of the handler that failed; -EINVAL if the
 * event is not of that direction.
 * Context: process; may sleep.
 */
int cactus_plan_raise(struct cactus_plan *plan, u16 event, struct sk_buff *skb);

/* ---- bindings that come and go while the lane runs ---- */

/**
 * struct cactus_neutral - a wire-neutral handler: it looks and does not touch
 * @name: who, for counters and traces
 * @order: place among the handlers of the event; behind those of equal order
 * @handler: 0, or a negative errno: the message is dropped, as any handler may.
 *	It gets a const view: it neither changes the message, its length or its
 *	attributes, nor raises, nor skips others (halt counts as -EINVAL), so both
 *	ends stay in step whether it is bound or not. Builds with
 *	CONFIG_DEBUG_NET see what it changed all the same, and drop the message
 *	with -EINVAL.
 * @arg: its argument
 * @flags: enum cactus_binding_flags
 *
 * It stays where it is until it is unbound or its lanes are no more.
 */
struct cactus_neutral {
	const char *name;
	int order;
	int (*handler)(const struct sk_buff *skb, void *arg);
	void *arg;
	unsigned int flags;
};

/**
 * cactus_lane_bind() - bind a wire-neutral handler to an event of a running lane
 * @lane: the lane
 * @event: an event of the lane's direction
 * @n: the handler; what it is, is told it apart by
 *
 * The lane gets a plan of its own with the handler in it. Messages that run now
 * run on through the plan from before; all others pass the handler, those that
 * wait in the queue included. None is lost or overtaken.
 * Return: 0, or -EINVAL (no name, event of another direction, unknown flag),
 * -EEXIST (bound already to this lane), -EOPNOTSUPP (may sleep, or is not
 * reentrant, and the lane's handlers run in softirq, or on several CPUs),
 * -E2BIG (CACTUS_MAX_HANDLERS), -ESHUTDOWN, -ENOMEM.
 * Context: process; may sleep; not from a handler.
 */
int cactus_lane_bind(struct cactus_lane *lane, u16 event,
		     const struct cactus_neutral *n);

/**
 * cactus_lane_unbind() - take it away again
 * @lane: the lane; may be closed
 * @n: the handler
 *
 * When it returns the handler runs no more for this lane: its argument and its
 * code may go.
 * Return: 0, -ENOENT (not bound to this lane), -ENOMEM (still bound).
 * Context: process; sleeps for a grace period; not from a handler.
 */
int cactus_lane_unbind(struct cactus_lane *lane,
		       const struct cactus_neutral *n);

/* ---- delayed raises: the lane's owner raises an event later ---- */

/**
 * struct cactus_delayed - a raise that can be put off, moved and cancelled
 * @lane: that the handlers act for
 * @event: of direction CACTUS_SIDE; the owner's own entry, so no binding
 *	declares it
 * @done: a raise is over: it has run, or was cancelled by whoever did; called
 *	once for each accepted one, last of all, so that it may give back what the
 *	owner held for it, @lane and this struct included. Any context but
 *	hardirq, no lane lock held.
 * @node: in @lane->delayed while it waits; under @lane->lock
 * @work: the wait
 *
 * It waits once, or not at all. Its handlers run on a work item of their own,
 * beside the lane's worker, and may therefore wait for the lane, close it, and
 * raise or cancel this very struct again.
 */
struct cactus_delayed {
	struct cactus_lane *lane;
	u16 event;
	void (*done)(struct cactus_delayed *d);
	struct list_head node;
	struct delayed_work work;
};

/* Before @lane is closed. Process context. */
void cactus_delayed_init(struct cactus_delayed *d, struct cactus_lane *lane,
			 u16 event, void (*done)(struct cactus_delayed *d));

/**
 * cactus_delayed_raise() - raise the event after a while, in process context
 * @d: the raise
 * @delay: jiffies; 0: as soon as may be
 *
 * One that waits already is moved to the new time. While one runs the next may
 * wait. The handlers get an empty message with @d->lane, number 0, and tail room
 * for what the event can append; it is the engine's. Where there is no memory
 * for it, the raise is put off a little longer. If a handler fails, that is
 * traced and counted, see cactus_plan_async_failed().
 * Return: 0: it waits, and @d->done will be called for it; 1: the one that
 * waited was moved, no further call of @d->done; -ESHUTDOWN: the lane is
 * closed; -EINVAL: the event is not of direction CACTUS_SIDE.
 * Context: any but hardirq; no lane lock held.
 */
int cactus_delayed_raise(struct cactus_delayed *d, unsigned long delay);
/* The same, but one that waits already stays at its time: for a handler that
 * wants a next turn, while others may have asked for one that is due earlier.
 */
int cactus_delayed_raise_unless(struct cactus_delayed *d, unsigned long delay);

/**
 * cactus_delayed_cancel() - call off what waits
 * @d: the raise
 *
 * Does not wait for one that runs.
 * Return: true: in time, no handler has run or will run, @d->done was called;
 * false: it runs now, has run, or was never raised.
 * Context: any but hardirq; no lane lock held.
 */
bool cactus_delayed_cancel(struct cactus_delayed *d);

/* Wait until every @done that has begun is over: before the owner's code goes.
 * Process context, may sleep; not from a handler.
 */
void cactus_delayed_barrier(void);

/* ---- the ledger: what was made and what is gone ---- */

/**
 * struct cactus_ledger_entry - one kind of object
 * @name: which
 * @created: so many since the module was loaded
 * @destroyed: of these
 */
struct cactus_ledger_entry {
	const char *name;
	u64 created;
	u64 destroyed;
};

enum cactus_object {
	CACTUS_OBJ_COMPOSITE,
	CACTUS_OBJ_PLAN,
	CACTUS_OBJ_LANE,
	CACTUS_OBJ_ASYNC, /* messages of ASYNC raises */
	CACTUS_OBJ_QUEUED, /* messages that were queued or parked */
	CACTUS_OBJ_DELAYED, /* delayed raises: accepted, and over */
	CACTUS_N_OBJECTS,
};

/**
 * struct cactus_ledger - the engine's objects; also debugfs cactus/ledger
 * @entry: by kind, enum cactus_object
 */
struct cactus_ledger {
	struct cactus_ledger_entry entry[CACTUS_N_OBJECTS];
};

void cactus_ledger(struct cactus_ledger *l);

#endif /* CACTUS_H */
