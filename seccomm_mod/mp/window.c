// SPDX-License-Identifier: GPL-2.0
/*
 * WindowReplay: each message number is delivered once, in any order within a window.
 * Numbers are looked at early, and committed after the layers inside have verified.
 */
#include <kunit/visibility.h>
#include <linux/bitmap.h>
#include <linux/bottom_half.h>
#include <linux/slab.h>
#include "mp/mp.h"
#include "mp/window.h"

int seccomm_window_init(struct seccomm_window *w)
{
	spin_lock_init(&w->lock);
	atomic64_set(&w->top, 0);
	w->seen = bitmap_zalloc(SECCOMM_WINDOW, GFP_KERNEL_ACCOUNT);
	return w->seen ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_window_init);

void seccomm_window_free(struct seccomm_window *w)
{
	bitmap_free(w->seen);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_window_free);

static unsigned int window_ring(u64 number)
{
	return number & (SECCOMM_WINDOW - 1);
}

/* May @number be delivered? @top and @number are unsigned, so that nothing overflows up to
 * the last number of all.
 */
static int window_look(const struct seccomm_window *w, u64 top, u64 number)
{
	if (unlikely(!number))
		return -EINVAL;
	if (number > top)
		return 0;
	if (top - number >= SECCOMM_WINDOW)
		return -ESTALE;
	return test_bit(window_ring(number), w->seen) ? -EALREADY : 0;
}

int seccomm_window_peek(const struct seccomm_window *w, u64 number)
{
	return window_look(w, atomic64_read_acquire(&w->top), number);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_window_peek);

/* Forget the numbers that the window leaves behind when @number is its new
 * top: the bits of those between the two. That of @number itself gets set.
 */
static void window_advance(struct seccomm_window *w, u64 top, u64 number)
{
	const unsigned int from = window_ring(top + 1);
	unsigned int n, first;

	if (number - top > SECCOMM_WINDOW) {
		bitmap_zero(w->seen, SECCOMM_WINDOW);
		return;
	}
	n = number - top - 1;
	first = min(n, SECCOMM_WINDOW - from);
	bitmap_clear(w->seen, from, first);
	bitmap_clear(w->seen, 0, n - first);
}

static __always_inline int window_commit(struct seccomm_window *w, u64 number)
{
	const u64 top = atomic64_read(&w->top);
	int err = window_look(w, top, number);

	if (unlikely(err))
		return err;
	if (number > top && number - top > 1)
		window_advance(w, top, number);
	set_bit(window_ring(number), w->seen);
	if (number > top)
		atomic64_set_release(&w->top, number);
	return 0;
}

int seccomm_window_commit_locked(struct seccomm_window *w, u64 number)
{
	lockdep_assert_held(&w->lock);
	return window_commit(w, number);
}

int seccomm_window_commit(struct seccomm_window *w, u64 number)
{
	int err;

	spin_lock(&w->lock);
	err = window_commit(w, number);
	spin_unlock(&w->lock);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_window_commit);

int seccomm_window_up(struct sk_buff *skb, void *arg)
{
	struct seccomm_window *w = seccomm_state(skb, arg);
	u64 number = CACTUS_CB(skb)->number;
	int err;

	if (likely(!CACTUS_CB(skb)->in_process))
		return seccomm_window_commit(w, number);
	local_bh_disable();
	err = seccomm_window_commit(w, number);
	local_bh_enable();
	return err;
}

int seccomm_window_early(const void *state, const struct sk_buff *skb)
{
	return seccomm_window_peek(state, CACTUS_CB(skb)->number);
}

/* Only the receiving side remembers anything. */
int seccomm_window_arm(void *state, const struct seccomm_layer *layer,
		       const struct seccomm_arming *arming)
{
	return arming->sending ? 0 : seccomm_window_init(state);
}

void seccomm_window_disarm(void *state, const struct seccomm_layer *layer)
{
	seccomm_window_free(state);
}

const struct seccomm_mp_ops seccomm_window_replay = {
	.state_size = sizeof(struct seccomm_window),
	.up = seccomm_window_up,
	.early = seccomm_window_early,
	.arm = seccomm_window_arm,
	.disarm = seccomm_window_disarm,
};
