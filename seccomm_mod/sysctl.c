// SPDX-License-Identifier: GPL-2.0
/*
 * Settings of a namespace: net.seccomm.*, see Documentation/sysctl.md.
 */
#include <linux/slab.h>
#include <linux/sysctl.h>
#include <net/net_namespace.h>
#include "netns.h"
#include "session/session.h"
#include "sysctl.h"

static int longest_seconds = 24 * 60 * 60;
static int shortest_ms = 10;
static int longest_ms = 60 * 1000;
/* A direction of a session parks at least one message of any length. */
static int least_bytes = 192 * 1024;

/* The greatest values of settings that protect the host's memory and softirqs: the
 * first figure, which is the preset, where the namespace belongs to a user namespace
 * other than the host's, else the second.
 */
static int park_messages[] = { SECCOMM_PARK_MESSAGES, 4096 };
static int park_bytes[] = { SECCOMM_PARK_BYTES, 64 * 1024 * 1024 };
static int half_open[] = { SECCOMM_MAX_HALF_OPEN, 1024 * 1024 };
static int socket_sessions[] = { SECCOMM_MAX_SOCK_SESSIONS, 1024 * 1024 };
static int net_sessions[] = { SECCOMM_MAX_NET_SESSIONS, 4 * 1024 * 1024 };
static int net_stacks[] = { SECCOMM_MAX_NET_STACKS, 64 * 1024 };
static int net_keys[] = { SECCOMM_MAX_NET_KEYS, 1024 * 1024 };
static int net_parked[] = { SECCOMM_MAX_NET_PARKED, 1024 * 1024 * 1024 };
static int budget[] = { SECCOMM_SOFTIRQ_BUDGET, 1000 * 1000 * 1000 };

#define SETTING(_name, _min, _max)                                      \
	{                                                               \
		.procname = #_name,                                     \
		.data = (void *)offsetof(struct seccomm_net, _name),    \
		.maxlen = sizeof(int), .mode = 0644,                    \
		.proc_handler = proc_dointvec_minmax, .extra1 = (_min), \
		.extra2 = (_max),                                       \
	}

/* data is an offset in struct seccomm_net, to which seccomm_sysctl_net_init() adds the
 * address. From FIRST_CAP on extra2 points to two figures. The last entry stays empty
 * for kernels that are not told the size.
 */
static const struct ctl_table settings[] = {
	SETTING(give_up_seconds, SYSCTL_ONE, &longest_seconds),
	SETTING(idle_seconds, SYSCTL_ONE, &longest_seconds),
	SETTING(retry_min_ms, &shortest_ms, &longest_ms),
	SETTING(retry_max_ms, &shortest_ms, &longest_ms),
#define FIRST_CAP 4
	SETTING(park_messages, SYSCTL_ONE, park_messages),
	SETTING(park_bytes, &least_bytes, park_bytes),
	SETTING(max_half_open, SYSCTL_ZERO, half_open),
	SETTING(max_socket_sessions, SYSCTL_ONE, socket_sessions),
	SETTING(max_sessions, SYSCTL_ONE, net_sessions),
	SETTING(max_stacks, SYSCTL_ZERO, net_stacks),
	SETTING(max_keys, SYSCTL_ZERO, net_keys),
	SETTING(max_parked_bytes, &least_bytes, net_parked),
	SETTING(softirq_budget, SYSCTL_ZERO, budget),
	{}
};

static void sysctl_preset(struct seccomm_net *snet)
{
	snet->give_up_seconds = SECCOMM_GIVE_UP;
	snet->idle_seconds = SECCOMM_IDLE;
	snet->retry_min_ms = SECCOMM_RETRY_MIN;
	snet->retry_max_ms = SECCOMM_RETRY_MAX;
	snet->park_messages = SECCOMM_PARK_MESSAGES;
	snet->park_bytes = SECCOMM_PARK_BYTES;
	snet->max_half_open = SECCOMM_MAX_HALF_OPEN;
	snet->max_socket_sessions = SECCOMM_MAX_SOCK_SESSIONS;
	snet->max_sessions = SECCOMM_MAX_NET_SESSIONS;
	snet->max_stacks = SECCOMM_MAX_NET_STACKS;
	snet->max_keys = SECCOMM_MAX_NET_KEYS;
	snet->max_parked_bytes = SECCOMM_MAX_NET_PARKED;
	snet->softirq_budget = SECCOMM_SOFTIRQ_BUDGET;
	snet->parked.max = &snet->max_parked_bytes;
}

int seccomm_sysctl_net_init(struct seccomm_net *snet)
{
	bool hosts = snet->net->user_ns == &init_user_ns;
	struct ctl_table *table;
	int i;

	sysctl_preset(snet);
	table = kmemdup(settings, sizeof(settings), GFP_KERNEL_ACCOUNT);
	if (!table)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(settings) - 1; i++) {
		table[i].data = (char *)snet + (unsigned long)table[i].data;
		if (i >= FIRST_CAP)
			table[i].extra2 = (int *)table[i].extra2 + hosts;
	}
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
