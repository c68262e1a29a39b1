/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tracepoint of a session's messages, hit while they are traced.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM seccomm

#if !defined(SECCOMM_SESSION_TRACEPOINT_H) || defined(TRACE_HEADER_MULTI_READ)
#define SECCOMM_SESSION_TRACEPOINT_H

#include <linux/tracepoint.h>

/* clang-format off */

TRACE_EVENT(seccomm_message,
	    TP_PROTO(u32 session, bool down, u64 number, unsigned int len),
	    TP_ARGS(session, down, number, len),
	    TP_STRUCT__entry(__field(u64, number)
			     __field(u32, session)
			     __field(unsigned int, len)
			     __field(bool, down)),
	    TP_fast_assign(__entry->number = number;
			   __entry->session = session;
			   __entry->len = len;
			   __entry->down = down;),
	    TP_printk("session=%u %s number=%llu len=%u", __entry->session,
		      __entry->down ? "down" : "up", __entry->number,
		      __entry->len));

/* clang-format on */

#endif /* SECCOMM_SESSION_TRACEPOINT_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH session
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE tracepoint
#include <trace/define_trace.h>
