// SPDX-License-Identifier: GPL-2.0
/*
 * The state of a session's life: a table of what each cause makes of each state, and the
 * only code that writes it.
 */
#include "session/epoch.h"
#include "session/session.h"
#include "session/state.h"
#include "session/timer.h"

/**
 * enum state_action - what seccomm_state_change() does beside a change
 * @ACTION_NONE: nothing
 * @ACTION_LINGER: the timer ends the session in two seconds
 * @ACTION_END: the timer ends the session at once
 */
enum state_action {
	ACTION_NONE,
	ACTION_LINGER,
	ACTION_END,
};

/**
 * struct state_step - what a cause makes of a state
 * @to: the next state; 0, KEYLESS, to which no cause leads: nothing changes
 * @action: enum state_action
 */
struct state_step {
	u8 to;
	u8 action;
};

/* Documentation/sessions-and-keys.md shows this table. */
static const struct state_step steps[SECCOMM_STATES][SECCOMM_CAUSES] = {
	[SECCOMM_STATE_KEYLESS] = {
		[SECCOMM_CAUSE_STARTED] = { SECCOMM_STATE_OPENING },
		[SECCOMM_CAUSE_SUPERSEDED] = { SECCOMM_STATE_SUPERSEDED, ACTION_END },
		[SECCOMM_CAUSE_FAILED] = { SECCOMM_STATE_CLOSED },
		[SECCOMM_CAUSE_CLOSED] = { SECCOMM_STATE_CLOSED },
	},
	[SECCOMM_STATE_OPENING] = {
		[SECCOMM_CAUSE_ANSWERED] = { SECCOMM_STATE_CONFIRMING },
		[SECCOMM_CAUSE_CONFIRMED] = { SECCOMM_STATE_OPEN },
		[SECCOMM_CAUSE_SUPERSEDED] = { SECCOMM_STATE_SUPERSEDED, ACTION_END },
		[SECCOMM_CAUSE_FAILED] = { SECCOMM_STATE_CLOSED },
		[SECCOMM_CAUSE_CLOSED] = { SECCOMM_STATE_CLOSED },
	},
	[SECCOMM_STATE_CONFIRMING] = {
		[SECCOMM_CAUSE_CONFIRMED] = { SECCOMM_STATE_OPEN },
		[SECCOMM_CAUSE_SUPERSEDED] = { SECCOMM_STATE_SUPERSEDED, ACTION_END },
		[SECCOMM_CAUSE_FAILED] = { SECCOMM_STATE_CLOSED },
		[SECCOMM_CAUSE_CLOSED] = { SECCOMM_STATE_CLOSED },
	},
	[SECCOMM_STATE_ACCEPTING] = {
		[SECCOMM_CAUSE_CONFIRMED] = { SECCOMM_STATE_OPEN },
		[SECCOMM_CAUSE_FAILED] = { SECCOMM_STATE_CLOSED },
		[SECCOMM_CAUSE_CLOSED] = { SECCOMM_STATE_CLOSED },
	},
	[SECCOMM_STATE_OPEN] = {
		[SECCOMM_CAUSE_WORN] = { SECCOMM_STATE_WORN },
		[SECCOMM_CAUSE_SUPERSEDED] = { SECCOMM_STATE_ENDING, ACTION_LINGER },
		[SECCOMM_CAUSE_PEER_CLOSED] = { SECCOMM_STATE_ENDING, ACTION_END },
		[SECCOMM_CAUSE_CLOSED] = { SECCOMM_STATE_CLOSED },
	},
	[SECCOMM_STATE_WORN] = {
		[SECCOMM_CAUSE_SUPERSEDED] = { SECCOMM_STATE_SPENT, ACTION_LINGER },
		[SECCOMM_CAUSE_PEER_CLOSED] = { SECCOMM_STATE_SPENT, ACTION_END },
		[SECCOMM_CAUSE_CLOSED] = { SECCOMM_STATE_CLOSED },
	},
	[SECCOMM_STATE_ENDING] = {
		[SECCOMM_CAUSE_WORN] = { SECCOMM_STATE_SPENT },
		[SECCOMM_CAUSE_PEER_CLOSED] = { SECCOMM_STATE_ENDING, ACTION_END },
		[SECCOMM_CAUSE_CLOSED] = { SECCOMM_STATE_CLOSED },
	},
	[SECCOMM_STATE_SPENT] = {
		[SECCOMM_CAUSE_PEER_CLOSED] = { SECCOMM_STATE_SPENT, ACTION_END },
		[SECCOMM_CAUSE_CLOSED] = { SECCOMM_STATE_CLOSED },
	},
	[SECCOMM_STATE_CLOSED] = {
		[SECCOMM_CAUSE_SUPERSEDED] = { SECCOMM_STATE_SUPERSEDED, ACTION_END },
	},
};

/* The states as netlink reports them. */
static const u8 told[SECCOMM_STATES] = {
	[SECCOMM_STATE_KEYLESS] = SECCOMM_SESSION_KEYLESS,
	[SECCOMM_STATE_OPENING] = SECCOMM_SESSION_OPENING,
	[SECCOMM_STATE_CONFIRMING] = SECCOMM_SESSION_OPENING,
	[SECCOMM_STATE_ACCEPTING] = SECCOMM_SESSION_ACCEPTING,
	[SECCOMM_STATE_OPEN] = SECCOMM_SESSION_OPEN,
	[SECCOMM_STATE_WORN] = SECCOMM_SESSION_OPEN,
	[SECCOMM_STATE_ENDING] = SECCOMM_SESSION_OPEN,
	[SECCOMM_STATE_SPENT] = SECCOMM_SESSION_OPEN,
	[SECCOMM_STATE_SUPERSEDED] = SECCOMM_SESSION_CLOSED,
	[SECCOMM_STATE_CLOSED] = SECCOMM_SESSION_CLOSED,
};

u8 seccomm_state_told(enum seccomm_state state)
{
	return told[state];
}

bool seccomm_state_step(struct seccomm_session *s, enum seccomm_cause cause)
{
	const struct state_step *step = &steps[s->state][cause];

	lockdep_assert_held(&s->lock);
	if (!step->to)
		return false;
	if (s->state == SECCOMM_STATE_ACCEPTING)
		atomic_dec(&s->snet->n_half_open);
	if (seccomm_state_is_unproved(s->state))
		atomic_sub(s->unproved_bytes, &s->snet->unproved_bytes);
	if (cause == SECCOMM_CAUSE_CONFIRMED)
		seccomm_epoch_switch(s);
	/* Pairs with seccomm_session_state()'s acquire: a gate that sees OPEN sees the key
	 * epoch, and a caller that sees CLOSED sees the error.
	 */
	smp_store_release(&s->state, step->to);
	return true;
}

enum seccomm_state seccomm_state_change(struct seccomm_session *s,
					enum seccomm_cause cause, int error)
{
	const struct state_step *step;
	enum seccomm_state was;

	spin_lock_bh(&s->lock);
	was = s->state;
	step = &steps[was][cause];
	if (step->to && error)
		WRITE_ONCE(s->error, error);
	seccomm_state_step(s, cause);
	spin_unlock_bh(&s->lock);
	if (step->action == ACTION_END)
		seccomm_session_schedule(s, 0);
	else if (step->action == ACTION_LINGER)
		seccomm_session_schedule(s, SECCOMM_LINGER);
	return step->to ? was : SECCOMM_STATES;
}
