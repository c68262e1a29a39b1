// SPDX-License-Identifier: GPL-2.0
/*
 * Padding: zero bytes and their number behind the body, so that its length tells less: a
 * multiple of one number, or always the same.
 */
#include <linux/math.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "mp/mp.h"

#define PADDING_LEN sizeof(u16) /* how many zero bytes there are */

/* The options' indexes. The value of the one that is not in force is 0. */
enum padding_option { PADDING_SIZE, PADDING_TO };

static int padding_down(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const u32 size = layer->info.values[PADDING_SIZE];
	const unsigned int least = skb->len + PADDING_LEN;
	unsigned int whole, fill;
	u8 *end;

	whole = size ?: roundup(least, layer->info.values[PADDING_TO]);
	if (unlikely(least > whole))
		return -EMSGSIZE;
	fill = whole - least;
	end = cactus_attr_push(skb, fill + PADDING_LEN);
	if (unlikely(!end))
		return -EMSGSIZE;
	memset(end, 0, fill);
	put_unaligned_be16(fill, end + fill);
	return CACTUS_CONTINUE;
}

static int padding_up(struct sk_buff *skb, void *arg)
{
	const u8 *end = cactus_attr_pop(skb, PADDING_LEN);
	unsigned int fill, i;
	u8 bits = 0;

	if (unlikely(!end))
		return -EBADMSG;
	fill = get_unaligned_be16(end);
	end = cactus_attr_pop(skb, fill);
	if (unlikely(!end))
		return -EBADMSG;
	for (i = 0; i < fill; i++)
		bits |= end[i];
	return unlikely(bits) ? -EBADMSG : CACTUS_CONTINUE;
}

const struct seccomm_mp_ops seccomm_padding = {
	.down = padding_down,
	.up = padding_up,
};
