// SPDX-License-Identifier: GPL-2.0
/*
 * Resolves a composition for one message, and does and undoes single layers of it.
 */
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "steps.h"

#define MOST_GUESSES 64

void hand_take(struct hand *h, const struct given *g, int dir,
	       const __u8 hdr[RC_HDR], unsigned int guess)
{
	static struct rc_drawn drawn;

	memset(h, 0, sizeof(*h));
	rc_aad(g->sid, hdr, h->aad);
	h->g = g;
	h->drawn = &drawn;
	h->guess = guess;
	h->x = (struct layer_ctx){
		.st = &g->st,
		.dir = dir,
		.msgno = rc_get64(hdr + 8),
		.aad = h->aad,
		.drawn = &drawn,
	};
}

/* The choice is not told by what the adversary has, but by the message at most. */
static bool guessed(const struct given *g, int layer)
{
	const struct rc_layer *l = &g->st.layer[layer];

	return !strcmp(l->type, "RandomAltSecurity") &&
	       !(l->keyed && g->has[layer]);
}

unsigned int hand_guesses(const struct given *g)
{
	int at[RC_LAYERS], i;
	unsigned int n = 1;

	for (i = 0; i < g->st.nr; i++)
		if (guessed(g, i))
			n *= rc_members(&g->st, i, at);
	return n < MOST_GUESSES ? n : MOST_GUESSES;
}

/* Each guessed choice has a digit of its own in the guess. */
static int guess_member(const struct hand *h, int layer, int n)
{
	unsigned int guess = h->guess;
	int at[RC_LAYERS], i;

	for (i = 0; i < layer; i++)
		if (guessed(h->g, i))
			guess /= rc_members(&h->g->st, i, at);
	return (int)(guess % n);
}

static void resolve(struct hand *h, int layer, struct steps *s);

static void resolve_all(struct hand *h, int parent, struct steps *s)
{
	int at[RC_LAYERS], n = rc_members(&h->g->st, parent, at), i;

	for (i = 0; i < n; i++)
		resolve(h, at[i], s);
}

static struct steps *new_steps(void)
{
	struct steps *s = calloc(1, sizeof(*s));

	if (!s)
		rc_die("no memory");
	return s;
}

struct steps *steps_of(struct hand *h)
{
	struct steps *s = new_steps();

	resolve_all(h, -1, s);
	return s;
}

static struct steps *steps_of_layer(struct hand *h, int layer)
{
	struct steps *s = new_steps();

	resolve(h, layer, s);
	return s;
}

struct steps *steps_of_member(struct hand *h, int meta, int member)
{
	int at[RC_LAYERS];

	rc_members(&h->g->st, meta, at);
	return steps_of_layer(h, at[member]);
}

static struct step *add(struct steps *s, enum step_kind kind, int layer)
{
	struct step *step = &s->step[s->nr++];

	if (s->nr > RC_LAYERS)
		rc_die("too many steps");
	step->kind = kind;
	step->layer = layer;
	return step;
}

static void resolve(struct hand *h, int layer, struct steps *s)
{
	const struct rc_layer *l = &h->g->st.layer[layer];
	int at[RC_LAYERS], n = rc_members(&h->g->st, layer, at);
	int from = s->nr, member;
	struct step *step;

	if (rc_chooses(l)) {
		member = guessed(h->g, layer) ? guess_member(h, layer, n) :
						rc_told_member(&h->x, l, n);
		resolve(h, at[member], s);
		if (!rc_carries_member(l))
			return;
		step = add(s, STEP_ID, layer);
		step->from = from;
		step->member = member;
	} else if (!strcmp(l->type, "ExpansionSecurity")) {
		step = add(s, STEP_SPLIT, layer);
		step->part[0] = steps_of_layer(h, at[0]);
		step->part[1] = steps_of_layer(h, at[1]);
	} else if (n) {
		resolve_all(h, layer, s);
	} else {
		add(s, STEP_LEAF, layer);
	}
}

void steps_free(struct steps *s)
{
	int i;

	for (i = 0; s && i < s->nr; i++) {
		steps_free(s->step[i].part[0]);
		steps_free(s->step[i].part[1]);
	}
	free(s);
}

bool step_known(const struct hand *h, const struct step *step)
{
	return h->g->has[step->layer] ||
	       kind_of(&h->g->st.layer[step->layer]) == KIND_KEYLESS;
}

void step_up(struct hand *h, const struct step *step, struct rc_buf *msg,
	     struct draws *draws)
{
	h->drawn->random.len = 0;
	h->drawn->times.len = 0;
	h->x.l = &h->g->st.layer[step->layer];
	rc_up_leaf(&h->x, msg);
	draws->random_len = h->drawn->random.len;
	draws->times_len = h->drawn->times.len;
	if (draws->random_len > sizeof(draws->random))
		rc_die("%s draws too much", h->x.l->type);
	memcpy(draws->random, h->drawn->random.data, draws->random_len);
	memcpy(draws->times, h->drawn->times.data, draws->times_len);
}

void step_down(struct hand *h, const struct step *step, struct rc_buf *msg,
	       const struct draws *draws)
{
	h->drawn->random.len = 0;
	h->drawn->times.len = 0;
	rc_put(&h->drawn->random, draws->random, draws->random_len);
	rc_put(&h->drawn->times, draws->times, draws->times_len);
	h->x.random_used = 0;
	h->x.times_used = 0;
	h->x.l = &h->g->st.layer[step->layer];
	rc_down_leaf(&h->x, msg);
}

struct rc_buf *buf_new(const __u8 *data, size_t len)
{
	struct rc_buf *b = malloc(sizeof(*b));

	if (!b)
		rc_die("no memory");
	b->len = 0;
	rc_put(b, data, len);
	return b;
}

struct rc_buf *buf_split(struct rc_buf *msg)
{
	struct rc_buf *second;
	size_t len;

	if (msg->len < 2)
		return NULL;
	len = rc_get16(msg->data + msg->len - 2);
	if (len > msg->len - 2)
		return NULL;
	second = buf_new(msg->data + len, msg->len - 2 - len);
	msg->len = len;
	return second;
}

void buf_join(struct rc_buf *msg, struct rc_buf *second)
{
	const size_t len = msg->len;

	rc_put(msg, second->data, second->len);
	rc_put_u16(msg, len);
	free(second);
}
