// SPDX-License-Identifier: GPL-2.0
/*
 * The notifier chain of the listeners to sessions and stacks.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include "netns.h"
#include "notify.h"
#include "wire.h"

static ATOMIC_NOTIFIER_HEAD(listeners);

int seccomm_notify_register(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&listeners, nb);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_notify_register);

void seccomm_notify_unregister(struct notifier_block *nb)
{
	atomic_notifier_chain_unregister(&listeners, nb);
}
EXPORT_SYMBOL_IF_KUNIT(seccomm_notify_unregister);

void seccomm_notify_event(struct net *net, struct seccomm_event *ev)
{
	ev->net = net;
	atomic_notifier_call_chain(&listeners, SECCOMM_NOTICE_EVENT, ev);
}

void seccomm_notify_refused(struct seccomm_net *snet,
			    const struct seccomm_refused *refusal)
{
	struct seccomm_event ev = {
		.kind = SECCOMM_EVENT_REFUSED,
		.error = refusal->error,
		.stack = refusal->stack,
		.refusal = refusal,
		.digest = refusal->digest,
		.peer_digest = refusal->peer_digest,
		.peer_digest_len = SECCOMM_HASH_LEN,
	};

	seccomm_notify_event(snet->net, &ev);
}

void seccomm_notify_key_unfit(struct net *net, const char *stack,
			      const struct seccomm_key_unfit *unfit)
{
	struct seccomm_event ev = {
		.kind = SECCOMM_EVENT_KEY_UNFIT,
		.error = ENOKEY,
		.stack = stack,
		.unfit = unfit,
	};

	seccomm_notify_event(net, &ev);
}

void seccomm_notify_agent_failed(struct net *net,
				 const struct seccomm_agent_failure *failure)
{
	struct seccomm_event ev = {
		.kind = SECCOMM_EVENT_AGENT_FAILED,
		.error = failure->error,
		.stack = failure->stack,
		.agent = failure,
	};

	seccomm_notify_event(net, &ev);
}

void seccomm_notify_sign_failed(struct net *net, const char *stack, u8 slot,
				u8 alg)
{
	const struct seccomm_sign_failure failure = { .slot = slot,
						      .alg = alg };
	struct seccomm_event ev = {
		.kind = SECCOMM_EVENT_SIGN_FAILED,
		.error = ECANCELED,
		.stack = stack,
		.sign = &failure,
	};

	seccomm_notify_event(net, &ev);
}

void seccomm_notify_member_failed(struct net *net,
				  const struct seccomm_member_failure *failure)
{
	struct seccomm_event ev = {
		.kind = failure->kind,
		.error = failure->error,
		.stack = failure->stack,
		.member = failure,
	};

	seccomm_notify_event(net, &ev);
}

void seccomm_notify_peer_refused(struct net *net,
				 const struct seccomm_peer_refused *refused)
{
	struct seccomm_event ev = {
		.kind = SECCOMM_EVENT_PEER_REFUSED,
		.error = EKEYREJECTED,
		.stack = refused->stack,
		.peer_refused = refused,
	};

	seccomm_notify_event(net, &ev);
}

int seccomm_notify_agent_wanted(struct net *net, u8 kind)
{
	struct seccomm_agent_wanted wanted = {
		.net = net,
		.kind = kind,
		.err = -ESRCH,
	};

	atomic_notifier_call_chain(&listeners, SECCOMM_NOTICE_AGENT_WANTED,
				   &wanted);
	return wanted.err;
}

int seccomm_notify_key_wanted(struct net *net, const char *stack, u8 slot,
			      enum seccomm_key_kind kind,
			      const struct in6_addr *peer)
{
	struct seccomm_key_wanted wanted = {
		.net = net,
		.stack = stack,
		.slot = slot,
		.kind = kind,
		.peer = peer,
		.err = -ENOKEY,
	};

	atomic_notifier_call_chain(&listeners, SECCOMM_NOTICE_KEY_WANTED,
				   &wanted);
	return wanted.err;
}
