// SPDX-License-Identifier: GPL-2.0
/*
 * Micro-protocol types that do not do what their descriptors say, so that the tests can prove
 * that `seccommctl type test` finds it: LooseIntegrity verifies nothing, and ShortPrivacy
 * deciphers the beginning of a message alone.
 */
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/string.h>

#include "mp/mp.h"

#define TAG_LEN 4
#define SHORT_LEN 256

static int loose_down(struct sk_buff *skb, void *arg)
{
	void *tag = cactus_attr_push(skb, TAG_LEN);

	if (!tag)
		return -EMSGSIZE;
	memset(tag, 0, TAG_LEN);
	return CACTUS_CONTINUE;
}

static int loose_up(struct sk_buff *skb, void *arg)
{
	return cactus_attr_pop(skb, TAG_LEN) ? CACTUS_CONTINUE : -EBADMSG;
}

static void short_flip(struct sk_buff *skb, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		skb->data[i] ^= 0x55;
}

static int short_down(struct sk_buff *skb, void *arg)
{
	short_flip(skb, skb->len);
	return CACTUS_CONTINUE;
}

static int short_up(struct sk_buff *skb, void *arg)
{
	short_flip(skb, min(skb->len, SHORT_LEN));
	return CACTUS_CONTINUE;
}

static const struct seccomm_type_desc loose_desc = {
	.name = "LooseIntegrity",
	.version = 1,
	.algorithm = "loose",
	.family = "loose",
	.provides = SECCOMM_INTEGRITY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.keys = { { "mac", 16 } },
	.growth = { .add = TAG_LEN },
	.cost_message = 100,
};

static const struct seccomm_type_desc short_desc = {
	.name = "ShortPrivacy",
	.version = 1,
	.algorithm = "short",
	.family = "short",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_LEGACY,
	.flags = SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.keys = { { "cipher", 16 } },
	.cost_message = 100,
	.cost_byte = 1000,
};

static const struct seccomm_mp_ops loose_ops = {
	.down = loose_down,
	.up = loose_up,
};

static const struct seccomm_mp_ops short_ops = {
	.down = short_down,
	.up = short_up,
};

static struct seccomm_mp_type types[] = {
	{ .desc = &loose_desc, .ops = &loose_ops, .owner = THIS_MODULE },
	{ .desc = &short_desc, .ops = &short_ops, .owner = THIS_MODULE },
};

static void broken_unregister(unsigned int n)
{
	while (n--)
		seccomm_mp_unregister(&types[n]);
}

static int __init broken_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		err = seccomm_mp_register(&types[i]);
		if (err) {
			broken_unregister(i);
			return err;
		}
	}
	return 0;
}

static void __exit broken_exit(void)
{
	broken_unregister(ARRAY_SIZE(types));
}

module_init(broken_init);
module_exit(broken_exit);

MODULE_DESCRIPTION("SecComm types that do not do what they say, for the tests");
MODULE_LICENSE("GPL");
