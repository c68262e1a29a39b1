// SPDX-License-Identifier: GPL-2.0
/*
 * The replay window: one commit, from every state of the window and for every
 * number. What a commit refuses before, it refuses afterwards, so that by induction
 * over the commits no number is ever accepted twice; and nothing else is refused.
 *
 * Bounded: a window of PROVE_WINDOW bits in place of 8192. mp/window.c knows its size by
 * SECCOMM_WINDOW alone. Locks do nothing: commits are serialized by them.
 */
/* cbmc: --unwind 5 */
#include "prove.h"
#include "seccomm_mod/mp/window.h"

#undef SECCOMM_WINDOW
#define SECCOMM_WINDOW 128

#include "seccomm_mod/mp/window.c"

/* Would the window accept it? By what the documentation says, not the source. */
static bool fresh(const struct seccomm_window *w, u64 number)
{
	u64 top = w->top.counter;

	if (!number || (number <= top && top - number >= SECCOMM_WINDOW))
		return false;
	return number > top ||
	       !(w->seen[number % SECCOMM_WINDOW / 64] >> number % 64 & 1);
}

int main(void)
{
	unsigned long seen[SECCOMM_WINDOW / 64];
	struct seccomm_window w = { .seen = seen };
	const u64 number = ANY(u64), other = ANY(u64);
	const u64 top = ANY(u64);
	bool number_fresh, other_fresh;
	int peeked, err;

	w.top.counter = top;
	number_fresh = fresh(&w, number);
	other_fresh = fresh(&w, other);
	peeked = seccomm_window_peek(&w, number);
	err = seccomm_window_commit(&w, number);

	PROVE(!err == number_fresh);
	PROVE(err == peeked);
	PROVE(number || err == -EINVAL);
	PROVE((u64)w.top.counter == (!err && number > top ? number : top));
	PROVE(!fresh(&w, number));
	PROVE(seccomm_window_peek(&w, number));
	/* Of all the others: what was refused stays so, and what was not is only
	 * refused where the window has left it behind.
	 */
	if (other != number) {
		bool left = (u64)w.top.counter - other >= SECCOMM_WINDOW &&
			    other < (u64)w.top.counter;

		PROVE(fresh(&w, other) == (other_fresh && !left));
	}
	if (!err)
		REACHED("accepted");
	if (err == -EALREADY)
		REACHED("seen");
	if (err == -ESTALE)
		REACHED("stale");
	if (!err && number - top > SECCOMM_WINDOW && number > top)
		REACHED("jump over the whole window");
	return 0;
}
