// SPDX-License-Identifier: GPL-2.0
/*
 * Takes layers off from the network on. A layer that only verifies hides nothing, so its tag is
 * cut off without its key. The first that hides, and whose key was not given, is the end.
 */
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "read.h"

static void know_nothing(struct reading *r)
{
	memset(r->known.data, 0, r->known.len);
}

static bool all_known(const struct reading *r)
{
	size_t i;

	for (i = 0; i < r->known.len; i++)
		if (r->known.data[i] != 0xff)
			return false;
	return true;
}

static bool hides(const struct rc_layer *l)
{
	switch (kind_of(l)) {
	case KIND_KEYLESS:
	case KIND_MAC:
	case KIND_SIGNATURE:
		return false;
	default:
		return true;
	}
}

/* Which bits are known of what a leaf was given, if not all are of what it made. */
static void know_part(const struct rc_layer *l, size_t len, struct reading *r)
{
	const size_t before = l->n; /* RandomPrefix */

	if (kind_of(l) == KIND_PAIR) {
		r->known.len = len;
		know_nothing(r);
		return;
	}
	if (before && before <= r->known.len)
		memmove(r->known.data, r->known.data + before,
			r->known.len - before);
	r->known.len = len;
	if (kind_block(l) < len && hides(l))
		memset(r->known.data + kind_block(l), 0, len - kind_block(l));
}

static bool undo(struct hand *h, const struct steps *s, struct reading *r);

static bool undo_leaf(struct hand *h, const struct step *step,
		      struct reading *r)
{
	const struct rc_layer *l = &h->g->st.layer[step->layer];
	const bool whole = all_known(r);
	struct draws draws;

	if (!step_known(h, step) && hides(l)) {
		know_nothing(r);
		return false;
	}
	/* Where padding begins is in its end; the body is before it, however long. */
	if (!whole && !strcmp(l->type, "Padding"))
		return true;
	step_up(h, step, &r->data, &draws);
	if (whole) {
		r->known.len = r->data.len;
		memset(r->known.data, 0xff, r->known.len);
	} else {
		know_part(l, r->data.len, r);
	}
	return true;
}

static bool undo_id(const struct step *step, struct reading *r)
{
	if (!r->data.len)
		return false;
	r->data.len--;
	r->known.len--;
	return r->data.data[r->data.len] == step->member;
}

static struct reading *part_of(const __u8 *data, const __u8 *known, size_t len)
{
	struct reading *r = malloc(sizeof(*r));

	if (!r)
		rc_die("no memory");
	r->data.len = 0;
	r->known.len = 0;
	rc_put(&r->data, data, len);
	rc_put(&r->known, known, len);
	return r;
}

/* With a random mask a bit is known if it is in both parts, with a fixed one if it is in its
 * own.
 */
static bool undo_split(struct hand *h, const struct step *step,
		       struct reading *r)
{
	const int mask = h->g->st.layer[step->layer].mask;
	struct reading *part[2];
	size_t len, i;
	bool good;

	if (r->data.len < 2)
		return false;
	len = rc_get16(r->data.data + r->data.len - 2);
	if (len > r->data.len - 2)
		return false;
	part[0] = part_of(r->data.data, r->known.data, len);
	part[1] = part_of(r->data.data + len, r->known.data + len,
			  r->data.len - 2 - len);
	undo(h, step->part[0], part[0]);
	undo(h, step->part[1], part[1]);
	/* A part that is not known may still have its layers' tags. */
	len = part[0]->data.len < part[1]->data.len ? part[0]->data.len :
						      part[1]->data.len;
	r->data.len = len;
	r->known.len = len;
	good = false;
	for (i = 0; i < len; i++) {
		const __u8 known[2] = { part[0]->known.data[i],
					part[1]->known.data[i] };

		r->data.data[i] = (part[0]->data.data[i] & known[0]) ^
				  (part[1]->data.data[i] & known[1]);
		r->known.data[i] = mask ? (known[0] & mask) |
						   (known[1] & ~mask) :
					  known[0] & known[1];
		good |= r->known.data[i];
	}
	free(part[0]);
	free(part[1]);
	return good;
}

static bool undo(struct hand *h, const struct steps *s, struct reading *r)
{
	bool good = true;

	for (r->left = s->nr; good && r->left; r->left -= good) {
		const struct step *step = &s->step[r->left - 1];

		if (step->kind == STEP_ID)
			good = undo_id(step, r);
		else if (step->kind == STEP_SPLIT)
			good = undo_split(h, step, r);
		else
			good = undo_leaf(h, step, r);
	}
	if (!good)
		know_nothing(r);
	return good;
}

void read_message(struct hand *h, struct rc_span packet, struct reading *r)
{
	struct steps *s = steps_of(h);

	r->data.len = 0;
	rc_put(&r->data, packet.data + RC_HDR, packet.len - RC_HDR);
	r->known.len = r->data.len;
	memset(r->known.data, 0xff, r->known.len);
	undo(h, s, r);
	steps_free(s);
}
