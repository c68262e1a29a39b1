// SPDX-License-Identifier: GPL-2.0
/*
 * ChaChaPolyPrivacy: ChaCha20-Poly1305, privacy and integrity in one.
 */
#include "keys/aead.h"
#include "mp/util.h"
#include "transport/transport.h"

/**
 * struct chachapoly_state - a layer's keys
 * @key: cipher key
 * @salt: of the nonces
 */
struct chachapoly_state {
	struct seccomm_chachapoly_key key;
	u8 salt[SECCOMM_AEAD_NONCE_LEN];
};

static int chachapoly_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const struct chachapoly_state *st = seccomm_state(skb, layer);
	const size_t len = skb->len;
	u8 nonce[SECCOMM_AEAD_NONCE_LEN] __uninitialized;
	u8 aad[SECCOMM_AAD_LEN] __uninitialized;
	/* A part of a message that was split has no more room than it grows by. */
	const bool tail = skb_tailroom(skb) >= SECCOMM_CHACHAPOLY_TAIL;

	BUILD_BUG_ON(SECCOMM_CHACHAPOLY_TAIL >
		     SECCOMM_TAG_LEN + SECCOMM_TAILROOM);
	if (unlikely(!cactus_attr_push(skb, SECCOMM_TAG_LEN)))
		return -EMSGSIZE;
	seccomm_nonce(nonce, st->salt, CACTUS_CB(skb)->number);
	seccomm_aad(skb, aad);
	if (likely(tail))
		seccomm_chachapoly_seal(&st->key, nonce, aad, skb->data, len);
	else
		seccomm_chachapoly_seal_apart(&st->key, nonce, aad, sizeof(aad),
					      skb->data, len);
	return CACTUS_CONTINUE;
}

static int chachapoly_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const struct chachapoly_state *st = seccomm_state(skb, layer);
	u8 nonce[SECCOMM_AEAD_NONCE_LEN] __uninitialized;
	u8 save[SECCOMM_AAD_LEN] __uninitialized;
	const u8 *aad;
	bool tail;
	int err;

	err = seccomm_may_verify(skb);
	if (unlikely(err))
		return err;
	if (unlikely(!cactus_attr_pop(skb, SECCOMM_TAG_LEN)))
		return seccomm_verify_failed(skb);
	seccomm_nonce(nonce, st->salt, CACTUS_CB(skb)->number);
	aad = seccomm_aad_borrow(skb, save);
	tail = skb_tailroom(skb) >= SECCOMM_CHACHAPOLY_TAIL;
	err = seccomm_chachapoly_open(&st->key, nonce, aad, skb->data, skb->len,
				      tail);
	seccomm_aad_return(skb, save);
	return unlikely(err) ? seccomm_verify_failed(skb) : CACTUS_CONTINUE;
}

static int chachapoly_arm(void *state, const struct seccomm_layer *layer,
			  const struct seccomm_arming *arming)
{
	struct chachapoly_state *st = state;

	seccomm_chachapoly_setkey(&st->key, arming->keys[0].bytes);
	memcpy(st->salt, arming->keys[1].bytes, sizeof(st->salt));
	return 0;
}

const struct seccomm_mp_ops seccomm_chachapoly_privacy = {
	.state_size = sizeof(struct chachapoly_state),
	.down = chachapoly_down,
	.up = chachapoly_up,
	.arm = chachapoly_arm,
};
