/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sliding window of WindowReplay and TimestampReplay: which message numbers were seen.
 */
#ifndef SECCOMM_MP_WINDOW_H
#define SECCOMM_MP_WINDOW_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct seccomm_arming;
struct seccomm_layer;
struct sk_buff;

/* Numbers remembered; a power of two. */
#define SECCOMM_WINDOW 8192

/**
 * struct seccomm_window - the numbers top - SECCOMM_WINDOW + 1 to top
 * @lock: serializes commits; taken with softirqs off
 * @top: highest number committed; 0: none yet. Written under @lock.
 * @seen: ring of SECCOMM_WINDOW bits, indexed by the number's low bits; bits
 *	of numbers that leave the window are cleared before @top moves
 */
struct seccomm_window {
	spinlock_t lock; /* commits */
	atomic64_t top;
	unsigned long *seen;
};

int seccomm_window_init(struct seccomm_window *w); /* 0 or -ENOMEM; may sleep */
void seccomm_window_free(struct seccomm_window *w);

/* Was @number seen? seccomm_window_peek() takes no lock: it may miss what another CPU
 * commits at this moment, and never refuses what a commit would take.
 * seccomm_window_commit() marks @number as seen. Both: 0, -EALREADY (seen), -ESTALE (older
 * than the window), -EINVAL (number 0). Softirq, or process with softirqs off.
 */
int seccomm_window_peek(const struct seccomm_window *w, u64 number);
int seccomm_window_commit(struct seccomm_window *w, u64 number);
/* The same for a caller that holds @w's lock, to decide by more than the number. */
int seccomm_window_commit_locked(struct seccomm_window *w, u64 number);

/* Operations of struct seccomm_mp_ops, for types whose state is a window, or begins with one.
 * seccomm_window_up() is a handler, too, and commits the message's number.
 */
int seccomm_window_up(struct sk_buff *skb, void *arg);
int seccomm_window_early(const void *state, const struct sk_buff *skb);
int seccomm_window_arm(void *state, const struct seccomm_layer *layer,
		       const struct seccomm_arming *arming);
void seccomm_window_disarm(void *state, const struct seccomm_layer *layer);

#endif /* SECCOMM_MP_WINDOW_H */
