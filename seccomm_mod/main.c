// SPDX-License-Identifier: GPL-2.0
/*
 * Loading and unloading seccomm.ko: an init ladder and its mirror.
 */
#include <kunit/visibility.h>
#include <linux/module.h>
#include "audit/log.h"
#include "keys/hash.h"
#include "demux.h"
#include "handshake/cookie.h"
#include "handshake/half_open.h"
#include "handshake/queue.h"
#include "handshake/rate.h"
#include "handshake/reassembly.h"
#include "handshake/responder.h"
#include "keydist/agent.h"
#include "keys/peers.h"
#include "keys/store.h"
#include "mp/registry.h"
#include "netlink/family.h"
#include "netns.h"
#include "session/session.h"
#include "socket/policy.h"
#include "socket/port.h"
#include "socket/socket.h"
#include "socket/user.h"
#include "stack/stack.h"
#include "sysctl.h"
#include "transport/input_route.h"
#include "transport/ipv4.h"
#include "transport/ipv6.h"
#include "transport/transport.h"

unsigned int seccomm_net_id;
EXPORT_SYMBOL_IF_KUNIT(seccomm_net_id);
unsigned int seccomm_protocol = IPPROTO_SECCOMM_DEFAULT;

module_param_named(family, seccomm_family, int, 0444);
MODULE_PARM_DESC(family, "address family number to borrow (default 19)");
module_param_named(protocol, seccomm_protocol, uint, 0444);
MODULE_PARM_DESC(protocol, "IP protocol number (default 253)");

static int __net_init seccomm_net_init(struct net *net)
{
	struct seccomm_net *snet = seccomm_net(net);
	unsigned int i;
	int err;

	snet->net = net;
	snet->stats = alloc_percpu(struct seccomm_stats);
	if (!snet->stats)
		return -ENOMEM;
	err = seccomm_port_net_init(snet);
	if (err)
		goto stats;
	err = seccomm_key_net_init(net);
	if (err)
		goto port;
	err = seccomm_peers_net_init(net);
	if (err)
		goto key;
	err = seccomm_cookie_net_init(snet);
	if (err)
		goto peers;
	err = seccomm_rate_net_init(snet);
	if (err)
		goto cookie;
	err = seccomm_half_open_net_init(snet);
	if (err)
		goto rate;
	err = seccomm_reassembly_net_init(snet);
	if (err)
		goto half_open;
	err = seccomm_agent_net_init(snet);
	if (err)
		goto reassembly;
	mutex_init(&snet->config);
	INIT_LIST_HEAD(&snet->stacks);
	INIT_LIST_HEAD(&snet->key_waiters);
	spin_lock_init(&snet->key_waiters_lock);
	INIT_LIST_HEAD(&snet->rules);
	skb_queue_head_init(&snet->opens);
	INIT_WORK(&snet->open_work, seccomm_open_work);
	mutex_init(&snet->confirming);
	ratelimit_state_init(&snet->refuses, HZ, 50);
	ratelimit_set_flags(&snet->refuses, RATELIMIT_MSG_ON_RELEASE);
	ratelimit_state_init(&snet->unknowns, HZ, 50);
	ratelimit_set_flags(&snet->unknowns, RATELIMIT_MSG_ON_RELEASE);
	for (i = 0; i < ARRAY_SIZE(snet->told); i++) {
		ratelimit_state_init(&snet->told[i], 2 * HZ, 20);
		ratelimit_set_flags(&snet->told[i], RATELIMIT_MSG_ON_RELEASE);
	}
	ratelimit_state_init(&snet->verifications, HZ, 200);
	ratelimit_set_flags(&snet->verifications, RATELIMIT_MSG_ON_RELEASE);
	err = seccomm_sysctl_net_init(snet);
	if (err)
		goto agent;
	seccomm_created(SECCOMM_OBJ_NET);
	return 0;
agent:
	seccomm_agent_net_exit(snet);
reassembly:
	seccomm_reassembly_net_exit(snet);
half_open:
	seccomm_half_open_net_exit(snet);
rate:
	seccomm_rate_net_exit(snet);
cookie:
	seccomm_cookie_net_exit(snet);
peers:
	seccomm_peers_net_exit(net);
key:
	seccomm_key_net_exit(net);
port:
	seccomm_port_net_exit(snet);
stats:
	free_percpu(snet->stats);
	return err;
}

static void __net_exit seccomm_net_pre_exit(struct net *net)
{
	seccomm_input_route_net_exit(seccomm_net(net));
}

/* Sockets hold the namespace, so they and their sessions are gone. */
static void __net_exit seccomm_net_exit(struct net *net)
{
	struct seccomm_net *snet = seccomm_net(net);

	seccomm_sysctl_net_exit(snet);
	cancel_work_sync(&snet->open_work);
	skb_queue_purge(&snet->opens);
	seccomm_policy_net_exit(net);
	seccomm_stack_net_exit(net);
	seccomm_peers_net_exit(net);
	seccomm_key_net_exit(net);
	seccomm_agent_net_exit(snet);
	seccomm_reassembly_net_exit(snet);
	seccomm_half_open_net_exit(snet);
	seccomm_rate_net_exit(snet);
	seccomm_cookie_net_exit(snet);
	seccomm_port_net_exit(snet);
	free_percpu(snet->stats);
	seccomm_destroyed(SECCOMM_OBJ_NET);
}

static struct pernet_operations seccomm_net_ops = {
	.init = seccomm_net_init,
	.pre_exit = seccomm_net_pre_exit,
	.exit = seccomm_net_exit,
	.id = &seccomm_net_id,
	.size = sizeof(struct seccomm_net),
};

static int __init seccomm_init(void)
{
	int err;

	if (!seccomm_protocol || seccomm_protocol > 255) {
		pr_err("protocol=%u is no IP protocol number\n",
		       seccomm_protocol);
		return -EINVAL;
	}
	err = seccomm_keyschedule_init();
	if (err)
		return err;
	err = seccomm_mp_init();
	if (err)
		goto keyschedule;
	err = seccomm_logs_init();
	if (err)
		goto mp;
	err = seccomm_session_init();
	if (err)
		goto logs;
	err = register_pernet_subsys(&seccomm_net_ops);
	if (err)
		goto session;
	seccomm_responder_init(&seccomm_socket_acceptor);
	seccomm_input_route_init(&seccomm_demux);
	err = seccomm_ipv4_init(&seccomm_demux);
	if (err)
		goto pernet;
	err = seccomm_ipv6_init(&seccomm_demux);
	if (err)
		goto ipv4;
	err = seccomm_netlink_init();
	if (err)
		goto ipv6;
	/* Last: a socket that is made from here on could outlive the failure of a later
	 * step.
	 */
	err = seccomm_socket_init();
	if (err)
		goto netlink;
	return 0;
netlink:
	seccomm_netlink_exit();
ipv6:
	seccomm_ipv6_exit();
ipv4:
	seccomm_ipv4_exit();
pernet:
	unregister_pernet_subsys(&seccomm_net_ops);
session:
	seccomm_session_exit();
logs:
	seccomm_logs_exit();
mp:
	seccomm_mp_exit();
keyschedule:
	seccomm_keyschedule_exit();
	return err;
}

static void __exit seccomm_exit(void)
{
	seccomm_socket_exit();
	seccomm_netlink_exit();
	seccomm_ipv6_exit();
	seccomm_ipv4_exit();
	/* What sessions have left may hold stacks, whose logs count in their namespaces. */
	rcu_barrier();
	flush_workqueue(seccomm_wq);
	unregister_pernet_subsys(&seccomm_net_ops);
	seccomm_session_exit();
	/* RCU frees the memory of the last sockets, before which seccomm_proto_exit()
	 * must not run.
	 */
	rcu_barrier();
	seccomm_proto_exit();
	seccomm_logs_exit();
	seccomm_mp_exit();
	seccomm_keyschedule_exit();
}

module_init(seccomm_init);
module_exit(seccomm_exit);

MODULE_DESCRIPTION("SecComm: sockets of composed security micro-protocols");
MODULE_LICENSE("GPL");
