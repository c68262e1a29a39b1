// SPDX-License-Identifier: GPL-2.0
/*
 * Undoes all layers as the recomputer does, and takes of each only what the layer makes of what
 * comes out. Of freshness and time nothing is looked at: an attack is made in place of the
 * message that it alters.
 */
#include <stdlib.h>
#include <string.h>

#include "receiver.h"

/* Any number of zeros, and how many there are. */
static bool padded(const struct rc_buf *msg)
{
	size_t fill, i;

	if (msg->len < 2)
		return false;
	fill = rc_get16(msg->data + msg->len - 2);
	if (fill > msg->len - 2)
		return false;
	for (i = 0; i < fill; i++)
		if (msg->data[msg->len - 3 - i])
			return false;
	return true;
}

/* Which number the signer took is not the receiver's to ask. */
static bool verify_dsa(struct layer_ctx *x, struct rc_buf *msg)
{
	if (msg->len < 2 * RC_HASH)
		return false;
	rc_up_leaf(x, msg);
	return rc_dsa_verifies(x, msg, msg->data + msg->len);
}

static void up_and_verify(struct layer_ctx *x, struct rc_buf *msg)
{
	static struct rc_buf again;
	const size_t len = msg->len;
	__u8 *input;

	/* Padding has several forms that are right. */
	if (!strcmp(x->l->type, "Padding")) {
		if (padded(msg))
			rc_up_leaf(x, msg);
		else
			x->refused = true;
		return;
	}
	if (!strcmp(x->l->type, "DSAAuthenticity")) {
		x->refused |= !verify_dsa(x, msg);
		return;
	}
	input = malloc(len + 1);
	if (!input)
		rc_die("no memory");
	memcpy(input, msg->data, len);
	rc_up_leaf(x, msg);
	again.len = 0;
	rc_put(&again, msg->data, msg->len);
	x->random_used = 0;
	x->times_used = 0;
	rc_down_leaf(x, &again);
	if (again.len != len || memcmp(again.data, input, len))
		x->refused = true;
	free(input);
}

bool receiver_takes(const struct scene *s, int dir, struct rc_span packet,
		    struct rc_buf *body)
{
	static struct rc_drawn drawn;
	__u8 aad[RC_AAD];
	struct layer_ctx x = {
		.st = &s->st,
		.dir = dir,
		.msgno = rc_get64(packet.data + 8),
		.aad = aad,
		.drawn = &drawn,
		.up_leaf = up_and_verify,
	};

	drawn.random.len = 0;
	drawn.times.len = 0;
	rc_aad(s->keys.sid, packet.data, aad);
	body->len = 0;
	rc_put(body, packet.data + RC_HDR, packet.len - RC_HDR);
	rc_up_layers(&x, -1, body);
	return !x.refused;
}
