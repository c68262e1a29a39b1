// SPDX-License-Identifier: GPL-2.0
/*
 * A micro-protocol type from another module: SleepingNull changes nothing and
 * sleeps in both directions, so its stacks run on the process lane.
 */
#include <linux/delay.h>
#include <linux/module.h>

#include "mp.h"

static int sleeping_null(struct sk_buff *skb, void *arg)
{
	usleep_range(100, 200);
	return CACTUS_CONTINUE;
}

static const struct seccomm_type_desc sleeping_null_desc = {
	.name = "SleepingNull",
	.version = 1,
	.algorithm = "",
	.family = "",
	.flags = SECCOMM_TYPE_MAY_SLEEP | SECCOMM_TYPE_REENTRANT,
};

static struct seccomm_mp_ops sleeping_null_ops = {
	.desc = &sleeping_null_desc,
	.owner = THIS_MODULE,
	.down = sleeping_null,
	.up = sleeping_null,
};

static int __init sample_init(void)
{
	return seccomm_mp_register(&sleeping_null_ops);
}

static void __exit sample_exit(void)
{
	seccomm_mp_unregister(&sleeping_null_ops);
}

module_init(sample_init);
module_exit(sample_exit);

MODULE_DESCRIPTION("SecComm sample: a sleeping micro-protocol type");
MODULE_LICENSE("GPL");
