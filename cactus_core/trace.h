/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints of the engine: raises, forks, handlers, parking, holding, drops.
 * Names are copied, so that a trace outlives the plan.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM cactus

#if !defined(CACTUS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define CACTUS_TRACE_H

#include <linux/tracepoint.h>

#include "course.h"
#include "plan_internal.h"
#include "raise_internal.h"

/* clang-format off */

TRACE_EVENT(cactus_raise,
	    TP_PROTO(const struct sk_buff *skb, const struct cactus_plan_event *e,
		     enum cactus_mode mode),
	    TP_ARGS(skb, e, mode),
	    TP_STRUCT__entry(__array(char, event, CACTUS_NAME_LEN)
			     __field(const void *, lane)
			     __field(u64, number)
			     __field(unsigned int, len)
			     __field(u8, mode)
			     __field(u8, depth)),
	    TP_fast_assign(memcpy(__entry->event, e->name, CACTUS_NAME_LEN);
			   __entry->lane = cactus_msg_lane(skb);
			   __entry->number = CACTUS_CB(skb)->number;
			   __entry->len = skb->len;
			   __entry->mode = mode;
			   __entry->depth = CACTUS_CB(skb)->depth;),
	    TP_printk("event=%s mode=%s depth=%u len=%u number=%llu lane=%p",
		      __entry->event,
		      __print_symbolic(__entry->mode, { CACTUS_SYNC, "sync" },
				       { CACTUS_ASYNC, "async" }),
		      __entry->depth, __entry->len, __entry->number, __entry->lane));

TRACE_EVENT(cactus_fork,
	    TP_PROTO(const struct sk_buff *fork, const struct cactus_plan_event *e),
	    TP_ARGS(fork, e),
	    TP_STRUCT__entry(__array(char, event, CACTUS_NAME_LEN)
			     __field(const void *, lane)
			     __field(u64, number)
			     __field(unsigned int, len)
			     __field(u8, depth)),
	    TP_fast_assign(memcpy(__entry->event, e->name, CACTUS_NAME_LEN);
			   __entry->lane = cactus_msg_lane(fork);
			   __entry->number = CACTUS_CB(fork)->number;
			   __entry->len = fork->len;
			   __entry->depth = CACTUS_CB(fork)->depth;),
	    TP_printk("event=%s depth=%u len=%u number=%llu lane=%p",
		      __entry->event, __entry->depth, __entry->len,
		      __entry->number, __entry->lane));

TRACE_EVENT(cactus_handler_entry,
	    TP_PROTO(const struct cactus_binding *b, const struct sk_buff *skb),
	    TP_ARGS(b, skb),
	    TP_STRUCT__entry(__array(char, binding, CACTUS_NAME_LEN)
			     __field(const void *, lane)
			     __field(u64, number)
			     __field(unsigned int, len)
			     __field(u8, depth)),
	    TP_fast_assign(memcpy(__entry->binding, b->name, CACTUS_NAME_LEN);
			   __entry->lane = cactus_msg_lane(skb);
			   __entry->number = CACTUS_CB(skb)->number;
			   __entry->len = skb->len;
			   __entry->depth = CACTUS_CB(skb)->depth;),
	    TP_printk("binding=%s depth=%u bytes=%u number=%llu lane=%p",
		      __entry->binding, __entry->depth, __entry->len,
		      __entry->number, __entry->lane));

TRACE_EVENT(cactus_handler_exit,
	    TP_PROTO(const struct cactus_binding *b, const struct sk_buff *skb,
		     int verdict),
	    TP_ARGS(b, skb, verdict),
	    TP_STRUCT__entry(__array(char, binding, CACTUS_NAME_LEN)
			     __field(const void *, lane)
			     __field(u64, number)
			     __field(unsigned int, len)
			     __field(int, verdict)
			     __field(u8, depth)),
	    TP_fast_assign(memcpy(__entry->binding, b->name, CACTUS_NAME_LEN);
			   __entry->lane = cactus_msg_lane(skb);
			   __entry->number = CACTUS_CB(skb)->number;
			   __entry->len = skb->len;
			   __entry->verdict = verdict;
			   __entry->depth = CACTUS_CB(skb)->depth;),
	    TP_printk("binding=%s depth=%u verdict=%d bytes=%u number=%llu lane=%p",
		      __entry->binding, __entry->depth, __entry->verdict,
		      __entry->len, __entry->number, __entry->lane));

DECLARE_EVENT_CLASS(cactus_lane_state,
		    TP_PROTO(const struct cactus_lane *lane),
		    TP_ARGS(lane),
		    TP_STRUCT__entry(__field(const void *, lane)
				     __field(unsigned int, queued)
				     __field(unsigned int, bytes)),
		    TP_fast_assign(__entry->lane = lane;
				   __entry->queued = skb_queue_len(&lane->queue) + !!lane->first;
				   __entry->bytes = lane->queued_bytes;),
		    TP_printk("lane=%p queued=%u bytes=%u", __entry->lane, __entry->queued,
			      __entry->bytes));

DEFINE_EVENT(cactus_lane_state, cactus_park,
	     TP_PROTO(const struct cactus_lane *lane),
	     TP_ARGS(lane));

DEFINE_EVENT(cactus_lane_state, cactus_resume,
	     TP_PROTO(const struct cactus_lane *lane),
	     TP_ARGS(lane));

TRACE_EVENT(cactus_hold,
	    TP_PROTO(const struct sk_buff *skb),
	    TP_ARGS(skb),
	    TP_STRUCT__entry(__array(char, binding, CACTUS_NAME_LEN)
			     __field(const void *, lane)
			     __field(u64, number)
			     __field(unsigned int, len)),
	    TP_fast_assign(memcpy(__entry->binding, CACTUS_CB(skb)->cur->name,
				  CACTUS_NAME_LEN);
			   __entry->lane = cactus_msg_lane(skb);
			   __entry->number = CACTUS_CB(skb)->number;
			   __entry->len = skb->len;),
	    TP_printk("binding=%s len=%u number=%llu lane=%p", __entry->binding,
		      __entry->len, __entry->number, __entry->lane));

TRACE_EVENT(cactus_give_back,
	    TP_PROTO(const struct sk_buff *skb, int err),
	    TP_ARGS(skb, err),
	    TP_STRUCT__entry(__field(const void *, lane)
			     __field(u64, number)
			     __field(int, err)),
	    TP_fast_assign(__entry->lane = cactus_msg_lane(skb);
			   __entry->number = CACTUS_CB(skb)->number;
			   __entry->err = err;),
	    TP_printk("err=%d number=%llu lane=%p", __entry->err, __entry->number,
		      __entry->lane));

TRACE_EVENT(cactus_drop,
	    TP_PROTO(const struct cactus_lane *lane, const struct sk_buff *skb,
		     int err),
	    TP_ARGS(lane, skb, err),
	    TP_STRUCT__entry(__array(char, binding, CACTUS_NAME_LEN)
			     __field(const void *, lane)
			     __field(u64, number)
			     __field(unsigned int, len)
			     __field(int, err)),
	    TP_fast_assign(strscpy(__entry->binding,
				   CACTUS_CB(skb)->cur ?
					   CACTUS_CB(skb)->cur->name :
					   "",
				   CACTUS_NAME_LEN);
			   __entry->lane = lane;
			   __entry->number = CACTUS_CB(skb)->number;
			   __entry->len = skb->len;
			   __entry->err = err;),
	    TP_printk("binding=%s err=%d len=%u number=%llu lane=%p",
		      __entry->binding, __entry->err, __entry->len, __entry->number,
		      __entry->lane));

/* clang-format on */

#endif /* CACTUS_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
