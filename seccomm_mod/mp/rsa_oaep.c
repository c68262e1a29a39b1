// SPDX-License-Identifier: GPL-2.0
/*
 * RSAPrivacy: the message in chunks, each encrypted to the receiver's key by OAEP. The label
 * has the chunk's place and how many there are, so that none is moved, left out or added.
 */
#include <linux/jiffies.h>
#include <linux/math.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "keys/hash.h"
#include "mp/outside.h"
#include "mp/util.h"
#include "pk/oaep.h"

#define OAEP_CONTEXT "SecComm-rsa1"
/* Messages a second that may fail to decode, of a layer of a session. */
#define OAEP_FAILURES 20

/**
 * struct oaep_state - whom the messages are for
 * @receiver: the receiver's key, private on the receiving side
 * @block: bytes of a block
 * @undecoded: messages that could not be decoded since @undecoded_from; its lane's
 * @undecoded_from: in jiffies
 * @dir: direction
 */
struct oaep_state {
	struct seccomm_pk *receiver;
	unsigned int block;
	unsigned int undecoded;
	u64 undecoded_from;
	u8 dir;
};

/* Bytes of a chunk, but for the last one. */
static unsigned int oaep_chunk(const struct oaep_state *st)
{
	return st->block - SECCOMM_OAEP_MORE;
}

/* The hash of the label of chunk @i of @n. */
static int oaep_label(const struct sk_buff *skb,
		      const struct seccomm_layer *layer, u32 i, u32 n,
		      u8 label[SECCOMM_HASH_LEN])
{
	const struct oaep_state *st = seccomm_state(skb, layer);
	u8 aad[SECCOMM_AAD_LEN], be[2 * sizeof(u32)];
	struct seccomm_hash h;

	seccomm_aad(skb, aad);
	seccomm_hash_start(&h);
	seccomm_hash_add(&h, OAEP_CONTEXT, strlen(OAEP_CONTEXT));
	seccomm_hash_add(&h, aad, sizeof(aad));
	seccomm_hash_add(&h, &st->dir, sizeof(st->dir));
	put_unaligned_be16(layer->info.path_len, be);
	seccomm_hash_add(&h, be, sizeof(u16));
	seccomm_hash_add(&h, layer->info.path, layer->info.path_len);
	put_unaligned_be32(i, be);
	put_unaligned_be32(n, be + sizeof(u32));
	seccomm_hash_add(&h, be, sizeof(be));
	return seccomm_hash_final(&h, label);
}

static int oaep_down(struct sk_buff *skb, void *arg)
{
	const struct oaep_state *st = seccomm_state(skb, arg);
	const unsigned int chunk = oaep_chunk(st);
	u8 label[SECCOMM_HASH_LEN], seed[SECCOMM_OAEP_SEED];
	unsigned int left = skb->len, len;
	const u32 n = max(DIV_ROUND_UP(left, chunk), 1U);
	const u8 *from;
	int err = 0;
	u32 i;

	if (unlikely(n > SECCOMM_OAEP_CHUNKS ||
		     !cactus_attr_push(skb, n * st->block - left)))
		return -EMSGSIZE;
	/* The message moves to the end, so that no block overwrites what follows its chunk. */
	from = skb_tail_pointer(skb) - left;
	memmove(skb_tail_pointer(skb) - left, skb->data, left);
	for (i = 0; !err && i < n; i++) {
		len = min(left, chunk);
		seccomm_random(seed, sizeof(seed));
		err = oaep_label(skb, arg, i, n, label) ?:
			      seccomm_oaep_encrypt(st->receiver, label, seed,
						   from, len,
						   skb->data + i * st->block);
		from += len;
		left -= len;
	}
	memzero_explicit(seed, sizeof(seed));
	return err;
}

/* May a message be decrypted, or have too many failed of late? */
static bool oaep_limited(struct oaep_state *st)
{
	const u64 now = get_jiffies_64();

	if (time_after_eq64(now, st->undecoded_from + HZ)) {
		st->undecoded_from = now;
		st->undecoded = 0;
	}
	return st->undecoded >= OAEP_FAILURES;
}

/* Decrypt chunk @i of @n to where it stood in the message. All chunks but the last one are whole,
 * and only the last one of all may be empty. 0, -EBADMSG or another errno.
 */
static int oaep_open(struct sk_buff *skb, const struct seccomm_layer *layer,
		     u32 i, u32 n, unsigned int *len)
{
	const struct oaep_state *st = seccomm_state(skb, layer);
	const unsigned int chunk = oaep_chunk(st);
	u8 label[SECCOMM_HASH_LEN];
	int err;

	err = oaep_label(skb, layer, i, n, label) ?:
		      seccomm_oaep_decrypt(st->receiver, label,
					   skb->data + i * st->block,
					   skb->data + i * chunk, len);
	if (!err && (i + 1 < n ? *len != chunk : !*len && n > 1))
		err = -EBADMSG;
	return err;
}

/* All chunks are decrypted even if one fails, so that how long it takes does not tell which. */
static int oaep_up(struct sk_buff *skb, void *arg)
{
	struct oaep_state *st = seccomm_state(skb, arg);
	const unsigned int chunk = oaep_chunk(st);
	const u32 n = skb->len / st->block;
	unsigned int len = 0;
	int err, failed = 0;
	u32 i;

	err = seccomm_may_verify(skb);
	if (unlikely(err))
		return err;
	if (unlikely(!n || skb->len % st->block || n > SECCOMM_OAEP_CHUNKS))
		return seccomm_verify_failed(skb);
	if (unlikely(oaep_limited(st)))
		return -EDQUOT;
	for (i = 0; i < n; i++) {
		err = oaep_open(skb, arg, i, n, &len);
		if (err && (!failed || failed == -EBADMSG))
			failed = err;
	}
	if (unlikely(failed)) {
		memzero_explicit(skb->data, skb->len);
		if (failed != -EBADMSG)
			return failed;
		st->undecoded++;
		return seccomm_verify_failed(skb);
	}
	__skb_trim(skb, (n - 1) * chunk + len);
	return CACTUS_CONTINUE;
}

static int oaep_arm(void *state, const struct seccomm_layer *layer,
		    const struct seccomm_arming *arming)
{
	const struct seccomm_pk_pair *pk = arming->pk;
	struct oaep_state *st = state;

	st->receiver = seccomm_pk_get(arming->sending ? pk->peer : pk->own);
	st->block = seccomm_pk_rsa_len(st->receiver->alg);
	st->dir = arming->dir;
	return 0;
}

static void oaep_disarm(void *state, const struct seccomm_layer *layer)
{
	struct oaep_state *st = state;

	seccomm_pk_put(st->receiver);
}

const struct seccomm_mp_ops seccomm_rsa_privacy = {
	.state_size = sizeof(struct oaep_state),
	.down = oaep_down,
	.up = oaep_up,
	.arm = oaep_arm,
	.disarm = oaep_disarm,
};
