/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Key epochs: all of a session that changes with its keys.
 */
#ifndef SECCOMM_EPOCH_H
#define SECCOMM_EPOCH_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>
#include "mp/mp.h"
#include "wire.h"

struct seccomm_hs_keys;
struct seccomm_roots;
struct seccomm_session;
struct seccomm_stack;

/* Epochs whose messages a session takes at a time: the last, this and the next one. */
#define SECCOMM_EPOCHS 3

/**
 * struct seccomm_epoch - a session's keys, and all that is made of them
 * Fixed once it is in use, but for what @tx, @rx and @control_sent count.
 * @number: key epoch, as in the base header; the first one is 0, and it never wraps
 * @ref: one for each course, as long as messages run or wait under it
 * @session: the session that it is of; outlives what runs under the courses
 * @stack: the stack that it runs; seccomm_stack_hold_types(), and its namespace held
 * @hdr: the base header of its data messages, but for their number
 * @tx: downward course
 * @rx: upward course
 * @control_tx: key of our control messages
 * @control_rx: key of the peer's control messages
 * @control_sent: messages sealed under @control_tx, SECCOMM_CONTROL_CAP at most; under
 *	the session's @lock
 * @wipe: releases layers and keys in process context, when the last reference is gone
 */
struct seccomm_epoch {
	u16 number;
	refcount_t ref;
	struct seccomm_session *session;
	struct seccomm_stack *stack;
	struct seccomm_hdr hdr;
	struct seccomm_course tx;
	struct seccomm_course rx;
	u8 control_tx[SECCOMM_HASH_LEN];
	u8 control_rx[SECCOMM_HASH_LEN];
	u32 control_sent;
	struct work_struct wipe;
};

/**
 * struct seccomm_epochs - a session's key epochs; exactly one is alive
 * @sending: the one of @receiving that our messages go by; NULL before the session is
 *	open. Changed under the session's @lock, RCU for readers.
 * @receiving: those whose messages are taken, at seccomm_epoch_place(). Changed and read
 *	as @sending.
 * @making: the one whose keys are being made, its courses in force already; NULL while
 *	there is none. Owned by process context, changed under the session's @lock.
 */
struct seccomm_epochs {
	struct seccomm_epoch __rcu *sending;
	struct seccomm_epoch __rcu *receiving[SECCOMM_EPOCHS];
	struct seccomm_epoch *making;
};

int seccomm_epoch_init(void);
void seccomm_epoch_exit(void);

/**
 * seccomm_epoch_make() - a session's first epoch, without keys
 * @s: the session, which has its stack, and lanes that are not set up yet
 *
 * The epoch is at @making. The caller puts its courses in force on the session's lanes, and
 * messages wait under them for the keys.
 *
 * Context: process, before anybody else knows the session.
 * Return: 0 or -ENOMEM.
 */
int seccomm_epoch_make(struct seccomm_session *s);
/**
 * seccomm_epoch_arm() - make the layers' states of the epoch at @making from its keys
 * @s: the session
 * @roots: roots of the slots
 * @keys: control keys and session id
 *
 * Context: process, may sleep; one caller at a time for each session.
 * Return: 0; or -ENOMEM, or the negative errno of a layer's arming, as -EKEYREJECTED: then
 * the epoch is as before.
 */
int seccomm_epoch_arm(struct seccomm_session *s,
		      const struct seccomm_roots *roots,
		      const struct seccomm_hs_keys *keys);
/* Take the epoch at @making into use, which is armed: messages are sent and taken by it as
 * soon as the caller, who holds @s->lock, has set the state OPEN by a release store.
 */
void seccomm_epoch_switch(struct seccomm_session *s);
/* Give back all epochs of @s. Layers and keys are wiped as soon as no message runs or waits
 * under them. To be called a grace period after the last look-up of an epoch. Process
 * context.
 */
void seccomm_epoch_retire(struct seccomm_session *s);
/* Has an epoch of @s come into use: has @s been open? Any context. */
bool seccomm_epoch_switched(const struct seccomm_session *s);
/* The number of the epoch that @s sends in; 0 if it has never been open. Any context. */
u16 seccomm_epoch_number(const struct seccomm_session *s);

/* The place of an epoch in @receiving, which successive ones do not share. */
static inline unsigned int seccomm_epoch_place(u16 number)
{
	return number % SECCOMM_EPOCHS;
}

/**
 * seccomm_epoch_sending() - the epoch that messages are sent by
 * @epochs: a session's
 *
 * Context: under RCU, or with softirqs off.
 * Return: the epoch, without a reference; NULL if the session has never been open.
 */
static __always_inline struct seccomm_epoch *
seccomm_epoch_sending(const struct seccomm_epochs *epochs)
{
	return rcu_dereference_check(epochs->sending, rcu_read_lock_bh_held());
}

/**
 * seccomm_epoch_receiving() - the epoch that a message came in
 * @epochs: a session's
 * @hdr: the message's base header
 *
 * Context: under RCU, or with softirqs off.
 * Return: the epoch, without a reference; NULL if no messages of that epoch are taken.
 */
static __always_inline struct seccomm_epoch *
seccomm_epoch_receiving(const struct seccomm_epochs *epochs,
			const struct seccomm_hdr *hdr)
{
	u16 number = be16_to_cpu(hdr->epoch);
	unsigned int place = seccomm_epoch_place(number);
	struct seccomm_epoch *epoch;

	epoch = rcu_dereference_check(epochs->receiving[place],
				      rcu_read_lock_bh_held());
	return likely(epoch && epoch->number == number) ? epoch : NULL;
}

#endif /* SECCOMM_EPOCH_H */
