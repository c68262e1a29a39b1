// SPDX-License-Identifier: GPL-2.0
/*
 * Keys from a third party: the initiator's key agent says something, its token, to the
 * responder's, which answers with another; both have the same key then. What the tokens say is
 * between the agents.
 */
#include <crypto/utils.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "keydist/agent.h"
#include "keydist/ext.h"

/* What stands before the token in an item's body: the agents' kind, and the token's length. */
#define EXT_HEAD 3

/**
 * struct ext_state - one end
 * @request: what our agent was asked last, or NULL
 * @key: the key, a reference; NULL before it came
 * @own: our agent's token
 * @identity: who the peer has proved to be, with @key; SECCOMM_ID_ANONYMOUS if our agent does not
 *	say
 */
struct ext_state {
	struct seccomm_agent_request *request;
	struct seccomm_secret *key;
	struct seccomm_token own;
	struct seccomm_identity_copy identity;
};

static int ext_length(struct seccomm_keydist *kd)
{
	return SECCOMM_EXT_KEY_MIN;
}

static void ext_end(void *state)
{
	struct ext_state *ext = state;

	if (ext->request)
		seccomm_agent_end(ext->request);
	seccomm_secret_put(ext->key);
	kfree_sensitive(ext);
}

/* Was our agent asked just this question? A message of the peer's may come several times. */
static bool ext_was_asked(const struct ext_state *ext,
			  const struct seccomm_question *question)
{
	const struct seccomm_question *last;

	if (!ext->request)
		return false;
	last = &ext->request->question;
	return last->step == question->step &&
	       last->token.len == question->token.len &&
	       !crypto_memneq(last->token.bytes, question->token.bytes,
			      question->token.len) &&
	       !memcmp(&last->facts, &question->facts, sizeof(last->facts));
}

/* Ask our agent @question, unless it was asked already, whatever has come of that. */
static int ext_put(struct seccomm_keydist *kd,
		   const struct seccomm_question *question)
{
	struct ext_state *ext = kd->state;
	struct seccomm_agent_request *request;

	if (ext_was_asked(ext, question))
		return 0;
	if (ext->request)
		seccomm_agent_end(ext->request);
	ext->request = NULL;
	request = seccomm_agent_ask(kd->net, question, kd->asker, kd->ex);
	if (IS_ERR(request))
		return PTR_ERR(request);
	ext->request = request;
	return 0;
}

/* Ask our agent; @token, of @len bytes, is what the peer's says. 0, or an errno of
 * seccomm_agent_ask()'s.
 */
static int ext_ask(struct seccomm_keydist *kd, enum seccomm_agent_step step,
		   const u8 *token, u16 len)
{
	const struct ext_state *ext = kd->state;
	struct seccomm_question *question;
	int err;

	question = kzalloc(sizeof(*question), GFP_KERNEL);
	if (!question)
		return -ENOMEM;
	question->kind = kd->method->ext;
	question->step = step;
	question->slot = kd->slot;
	question->ordinal = kd->ordinal;
	strscpy(question->stack, kd->stack, sizeof(question->stack));
	question->peer = *kd->peer;
	question->token.len = len;
	memcpy(question->token.bytes, token, len);
	if (step == SECCOMM_AGENT_FINISH)
		question->own = ext->own;
	err = kd->asker->facts(kd->ex, &question->facts);
	if (!err)
		err = ext_put(kd, question);
	kfree_sensitive(question);
	return err;
}

static int ext_begin(struct seccomm_keydist *kd)
{
	struct ext_state *ext = kzalloc(sizeof(*ext), GFP_KERNEL_ACCOUNT);
	int err = 0;

	if (!ext)
		return -ENOMEM;
	kd->state = ext;
	/* The responder's agent is asked when the initiator's has said something. */
	if (kd->initiator)
		err = ext_ask(kd, SECCOMM_AGENT_OFFER, NULL, 0);
	if (!err)
		return 0;
	ext_end(ext);
	kd->state = NULL;
	return err;
}

static int ext_take(struct seccomm_keydist *kd, enum seccomm_list list,
		    const u8 *body, u16 len)
{
	const enum seccomm_agent_step step =
		kd->initiator ? SECCOMM_AGENT_FINISH : SECCOMM_AGENT_ANSWER;

	if (body[0] != kd->method->ext ||
	    get_unaligned_be16(body + 1) != len - EXT_HEAD)
		return -EBADMSG;
	return ext_ask(kd, step, body + EXT_HEAD, len - EXT_HEAD);
}

/* Take what has come: the initiator's agent says its token first, and has a key later. */
static int ext_wait(struct seccomm_keydist *kd)
{
	struct ext_state *ext = kd->state;
	struct seccomm_agent_request *request = ext->request;
	int err;

	if (!request)
		return 0;
	err = seccomm_agent_result(request);
	if (err)
		return err;
	if (request->question.step != SECCOMM_AGENT_FINISH)
		ext->own = request->answer.token;
	if (request->answer.key) {
		seccomm_secret_put(ext->key);
		ext->key = seccomm_secret_get(request->answer.key);
		ext->identity = request->answer.identity;
	}
	return 0;
}

static int ext_give(struct seccomm_keydist *kd, enum seccomm_list list,
		    u8 *body)
{
	const struct ext_state *ext = kd->state;

	body[0] = kd->method->ext;
	put_unaligned_be16(ext->own.len, body + 1);
	memcpy(body + EXT_HEAD, ext->own.bytes, ext->own.len);
	return EXT_HEAD + ext->own.len;
}

static const struct seccomm_secret *ext_item(struct seccomm_keydist *kd,
					     unsigned int stage)
{
	const struct ext_state *ext = kd->state;

	return stage ? NULL : ext->key;
}

static struct seccomm_secret *ext_secret(struct seccomm_keydist *kd)
{
	const struct ext_state *ext = kd->state;

	return seccomm_secret_get(ext->key);
}

static bool ext_identity(struct seccomm_keydist *kd,
			 struct seccomm_identity *id)
{
	const struct ext_state *ext = kd->state;

	id->kind = ext->identity.kind;
	id->len = ext->identity.len;
	id->value = ext->identity.value;
	return true;
}

const struct seccomm_keydist_ops seccomm_ext = {
	.name = "ExternalKey",
	.length = ext_length,
	.begin = ext_begin,
	.give = ext_give,
	.take = ext_take,
	.wait = ext_wait,
	.item = ext_item,
	.secret = ext_secret,
	.identity = ext_identity,
	.end = ext_end,
};
