// SPDX-License-Identifier: GPL-2.0
/*
 * Settings of a namespace: net.seccomm.*.
 */
#include <linux/slab.h>
#include <linux/sysctl.h>
#include <net/net_namespace.h>
#include "netns.h"
#include "session.h"

static int longest = 24 * 60 * 60;

/* The last entry stays empty: kernels that are not told the size look for it. */
static const struct ctl_table settings[] = {
	{
		.procname = "give_up_seconds",
		.maxlen = sizeof(int),
		.mode = 0644,
		.proc_handler = proc_dointvec_minmax,
		.extra1 = SYSCTL_ONE,
		.extra2 = &longest,
	},
	{
		.procname = "idle_seconds",
		.maxlen = sizeof(int),
		.mode = 0644,
		.proc_handler = proc_dointvec_minmax,
		.extra1 = SYSCTL_ONE,
		.extra2 = &longest,
	},
	{}
};

int seccomm_sysctl_net_init(struct seccomm_net *snet)
{
	struct ctl_table *table;

	snet->give_up_seconds = SECCOMM_GIVE_UP;
	snet->idle_seconds = SECCOMM_IDLE;
	table = kmemdup(settings, sizeof(settings), GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	table[0].data = &snet->give_up_seconds;
	table[1].data = &snet->idle_seconds;
	snet->sysctl = register_net_sysctl_sz(snet->net, "net/seccomm", table,
					      ARRAY_SIZE(settings) - 1);
	if (!snet->sysctl) {
		kfree(table);
		return -ENOMEM;
	}
	return 0;
}

void seccomm_sysctl_net_exit(struct seccomm_net *snet)
{
	const struct ctl_table *table = snet->sysctl->ctl_table_arg;

	unregister_net_sysctl_table(snet->sysctl);
	kfree(table);
}
