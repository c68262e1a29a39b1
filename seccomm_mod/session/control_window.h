/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which numbers of control messages were accepted, and how many answers may be sent:
 * computed from the arguments alone, without a lock or a clock.
 */
#ifndef SECCOMM_CONTROL_WINDOW_H
#define SECCOMM_CONTROL_WINDOW_H

#include <linux/bits.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/types.h>

/* Numbers remembered: the highest one accepted, and those right below it. */
#define SECCOMM_CONTROL_WINDOW 64
/* Messages that one control key seals at most: 2^20. */
#define SECCOMM_CONTROL_CAP 1048576
/* Answers that may be sent at once, and as many again for each second. So no more than twice
 * as many, 50, are sent in any second.
 */
#define SECCOMM_CONTROL_ANSWERS 25

/**
 * struct seccomm_control_window - the numbers top - SECCOMM_CONTROL_WINDOW + 1 to top
 * @top: highest number accepted; 0: none yet
 * @seen: bit n is set if top - n was accepted
 */
struct seccomm_control_window {
	u64 top;
	u64 seen;
};

/* Is @number neither 0, nor accepted before, nor older than the window? */
static inline bool
seccomm_control_window_fresh(const struct seccomm_control_window *w, u64 number)
{
	if (number > w->top)
		return true;
	if (!number || w->top - number >= SECCOMM_CONTROL_WINDOW)
		return false;
	return !(w->seen & BIT_ULL(w->top - number));
}

/* Accept @number, if it is fresh: true, and it is fresh no more. */
static inline bool
seccomm_control_window_accept(struct seccomm_control_window *w, u64 number)
{
	u64 ahead;

	if (!seccomm_control_window_fresh(w, number))
		return false;
	if (number > w->top) {
		ahead = number - w->top;
		w->seen = ahead < SECCOMM_CONTROL_WINDOW ? w->seen << ahead : 0;
		w->top = number;
	}
	w->seen |= BIT_ULL(w->top - number);
	return true;
}

/**
 * seccomm_control_answer() - may one more answer be sent?
 * @until: the time up to which the answers sent have used the rate; changed if one may
 * @now: the time, in the same unit, which never goes back
 * @second: how many of that unit a second has
 *
 * Each answer uses a 1/SECCOMM_CONTROL_ANSWERS of a second, and answers are sent up to a
 * second ahead.
 *
 * Return: true: it may, and its time is used.
 */
static inline bool seccomm_control_answer(u64 *until, u64 now, u32 second)
{
	const u32 each = DIV_ROUND_UP(second, SECCOMM_CONTROL_ANSWERS);
	const u64 from = max(*until, now);

	if (from - now > second - each)
		return false;
	*until = from + each;
	return true;
}

#endif /* SECCOMM_CONTROL_WINDOW_H */
