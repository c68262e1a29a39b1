// SPDX-License-Identifier: GPL-2.0
/*
 * DESPrivacy: DES in cipher feedback mode, the paper's example; legacy.
 * Length-preserving, so a layer may be swapped: it decrypts on the sending side.
 */
#include <crypto/des.h>
#include <crypto/utils.h>
#include "mp/util.h"

/* Blocks that one key may handle, as for all 64-bit block ciphers (NIST SP 800-67r2). */
#define DES_MAX_BLOCKS BIT(20)

/**
 * struct des_state - a layer's keys and what was done with them
 * @blocks: blocks encrypted or decrypted on the sending side
 * @cipher: expanded key of the cipher
 * @iv: expanded key of the IVs
 */
struct des_state {
	atomic64_t blocks;
	struct des_ctx cipher;
	struct des_ctx iv;
};

/* Count the blocks of a message against the key's cap. */
static int des_spend(struct des_state *st, unsigned int len)
{
	return seccomm_spend(&st->blocks, DIV_ROUND_UP(len, DES_BLOCK_SIZE),
			     DES_MAX_BLOCKS);
}

/* Cipher feedback over the library's DES, block by block: a call of the crypto
 * API, whose cfb() asks it for each block again, would cost a sixth more.
 */
static int des_crypt(struct sk_buff *skb, const struct des_state *st,
		     bool encrypt)
{
	u8 *data = skb->data, *end = data + skb->len;
	u8 number[DES_BLOCK_SIZE];
	u64 block, stream;

	put_unaligned_be64(CACTUS_CB(skb)->number, number);
	des_encrypt(&st->iv, (u8 *)&stream, number);
	for (; end - data >= DES_BLOCK_SIZE; data += DES_BLOCK_SIZE) {
		des_encrypt(&st->cipher, (u8 *)&stream, (u8 *)&stream);
		block = get_unaligned((u64 *)data);
		put_unaligned(block ^ stream, (u64 *)data);
		/* The ciphertext is fed back. */
		stream = encrypt ? block ^ stream : block;
	}
	if (data < end) {
		des_encrypt(&st->cipher, (u8 *)&stream, (u8 *)&stream);
		crypto_xor(data, (u8 *)&stream, end - data);
	}
	memzero_explicit(&stream, sizeof(stream));
	return CACTUS_CONTINUE;
}

/* Count a message on the sending side, and see whether the key is worn. */
static int des_use(const struct sk_buff *skb, struct des_state *st)
{
	int err = des_spend(st, skb->len);

	seccomm_wear(skb, &st->blocks, DES_MAX_BLOCKS);
	return err;
}

static int des_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	struct des_state *st = seccomm_state(skb, layer);
	int err = 0;

	if (!layer->info.swapped)
		err = des_use(skb, st);
	return unlikely(err) ? err : des_crypt(skb, st, true);
}

static int des_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	struct des_state *st = seccomm_state(skb, layer);
	int err = 0;

	if (layer->info.swapped)
		err = des_use(skb, st);
	return unlikely(err) ? err : des_crypt(skb, st, false);
}

/* Expand one of the layer's keys. */
static int des_key(struct des_ctx *ctx, const struct seccomm_layer_key *key)
{
	int err = des_expand_key(ctx, key->bytes, key->len);

	/* -ENOKEY says that the key is weak; it is expanded all the same, as
	 * keys are used as they are.
	 */
	return err == -ENOKEY ? 0 : err;
}

static int des_arm(void *state, const struct seccomm_layer *layer,
		   const struct seccomm_arming *arming)
{
	struct des_state *st = state;
	int err;

	err = des_key(&st->cipher, &arming->keys[0]);
	return err ?: des_key(&st->iv, &arming->keys[1]);
}

const struct seccomm_mp_ops seccomm_des_privacy = {
	.state_size = sizeof(struct des_state),
	.down = des_down,
	.up = des_up,
	.arm = des_arm,
};
