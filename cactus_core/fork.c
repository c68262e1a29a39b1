// SPDX-License-Identifier: GPL-2.0
/*
 * Forks: a second message under the same number. A fork lives while the handler that made
 * it runs, and is never in a queue.
 */
#include <linux/export.h>

#include "fork.h"
#include "ledger_internal.h"
#include "plan_internal.h"
#include "raise_internal.h"
#include "run.h"

/* Bytes that a body of @len may become in the handlers of @e; saturates at UINT_MAX. */
static unsigned int fork_room(const struct cactus_plan_event *e,
			      unsigned int len)
{
	const struct cactus_growth *growth = &e->growth;
	u64 room = div_u64((u64)growth->mul * len + (growth->div - 1),
			   growth->div);

	return min_t(u64, room + growth->add, UINT_MAX);
}

static struct sk_buff *fork_alloc(const struct sk_buff *skb,
				  const struct cactus_plan_event *e,
				  unsigned int len)
{
	unsigned int before = skb_headroom(skb), size;
	struct cactus_lane *lane = cactus_msg_lane(skb);
	struct sk_buff *fork;

	if (len > skb->len ||
	    check_add_overflow(before, fork_room(e, len), &size))
		return ERR_PTR(-EMSGSIZE);
	fork = alloc_skb(size, GFP_ATOMIC | __GFP_NOWARN);
	if (!fork)
		return ERR_PTR(-ENOMEM);
	if (lane && !cactus_pool_take(lane->pool, fork->truesize)) {
		kfree_skb(fork);
		return ERR_PTR(-ENOBUFS);
	}
	memcpy(fork->head, skb->head, before);
	skb_reserve(fork, before);
	__skb_put(fork, len);
	return fork;
}

struct sk_buff *cactus_fork(struct sk_buff *skb, u16 event, unsigned int len)
{
	struct cactus_cb *cb = CACTUS_CB(skb);
	const struct cactus_plan_event *e;
	struct sk_buff *fork;
	int raise;

	if (unlikely(cb->err))
		return ERR_PTR(cb->err);
	raise = cactus_raise_declared(cb, event, CACTUS_SYNC);
	if (raise >= 0 && cb->cur->combine != CACTUS_SPLIT)
		raise = cactus_raise_refused(cb);
	if (unlikely(raise < 0))
		return ERR_PTR(raise);
	e = &cb->cur->plan->events[event];
	fork = fork_alloc(skb, e, len);
	if (IS_ERR(fork))
		return fork;
	cb->raised |= BIT(raise);
	*CACTUS_CB(fork) = *cb;
	CACTUS_CB(fork)->raised = ~BIT(raise);
	cactus_created(CACTUS_OBJ_FORK);
	trace_cactus_fork(fork, e);
	return fork;
}
EXPORT_SYMBOL_GPL(cactus_fork);

void cactus_fork_end(struct sk_buff *skb, struct sk_buff *fork)
{
	const struct cactus_cb *from = CACTUS_CB(fork);
	struct cactus_lane *lane = cactus_msg_lane(skb);
	struct cactus_cb *cb = CACTUS_CB(skb);

	if (unlikely(from->err && !cb->err)) {
		cb->err = from->err;
		cb->cur = from->cur;
	}
	if (lane)
		cactus_pool_give(lane->pool, fork->truesize);
	consume_skb(fork);
	cactus_destroyed(CACTUS_OBJ_FORK);
}
EXPORT_SYMBOL_GPL(cactus_fork_end);
