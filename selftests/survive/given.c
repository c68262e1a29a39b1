// SPDX-License-Identifier: GPL-2.0
/*
 * The line between the honest side and the adversary: keys go over it one by one.
 */
#include <stdio.h>
#include <string.h>

#include "given.h"
#include "kinds.h"

static int index_of(const struct rc_stack *st, const struct rc_layer *l)
{
	int i;

	/* By its path: it may be a copy. */
	for (i = 0; i < st->nr; i++)
		if (st->layer[i].path_len == l->path_len &&
		    !memcmp(st->layer[i].path, l->path, l->path_len))
			return i;
	rc_die("a layer of another stack");
}

static const struct rc_stack *recorded;
static struct key_ring *recorder;

static void record(const struct rc_stack *st, const struct rc_layer *l, int dir,
		   const char *algorithm, const char *purpose, __u8 *out,
		   size_t len)
{
	struct layer_keys *keys = &recorder->layer[index_of(st, l)][dir];

	rc_layer_key(recorded, l, dir, algorithm, purpose, out, len);
	if (keys->nr == GIVEN_PURPOSES || len > GIVEN_KEY)
		rc_die("%s has more keys than expected", l->type);
	snprintf(keys->key[keys->nr].purpose,
		 sizeof(keys->key[keys->nr].purpose), "%s", purpose);
	memcpy(keys->key[keys->nr].key, out, len);
	keys->key[keys->nr++].len = len;
}

/* Which keys a layer takes, it says itself when it is used. */
void ring_make(struct key_ring *ring, const struct scene *s)
{
	static struct rc_stack st;
	static struct rc_drawn drawn;
	static struct rc_buf msg;
	static const __u8 aad[RC_AAD];
	struct layer_ctx x = { .st = &st, .msgno = 1, .aad = aad };
	int i;

	memset(ring, 0, sizeof(*ring));
	recorded = &s->st;
	recorder = ring;
	st = s->st;
	st.keys_from = record;
	x.drawn = &drawn;
	for (x.dir = 0; x.dir < 2; x.dir++)
		for (i = 0; i < st.nr; i++) {
			x.l = &st.layer[i];
			msg.len = 0;
			if (x.l->slot < 0 || st.slot[x.l->slot].pk[0])
				continue;
			if (kind_of(x.l) == KIND_META)
				rc_told_member(&x, x.l, 2);
			else
				rc_down_leaf(&x, &msg);
		}
}

static void hand_out(const struct rc_stack *st, const struct rc_layer *l,
		     int dir, const char *algorithm, const char *purpose,
		     __u8 *out, size_t len)
{
	const struct given *g = (const struct given *)st;
	const struct layer_keys *keys = &g->layer[index_of(st, l)][dir];
	int i;

	for (i = 0; i < keys->nr; i++)
		if (!strcmp(keys->key[i].purpose, purpose) &&
		    keys->key[i].len == len) {
			memcpy(out, keys->key[i].key, len);
			return;
		}
	rc_die("the adversary was not given the key of %s", l->type);
}

void given_make(struct given *g, const struct scene *s,
		const struct key_ring *ring, const bool broken[RC_LAYERS])
{
	struct rc_slot *slot;
	int i, end;

	memset(g, 0, sizeof(*g));
	memcpy(g->st.canonical, s->st.canonical, sizeof(g->st.canonical));
	memcpy(g->st.digest, s->st.digest, sizeof(g->st.digest));
	memcpy(g->st.layer, s->st.layer, sizeof(g->st.layer));
	memcpy(g->sid, s->keys.sid, sizeof(g->sid));
	g->st.nr = s->st.nr;
	g->st.keys_from = hand_out;
	for (i = 0; i < RC_SLOTS; i++) {
		slot = &g->st.slot[i];
		slot->used = s->st.slot[i].used;
		memcpy(slot->pk, s->st.slot[i].pk, sizeof(slot->pk));
		/* Public keys are public. */
		for (end = 0; end < 2; end++) {
			slot->pair[end] = s->st.slot[i].pair[end];
			slot->pair[end].d = NULL;
			slot->pair[end].x = NULL;
		}
	}
	for (i = 0; i < s->st.nr; i++) {
		g->has[i] = broken[i];
		if (!broken[i])
			continue;
		memcpy(g->layer[i], ring->layer[i], sizeof(g->layer[i]));
		if (s->st.layer[i].slot < 0)
			continue;
		slot = &g->st.slot[s->st.layer[i].slot];
		for (end = 0; end < 2; end++) {
			slot->pair[end].d =
				s->st.slot[s->st.layer[i].slot].pair[end].d;
			slot->pair[end].x =
				s->st.slot[s->st.layer[i].slot].pair[end].x;
		}
	}
}
