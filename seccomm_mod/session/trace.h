/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracing one session.
 */
#ifndef SECCOMM_SESSION_TRACE_H
#define SECCOMM_SESSION_TRACE_H

#include <linux/types.h>

struct net;

/* Trace the messages of the session with this index of ours, or stop that. Process
 * context, may sleep. 0, -ENOENT, -ENOMEM; -E2BIG: its stack has as many handlers as
 * there may be.
 */
int seccomm_session_trace(struct net *net, u32 index, bool on);

#endif /* SECCOMM_SESSION_TRACE_H */
