// SPDX-License-Identifier: GPL-2.0
/*
 * Micro-protocol types from another module: SleepingNull changes nothing and
 * sleeps in both directions, so its stacks run on the process lane; an option of
 * it takes a range. SleepingKeyed has a family and a slot, so floors of its stacks
 * name both. NamedNull takes a text. FillBlocks grows as encryption by blocks does.
 */
#include <linux/delay.h>
#include <linux/module.h>

#include "mp/mp.h"

static int sleeping_null(struct sk_buff *skb, void *arg)
{
	usleep_range(100, 200);
	return CACTUS_CONTINUE;
}

/* Both ways, at least as long as the option says. */
static int sleeping_pause(struct sk_buff *skb, void *arg)
{
	const struct seccomm_layer *layer = arg;
	const u32 pause = layer->info.values[0];

	usleep_range(pause, 2 * pause);
	return CACTUS_CONTINUE;
}

static const struct seccomm_option_desc sleeping_null_options[] = {
	{
		.name = "pause",
		.kind = SECCOMM_OPTION_RANGE,
		.min = 100,
		.max = 5000,
		.preset = 100,
	},
};

static const struct seccomm_type_desc sleeping_null_desc = {
	.name = "SleepingNull",
	.version = 1,
	.algorithm = "",
	.family = "",
	.flags = SECCOMM_TYPE_MAY_SLEEP | SECCOMM_TYPE_REENTRANT,
	.options = sleeping_null_options,
	.n_options = ARRAY_SIZE(sleeping_null_options),
};

static const struct seccomm_mp_ops sleeping_null_ops = {
	.down = sleeping_pause,
	.up = sleeping_pause,
};

static struct seccomm_mp_type sleeping_null_type = {
	.desc = &sleeping_null_desc,
	.ops = &sleeping_null_ops,
	.owner = THIS_MODULE,
};

static char *algorithm = "sample";
module_param(algorithm, charp, 0444);
MODULE_PARM_DESC(algorithm, "what keys of SleepingKeyed are made of");

static struct seccomm_type_desc sleeping_keyed_desc = {
	.name = "SleepingKeyed",
	.version = 1,
	.family = "samplefamily",
	.provides = SECCOMM_PRIVACY,
	.strength = SECCOMM_STRENGTH_MODERN,
	.flags = SECCOMM_TYPE_MAY_SLEEP | SECCOMM_TYPE_REENTRANT,
	.slots = 1,
	.keys = { { "cipher", 32 } },
};

static const struct seccomm_mp_ops sleeping_keyed_ops = {
	.down = sleeping_null,
	.up = sleeping_null,
};

static struct seccomm_mp_type sleeping_keyed_type = {
	.desc = &sleeping_keyed_desc,
	.ops = &sleeping_keyed_ops,
	.owner = THIS_MODULE,
};

static const struct seccomm_option_desc named_null_options[] = {
	{
		.name = "file",
		.kind = SECCOMM_OPTION_TEXT,
		.preset_text = "default",
	},
	{
		.name = "turns",
		.kind = SECCOMM_OPTION_RANGE,
		.max = 9,
		.preset = 1,
	},
};

static const struct seccomm_type_desc named_null_desc = {
	.name = "NamedNull",
	.version = 1,
	.algorithm = "",
	.family = "",
	.flags = SECCOMM_TYPE_MAY_SLEEP | SECCOMM_TYPE_REENTRANT,
	.options = named_null_options,
	.n_options = ARRAY_SIZE(named_null_options),
};

/* As where there is a file of any name but one. */
static int named_setup(const struct seccomm_layer *layer,
		       const struct seccomm_setup *setup)
{
	return strcmp(layer->info.texts[0], "/no/such-file") ? 0 : -ENOENT;
}

static const struct seccomm_mp_ops named_null_ops = {
	.down = sleeping_null,
	.up = sleeping_null,
	.setup = named_setup,
};

static struct seccomm_mp_type named_null_type = {
	.desc = &named_null_desc,
	.ops = &named_null_ops,
	.owner = THIS_MODULE,
};

/* As RSA of 2,048 bits with OAEP: each block begun of so many bytes gets as many more. */
#define BLOCK_LEN 190
#define BLOCK_FILL 66

static int fill_down(struct sk_buff *skb, void *arg)
{
	const unsigned int blocks = DIV_ROUND_UP(skb->len, BLOCK_LEN);
	void *fill = cactus_attr_push(skb, blocks * BLOCK_FILL);

	if (!fill)
		return -EMSGSIZE;
	memset(fill, 0, blocks * BLOCK_FILL);
	return CACTUS_CONTINUE;
}

static int fill_up(struct sk_buff *skb, void *arg)
{
	const unsigned int blocks =
		DIV_ROUND_UP(skb->len, BLOCK_LEN + BLOCK_FILL);

	if (!cactus_attr_pop(skb, blocks * BLOCK_FILL))
		return -EBADMSG;
	return CACTUS_CONTINUE;
}

static const struct seccomm_type_desc fill_blocks_desc = {
	.name = "FillBlocks",
	.version = 1,
	.algorithm = "",
	.family = "",
	.flags = SECCOMM_TYPE_REENTRANT,
	.growth = { .mul = BLOCK_LEN + BLOCK_FILL,
		    .div = BLOCK_LEN,
		    .add = BLOCK_FILL },
};

static const struct seccomm_mp_ops fill_blocks_ops = {
	.down = fill_down,
	.up = fill_up,
};

static struct seccomm_mp_type fill_blocks_type = {
	.desc = &fill_blocks_desc,
	.ops = &fill_blocks_ops,
	.owner = THIS_MODULE,
};

static int __init sample_init(void)
{
	int err;

	sleeping_keyed_desc.algorithm = algorithm;
	err = seccomm_mp_register(&sleeping_null_type);
	if (err)
		return err;
	err = seccomm_mp_register(&sleeping_keyed_type);
	if (err)
		goto null;
	err = seccomm_mp_register(&fill_blocks_type);
	if (err)
		goto keyed;
	err = seccomm_mp_register(&named_null_type);
	if (err)
		goto fill;
	return 0;
fill:
	seccomm_mp_unregister(&fill_blocks_type);
keyed:
	seccomm_mp_unregister(&sleeping_keyed_type);
null:
	seccomm_mp_unregister(&sleeping_null_type);
	return err;
}

static void __exit sample_exit(void)
{
	seccomm_mp_unregister(&named_null_type);
	seccomm_mp_unregister(&fill_blocks_type);
	seccomm_mp_unregister(&sleeping_keyed_type);
	seccomm_mp_unregister(&sleeping_null_type);
}

module_init(sample_init);
module_exit(sample_exit);

MODULE_DESCRIPTION("SecComm sample: micro-protocol types from another module");
MODULE_LICENSE("GPL");
