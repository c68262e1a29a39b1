// SPDX-License-Identifier: GPL-2.0
/*
 * XORPrivacy: the body xor a repeated key, the paper's cheapest; it hides a
 * message from a glance and from nobody who looks.
 */
#include <linux/unaligned.h>
#include "mp/mp.h"

#define XOR_KEY_LEN 8

/**
 * struct xor_state - a layer's key
 * @key: byte i of the body is xored with byte i modulo 8
 */
struct xor_state {
	u8 key[XOR_KEY_LEN];
};

/* Xor the body with the key; the function is its own inverse. */
static int xor_body(struct sk_buff *skb, void *arg)
{
	const struct xor_state *st = seccomm_state(skb, arg);
	const u64 pad = get_unaligned((const u64 *)st->key);
	const unsigned int len = skb->len;
	u8 *body = skb->data;
	unsigned int i;

	for (i = 0; i + sizeof(pad) <= len; i += sizeof(pad))
		put_unaligned(get_unaligned((u64 *)(body + i)) ^ pad,
			      (u64 *)(body + i));
	for (; i < len; i++)
		body[i] ^= st->key[i % XOR_KEY_LEN];
	return CACTUS_CONTINUE;
}

static int xor_arm(void *state, const struct seccomm_layer *layer,
		   const struct seccomm_arming *arming)
{
	struct xor_state *st = state;

	memcpy(st->key, arming->keys[0].bytes, sizeof(st->key));
	return 0;
}

const struct seccomm_mp_ops seccomm_xor_privacy = {
	.state_size = sizeof(struct xor_state),
	.down = xor_body,
	.up = xor_body,
	.arm = xor_arm,
};
