// SPDX-License-Identifier: GPL-2.0
/*
 * Poly1305Integrity: the tag that ChaCha20-Poly1305 gives to an empty plaintext whose
 * additional data are ours and the body. So each message number has a one-time key.
 */
#include "keys/aead.h"
#include "mp/mac.h"

/**
 * struct poly_state - a layer's keys
 * @key: key that the one-time keys come from
 * @salt: of the nonces
 */
struct poly_state {
	struct seccomm_chachapoly_key key;
	u8 salt[SECCOMM_AEAD_NONCE_LEN];
};

static __always_inline int poly1305_mac(const void *state, u64 number,
					const u8 *data, unsigned int len,
					u8 *tag)
{
	const struct poly_state *st = state;
	u8 nonce[SECCOMM_AEAD_NONCE_LEN];

	seccomm_nonce(nonce, st->salt, number);
	seccomm_chachapoly_tag(&st->key, nonce, data, len, tag);
	return 0;
}

static int poly1305_down(struct sk_buff *skb, void *arg)
{
	return seccomm_mac_append(skb, seccomm_state(skb, arg), poly1305_mac,
				  SECCOMM_TAG_LEN);
}

static int poly1305_up(struct sk_buff *skb, void *arg)
{
	return seccomm_mac_verify(skb, seccomm_state(skb, arg), poly1305_mac,
				  SECCOMM_TAG_LEN);
}

static int poly1305_arm(void *state, const struct seccomm_layer *layer,
			const struct seccomm_arming *arming)
{
	struct poly_state *st = state;

	seccomm_chachapoly_setkey(&st->key, arming->keys[0].bytes);
	memcpy(st->salt, arming->keys[1].bytes, sizeof(st->salt));
	return 0;
}

const struct seccomm_mp_ops seccomm_poly1305_integrity = {
	.state_size = sizeof(struct poly_state),
	.down = poly1305_down,
	.up = poly1305_up,
	.arm = poly1305_arm,
};
