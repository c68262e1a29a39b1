// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink operations of key agents: take a request, and answer it.
 */
#include <net/ipv6.h>
#include "keydist/agent.h"
#include "netlink/family.h"

static const char none_waits[] =
	"no request of this kind waits: its group tells when one does";
static const char not_waiting[] =
	"no such request waits: it is answered, given up, or was never made";
static const char token_length[] =
	"a token has 1 to 256 bytes; leave it out to say nothing";
static const char key_length[] = "a key has 32 to 64 bytes";
static const char unfit_answer[] =
	"offer wants no key, answer and finish want one, finish no token";

/*
 * An agent is who has opened its socket with CAP_NET_ADMIN, as for joining its group. It may
 * give up all privilege then: an agent that was taken over cannot change stacks, keys or policy.
 */
static int agent_permitted(const struct sk_buff *skb)
{
	const struct sock *sk = NETLINK_CB(skb).sk;

	return file_ns_capable(sk->sk_socket->file, sock_net(sk)->user_ns,
			       CAP_NET_ADMIN) ?
		       0 :
		       -EPERM;
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

static int agent_fill(struct sk_buff *skb, const void *arg)
{
	const struct seccomm_agent_request *request = arg;
	const struct seccomm_question *question = &request->question;
	const long left = request->deadline - jiffies;

	if (nla_put_u8(skb, SECCOMM_A_AGENT_KIND, question->kind) ||
	    nla_put_u64_64bit(skb, SECCOMM_A_AGENT_COOKIE, request->cookie,
			      SECCOMM_A_AGENT_PAD) ||
	    nla_put_u8(skb, SECCOMM_A_AGENT_STEP, question->step) ||
	    nla_put_string(skb, SECCOMM_A_AGENT_STACK, question->stack) ||
	    nla_put_u8(skb, SECCOMM_A_AGENT_SLOT, question->slot) ||
	    nla_put_u8(skb, SECCOMM_A_AGENT_ORDINAL, question->ordinal) ||
	    nla_put_in6_addr(skb, SECCOMM_A_AGENT_PEER, &question->peer) ||
	    nla_put_u32(skb, SECCOMM_A_AGENT_LEFT_MS,
			left > 0 ? jiffies_to_msecs(left) : 0) ||
	    agent_put_facts(skb, question))
		return -EMSGSIZE;
	if (question->step != SECCOMM_AGENT_OFFER &&
	    agent_put_token(skb, SECCOMM_A_AGENT_TOKEN, &question->token))
		return -EMSGSIZE;
	if (question->step == SECCOMM_AGENT_FINISH &&
	    agent_put_token(skb, SECCOMM_A_AGENT_OWN_TOKEN, &question->own))
		return -EMSGSIZE;
	return 0;
}

int seccomm_nl_agent_accept_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *kind = info->attrs[SECCOMM_A_AGENT_KIND];
	struct seccomm_agent_request *request;
	int err;

	err = agent_permitted(skb);
	if (err)
		return err;
	if (!kind)
		return nl_missing(info->extack, NULL, SECCOMM_A_AGENT_KIND,
				  "an agent needs its kind");
	request = seccomm_agent_accept(genl_info_net(info), nla_get_u8(kind),
				       info->snd_portid);
	if (!request)
		return nl_deny(info->extack, kind, -EAGAIN, none_waits);
	err = seccomm_nl_reply(info, agent_fill, request);
	seccomm_agent_request_put(request);
	return err;
}

/* Take the token of an answer, empty if there is none. */
static int agent_get_token(const struct genl_info *info,
			   struct seccomm_token *token)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_AGENT_TOKEN];

	memset(token, 0, sizeof(*token));
	if (!attr)
		return 0;
	if (!nla_len(attr) || nla_len(attr) > SECCOMM_TOKEN_MAX)
		return nl_deny(info->extack, attr, -EINVAL, token_length);
	token->len = nla_len(attr);
	memcpy(token->bytes, nla_data(attr), token->len);
	return 0;
}

/* Take the key of an answer: a reference in @key, NULL if there is none. */
static int agent_get_key(const struct genl_info *info,
			 struct seccomm_secret **key)
{
	const struct nlattr *attr = info->attrs[SECCOMM_A_AGENT_KEY];

	*key = NULL;
	if (!attr)
		return 0;
	if (nla_len(attr) < SECCOMM_EXT_KEY_MIN ||
	    nla_len(attr) > SECCOMM_EXT_KEY_MAX)
		return nl_deny(info->extack, attr, -EINVAL, key_length);
	*key = seccomm_secret_new(nla_data(attr), nla_len(attr));
	return *key ? 0 : -ENOMEM;
}

static int agent_done(struct genl_info *info)
{
	const struct nlattr *cookie = info->attrs[SECCOMM_A_AGENT_COOKIE];
	struct seccomm_secret *key;
	struct seccomm_token token;
	int err;

	if (!cookie)
		return nl_missing(info->extack, NULL, SECCOMM_A_AGENT_COOKIE,
				  "an answer needs its request's cookie");
	err = agent_get_token(info, &token) ?: agent_get_key(info, &key);
	if (err)
		goto wipe;
	err = seccomm_agent_answer(genl_info_net(info), nla_get_u64(cookie),
				   info->snd_portid,
				   info->attrs[SECCOMM_A_AGENT_REFUSE], key,
				   &token);
	if (!err)
		goto wipe;
	seccomm_secret_put(key);
	err = nl_deny(info->extack, cookie, err,
		      err == -ENOENT ? not_waiting : unfit_answer);
wipe:
	memzero_explicit(&token, sizeof(token));
	return err;
}

/* The policy is applied here, and all of the request wiped, for the reasons that
 * seccomm_nl_key_set_doit() has.
 */
int seccomm_nl_agent_done_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = agent_permitted(skb);

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
