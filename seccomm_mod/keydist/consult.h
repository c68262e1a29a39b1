/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What methods have in common whose secret the key agents of both hosts make.
 */
#ifndef SECCOMM_CONSULT_H
#define SECCOMM_CONSULT_H

#include "keydist/agent.h"
#include "keydist/keydist.h"

/**
 * struct seccomm_consult - one end, the state of such a method
 * @request: what our agent was asked last, or NULL; a responder's until its answer was taken
 * @key: the key, a reference; NULL before it came
 * @own: our agent's token, once the method has not to wait for it any more
 * @identity: who the peer has proved to be, with @key; SECCOMM_ID_ANONYMOUS if our agent does not
 *	say
 */
struct seccomm_consult {
	struct seccomm_agent_request *request;
	struct seccomm_secret *key;
	struct seccomm_token own;
	struct seccomm_identity_copy identity;
};

/* As struct seccomm_keydist_ops has them, of the agents of seccomm_method_agent(). */
int seccomm_consult_length(struct seccomm_keydist *kd);
int seccomm_consult_begin(struct seccomm_keydist *kd);
int seccomm_consult_wait(struct seccomm_keydist *kd);
const struct seccomm_secret *seccomm_consult_item(struct seccomm_keydist *kd,
						  unsigned int stage);
struct seccomm_secret *seccomm_consult_secret(struct seccomm_keydist *kd);
void seccomm_consult_end(void *state);
/* Have our agent told @token, of @len bytes, which the peer's says, unless it was by the same
 * message before. 0, -ENOMEM, or an errno of seccomm_agent_ask()'s. The exchange's work.
 */
int seccomm_consult_take(struct seccomm_keydist *kd, const u8 *token, u16 len);

/* What is asked of our agent in @kd's method; @token, of @len bytes, is what the peer says. For
 * kfree_sensitive(); NULL: no memory. Process context.
 */
struct seccomm_question *
seccomm_consult_question(const struct seccomm_keydist *kd,
			 enum seccomm_agent_step step, const u8 *token,
			 u16 len);
/* Ask our agent @question in place of *@request, unless that has asked it already, whatever has
 * come of it. 0, or an errno of seccomm_agent_ask()'s. The exchange's work.
 */
int seccomm_consult_once(struct seccomm_keydist *kd,
			 const struct seccomm_question *question,
			 struct seccomm_agent_request **request);

#endif /* SECCOMM_CONSULT_H */
