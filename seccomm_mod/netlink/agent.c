// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations of key agents: take a request, and answer it.
 */
#include <linux/slab.h>
#include <net/ipv6.h>
#include "keydist/agent.h"
#include "netlink/agent.h"
#include "netlink/family.h"

static const char not_agent[] =
	"to become an agent a socket needs CAP_NET_ADMIN, of its opener and of its sender";
static const char another_kind[] =
	"this socket is the agent of another kind: open one for each kind";
static const char many_agents[] = "there are too many agents here: end some";
static const char none_waits[] =
	"no request of this kind waits: its group tells when one does";
static const char not_waiting[] =
	"no such request waits: it is answered, given up, or was never made";
static const char token_length[] =
	"a token has 1 to 4096 bytes; leave it out to say nothing";
static const char key_length[] = "a key has 32 to 64 bytes";
static const char unfit_answer[] =
	"offer, verify: no key, else one; finish: no token; identity: with key; token: as of kind";
static const char refuse_error[] =
	"an agent refuses by EACCES, EKEYREJECTED, EKEYEXPIRED or EKEYREVOKED";
static const char error_alone[] = "error says why there is refuse";
static const char bad_identity[] =
	"an identity has 1 to 253 letters, digits and bytes of ._@/-, a principal any but blanks";

/*
 * A socket becomes an agent by its first request to take one, for which it needs privilege. Its
 * owner may give that up then: an agent that was taken over cannot change stacks, keys or policy,
 * nor can any of its sockets become an agent of another kind.
 */
static int agent_become(struct sk_buff *skb, struct genl_info *info,
			const struct nlattr *kind)
{
	struct net *net = genl_info_net(info);
	u8 is = seccomm_agent_kind(net, info->snd_portid);
	int err;

	if (is == nla_get_u8(kind))
		return 0;
	if (is)
		return nl_deny(info->extack, kind, -EPERM, another_kind);
	if (!netlink_net_capable(skb, CAP_NET_ADMIN))
		return nl_deny(info->extack, NULL, -EPERM, not_agent);
	err = seccomm_agent_begin(net, nla_get_u8(kind), info->snd_portid);
	if (err == -ENOSPC)
		return nl_deny(info->extack, NULL, err, many_agents);
	return err;
}

static int agent_put_token(struct sk_buff *skb, int type,
			   const struct seccomm_token *token)
{
	return nla_put(skb, type, token->len, token->bytes);
}

static int agent_put_facts(struct sk_buff *skb,
			   const struct seccomm_question *question)
{
	const struct seccomm_facts *facts = &question->facts;

	if (nla_put(skb, SECCOMM_A_AGENT_BINDING, sizeof(facts->binding),
		    facts->binding) ||
	    nla_put(skb, SECCOMM_A_AGENT_NONCE_I, sizeof(facts->nonce_i),
		    facts->nonce_i) ||
	    (question->step != SECCOMM_AGENT_OFFER &&
	     nla_put(skb, SECCOMM_A_AGENT_NONCE_R, sizeof(facts->nonce_r),
		     facts->nonce_r)))
		return -EMSGSIZE;
	return 0;
}

static u32 agent_left_ms(const struct seccomm_agent_request *request)
{
	const long left = request->deadline - jiffies;

	return left > 0 ? jiffies_to_msecs(left) : 0;
}

/* Other requests of the handshake may delay M1 as long as this one. Its time begins with M1. */
static u32 agent_keep_ms(const struct seccomm_agent_request *request)
{
	const struct seccomm_net *snet = seccomm_net(request->net);

	return agent_left_ms(request) + jiffies_to_msecs(seccomm_give_up(snet));
}

/* What is asked, and about what. */
static int agent_put_question(struct sk_buff *skb,
			      const struct seccomm_question *question)
{
	const struct seccomm_identity_copy *name = &question->name;

	if (question->step != SECCOMM_AGENT_OFFER &&
	    agent_put_token(skb, SECCOMM_A_AGENT_TOKEN, &question->token))
		return -EMSGSIZE;
	if (question->step == SECCOMM_AGENT_FINISH &&
	    agent_put_token(skb, SECCOMM_A_AGENT_OWN_TOKEN, &question->own))
		return -EMSGSIZE;
	if (question->step == SECCOMM_AGENT_VERIFY)
		return seccomm_nl_put_name(skb, SECCOMM_A_AGENT_IDENTITY,
					   name->value, name->len);
	return agent_put_facts(skb, question);
}

static int agent_fill(struct sk_buff *skb, const void *arg)
{
	const struct seccomm_agent_request *request = arg;
	const struct seccomm_question *question = &request->question;

	if (nla_put_u8(skb, SECCOMM_A_AGENT_KIND, question->kind) ||
	    nla_put_u64_64bit(skb, SECCOMM_A_AGENT_COOKIE, request->cookie,
			      SECCOMM_A_AGENT_PAD) ||
	    nla_put_u8(skb, SECCOMM_A_AGENT_STEP, question->step) ||
	    nla_put_string(skb, SECCOMM_A_AGENT_STACK, question->stack) ||
	    nla_put_u8(skb, SECCOMM_A_AGENT_SLOT, question->slot) ||
	    nla_put_u8(skb, SECCOMM_A_AGENT_ORDINAL, question->ordinal) ||
	    nla_put_in6_addr(skb, SECCOMM_A_AGENT_PEER, &question->peer) ||
	    nla_put_u32(skb, SECCOMM_A_AGENT_LEFT_MS, agent_left_ms(request)))
		return -EMSGSIZE;
	if (question->step == SECCOMM_AGENT_OFFER &&
	    nla_put_u32(skb, SECCOMM_A_AGENT_KEEP_MS, agent_keep_ms(request)))
		return -EMSGSIZE;
	return agent_put_question(skb, question);
}

int seccomm_nl_agent_accept_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *kind = info->attrs[SECCOMM_A_AGENT_KIND];
	struct seccomm_agent_request *request;
	int err;

	if (!kind)
		return nl_missing(info->extack, NULL, SECCOMM_A_AGENT_KIND,
				  "an agent needs its kind");
	err = agent_become(skb, info, kind);
	if (err)
		return err;
	request = seccomm_agent_accept(genl_info_net(info), nla_get_u8(kind),
				       info->snd_portid);
	if (!request)
		return nl_deny(info->extack, kind, -EAGAIN, none_waits);
	err = seccomm_nl_reply(info, agent_fill, request);
	seccomm_agent_request_put(request);
	return err;
}

/* Take the token of an answer, if there is one. */
static int agent_get_token(const struct genl_info *info,
			   struct seccomm_token *token)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_AGENT_TOKEN];

	if (!attr)
		return 0;
	if (!nla_len(attr) || nla_len(attr) > SECCOMM_TOKEN_MAX)
		return nl_deny(info->extack, attr, -EINVAL, token_length);
	token->len = nla_len(attr);
	memcpy(token->bytes, nla_data(attr), token->len);
	return 0;
}

/* Take the key of an answer, if there is one: a reference in @key. */
static int agent_get_key(const struct genl_info *info,
			 struct seccomm_secret **key)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_AGENT_KEY];

	if (!attr)
		return 0;
	if (nla_len(attr) < SECCOMM_EXT_KEY_MIN ||
	    nla_len(attr) > SECCOMM_EXT_KEY_MAX)
		return nl_deny(info->extack, attr, -EINVAL, key_length);
	*key = seccomm_secret_new(nla_data(attr), nla_len(attr));
	return *key ? 0 : -ENOMEM;
}

/* Take the identity of an answer, if there is one. */
static int agent_get_identity(struct genl_info *info,
			      struct seccomm_identity_copy *copy)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_AGENT_IDENTITY];
	const bool krb5 =
		seccomm_agent_kind(genl_info_net(info), info->snd_portid) ==
		SECCOMM_EXT_KRB5;
	struct seccomm_identity id = {
		.kind = krb5 ? SECCOMM_ID_PRINCIPAL : SECCOMM_ID_NAME,
	};

	if (!attr)
		return 0;
	id.value = nla_data(attr);
	id.len = strnlen(nla_data(attr), nla_len(attr));
	if (!seccomm_identity_valid(&id))
		return nl_deny(info->extack, attr, -EINVAL, bad_identity);
	copy->kind = id.kind;
	copy->len = id.len;
	memcpy(copy->value, id.value, id.len);
	return 0;
}

/* Take why an answer refuses, if it does: a positive errno in @refused. */
static int agent_get_refusal(const struct genl_info *info, u8 *refused)
{
	const struct nlattr *error = info->attrs[SECCOMM_A_AGENT_ERROR];
	const bool refuse = info->attrs[SECCOMM_A_AGENT_REFUSE];

	if (error && !refuse)
		return nl_deny(info->extack, error, -EINVAL, error_alone);
	if (error && !seccomm_agent_refuses(nla_get_u8(error)))
		return nl_deny(info->extack, error, -EINVAL, refuse_error);
	if (refuse)
		*refused = error ? nla_get_u8(error) : EACCES;
	return 0;
}

static int agent_done(struct genl_info *info)
{
	const struct nlattr *cookie = info->attrs[SECCOMM_A_AGENT_COOKIE];
	struct seccomm_agent_answer *answer;
	int err;

	if (!cookie)
		return nl_missing(info->extack, NULL, SECCOMM_A_AGENT_COOKIE,
				  "an answer needs its request's cookie");
	answer = kzalloc(sizeof(*answer), GFP_KERNEL);
	if (!answer)
		return -ENOMEM;
	err = agent_get_refusal(info, &answer->refused)		  ?:
		      agent_get_token(info, &answer->token)	  ?:
		      agent_get_identity(info, &answer->identity) ?:
		      agent_get_key(info, &answer->key);
	if (err)
		goto wipe;
	err = seccomm_agent_answer(genl_info_net(info), nla_get_u64(cookie),
				   info->snd_portid, answer);
	if (!err)
		goto wipe;
	seccomm_secret_put(answer->key);
	err = nl_deny(info->extack, cookie, err,
		      err == -ENOENT ? not_waiting : unfit_answer);
wipe:
	kfree_sensitive(answer);
	return err;
}

/* The policy is applied here, and all of the request wiped, for the reasons that
 * seccomm_nl_key_set_doit() has.
 */
int seccomm_nl_agent_done_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = 0;

	if (!seccomm_agent_kind(genl_info_net(info), info->snd_portid) &&
	    !netlink_net_capable(skb, CAP_NET_ADMIN))
		err = nl_deny(info->extack, NULL, -EPERM, not_agent);
	if (!err)
		err = nla_validate(genlmsg_data(info->genlhdr),
				   genlmsg_len(info->genlhdr),
				   ARRAY_SIZE(seccomm_agent_done_nl_policy) - 1,
				   seccomm_agent_done_nl_policy, info->extack);
	if (!err)
		err = agent_done(info);
	memzero_explicit(genlmsg_data(info->genlhdr),
			 genlmsg_len(info->genlhdr));
	return err;
}

/* Forget the sockets of agents that are closed, whose ports others may get. */
static int agent_notice(struct notifier_block *nb, unsigned long notice,
			void *arg)
{
	const struct netlink_notify *closed = arg;

	if (notice == NETLINK_URELEASE && closed->protocol == NETLINK_GENERIC)
		seccomm_agent_gone(closed->net, closed->portid);
	return NOTIFY_DONE;
}

static struct notifier_block agent_listener = {
	.notifier_call = agent_notice,
};

int seccomm_nl_agent_init(void)
{
	return netlink_register_notifier(&agent_listener);
}

void seccomm_nl_agent_exit(void)
{
	netlink_unregister_notifier(&agent_listener);
}
