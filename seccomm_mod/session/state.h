/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state of a session's life, and the one way to change it.
 */
#ifndef SECCOMM_STATE_H
#define SECCOMM_STATE_H

#include <linux/types.h>

struct seccomm_session;

/**
 * enum seccomm_state - what a session is, in the order of a life
 * @SECCOMM_STATE_KEYLESS: we open it, a secret is missing; what is to be sent is parked
 * @SECCOMM_STATE_OPENING: we opened it, M2 is awaited; what is to be sent is parked
 * @SECCOMM_STATE_CONFIRMING: we opened it, and M4 is awaited, since M3 has brought what M2 could
 *	not confirm; what is to be sent is parked, and what the peer sends
 * @SECCOMM_STATE_ACCEPTING: the peer opened it, M3 is awaited; what it sends is parked
 * @SECCOMM_STATE_OPEN: confirmed; data may go
 * @SECCOMM_STATE_WORN: a key of its sending half is at its cap, or its address has gone; it
 *	takes what comes, and what is to be sent is parked until another one is open
 * @SECCOMM_STATE_ENDING: another one has taken its place, or the peer has closed it; what
 *	is under way still goes
 * @SECCOMM_STATE_SPENT: worn, and as ENDING; it takes what is under way, and what is to be
 *	sent goes by another one
 * @SECCOMM_STATE_SUPERSEDED: another one has taken its place before it was open, or since
 *	it failed; what is to be sent goes by that one
 * @SECCOMM_STATE_CLOSED: ended; kept until somebody has asked for its error, or while it is
 *	used
 * @SECCOMM_STATES: how many
 */
enum seccomm_state {
	SECCOMM_STATE_KEYLESS,
	SECCOMM_STATE_OPENING,
	SECCOMM_STATE_CONFIRMING,
	SECCOMM_STATE_ACCEPTING,
	SECCOMM_STATE_OPEN,
	SECCOMM_STATE_WORN,
	SECCOMM_STATE_ENDING,
	SECCOMM_STATE_SPENT,
	SECCOMM_STATE_SUPERSEDED,
	SECCOMM_STATE_CLOSED,
	SECCOMM_STATES
};

/**
 * enum seccomm_cause - why a session's state changes
 * @SECCOMM_CAUSE_STARTED: all secrets are there, M1 goes out
 * @SECCOMM_CAUSE_ANSWERED: a good M2 has come, M3 goes out, and M4 is needed
 * @SECCOMM_CAUSE_CONFIRMED: a confirmation of the peer's keys was good
 * @SECCOMM_CAUSE_WORN: a key of its sending half is at its cap, or no route leads from its
 *	address any more
 * @SECCOMM_CAUSE_SUPERSEDED: another session of its socket's with the same peer is open
 * @SECCOMM_CAUSE_PEER_CLOSED: the peer has closed it by a control message
 * @SECCOMM_CAUSE_FAILED: given up before it was confirmed
 * @SECCOMM_CAUSE_CLOSED: ended by its socket, an administrator, or for idleness
 * @SECCOMM_CAUSES: how many
 */
enum seccomm_cause {
	SECCOMM_CAUSE_STARTED,
	SECCOMM_CAUSE_ANSWERED,
	SECCOMM_CAUSE_CONFIRMED,
	SECCOMM_CAUSE_WORN,
	SECCOMM_CAUSE_SUPERSEDED,
	SECCOMM_CAUSE_PEER_CLOSED,
	SECCOMM_CAUSE_FAILED,
	SECCOMM_CAUSE_CLOSED,
	SECCOMM_CAUSES
};

/**
 * seccomm_state_step() - change a session's state, as the table of state.c says
 * @s: the session
 * @cause: what has happened
 * Context: any; @s's @lock held.
 * Return: true if it has changed; false if the cause changes nothing in this state.
 */
bool seccomm_state_step(struct seccomm_session *s, enum seccomm_cause cause);

/**
 * seccomm_state_change() - change a session's state, and do what the table asks for
 * @s: the session
 * @cause: what has happened
 * @error: positive errno for the next caller, or 0; stored only with a change
 * Context: any; takes @s's @lock.
 * Return: the state that the session had if it has changed it; SECCOMM_STATES: it has not.
 */
enum seccomm_state seccomm_state_change(struct seccomm_session *s,
					enum seccomm_cause cause, int error);

/* The state as netlink reports it, enum seccomm_session_state. */
u8 seccomm_state_told(enum seccomm_state state);

/* Is the session confirmed, and takes what comes, whether it sends or not? */
static __always_inline bool seccomm_state_is_open(u8 state)
{
	return state >= SECCOMM_STATE_OPEN && state <= SECCOMM_STATE_SPENT;
}

/* Is what the peer sends parked until it has confirmed the keys? */
static __always_inline bool seccomm_state_is_unproved(u8 state)
{
	return state == SECCOMM_STATE_CONFIRMING ||
	       state == SECCOMM_STATE_ACCEPTING;
}

/* Do we open it, and wait for an answer of the peer's? */
static __always_inline bool seccomm_state_is_asking(u8 state)
{
	return state == SECCOMM_STATE_OPENING ||
	       state == SECCOMM_STATE_CONFIRMING;
}

/* Does no message go either way any more? */
static __always_inline bool seccomm_state_is_over(u8 state)
{
	return state >= SECCOMM_STATE_SUPERSEDED;
}

#endif /* SECCOMM_STATE_H */
