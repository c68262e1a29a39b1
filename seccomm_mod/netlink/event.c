// SPDX-License-Identifier: GPL-2.0
/*
 * The listener that sends events, requests for secrets, and what key agents are to hear, to
 * netlink groups.
 */
#include "checker/checker.h"
#include "keys/store.h"
#include "netlink/event.h"
#include "netlink/family.h"
#include "netlink/session.h"
#include "notify.h"
#include "wire.h"

/* Can this group have a listener, here or in another namespace? RCU held. */
static bool event_has_listeners(struct net *net, unsigned int group)
{
	return genl_has_listeners(&seccomm_nl_family, net, group);
}

/* Can anyone cause such events? */
static bool event_is_limited(const struct seccomm_event *ev)
{
	return ev->refusal || ev->unfit || ev->agent || ev->sign ||
	       ev->member || ev->peer_refused;
}

/* Is @ev to be left out, since enough of its kind were told of late? A refused open is counted
 * then, for the next such event.
 */
static bool event_is_left_out(struct seccomm_net *snet,
			      const struct seccomm_event *ev)
{
	if (!event_is_limited(ev) || __ratelimit(&snet->told[ev->kind]))
		return false;
	if (ev->refusal)
		atomic_add_unless(&snet->refusals_left_out, 1, INT_MAX);
	return true;
}

static int event_put_refusal(struct sk_buff *skb, struct seccomm_net *snet,
			     const struct seccomm_refused *refusal)
{
	int left_out = atomic_xchg(&snet->refusals_left_out, 0);

	if (nla_put_string(skb, SECCOMM_A_EVENT_REASON,
			   seccomm_counter_name[refusal->counter]) ||
	    nla_put_in6_addr(skb, SECCOMM_A_EVENT_PEER, refusal->peer) ||
	    nla_put_be16(skb, SECCOMM_A_EVENT_PEER_PORT, refusal->peer_port) ||
	    nla_put_be16(skb, SECCOMM_A_EVENT_LOCAL_PORT,
			 refusal->local_port) ||
	    nla_put_u32(skb, SECCOMM_A_EVENT_LEFT_OUT, left_out))
		return -EMSGSIZE;
	return 0;
}

static int event_put_unfit(struct sk_buff *skb,
			   const struct seccomm_key_unfit *unfit)
{
	if (nla_put_u8(skb, SECCOMM_A_EVENT_SLOT, unfit->slot) ||
	    nla_put_u8(skb, SECCOMM_A_EVENT_KEY_KIND, unfit->kind) ||
	    nla_put_u8(skb, SECCOMM_A_EVENT_ALGORITHM, unfit->alg) ||
	    nla_put_in6_addr(skb, SECCOMM_A_EVENT_PEER, unfit->peer))
		return -EMSGSIZE;
	return 0;
}

static int event_put_agent(struct sk_buff *skb,
			   const struct seccomm_agent_failure *agent)
{
	if (nla_put_u8(skb, SECCOMM_A_EVENT_AGENT, agent->kind) ||
	    nla_put_u8(skb, SECCOMM_A_EVENT_SLOT, agent->slot) ||
	    nla_put_u8(skb, SECCOMM_A_EVENT_ORDINAL, agent->ordinal) ||
	    nla_put_in6_addr(skb, SECCOMM_A_EVENT_PEER, agent->peer))
		return -EMSGSIZE;
	return 0;
}

static int event_put_sign(struct sk_buff *skb,
			  const struct seccomm_sign_failure *sign)
{
	if (nla_put_u8(skb, SECCOMM_A_EVENT_SLOT, sign->slot) ||
	    nla_put_u8(skb, SECCOMM_A_EVENT_ALGORITHM, sign->alg))
		return -EMSGSIZE;
	return 0;
}

static int event_put_member(struct sk_buff *skb,
			    const struct seccomm_member_failure *member)
{
	if (nla_put_u8(skb, SECCOMM_A_EVENT_SLOT, member->slot) ||
	    nla_put_u8(skb, SECCOMM_A_EVENT_ORDINAL, member->ordinal) ||
	    nla_put_in6_addr(skb, SECCOMM_A_EVENT_PEER, member->peer))
		return -EMSGSIZE;
	return 0;
}

static int event_put_peer_refused(struct sk_buff *skb,
				  const struct seccomm_peer_refused *refused)
{
	struct nlattr *nest;

	if (nla_put_in6_addr(skb, SECCOMM_A_EVENT_PEER, refused->peer))
		return -EMSGSIZE;
	nest = nla_nest_start(skb, SECCOMM_A_EVENT_IDENTITY);
	if (!nest || seccomm_nl_put_id(skb, refused->id) ||
	    (refused->in_method &&
	     (nla_put_u8(skb, SECCOMM_A_ID_SLOT, refused->slot) ||
	      nla_put_u8(skb, SECCOMM_A_ID_ORDINAL, refused->ordinal))))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int event_put(struct sk_buff *skb, const struct seccomm_event *ev)
{
	struct nlattr *nest;

	if (nla_put_u8(skb, SECCOMM_A_EVENT_KIND, ev->kind) ||
	    nla_put_u64_64bit(skb, SECCOMM_A_EVENT_TIME_MS,
			      ktime_to_ms(ktime_get_real()),
			      SECCOMM_A_EVENT_PAD) ||
	    (ev->error && nla_put_u32(skb, SECCOMM_A_EVENT_ERROR, ev->error)) ||
	    (ev->stack &&
	     nla_put_string(skb, SECCOMM_A_EVENT_STACK, ev->stack)) ||
	    (ev->digest && nla_put(skb, SECCOMM_A_EVENT_DIGEST,
				   SECCOMM_HASH_LEN, ev->digest)) ||
	    (ev->peer_digest && nla_put(skb, SECCOMM_A_EVENT_PEER_DIGEST,
					ev->peer_digest_len, ev->peer_digest)))
		return -EMSGSIZE;
	if (ev->refusal)
		return event_put_refusal(skb, seccomm_net(ev->net),
					 ev->refusal);
	if (ev->unfit)
		return event_put_unfit(skb, ev->unfit);
	if (ev->agent)
		return event_put_agent(skb, ev->agent);
	if (ev->sign)
		return event_put_sign(skb, ev->sign);
	if (ev->member)
		return event_put_member(skb, ev->member);
	if (ev->peer_refused)
		return event_put_peer_refused(skb, ev->peer_refused);
	if (!ev->session)
		return 0;
	nest = nla_nest_start(skb, SECCOMM_A_EVENT_SESSION);
	if (!nest || seccomm_nl_put_session(skb, ev->session))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Send an event to its group; without memory or a listener it is lost. */
static void event_send(struct net *net, const struct seccomm_event *ev)
{
	size_t room = NLMSG_DEFAULT_SIZE;
	struct sk_buff *skb;
	void *hdr;

	rcu_read_lock();
	if (!event_has_listeners(net, SECCOMM_NLGRP_EVENTS))
		goto unlock;
	if (event_is_left_out(seccomm_net(net), ev))
		goto unlock;
	if (ev->session)
		room += seccomm_nl_session_room(ev->session);
	skb = genlmsg_new(room, GFP_ATOMIC);
	if (!skb)
		goto unlock;
	hdr = genlmsg_put(skb, 0, 0, &seccomm_nl_family, 0, SECCOMM_CMD_EVENT);
	if (!hdr || event_put(skb, ev)) {
		nlmsg_free(skb);
		goto unlock;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&seccomm_nl_family, net, skb, 0,
				SECCOMM_NLGRP_EVENTS, GFP_ATOMIC);
unlock:
	rcu_read_unlock();
}

static struct sk_buff *
event_key_request(const struct seccomm_key_wanted *wanted)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	void *hdr;

	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &seccomm_nl_family, 0,
			  SECCOMM_CMD_KEY_REQUEST);
	if (!hdr || nla_put_string(skb, SECCOMM_A_KEY_STACK, wanted->stack) ||
	    (wanted->slot != SECCOMM_SESSION_SECRET &&
	     nla_put_u8(skb, SECCOMM_A_KEY_SLOT, wanted->slot)) ||
	    nla_put_u8(skb, SECCOMM_A_KEY_KIND, wanted->kind) ||
	    nla_put_in6_addr(skb, SECCOMM_A_KEY_PEER, wanted->peer)) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, hdr);
	return skb;
}

/* Send a request for a secret to its group. The kernel keeps no list of a group's
 * listeners by namespace, so only what the multicast returns says whether a key daemon
 * listens in this one.
 */
static void event_send_key_request(struct seccomm_key_wanted *wanted)
{
	struct sk_buff *skb;

	rcu_read_lock();
	if (!event_has_listeners(wanted->net, SECCOMM_NLGRP_KEY_REQUESTS))
		goto unlock;
	skb = event_key_request(wanted);
	/* A key daemon whose queue is full listens all the same. */
	if (!skb)
		wanted->err = -ENOMEM;
	else if (genlmsg_multicast_netns(&seccomm_nl_family, wanted->net, skb,
					 0, SECCOMM_NLGRP_KEY_REQUESTS,
					 GFP_ATOMIC) != -ESRCH)
		wanted->err = 0;
unlock:
	rcu_read_unlock();
}

/* Tell the group of a kind of key agents that a request waits. Whether one listens in this
 * namespace says the multicast alone, as above.
 */
static void event_send_agent_ready(struct seccomm_agent_wanted *wanted)
{
	const unsigned int group =
		SECCOMM_NLGRP_AGENT_KRB5 + wanted->kind - SECCOMM_EXT_KRB5;
	struct sk_buff *skb;
	void *hdr;

	skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!skb) {
		wanted->err = -ENOMEM;
		return;
	}
	hdr = genlmsg_put(skb, 0, 0, &seccomm_nl_family, 0,
			  SECCOMM_CMD_AGENT_READY);
	if (!hdr || nla_put_u8(skb, SECCOMM_A_AGENT_KIND, wanted->kind)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	/* An agent whose queue is full has enough to wake for. */
	if (genlmsg_multicast_netns(&seccomm_nl_family, wanted->net, skb, 0,
				    group, GFP_ATOMIC) != -ESRCH)
		wanted->err = 0;
}

static int event_notice(struct notifier_block *nb, unsigned long notice,
			void *arg)
{
	const struct seccomm_event *ev = arg;

	if (notice == SECCOMM_NOTICE_KEY_WANTED)
		event_send_key_request(arg);
	else if (notice == SECCOMM_NOTICE_AGENT_WANTED)
		event_send_agent_ready(arg);
	else
		event_send(ev->net, ev);
	return NOTIFY_DONE;
}

static struct notifier_block event_listener = {
	.notifier_call = event_notice,
};

int seccomm_event_init(void)
{
	return seccomm_notify_register(&event_listener);
}

void seccomm_event_exit(void)
{
	seccomm_notify_unregister(&event_listener);
}
