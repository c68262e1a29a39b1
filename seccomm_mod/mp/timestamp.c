// SPDX-License-Identifier: GPL-2.0
/*
 * TimestampReplay: each message number is delivered once, as by WindowReplay, and only while
 * the time that the message bears is not too far from the receiver's.
 */
#include <linux/bottom_half.h>
#include <linux/unaligned.h>
#include "mp/mp.h"
#include "mp/outside.h"
#include "mp/window.h"

#define TIMESTAMP_LEN sizeof(u64)
#define TIMESTAMP_WINDOW 0 /* index of the option, which is in seconds */
/* Microseconds by which the sender's clock may be ahead. */
#define TIMESTAMP_AHEAD (5 * USEC_PER_SEC)

/**
 * struct timestamp_state - what the receiving side remembers
 * @window: message numbers seen; its lock is for all of this
 * @floor: microseconds since 1970; what bears this time or an earlier one is refused. It only
 *	rises, so that nothing is taken again after the clock was set back.
 */
struct timestamp_state {
	struct seccomm_window window;
	u64 floor;
};

/* The window's operations are given this state. */
static_assert(!offsetof(struct timestamp_state, window));

static int timestamp_down(struct sk_buff *skb, void *arg)
{
	u8 *time = cactus_attr_push(skb, TIMESTAMP_LEN);

	if (unlikely(!time))
		return -EMSGSIZE;
	put_unaligned_be64(seccomm_now(), time);
	return CACTUS_CONTINUE;
}

static int timestamp_commit(struct timestamp_state *st, u64 number, u64 time,
			    u64 window)
{
	const u64 now = seccomm_now();
	int err = -ETIME;

	spin_lock(&st->window.lock);
	if (now > window)
		st->floor = max(st->floor, now - window);
	if (time > st->floor && time <= now + TIMESTAMP_AHEAD)
		err = seccomm_window_commit_locked(&st->window, number);
	spin_unlock(&st->window.lock);
	return err;
}

static int timestamp_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const u64 window =
		(u64)layer->info.values[TIMESTAMP_WINDOW] * USEC_PER_SEC;
	struct timestamp_state *st = seccomm_state(skb, layer);
	const u8 *time = cactus_attr_pop(skb, TIMESTAMP_LEN);
	const u64 number = CACTUS_CB(skb)->number;
	int err;

	if (unlikely(!time))
		return -EBADMSG;
	if (likely(!CACTUS_CB(skb)->in_process))
		return timestamp_commit(st, number, get_unaligned_be64(time),
					window);
	local_bh_disable();
	err = timestamp_commit(st, number, get_unaligned_be64(time), window);
	local_bh_enable();
	return err;
}

/* The time has not been verified early, so the number alone is looked at then. */
const struct seccomm_mp_ops seccomm_timestamp_replay = {
	.state_size = sizeof(struct timestamp_state),
	.down = timestamp_down,
	.up = timestamp_up,
	.early = seccomm_window_early,
	.arm = seccomm_window_arm,
	.disarm = seccomm_window_disarm,
};
