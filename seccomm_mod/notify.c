// SPDX-License-Identifier: GPL-2.0
/*
 * The notifier chain of the listeners to sessions and stacks.
 */
#include "notify.h"

static ATOMIC_NOTIFIER_HEAD(listeners);

int seccomm_notify_register(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&listeners, nb);
}

void seccomm_notify_unregister(struct notifier_block *nb)
{
	atomic_notifier_chain_unregister(&listeners, nb);
}

void seccomm_notify_event(struct net *net, struct seccomm_event *ev)
{
	ev->net = net;
	atomic_notifier_call_chain(&listeners, SECCOMM_NOTICE_EVENT, ev);
}

bool seccomm_notify_key_wanted(struct net *net, const char *stack, u8 slot,
			       const struct in6_addr *peer)
{
	struct seccomm_key_wanted wanted = {
		.net = net,
		.stack = stack,
		.slot = slot,
		.peer = peer,
	};

	atomic_notifier_call_chain(&listeners, SECCOMM_NOTICE_KEY_WANTED,
				   &wanted);
	return wanted.heard;
}
