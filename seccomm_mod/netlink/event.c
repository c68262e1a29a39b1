// SPDX-License-Identifier: GPL-2.0
/*
 * What the module tells of its own accord: events, and requests for secrets.
 */
#include "keys/store.h"
#include "netlink/attr.h"

/* Can this group have a listener, here or in another namespace? RCU held. */
static bool heard(struct net *net, unsigned int group)
{
	return READ_ONCE(seccomm_nl_up) &&
	       genl_has_listeners(&seccomm_nl_family, net, group);
}

static int put_event(struct sk_buff *skb, const struct seccomm_event *ev)
{
	struct nlattr *nest;

	if (nla_put_u8(skb, SECCOMM_A_EVENT_KIND, ev->kind) ||
	    (ev->error && nla_put_u32(skb, SECCOMM_A_EVENT_ERROR, ev->error)) ||
	    nla_put_string(skb, SECCOMM_A_EVENT_STACK, ev->session->stack) ||
	    (ev->digest && nla_put(skb, SECCOMM_A_EVENT_DIGEST,
				   SECCOMM_HASH_LEN, ev->digest)) ||
	    (ev->peer_digest && nla_put(skb, SECCOMM_A_EVENT_PEER_DIGEST,
					ev->peer_digest_len, ev->peer_digest)))
		return -EMSGSIZE;
	if (!ev->session->index)
		return 0;
	nest = nla_nest_start(skb, SECCOMM_A_EVENT_SESSION);
	if (!nest || seccomm_nl_put_session(skb, ev->session))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

void seccomm_event_send(struct net *net, const struct seccomm_event *ev)
{
	struct sk_buff *skb;
	void *hdr;

	rcu_read_lock();
	if (!heard(net, SECCOMM_NLGRP_EVENTS))
		goto unlock;
	skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	if (!skb)
		goto unlock;
	hdr = genlmsg_put(skb, 0, 0, &seccomm_nl_family, 0, SECCOMM_CMD_EVENT);
	if (!hdr || put_event(skb, ev)) {
		nlmsg_free(skb);
		goto unlock;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&seccomm_nl_family, net, skb, 0,
				SECCOMM_NLGRP_EVENTS, GFP_ATOMIC);
unlock:
	rcu_read_unlock();
}

static struct sk_buff *key_request(const char *stack, u8 slot,
				   const struct in6_addr *peer)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_ATOMIC);
	void *hdr;

	if (!skb)
		return NULL;
	hdr = genlmsg_put(skb, 0, 0, &seccomm_nl_family, 0,
			  SECCOMM_CMD_KEY_REQUEST);
	if (!hdr || nla_put_string(skb, SECCOMM_A_KEY_STACK, stack) ||
	    (slot != SECCOMM_SESSION_SECRET &&
	     nla_put_u8(skb, SECCOMM_A_KEY_SLOT, slot)) ||
	    nla_put_in6_addr(skb, SECCOMM_A_KEY_PEER, peer)) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, hdr);
	return skb;
}

bool seccomm_key_request(struct net *net, const char *stack, u8 slot,
			 const struct in6_addr *peer)
{
	struct sk_buff *skb;
	bool ret = false;

	rcu_read_lock();
	if (!heard(net, SECCOMM_NLGRP_KEY_REQUESTS))
		goto unlock;
	skb = key_request(stack, slot, peer);
	/* A listener whose queue is full is there all the same. */
	ret = skb && genlmsg_multicast_netns(&seccomm_nl_family, net, skb, 0,
					     SECCOMM_NLGRP_KEY_REQUESTS,
					     GFP_ATOMIC) != -ESRCH;
unlock:
	rcu_read_unlock();
	return ret;
}
