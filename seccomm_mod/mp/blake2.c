// SPDX-License-Identifier: GPL-2.0
/*
 * BLAKE2Integrity: keyed BLAKE2s of RFC 7693 over additional data and body. It is the
 * library's, since the crypto API has BLAKE2s no more.
 */
#include <crypto/blake2s.h>
#include "mp/mac.h"

/**
 * struct blake2_state - a layer's key
 * @key: the key
 */
struct blake2_state {
	u8 key[BLAKE2S_KEY_SIZE];
};

static __always_inline int blake2_mac(const void *state, u64 number,
				      const u8 *data, unsigned int len, u8 *tag)
{
	const struct blake2_state *st = state;

	blake2s(st->key, sizeof(st->key), data, len, tag, BLAKE2S_HASH_SIZE);
	return 0;
}

static int blake2_down(struct sk_buff *skb, void *arg)
{
	return seccomm_mac_append(skb, seccomm_state(skb, arg), blake2_mac,
				  BLAKE2S_HASH_SIZE);
}

static int blake2_up(struct sk_buff *skb, void *arg)
{
	return seccomm_mac_verify(skb, seccomm_state(skb, arg), blake2_mac,
				  BLAKE2S_HASH_SIZE);
}

static int blake2_arm(void *state, const struct seccomm_layer *layer,
		      const struct seccomm_arming *arming)
{
	struct blake2_state *st = state;

	memcpy(st->key, arming->keys[0].bytes, sizeof(st->key));
	return 0;
}

const struct seccomm_mp_ops seccomm_blake2_integrity = {
	.state_size = sizeof(struct blake2_state),
	.down = blake2_down,
	.up = blake2_up,
	.arm = blake2_arm,
};
