// SPDX-License-Identifier: GPL-2.0
/*
 * A secret that two of a slot's methods give: shared out by a polynomial of the first degree
 * over GF(2^8), each share in a box that one method's secret opens.
 */
#include <string.h>

#include "methods.h"

#define TWO 2 /* as many as are enough */

static struct rc_sharing sharing(const struct rc_slot *s,
				 const __u8 th2[RC_HASH])
{
	struct rc_sharing g = { .s = s, .slot = 0 };

	memcpy(g.th2, th2, RC_HASH);
	return g;
}

void shares_give(struct rc_slot *s, const __u8 th2[RC_HASH],
		 struct rc_buf *body)
{
	const struct rc_sharing g = sharing(s, th2);
	__u8 coefficient[RC_HASH], share[RC_HASH], out[RC_BOX];
	int i, k;

	rng_fill(rng, s->secret.data, RC_HASH);
	rng_fill(rng, coefficient, sizeof(coefficient));
	s->secret.len = RC_HASH;
	s->secret.known = true;
	body->len = 0;
	rc_commitment(&g, s->secret.data, out);
	rc_put(body, out, RC_HASH);
	for (i = 0; i < s->n_members; i++) {
		memset(out, 0, sizeof(out));
		for (k = 0; k < RC_HASH; k++)
			share[k] = s->secret.data[k] ^
				   rc_times(coefficient[k], i + 1);
		if (s->member[i].len)
			rc_box_seal(&g, i, share, out);
		rc_put(body, out, RC_BOX);
	}
}

/* The line through two points, at 0. */
static void put_together(struct rc_slot *s, const __u8 share[TWO][RC_HASH],
			 const __u8 at[TWO])
{
	__u8 y[TWO], line[TWO];
	int i;

	for (i = 0; i < RC_HASH; i++) {
		y[0] = share[0][i];
		y[1] = share[1][i];
		rc_interpolate(at, y, TWO, line);
		s->secret.data[i] = line[0];
	}
	s->secret.len = RC_HASH;
	s->secret.known = true;
}

void shares_take(struct rc_slot *s, const __u8 th2[RC_HASH],
		 struct rc_span body)
{
	const struct rc_sharing g = sharing(s, th2);
	__u8 share[TWO][RC_HASH], at[TWO];
	int n = 0, i;

	s->secret.known = false;
	if (body.len != RC_HASH + RC_BOX * s->n_members)
		return;
	for (i = 0; i < s->n_members && n < TWO; i++)
		if (s->member[i].len &&
		    rc_box_open(&g, i, body.data + RC_HASH + RC_BOX * i,
				share[n]))
			at[n++] = i + 1;
	if (n == TWO)
		put_together(s, share, at);
}
