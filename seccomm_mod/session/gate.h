/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the gates of a session's two lanes have in common.
 */
#ifndef SECCOMM_GATE_H
#define SECCOMM_GATE_H

#include <asm/simd.h>
#include <crypto/internal/simd.h>
#include "session/epoch.h"
#include "session/session.h"
#include "stack/stack.h"

static inline struct seccomm_session *
seccomm_lane_session(const struct cactus_lane *lane)
{
	return container_of(lane, struct seccomm_half, lane)->session;
}

/**
 * seccomm_gate() - where may a message run?
 * @epoch: the key epoch that the message goes by
 * Context: softirq, or process with softirqs off.
 * Return: CACTUS_GO or CACTUS_PROCESS, as of cactus_lane_ops.gate.
 */
static __always_inline int seccomm_gate(const struct seccomm_epoch *epoch)
{
	if (epoch->stack->needs_simd && !crypto_simd_usable())
		return CACTUS_PROCESS;
	return CACTUS_GO;
}

/* The gate's answer for a session in @state, which is not open: a session that is over
 * refuses the message, another one parks it.
 */
static __always_inline int seccomm_gate_shut(u8 state)
{
	return seccomm_state_is_over(state) ? -ESHUTDOWN : CACTUS_PARK;
}

#endif /* SECCOMM_GATE_H */
