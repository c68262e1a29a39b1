// SPDX-License-Identifier: GPL-2.0
/*
 * Metas (Documentation/wire-format.md): which members a message passes, what is split, and
 * what was drawn at random for it.
 */
#include <stdlib.h>
#include <string.h>

#include "recompute.h"

int rc_members(const struct rc_stack *st, int parent, int at[RC_LAYERS])
{
	int i, n = 0;

	for (i = parent + 1; i < st->nr; i++)
		if (st->layer[i].parent == parent)
			at[n++] = i;
	return n;
}

static int keyed_member(const struct layer_ctx *x, const struct rc_layer *l,
			int n)
{
	__u8 key[RC_HASH], mac[RC_HASH], number[8];

	rc_layer_key(x->st, l, x->dir, "alt", "select", key, sizeof(key));
	rc_set64(number, x->msgno);
	rc_hmac("SHA256", key, sizeof(key), number, sizeof(number), mac);
	return (int)((__uint128_t)rc_get64(mac) * n >> 64);
}

int rc_told_member(const struct layer_ctx *x, const struct rc_layer *l, int n)
{
	return l->keyed ? keyed_member(x, l, n) : (int)((x->msgno - 1) % n);
}

bool rc_carries_member(const struct rc_layer *l)
{
	return !strcmp(l->type, "RandomAltSecurity") && !l->keyed;
}

bool rc_chooses(const struct rc_layer *l)
{
	return !strcmp(l->type, "AltSecurity") ||
	       !strcmp(l->type, "RandomAltSecurity");
}

static struct rc_buf *new_buf(void)
{
	struct rc_buf *b = calloc(1, sizeof(*b));

	if (!b)
		rc_die("no memory");
	return b;
}

static void down_layer(struct layer_ctx *x, int self, struct rc_buf *msg);
static void up_layer(struct layer_ctx *x, int self, struct rc_buf *msg);

static void down_split(struct layer_ctx *x, int self, const int at[],
		       struct rc_buf *msg)
{
	const struct rc_layer *l = &x->st->layer[self];
	struct rc_buf *second = new_buf();
	__u8 *random = malloc(msg->len + 1);
	size_t i;

	if (!random)
		rc_die("no memory");
	if (!l->mask)
		rc_draw(x, random, msg->len);
	rc_put(second, msg->data, msg->len);
	for (i = 0; i < msg->len; i++) {
		msg->data[i] = l->mask ? msg->data[i] & l->mask : random[i];
		second->data[i] ^= msg->data[i];
	}
	down_layer(x, at[0], msg);
	down_layer(x, at[1], second);
	i = msg->len;
	rc_put(msg, second->data, second->len);
	rc_put_u16(msg, i);
	free(random);
	free(second);
}

static void up_split(struct layer_ctx *x, int self, const int at[],
		     struct rc_buf *msg)
{
	struct rc_buf *second = new_buf();
	size_t len, i;

	x->refused |= msg->len < 2;
	msg->len = msg->len < 2 ? 0 : msg->len - 2;
	len = rc_get16(msg->data + msg->len);
	x->refused |= len > msg->len;
	if (len > msg->len)
		len = msg->len;
	rc_put(second, msg->data + len, msg->len - len);
	msg->len = len;
	up_layer(x, at[1], second);
	up_layer(x, at[0], msg);
	x->refused |= msg->len != second->len;
	if (!x->st->layer[self].mask)
		rc_put_before(&x->drawn->random, msg->data, msg->len);
	for (i = 0; i < msg->len && i < second->len; i++)
		msg->data[i] ^= second->data[i];
	free(second);
}

static void down_layer(struct layer_ctx *x, int self, struct rc_buf *msg)
{
	const struct rc_layer *l = &x->st->layer[self];
	int at[RC_LAYERS], n = rc_members(x->st, self, at);
	__u8 member;

	if (rc_carries_member(l)) {
		rc_draw(x, &member, sizeof(member));
		member %= n;
		down_layer(x, at[member], msg);
		rc_put_u8(msg, member);
	} else if (rc_chooses(l)) {
		down_layer(x, at[rc_told_member(x, l, n)], msg);
	} else if (!strcmp(l->type, "ExpansionSecurity")) {
		down_split(x, self, at, msg);
	} else if (n) {
		rc_down_layers(x, self, msg);
	} else {
		x->l = l;
		rc_down_leaf(x, msg);
	}
}

static void up_layer(struct layer_ctx *x, int self, struct rc_buf *msg)
{
	const struct rc_layer *l = &x->st->layer[self];
	int at[RC_LAYERS], n = rc_members(x->st, self, at);
	__u8 member;

	if (rc_carries_member(l)) {
		x->refused |= !msg->len;
		msg->len -= !!msg->len;
		member = msg->data[msg->len];
		x->refused |= member >= n;
		up_layer(x, at[member % n], msg);
		rc_put_before(&x->drawn->random, &member, sizeof(member));
	} else if (rc_chooses(l)) {
		up_layer(x, at[rc_told_member(x, l, n)], msg);
	} else if (!strcmp(l->type, "ExpansionSecurity")) {
		up_split(x, self, at, msg);
	} else if (n) {
		rc_up_layers(x, self, msg);
	} else {
		x->l = l;
		if (x->up_leaf)
			x->up_leaf(x, msg);
		else
			rc_up_leaf(x, msg);
	}
}

void rc_down_layers(struct layer_ctx *x, int parent, struct rc_buf *msg)
{
	int at[RC_LAYERS], n = rc_members(x->st, parent, at), i;

	for (i = 0; i < n; i++)
		down_layer(x, at[i], msg);
}

/* From the last layer to the first, so that what they drew goes before what is known. */
void rc_up_layers(struct layer_ctx *x, int parent, struct rc_buf *msg)
{
	int at[RC_LAYERS], n = rc_members(x->st, parent, at);

	while (n--)
		up_layer(x, at[n], msg);
}
