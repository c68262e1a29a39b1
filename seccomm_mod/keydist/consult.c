// SPDX-License-Identifier: GPL-2.0
/*
 * What methods have in common whose secret key agents make: the initiator's agent says
 * something, its token, to the responder's, which answers with another; both have the same key
 * then. How the tokens travel is the methods'.
 */
#include <crypto/utils.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "checker/method.h"
#include "keydist/consult.h"

int seccomm_consult_length(struct seccomm_keydist *kd)
{
	return SECCOMM_EXT_KEY_MIN;
}

void seccomm_consult_end(void *state)
{
	struct seccomm_consult *consult = state;

	if (consult->request)
		seccomm_agent_end(consult->request);
	seccomm_secret_put(consult->key);
	kfree_sensitive(consult);
}

/* Was our agent asked just this question? A message of the peer's may come several times. */
static bool consult_was_asked(const struct seccomm_agent_request *request,
			      const struct seccomm_question *question)
{
	const struct seccomm_question *last;

	if (!request)
		return false;
	last = &request->question;
	return last->step == question->step &&
	       last->token.len == question->token.len &&
	       !crypto_memneq(last->token.bytes, question->token.bytes,
			      question->token.len) &&
	       !memcmp(&last->name, &question->name, sizeof(last->name)) &&
	       !memcmp(&last->facts, &question->facts, sizeof(last->facts));
}

int seccomm_consult_once(struct seccomm_keydist *kd,
			 const struct seccomm_question *question,
			 struct seccomm_agent_request **request)
{
	struct seccomm_agent_request *asked;

	if (consult_was_asked(*request, question))
		return 0;
	if (*request)
		seccomm_agent_end(*request);
	*request = NULL;
	asked = seccomm_agent_ask(kd->net, question, kd->asker, kd->ex);
	if (IS_ERR(asked))
		return PTR_ERR(asked);
	*request = asked;
	return 0;
}

struct seccomm_question *
seccomm_consult_question(const struct seccomm_keydist *kd,
			 enum seccomm_agent_step step, const u8 *token, u16 len)
{
	struct seccomm_question *question =
		kzalloc(sizeof(*question), GFP_KERNEL);

	if (!question)
		return NULL;
	question->step = step;
	question->slot = kd->slot;
	question->ordinal = kd->ordinal;
	question->opened = !kd->initiator;
	strscpy(question->stack, kd->stack, sizeof(question->stack));
	question->peer = *kd->peer;
	question->token.len = len;
	memcpy(question->token.bytes, token, len);
	return question;
}

/* Ask our agent; @token, of @len bytes, is what the peer's says. 0, or an errno of
 * seccomm_agent_ask()'s.
 */
static int consult_ask(struct seccomm_keydist *kd, enum seccomm_agent_step step,
		       const u8 *token, u16 len)
{
	struct seccomm_consult *consult = kd->state;
	struct seccomm_question *question;
	int err;

	question = seccomm_consult_question(kd, step, token, len);
	if (!question)
		return -ENOMEM;
	question->kind = seccomm_method_agent(kd->method);
	if (step == SECCOMM_AGENT_FINISH)
		question->own = consult->own;
	err = kd->asker->facts(kd->ex, &question->facts);
	if (!err)
		err = seccomm_consult_once(kd, question, &consult->request);
	kfree_sensitive(question);
	return err;
}

int seccomm_consult_begin(struct seccomm_keydist *kd)
{
	struct seccomm_consult *consult =
		kzalloc(sizeof(*consult), GFP_KERNEL_ACCOUNT);
	int err = 0;

	if (!consult)
		return -ENOMEM;
	kd->state = consult;
	/* The responder's agent is asked when the initiator's has said something. */
	if (kd->initiator)
		err = consult_ask(kd, SECCOMM_AGENT_OFFER, NULL, 0);
	if (!err)
		return 0;
	seccomm_consult_end(consult);
	kd->state = NULL;
	return err;
}

int seccomm_consult_take(struct seccomm_keydist *kd, const u8 *token, u16 len)
{
	const enum seccomm_agent_step step =
		kd->initiator ? SECCOMM_AGENT_FINISH : SECCOMM_AGENT_ANSWER;

	return consult_ask(kd, step, token, len);
}

/* Take what has come: the initiator's agent says its token first, and has a key later. */
int seccomm_consult_wait(struct seccomm_keydist *kd)
{
	struct seccomm_consult *consult = kd->state;
	struct seccomm_agent_request *request = consult->request;
	int err;

	if (!request)
		return 0;
	err = seccomm_agent_result(request);
	if (err)
		return err;
	if (request->question.step != SECCOMM_AGENT_FINISH)
		consult->own = request->answer.token;
	if (request->answer.key) {
		seccomm_secret_put(consult->key);
		consult->key = seccomm_secret_get(request->answer.key);
		consult->identity = request->answer.identity;
	}
	/* A responder takes one M1, so that no other message is compared with the question. */
	if (!kd->initiator) {
		seccomm_agent_end(request);
		consult->request = NULL;
	}
	return 0;
}

const struct seccomm_secret *seccomm_consult_item(struct seccomm_keydist *kd,
						  unsigned int stage)
{
	const struct seccomm_consult *consult = kd->state;

	return stage ? NULL : consult->key;
}

struct seccomm_secret *seccomm_consult_secret(struct seccomm_keydist *kd)
{
	const struct seccomm_consult *consult = kd->state;

	return seccomm_secret_get(consult->key);
}
