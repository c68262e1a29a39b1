// SPDX-License-Identifier: GPL-2.0
/*
 * The methods ext and mlkem768, and their requests to key agents, of which the test is one: what
 * each end says by the vectors, what is refused, how many may wait, and that references come back.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/seccomm.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "checker/length.h"
#include "checker/method.h"
#include "handshake/items.h"
#include "keydist/agent.h"
#include "keydist/keydist.h"
#include "netns.h"
#include "notify.h"
#include "seccomm_test.h"
#include "seccomm_vectors.inc"

#define EXTS 3
#define MLKEMS 3
#define PORT 7
#define OTHER_PORT 8

static const struct in6_addr peer = { .s6_addr = { 0xfd, 9, [15] = 1 } };

static const struct seccomm_token none;

/* What stands for the exchange, and what comes of telling the agent. */
static struct {
	int heard;
	u8 nonce_r;
	unsigned int held;
	unsigned int given_back;
	struct completion woken;
} fake;

static int fake_facts(struct seccomm_exchange *ex, struct seccomm_facts *facts)
{
	memset(facts, 1, sizeof(*facts));
	facts->nonce_r[0] = fake.nonce_r;
	return 0;
}

static void fake_hold(struct seccomm_exchange *ex)
{
	fake.held++;
}

static void fake_release(struct seccomm_exchange *ex)
{
	fake.given_back++;
}

static void fake_wake(struct seccomm_exchange *ex)
{
	fake.given_back++;
	complete(&fake.woken);
}

static const struct seccomm_asker_ops fake_asker = {
	.facts = fake_facts,
	.hold = fake_hold,
	.wake = fake_wake,
	.release = fake_release,
};

static int fake_notice(struct notifier_block *nb, unsigned long notice,
		       void *arg)
{
	struct seccomm_agent_wanted *wanted = arg;

	if (notice == SECCOMM_NOTICE_AGENT_WANTED)
		wanted->err = fake.heard;
	return NOTIFY_DONE;
}

static struct notifier_block fake_listener = {
	.notifier_call = fake_notice,
};

static int agent_init(struct kunit *test)
{
	memset(&fake, 0, sizeof(fake));
	init_completion(&fake.woken);
	return seccomm_notify_register(&fake_listener);
}

static void agent_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, fake.held, fake.given_back);
	KUNIT_EXPECT_NULL(test, seccomm_agent_accept(&init_net,
						     SECCOMM_EXT_FILE, PORT));
	seccomm_notify_unregister(&fake_listener);
}

static void ext_desc(const struct vt_ext *ext, char *desc)
{
	strscpy(desc, ext->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(ext, vt_exts, ext_desc);
KUNIT_ARRAY_PARAM(mlkem, vt_mlkems, ext_desc);

static void taken(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(vt_exts), EXTS);
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(vt_mlkems), MLKEMS);
}

static struct seccomm_method ext_method(const struct vt_ext *ext)
{
	if (ext->kind == SECCOMM_AGENT_MLKEM)
		return (struct seccomm_method){
			.kind = SECCOMM_METHOD_MLKEM768,
		};
	return (struct seccomm_method){ .kind = SECCOMM_METHOD_EXT,
					.ext = ext->kind };
}

/* One end, before it begins. */
static struct seccomm_keydist ext_end(const struct seccomm_method *method,
				      bool initiator)
{
	return (struct seccomm_keydist){
		.ops = seccomm_keydist_method(SECCOMM_SOURCE_METHOD, method),
		.net = &init_net,
		.stack = "vectors",
		.peer = &peer,
		.method = method,
		.asker = &fake_asker,
		.initiator = initiator,
	};
}

/* The body of the item that an end gives: its list has no other. */
static const u8 *ext_body(const struct vt_ext *ext, bool initiator, u16 *len)
{
	const struct vt_bytes *list = &ext->list[!initiator];

	*len = list->len - SECCOMM_ITEM_HEAD;
	return (const u8 *)list->data + SECCOMM_ITEM_HEAD;
}

static void ext_token(const struct vt_ext *ext, bool initiator,
		      struct seccomm_token *token)
{
	memset(token, 0, sizeof(*token));
	token->len = ext->token[!initiator].len;
	memcpy(token->bytes, ext->token[!initiator].data, token->len);
}

/* Be the agent that is asked for @step, and answer with what is given. */
static int ext_answer(struct kunit *test, u8 kind, enum seccomm_agent_step step,
		      const struct vt_bytes *key,
		      const struct seccomm_token *token)
{
	struct seccomm_agent_request *request =
		seccomm_agent_accept(&init_net, kind, PORT);
	struct seccomm_agent_answer *answer =
		kunit_kzalloc(test, sizeof(*answer), GFP_KERNEL);
	u64 cookie;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, request);
	KUNIT_ASSERT_NOT_NULL(test, answer);
	KUNIT_EXPECT_EQ(test, request->question.step, step);
	cookie = request->cookie;
	seccomm_agent_request_put(request);
	if (key)
		answer->key = seccomm_secret_new(key->data, key->len);
	answer->token = *token;
	err = seccomm_agent_answer(&init_net, cookie, PORT, answer);
	if (err)
		seccomm_secret_put(answer->key);
	return err;
}

/* An end gives the body that the vectors have. */
static void ext_gives(struct kunit *test, struct seccomm_keydist *kd,
		      const struct vt_ext *ext, enum seccomm_list list)
{
	u8 *body = kunit_kzalloc(test, seccomm_method_body(kd->method, list),
				 GFP_KERNEL);
	const u8 *want;
	u16 len;

	KUNIT_ASSERT_NOT_NULL(test, body);
	want = ext_body(ext, kd->initiator, &len);
	KUNIT_ASSERT_EQ(test, kd->ops->give(kd, list, body), len);
	KUNIT_EXPECT_MEMEQ(test, body, want, len);
}

static void ext_has_key(struct kunit *test, struct seccomm_keydist *kd,
			const struct vt_ext *ext)
{
	struct seccomm_secret *secret = kd->ops->secret(kd);

	KUNIT_ASSERT_EQ(test, secret->len, ext->key.len);
	KUNIT_EXPECT_MEMEQ(test, secret->bytes, ext->key.data, secret->len);
	seccomm_secret_put(secret);
}

static void ext_initiator(struct kunit *test)
{
	const struct vt_ext *ext = test->param_value;
	const struct seccomm_method method = ext_method(ext);
	struct seccomm_keydist kd = ext_end(&method, true);
	struct seccomm_token *token =
		kunit_kzalloc(test, sizeof(*token), GFP_KERNEL);
	const u8 *body;
	u16 len;

	KUNIT_ASSERT_NOT_NULL(test, token);
	ext_token(ext, true, token);
	KUNIT_ASSERT_EQ(test, kd.ops->begin(&kd), 0);
	KUNIT_EXPECT_EQ(test, kd.ops->wait(&kd), -EINPROGRESS);
	KUNIT_EXPECT_EQ(test,
			ext_answer(test, ext->kind, SECCOMM_AGENT_OFFER, NULL,
				   token),
			0);
	KUNIT_EXPECT_EQ(test, kd.ops->wait(&kd), 0);
	ext_gives(test, &kd, ext, SECCOMM_LIST_M1);
	body = ext_body(ext, false, &len);
	KUNIT_ASSERT_EQ(test, kd.ops->take(&kd, SECCOMM_LIST_M2, body, len), 0);
	KUNIT_EXPECT_EQ(test, kd.ops->wait(&kd), -EINPROGRESS);
	KUNIT_EXPECT_EQ(test,
			ext_answer(test, ext->kind, SECCOMM_AGENT_FINISH,
				   &ext->key, &none),
			0);
	KUNIT_EXPECT_EQ(test, kd.ops->wait(&kd), 0);
	ext_has_key(test, &kd, ext);
	/* The same message again is answered; with another nonce it is another one. */
	KUNIT_EXPECT_EQ(test, kd.ops->take(&kd, SECCOMM_LIST_M2, body, len), 0);
	KUNIT_EXPECT_EQ(test, kd.ops->wait(&kd), 0);
	fake.nonce_r++;
	KUNIT_EXPECT_EQ(test, kd.ops->take(&kd, SECCOMM_LIST_M2, body, len), 0);
	KUNIT_EXPECT_EQ(test, kd.ops->wait(&kd), -EINPROGRESS);
	kd.ops->end(kd.state);
}

static void mlkem_initiator(struct kunit *test)
{
	ext_initiator(test);
}

/* A responder that has begun takes and gives what the vectors have. */
static void ext_responds(struct kunit *test, struct seccomm_keydist *kd)
{
	const struct vt_ext *ext = test->param_value;
	struct seccomm_token *token =
		kunit_kzalloc(test, sizeof(*token), GFP_KERNEL);
	const u8 *body;
	u16 len;

	KUNIT_ASSERT_NOT_NULL(test, token);
	ext_token(ext, false, token);
	body = ext_body(ext, true, &len);
	KUNIT_ASSERT_EQ(test, kd->ops->take(kd, SECCOMM_LIST_M1, body, len), 0);
	KUNIT_EXPECT_EQ(test, kd->ops->wait(kd), -EINPROGRESS);
	KUNIT_EXPECT_EQ(test,
			ext_answer(test, ext->kind, SECCOMM_AGENT_ANSWER,
				   &ext->key, token),
			0);
	KUNIT_EXPECT_EQ(test, kd->ops->wait(kd), 0);
	ext_gives(test, kd, ext, SECCOMM_LIST_M2);
	ext_has_key(test, kd, ext);
	kd->ops->end(kd->state);
}

static void ext_responder(struct kunit *test)
{
	const struct vt_ext *ext = test->param_value;
	const struct seccomm_method method = ext_method(ext);
	struct seccomm_keydist kd = ext_end(&method, false);
	const u8 *body;
	u16 len;

	body = ext_body(ext, true, &len);
	KUNIT_ASSERT_EQ(test, kd.ops->begin(&kd), 0);
	KUNIT_EXPECT_EQ(test, kd.ops->wait(&kd), 0);
	KUNIT_EXPECT_EQ(test, kd.ops->take(&kd, SECCOMM_LIST_M1, body, len - 1),
			-EBADMSG);
	ext_responds(test, &kd);
}

/* An encapsulation key that is not reduced is refused, and the agent not asked. */
static void mlkem_responder(struct kunit *test)
{
	const struct seccomm_method method = ext_method(test->param_value);
	struct seccomm_keydist kd = ext_end(&method, false);

	KUNIT_ASSERT_EQ(test, kd.ops->begin(&kd), 0);
	KUNIT_EXPECT_EQ(test,
			kd.ops->take(&kd, SECCOMM_LIST_M1,
				     (const u8 *)vt_mlkem_unreduced,
				     SECCOMM_MLKEM_EK),
			-EBADMSG);
	KUNIT_EXPECT_EQ(test, kd.ops->wait(&kd), 0);
	ext_responds(test, &kd);
}

/* Neither item of mlkem768 is cut or grown. */
static void mlkem_items(struct kunit *test)
{
	const struct vt_ext *ext = test->param_value;
	const struct seccomm_slot slot = {
		.source = SECCOMM_SOURCE_METHOD,
		.n_methods = 1,
		.methods = { ext_method(ext) },
	};
	struct seccomm_stack *stack =
		kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);
	enum seccomm_list at;

	KUNIT_ASSERT_NOT_NULL(test, stack);
	stack->slots = BIT(0);
	stack->declared[0] = &slot;
	for (at = SECCOMM_LIST_M1; at <= SECCOMM_LIST_M2; at++) {
		const struct vt_bytes *item = &ext->list[at];
		u8 *list = kunit_kzalloc(test, item->len + 1, GFP_KERNEL);
		int more;

		KUNIT_ASSERT_NOT_NULL(test, list);
		memcpy(list, item->data, item->len);
		list[1] = 0; /* the first of its slot's here */
		for (more = -1; more <= 1; more++) {
			const unsigned int len = item->len + more;

			put_unaligned_be16(len - SECCOMM_ITEM_HEAD, list + 4);
			KUNIT_EXPECT_EQ(test,
					seccomm_items_fit(stack, at, list, len),
					!more);
		}
	}
}

/* A list has the lengths that it says, and a token is neither too long nor cut. */
static void ext_items(struct kunit *test)
{
	const struct vt_ext *ext = test->param_value;
	const struct seccomm_slot slot = {
		.source = SECCOMM_SOURCE_METHOD,
		.n_methods = 1,
		.methods = { { .kind = SECCOMM_METHOD_EXT, .ext = ext->kind } },
	};
	struct seccomm_stack *stack =
		kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);
	const u16 len = ext->list[0].len;
	const u16 most = seccomm_method_body(slot.methods, SECCOMM_LIST_M1);
	u8 *list =
		kunit_kzalloc(test, SECCOMM_ITEM_HEAD + most + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stack);
	KUNIT_ASSERT_NOT_NULL(test, list);
	stack->slots = BIT(0);
	stack->declared[0] = &slot;
	memcpy(list, ext->list[0].data, len);
	KUNIT_EXPECT_TRUE(test,
			  seccomm_items_fit(stack, SECCOMM_LIST_M1, list, len));
	KUNIT_EXPECT_FALSE(test, seccomm_items_fit(stack, SECCOMM_LIST_M1, list,
						   len - 1));
	KUNIT_EXPECT_FALSE(test, seccomm_items_fit(stack, SECCOMM_LIST_M1, list,
						   len + 1));
	KUNIT_EXPECT_FALSE(test,
			   seccomm_items_fit(stack, SECCOMM_LIST_M1, list, 0));
	KUNIT_EXPECT_EQ(test, most,
			3 + (ext->kind == SECCOMM_EXT_KRB5 ? 2048 : 256));
	/* The greatest token, one more, the least, one less. */
	put_unaligned_be16(most, list + 4);
	KUNIT_EXPECT_TRUE(test, seccomm_items_fit(stack, SECCOMM_LIST_M1, list,
						  6 + most));
	put_unaligned_be16(most + 1, list + 4);
	KUNIT_EXPECT_FALSE(test, seccomm_items_fit(stack, SECCOMM_LIST_M1, list,
						   6 + most + 1));
	put_unaligned_be16(3, list + 4);
	KUNIT_EXPECT_TRUE(test, seccomm_items_fit(stack, SECCOMM_LIST_M1, list,
						  6 + 3));
	put_unaligned_be16(2, list + 4);
	KUNIT_EXPECT_FALSE(test, seccomm_items_fit(stack, SECCOMM_LIST_M1, list,
						   6 + 2));
}

/* A question for the agent of kind file. */
static struct seccomm_agent_request *ask(struct kunit *test,
					 enum seccomm_agent_step step, u8 host)
{
	struct seccomm_question *question =
		kunit_kzalloc(test, sizeof(*question), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, question);
	question->kind = SECCOMM_EXT_FILE;
	question->step = step;
	question->opened = step == SECCOMM_AGENT_ANSWER;
	question->peer = peer;
	question->peer.s6_addr[7] = host;
	return seccomm_agent_ask(&init_net, question, &fake_asker, NULL);
}

/* Who answers what, and what becomes of the request. */
static void answers(struct kunit *test)
{
	static const struct vt_bytes key = {
		32, "0123456789abcdef0123456789abcdef"
	};
	struct seccomm_agent_request *request, *same;
	struct seccomm_agent_answer *answer =
		kunit_kzalloc(test, sizeof(*answer), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, answer);
	answer->token.len = 1;
	request = ask(test, SECCOMM_AGENT_OFFER, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(request));
	KUNIT_EXPECT_EQ(test,
			seccomm_agent_answer(&init_net, request->cookie, PORT,
					     answer),
			-ENOENT);
	KUNIT_EXPECT_NULL(test, seccomm_agent_accept(&init_net,
						     SECCOMM_EXT_EXEC, PORT));
	same = seccomm_agent_accept(&init_net, SECCOMM_EXT_FILE, PORT);
	KUNIT_ASSERT_PTR_EQ(test, same, request);
	KUNIT_EXPECT_NULL(test, seccomm_agent_accept(&init_net,
						     SECCOMM_EXT_FILE, PORT));
	KUNIT_EXPECT_EQ(test,
			seccomm_agent_answer(&init_net, request->cookie,
					     OTHER_PORT, answer),
			-ENOENT);
	KUNIT_EXPECT_EQ(test,
			seccomm_agent_answer(&init_net, request->cookie + 1,
					     PORT, answer),
			-ENOENT);
	/* Only a key comes with an identity, and a refusal with nothing. */
	answer->identity.kind = SECCOMM_ID_NAME;
	answer->identity.len = 1;
	KUNIT_EXPECT_EQ(test,
			seccomm_agent_answer(&init_net, request->cookie, PORT,
					     answer),
			-EINVAL);
	answer->identity.len = 0;
	answer->refused = EACCES;
	KUNIT_EXPECT_EQ(test,
			seccomm_agent_answer(&init_net, request->cookie, PORT,
					     answer),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, seccomm_agent_result(request), -EINPROGRESS);
	answer->token.len = 0;
	KUNIT_EXPECT_EQ(test,
			seccomm_agent_answer(&init_net, request->cookie, PORT,
					     answer),
			0);
	KUNIT_EXPECT_EQ(test, seccomm_agent_result(request), -EACCES);
	KUNIT_EXPECT_EQ(test,
			seccomm_agent_answer(&init_net, request->cookie, PORT,
					     answer),
			-ENOENT);
	seccomm_agent_request_put(same);
	seccomm_agent_end(request);

	request = ask(test, SECCOMM_AGENT_FINISH, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(request));
	answer->token.len = 1;
	KUNIT_EXPECT_EQ(test,
			ext_answer(test, SECCOMM_EXT_FILE, SECCOMM_AGENT_FINISH,
				   &key, &answer->token),
			-EINVAL);
	seccomm_agent_end(request);
}

static void nobody_listens(struct kunit *test)
{
	fake.heard = -ESRCH;
	KUNIT_EXPECT_EQ(test, PTR_ERR(ask(test, SECCOMM_AGENT_OFFER, 0)),
			-ESRCH);
	KUNIT_EXPECT_EQ(test, fake.held, 1);
}

/* Where nobody could be told, it is not said that nobody is there. */
static void nobody_told(struct kunit *test)
{
	fake.heard = -ENOMEM;
	KUNIT_EXPECT_EQ(test, PTR_ERR(ask(test, SECCOMM_AGENT_OFFER, 0)),
			-ENOMEM);
	KUNIT_EXPECT_EQ(test, fake.held, 1);
}

/* So many in all, so many of them for M1s, and so many of those of one origin. */
static void bounds(struct kunit *test)
{
	struct seccomm_agent_request *requests[SECCOMM_AGENT_REQUESTS];
	enum seccomm_agent_step step;
	unsigned int n;

	KUNIT_EXPECT_EQ(test, SECCOMM_AGENT_REQUESTS, 64);

	for (n = 0; n < SECCOMM_AGENT_REQUESTS_OF_ORIGIN; n++) {
		requests[n] = ask(test, SECCOMM_AGENT_ANSWER, 0);
		KUNIT_ASSERT_FALSE(test, IS_ERR(requests[n]));
	}
	KUNIT_EXPECT_EQ(test, PTR_ERR(ask(test, SECCOMM_AGENT_ANSWER, 0)),
			-EBUSY);
	for (; n < SECCOMM_AGENT_REQUESTS / 2; n++) {
		requests[n] = ask(test, SECCOMM_AGENT_ANSWER, n);
		KUNIT_ASSERT_FALSE(test, IS_ERR(requests[n]));
	}
	KUNIT_EXPECT_EQ(test, PTR_ERR(ask(test, SECCOMM_AGENT_ANSWER, n)),
			-EBUSY);
	for (; n < SECCOMM_AGENT_REQUESTS; n++) {
		step = n & 1 ? SECCOMM_AGENT_FINISH : SECCOMM_AGENT_OFFER;
		requests[n] = ask(test, step, n);
		KUNIT_ASSERT_FALSE(test, IS_ERR(requests[n]));
	}
	KUNIT_EXPECT_EQ(test, PTR_ERR(ask(test, SECCOMM_AGENT_OFFER, 0)),
			-EBUSY);
	while (n)
		seccomm_agent_end(requests[--n]);
}

/* The exchange is woken when the time is over, and the answer comes too late. */
static void expires(struct kunit *test)
{
	struct seccomm_agent_request *request =
		ask(test, SECCOMM_AGENT_OFFER, 0);
	unsigned long left;

	KUNIT_ASSERT_FALSE(test, IS_ERR(request));
	left = wait_for_completion_timeout(&fake.woken, 60 * HZ);
	KUNIT_EXPECT_NE(test, left, 0);
	KUNIT_EXPECT_EQ(test, seccomm_agent_result(request), -ETIMEDOUT);
	KUNIT_EXPECT_NULL(test, seccomm_agent_accept(&init_net,
						     SECCOMM_EXT_FILE, PORT));
	seccomm_agent_end(request);
}

/* A socket is the agent of one kind, until it is closed. */
static void becomes(struct kunit *test)
{
	int err;

	KUNIT_EXPECT_EQ(test, seccomm_agent_kind(&init_net, PORT), 0);
	err = seccomm_agent_begin(&init_net, SECCOMM_EXT_FILE, PORT);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, seccomm_agent_kind(&init_net, PORT),
			SECCOMM_EXT_FILE);
	err = seccomm_agent_begin(&init_net, SECCOMM_EXT_EXEC, PORT);
	KUNIT_EXPECT_EQ(test, err, -EBUSY);
	KUNIT_EXPECT_EQ(test, seccomm_agent_kind(&init_net, OTHER_PORT), 0);
	seccomm_agent_gone(&init_net, OTHER_PORT);
	seccomm_agent_gone(&init_net, PORT);
	KUNIT_EXPECT_EQ(test, seccomm_agent_kind(&init_net, PORT), 0);
}

static struct kunit_case seccomm_agent_cases[] = {
	KUNIT_CASE(taken),
	KUNIT_CASE_PARAM(ext_initiator, ext_gen_params),
	KUNIT_CASE_PARAM(ext_responder, ext_gen_params),
	KUNIT_CASE_PARAM(ext_items, ext_gen_params),
	KUNIT_CASE_PARAM(mlkem_initiator, mlkem_gen_params),
	KUNIT_CASE_PARAM(mlkem_responder, mlkem_gen_params),
	KUNIT_CASE_PARAM(mlkem_items, mlkem_gen_params),
	KUNIT_CASE(answers),
	KUNIT_CASE(becomes),
	KUNIT_CASE(nobody_listens),
	KUNIT_CASE(nobody_told),
	KUNIT_CASE(bounds),
	KUNIT_CASE(expires),
	{},
};

static struct kunit_suite seccomm_agent_suite = {
	.name = "seccomm_agent",
	.init = agent_init,
	.exit = agent_exit,
	.test_cases = seccomm_agent_cases,
};

kunit_test_suite(seccomm_agent_suite);

MODULE_DESCRIPTION("Tests of requests to key agents");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
