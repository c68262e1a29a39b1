// SPDX-License-Identifier: GPL-2.0
/*
 * NullSecurity: leaves messages as they are.
 * The reference of what a micro-protocol must bring along.
 */
#include "mp/mp.h"

static int null_pass(struct sk_buff *skb, void *arg)
{
	return CACTUS_CONTINUE;
}

const struct seccomm_mp_ops seccomm_null_security = {
	.down = null_pass,
	.up = null_pass,
};
