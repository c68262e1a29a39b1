/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What both lanes of a session ask before a message runs.
 */
#ifndef SECCOMM_GATE_H
#define SECCOMM_GATE_H

#include <asm/simd.h>
#include <crypto/internal/simd.h>
#include "session/session.h"
#include "stack/stack.h"

static inline struct seccomm_session *
seccomm_lane_session(const struct cactus_lane *lane)
{
	return container_of(lane, struct seccomm_half, lane)->session;
}

static inline struct seccomm_session *
seccomm_course_session(const struct cactus_course *course)
{
	return container_of(course, struct seccomm_half, course)->session;
}

/**
 * seccomm_gate() - may a message run now?
 * @s: its session
 * @state: that one's state, by seccomm_session_state()
 * Context: softirq, or process with softirqs off.
 * Return: a verdict as of cactus_lane_ops.gate; -ESHUTDOWN once it is over.
 */
static __always_inline int seccomm_gate(const struct seccomm_session *s,
					u8 state)
{
	if (likely(seccomm_state_is_open(state))) {
		if (s->stack->needs_simd && !crypto_simd_usable())
			return CACTUS_PROCESS;
		return CACTUS_GO;
	}
	return seccomm_state_is_over(state) ? -ESHUTDOWN : CACTUS_PARK;
}

#endif /* SECCOMM_GATE_H */
