// SPDX-License-Identifier: GPL-2.0
/*
 * ExpansionSecurity: a message as two parts of its length whose xor it is, one for each
 * member. Who undoes one member has half of the bits, or with a random mask none.
 */
#include <crypto/utils.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "mp/outside.h"
#include "mp/util.h"

/* The type's only option. */
#define EXPANSION_MASK 0
/* Behind the parts stands how long the first one has become. */
#define EXPANSION_LEN sizeof(__be16)

/* Leave of the body the bits of @mask in each byte. */
static void expansion_mask(u8 *body, unsigned int len, u8 mask)
{
	const u64 wide = mask * 0x0101010101010101ULL;
	unsigned int i;

	for (i = 0; i + sizeof(wide) <= len; i += sizeof(wide))
		put_unaligned(get_unaligned((u64 *)(body + i)) & wide,
			      (u64 *)(body + i));
	for (; i < len; i++)
		body[i] &= mask;
}

/* Make the body of @skb the first part of it, and that of @fork, which is as long, the
 * second.
 */
static void expansion_split(struct sk_buff *skb, struct sk_buff *fork, u8 mask)
{
	memcpy(fork->data, skb->data, skb->len);
	if (mask)
		expansion_mask(skb->data, skb->len, mask);
	else
		seccomm_random(skb->data, skb->len);
	crypto_xor(fork->data, skb->data, skb->len);
}

/* Append what became of the second part to what became of the first. */
static int expansion_append(struct sk_buff *skb, const struct sk_buff *fork)
{
	const unsigned int first = skb->len;
	u8 *to = cactus_attr_push(skb, fork->len + EXPANSION_LEN);

	if (unlikely(!to))
		return -EMSGSIZE;
	memcpy(to, fork->data, fork->len);
	/* No packet is as long as this takes. */
	put_unaligned_be16(first, to + fork->len);
	return CACTUS_CONTINUE;
}

/* End the second part. It, and with an error what there is of the message, may hold the
 * random mask or what the mask was xored with.
 */
static void expansion_end(struct sk_buff *skb, struct sk_buff *fork, int err)
{
	if (unlikely(err))
		memzero_explicit(skb->data, skb->len);
	memzero_explicit(fork->data, fork->len);
	cactus_fork_end(skb, fork);
}

static int expansion_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const u16 second = seccomm_member_down(layer, 1);
	struct sk_buff *fork;
	int err;

	fork = cactus_fork(skb, second, skb->len);
	if (IS_ERR(fork))
		return PTR_ERR(fork);
	expansion_split(skb, fork, layer->info.values[EXPANSION_MASK]);
	err = cactus_raise_sync(skb, seccomm_member_down(layer, 0));
	if (likely(!err))
		err = cactus_raise_sync(fork, second);
	if (likely(!err))
		err = expansion_append(skb, fork);
	expansion_end(skb, fork, err);
	return err;
}

/* Both members are undone even if one fails, so that how long it takes does not tell which. */
static int expansion_up(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const u16 second = seccomm_member_up(layer, 1);
	const u8 *end = cactus_attr_pop(skb, EXPANSION_LEN);
	struct sk_buff *fork;
	unsigned int len;
	int err, other;

	if (unlikely(!end))
		return seccomm_verify_failed(skb);
	len = get_unaligned_be16(end);
	if (unlikely(len > skb->len))
		return seccomm_verify_failed(skb);
	fork = cactus_fork(skb, second, skb->len - len);
	if (IS_ERR(fork))
		return PTR_ERR(fork);
	memcpy(fork->data, skb->data + len, fork->len);
	__skb_trim(skb, len);
	err = cactus_raise_sync(skb, seccomm_member_up(layer, 0));
	other = cactus_raise_sync(fork, second);
	err = err ?: other;
	if (likely(!err) && unlikely(skb->len != fork->len))
		err = seccomm_verify_failed(skb);
	if (likely(!err))
		crypto_xor(skb->data, fork->data, skb->len);
	expansion_end(skb, fork, err);
	return err;
}

const struct seccomm_mp_ops seccomm_expansion_security = {
	.down = expansion_down,
	.up = expansion_up,
};
